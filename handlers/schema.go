package handlers

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"liaison/graph"
	"liaison/handlers/problem"
	"liaison/queries"
)

// standsFor describes graph.StandsFor: a number, or "several".
type standsFor struct{}

// Schema is huma's.
func (standsFor) Schema(huma.Registry) *huma.Schema {
	least := 1.0
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeInteger, Minimum: &least}, {Type: huma.TypeString, Enum: []any{"several"}}}}
}

// schemaName gives the name of a type's schema. Of two types of one name, that of the answers is the one shown.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[queries.Citation]():
		return "ShownCitation"
	case reflect.TypeFor[problem.Document]():
		return "ProblemDocument"
	}
	return huma.DefaultSchemaNamer(t, hint)
}

// schemas tells huma of the types that look otherwise in JSON than in Go, and describes the documents with their closed lists.
func schemas(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[queries.Span](), reflect.TypeFor[string]())
	r.RegisterTypeAlias(reflect.TypeFor[queries.Strength](), reflect.TypeFor[float64]())
	r.RegisterTypeAlias(reflect.TypeFor[graph.StandsFor](), reflect.TypeFor[standsFor]())
	for _, n := range graph.Nouns() {
		t := reflect.TypeOf(graph.NewDocument(n)).Elem()
		schemaOf(r, t)
		s := r.Map()[schemaName(t, "")]
		if grade := s.Properties["reliability"]; grade != nil {
			grade.Enum = []any{"A", "B", "C", "D", "E", "F"}
		}
		s.Required = append(slices.DeleteFunc(s.Required, func(field string) bool { return field == "id" }), "marking") // a new document may leave its id out
	}
}

// schemaOf gives a reference to the schema of a struct, with the closed lists of its fields in it.
func schemaOf(r huma.Registry, t reflect.Type) *huma.Schema {
	s := r.Schema(t, true, "")
	describe(r, t, map[reflect.Type]bool{})
	return s
}

// describe puts the closed lists into the schemas of a struct and of those within it.
func describe(r huma.Registry, t reflect.Type, done map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || done[t] {
		return
	}
	done[t] = true
	s := r.Map()[schemaName(t, "")]
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if s != nil && s.Properties[name] != nil {
			narrow(s.Properties[name], f.Type, slices.Contains(s.Required, name))
		}
		describe(r, f.Type, done)
	}
}

// narrow puts into the schema of a field what its type says more than its kind: the values of a closed list, the form of a text. What must be there must not be empty.
func narrow(s *huma.Schema, t reflect.Type, required bool) {
	if t.Kind() == reflect.Slice && s.Items != nil {
		narrow(s.Items, t.Elem(), true)
		s.UniqueItems = t.Elem().Kind() == reflect.String
		if required {
			least := 1
			s.MinItems = &least
		}
		return
	}
	if required && s.Type == huma.TypeString {
		least := 1
		s.MinLength = &least
	}
	switch t {
	case reflect.TypeFor[graph.ID]():
		s.Pattern = graph.IDForm
	case reflect.TypeFor[graph.CountryCode]():
		s.Pattern, s.Description = "^[A-Z]{2}$", "ISO 3166-1 alpha-2"
	case reflect.TypeFor[graph.Grade]():
		s.Pattern, s.Description = "^[A-F][1-6]$", "Admiralty grade: reliability of the source, credibility of what it says"
	case reflect.TypeFor[graph.Date]():
		s.Description = "a day, a longer time, or one that is not known exactly (EDTF): 2021-03-15, 2021-02, 2021-03-03/2021-03-04, [2020-12-15..2021-01-10]"
		s.Format, s.Examples = "edtf", []any{"2021-03-03/2021-03-04"}
	case reflect.TypeFor[graph.PlaceID]():
		s.Description, s.Examples = "the id of a place, or the code of a country where no more is known", []any{"KG-bishkek"}
	default:
		s.Enum = lists[t]
	}
	s.PrecomputeMessages()
}

// lists are the closed lists of the model, by their types.
var lists = map[reflect.Type][]any{
	reflect.TypeFor[graph.Marking]():          anys(graph.Markings()),
	reflect.TypeFor[graph.OrganisationKind](): anys(graph.OrganisationKinds()),
	reflect.TypeFor[graph.Mandate]():          anys(graph.Mandates()),
	reflect.TypeFor[graph.NameKind]():         anys(graph.NameKinds()),
	reflect.TypeFor[graph.EngagementKind]():   anys(graph.EngagementKinds()),
	reflect.TypeFor[graph.Status]():           anys(graph.Statuses()),
	reflect.TypeFor[graph.Role]():             anys(graph.Roles()),
	reflect.TypeFor[graph.Presence]():         anys(graph.Presences()),
	reflect.TypeFor[graph.Reply]():            anys(graph.Replies()),
	reflect.TypeFor[graph.Weight]():           anys(graph.Weights()),
	reflect.TypeFor[graph.Capacity]():         anys(graph.Capacities()),
	reflect.TypeFor[graph.CooperationKind]():  anys(graph.CooperationKinds()),
	reflect.TypeFor[graph.PartyRole]():        anys(graph.PartyRoles()),
	reflect.TypeFor[graph.Basis]():            anys(graph.Bases()),
	reflect.TypeFor[graph.ClosedHow]():        anys(graph.ClosedHows()),
	reflect.TypeFor[graph.PredecessorHow]():   anys(graph.PredecessorHows()),
	reflect.TypeFor[graph.Engage]():           anys(graph.Engages()),
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, v := range list {
		all[i] = fmt.Sprint(v)
	}
	return all
}

// answerSchema describes the answer to a question, with its own rows.
func answerSchema(r huma.Registry, q *queries.Question) *huma.Schema {
	whole := withItems(r, reflect.TypeFor[queries.Answer](), "rows", r.Schema(q.Row, true, ""))
	whole.Title = q.Name
	return component(r, strings.ToUpper(q.Name[:1])+q.Name[1:]+"Answer", whole)
}

// withItems describes a struct, one of whose fields is a list of what its type does not tell.
func withItems(r huma.Registry, t reflect.Type, field string, item *huma.Schema) *huma.Schema {
	r.Schema(t, true, "")
	whole := *r.Map()[schemaName(t, "")]
	whole.Properties = maps.Clone(whole.Properties)
	whole.Properties[field] = &huma.Schema{Type: huma.TypeArray, Items: item}
	return &whole
}

// listSchema describes a page of documents. With the parameter fields a document has no other, so none but the id is sure to be there.
func listSchema(r huma.Registry, name string, document *huma.Schema) *huma.Schema {
	some := &huma.Schema{Type: huma.TypeObject, Required: []string{"id"}, Description: "where only some fields were asked for"}
	return component(r, name, withItems(r, reflect.TypeFor[documentList](), "documents", &huma.Schema{AnyOf: []*huma.Schema{document, some}}))
}
