package handlers

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// ClearanceInput is what a reader of the log can set.
type ClearanceInput struct {
	Clearance string `query:"clearance" doc:"read as with this clearance, your own or less: TLP:GREEN, TLP:AMBER/team"`
}

// ReaderInput is what a reader of documents can set.
type ReaderInput struct {
	ClearanceInput
	Known string `query:"known" doc:"known then: what was recorded at this revision, or by the end of this date"`
}

// listInput asks for documents of a noun.
type listInput struct {
	ReaderInput
	Limit  int    `query:"limit" minimum:"0" maximum:"1000" doc:"documents on a page (default 100)"`
	Cursor string `query:"cursor" doc:"the next page: what the list before gave as next"`
	Fields string `query:"fields" doc:"only these fields, besides the id: names,country"`
	// filters are all other parameters.
	filters url.Values
}

// Resolve is huma's.
func (in *listInput) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	in.filters = u.Query()
	for _, own := range []string{"clearance", "known", "limit", "cursor", "fields"} {
		in.filters.Del(own)
	}
	return nil
}

// listFilters are the filters of lists, with the nouns that have each.
var listFilters = []struct {
	name, help string
	nouns      []graph.Noun
}{
	{"kind", "only of this kind", []graph.Noun{graph.NounOrganisation, graph.NounEngagement, graph.NounCooperation}},
	{"mandate", "only with this mandate", []graph.Noun{graph.NounOrganisation}},
	{"country", "only of this country, or seated there: KG or Kyrgyzstan", []graph.Noun{graph.NounOrganisation, nounPlace}},
	{"status", "only of this status", []graph.Noun{graph.NounEngagement}},
	{"when", "only what may have been then: 2021-03, 2020-12-01/2021-02-28, early March 2021", []graph.Noun{graph.NounEngagement}},
	{"place", "only at this place, or in this country: KG-bishkek, Bishkek, KG", []graph.Noun{graph.NounEngagement}},
	{"topic", "only on this topic", []graph.Noun{graph.NounEngagement}},
	{"refers_to", "only what refers to the document of this id", []graph.Noun{
		graph.NounOrganisation, graph.NounPost, graph.NounTenure, graph.NounEngagement, graph.NounCooperation, graph.NounCommitment,
	}},
	{"min_grade", "only facts of at least this grade: B2", []graph.Noun{graph.NounTenure, graph.NounEngagement, graph.NounCooperation, graph.NounCommitment}},
}

// filtersOf describes the filters of a noun's list.
func filtersOf(noun graph.Noun) (described []*huma.Param) {
	for _, f := range listFilters {
		if slices.Contains(f.nouns, noun) {
			described = append(described, textParameter(f.name, f.help))
		}
	}
	return described
}

// listAnswer is a page of documents.
type listAnswer struct{ Body documentList }

type documentList struct {
	Documents []json.RawMessage `json:"documents"`
	Next      string            `json:"next,omitempty" doc:"the cursor of the next page, where there is one"`
	Revision  graph.Revision    `json:"revision"`
	Note      string            `json:"note"`
}

// documentInput names a document.
type documentInput struct {
	ReaderInput
	ID          string `path:"id" maxLength:"128" doc:"the document's id"`
	IfNoneMatch string `header:"If-None-Match"`
}

// WriteInput is what all writes have.
type WriteInput struct {
	Key    string `header:"Idempotency-Key" maxLength:"200" doc:"the same again makes sure that the write is made once"`
	Reason string `query:"reason" maxLength:"2000" doc:"why, for the log; needed where a label is lowered"`
}

// createInput is a new document; its id may be left out.
type createInput struct {
	WriteInput
	RawBody []byte
}

// VersionInput names a version to write over.
type VersionInput struct {
	WriteInput
	ID      string `path:"id" maxLength:"128" doc:"the document's id"`
	IfMatch string `header:"If-Match" doc:"the ETag of the version that you read"`
}

// replaceInput is a document in place of another version.
type replaceInput struct {
	VersionInput
	RawBody []byte
}

// documentAnswer is a document as its reader sees it.
type documentAnswer struct {
	Status      int
	ContentType string `header:"Content-Type" hidden:"true"`
	ETag        string `header:"ETag" doc:"names this version"`
	Cache       string `header:"Cache-Control"`
	Body        []byte
}

// writtenAnswer is a document as a write left it.
type writtenAnswer struct {
	Status      int
	ContentType string         `header:"Content-Type" hidden:"true"`
	ETag        string         `header:"ETag" doc:"names this version"`
	Location    string         `header:"Location"`
	Revision    graph.Revision `header:"Liaison-Revision" doc:"the revision that a write made"`
	Body        []byte
}

// deletedAnswer says which revision deleted.
type deletedAnswer struct {
	Revision graph.Revision `header:"Liaison-Revision" doc:"the revision that the deletion made"`
}

// addDocuments adds the routes of every noun.
func (s *Server) addDocuments(api huma.API) {
	for _, noun := range graph.Nouns() {
		t := reflect.TypeOf(graph.NewDocument(noun)).Elem()
		schema := schemaOf(api.OpenAPI().Components.Schemas, t)
		shown, sent := exampleDocument(noun)
		path, tag := prefix+"/"+noun.Plural(), strings.ToUpper(noun.Plural()[:1])+noun.Plural()[1:]
		operation := func(id, method, path, summary string, status int, errs []int) huma.Operation {
			return huma.Operation{
				OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{tag}, DefaultStatus: status, Errors: errs,
				MaxBodyBytes: graph.MaxDocument + 1, RejectUnknownQueryParameters: true,
				SkipValidateBody: true, // it is read by the rules that files have too, which say more of what is wrong
			}
		}
		with := func(op huma.Operation, body bool) huma.Operation {
			content := func(example map[string]any) map[string]*huma.MediaType {
				return map[string]*huma.MediaType{typeJSON: {Schema: schema, Example: example}}
			}
			if body {
				op.RequestBody = &huma.RequestBody{Required: true, Content: content(sent)}
			}
			op.Responses = map[string]*huma.Response{fmt.Sprint(op.DefaultStatus): {Description: "The document as you see it", Content: content(shown), Links: documentLinks(noun)}}
			return op
		}
		one := path + "/{id}"
		list := operation("list-"+noun.Plural(), http.MethodGet, path, "list "+noun.Plural(), http.StatusOK, errorsOf())
		list.Responses = map[string]*huma.Response{"200": {Description: "The documents as you see them", Content: map[string]*huma.MediaType{typeJSON: {Schema: listSchema(api.OpenAPI().Components.Schemas, schemaName(t, "")+"List", schema)}}}}
		list.Parameters, list.SkipValidateParams = filtersOf(noun), true // filter and List read them, which say more of what is wrong
		huma.Register(api, list, typed(s, func(ctx context.Context, in *listInput) (*listAnswer, error) { return s.list(ctx, noun, in) }))
		huma.Register(api, with(operation("create-"+string(noun), http.MethodPost, path, "create "+noun.Article(), http.StatusCreated, sendErrorsOf()), true),
			typed(s, func(ctx context.Context, in *createInput) (*writtenAnswer, error) { return s.create(ctx, noun, in) }))
		read := with(operation("read-"+string(noun), http.MethodGet, one, "read "+noun.Article(), http.StatusOK, errorsOf(http.StatusNotFound)), false)
		read.Responses["304"] = &huma.Response{Description: "It is the version that you have"}
		huma.Register(api, read, typed(s, func(ctx context.Context, in *documentInput) (*documentAnswer, error) { return s.read(ctx, noun, in) }))
		const stale, unread = http.StatusPreconditionFailed, http.StatusPreconditionRequired
		huma.Register(api, with(operation("replace-"+string(noun), http.MethodPut, one, "replace "+noun.Article(), http.StatusOK, sendErrorsOf(stale, unread)), true),
			typed(s, func(ctx context.Context, in *replaceInput) (*writtenAnswer, error) { return s.replace(ctx, noun, in) }))
		huma.Register(api, operation("delete-"+string(noun), http.MethodDelete, one, "delete "+noun.Article(), http.StatusNoContent, writeErrorsOf(stale, unread)),
			typed(s, func(ctx context.Context, in *VersionInput) (*deletedAnswer, error) { return s.delete(ctx, noun, in) }))
	}
}

// reader gives on what terms documents are read.
func (s *Server) reader(in ClearanceInput) (network.Terms, error) {
	t := network.Terms{Clearance: s.Clearance, AsOf: s.today()}
	if in.Clearance == "" {
		return t, nil
	}
	lowered, err := queries.Lower(s.Clearance, in.Clearance)
	if err != nil {
		return t, refuse(http.StatusUnprocessableEntity, "the documents cannot be read like this", graph.Problem{Field: "clearance", Text: err.Error()})
	}
	t.Clearance = lowered
	return t, nil
}

func (s *Server) list(ctx context.Context, noun graph.Noun, in *listInput) (*listAnswer, error) {
	t, err := s.reader(in.ClearanceInput)
	if err != nil {
		return nil, err
	}
	filter, minGrade, err := s.filter(noun, in.filters)
	if err != nil {
		return nil, err
	}
	t.MinGrade = minGrade
	list, err := s.Asker.List(ctx, queries.ListRequest{Noun: noun, Filter: filter, Terms: t, Known: in.Known, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	answer := &listAnswer{}
	answer.Body.Documents, answer.Body.Next, answer.Body.Revision, answer.Body.Note = []json.RawMessage{}, list.Next, list.Revision, queries.Note
	for _, d := range list.Documents {
		body, err := graph.Encode(d)
		if err == nil && in.Fields != "" {
			body, err = only(body, in.Fields)
		}
		if err != nil {
			return nil, err
		}
		answer.Body.Documents = append(answer.Body.Documents, body)
	}
	return answer, nil
}

// filter reads the filters of a list.
func (s *Server) filter(noun graph.Noun, given url.Values) (f network.Filter, g graph.MinGrade, err error) {
	var problems []graph.Problem
	wrong := func(name, format string, args ...any) {
		problems = append(problems, graph.Problem{Field: name, Text: fmt.Sprintf(format, args...)})
	}
	var known []string
	for _, p := range filtersOf(noun) {
		known = append(known, p.Name)
	}
	for name := range given {
		if !slices.Contains(known, name) {
			wrong(name, "is no filter of %s; there are %s", noun.Plural(), cmp.Or(strings.Join(known, ", "), "none"))
		} else if len(given[name]) > 1 {
			wrong(name, "is given twice, it takes one value")
		}
	}
	choice := func(name string, values []any) string {
		if text := given.Get(name); text != "" && values != nil && !slices.Contains(values, any(text)) {
			wrong(name, "%q is none of %s", text, strings.Trim(fmt.Sprint(values), "[]"))
		}
		return given.Get(name)
	}
	kinds := map[graph.Noun][]any{
		graph.NounOrganisation: anys(graph.OrganisationKinds()), graph.NounEngagement: anys(graph.EngagementKinds()), graph.NounCooperation: anys(graph.CooperationKinds()),
	}
	f.Kind = choice("kind", kinds[noun])
	f.Mandate = graph.Mandate(choice("mandate", anys(graph.Mandates())))
	f.Status = graph.Status(choice("status", anys(graph.Statuses())))
	f.Topic, f.RefersTo = given.Get("topic"), graph.ID(given.Get("refers_to"))
	today := s.today()
	for name, read := range map[string]func(text string) error{
		"country": func(text string) (err error) { f.Country, err = queries.ReadCountry(text, today); return err },
		"place":   func(text string) (err error) { f.Place, err = queries.ReadPlace(text, today); return err },
		"when":    func(text string) (err error) { f.When, err = graph.ReadDate(text, today); return err },
		"min_grade": func(text string) error {
			grade, err := graph.ParseGrade(text)
			g = graph.MinGrade(grade)
			return err
		},
	} {
		if text := given.Get(name); text != "" {
			if err := read(text); err != nil {
				wrong(name, "%s", err)
			}
		}
	}
	if len(problems) > 0 {
		slices.SortFunc(problems, func(a, b graph.Problem) int { return strings.Compare(a.Field, b.Field) })
		return f, g, &graph.Error{Kind: graph.Invalid, Message: "the list of " + noun.Plural() + " cannot be asked for like this", Problems: problems}
	}
	return f, g, nil
}

// only keeps the id and the named fields of a document.
func only(body []byte, fields string) ([]byte, error) {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, err
	}
	kept := map[string]json.RawMessage{"id": whole["id"]}
	for name := range strings.SplitSeq(fields, ",") {
		if value, ok := whole[strings.TrimSpace(name)]; ok {
			kept[strings.TrimSpace(name)] = value
		}
	}
	return json.Marshal(kept)
}

func (s *Server) read(ctx context.Context, noun graph.Noun, in *documentInput) (*documentAnswer, error) {
	t, err := s.reader(in.ClearanceInput)
	if err != nil {
		return nil, err
	}
	answer, err := s.document(ctx, t, in.Known, noun, graph.ID(in.ID))
	if err == nil && matches(in.IfNoneMatch, answer.ETag) {
		answer.Status, answer.ContentType, answer.Body = http.StatusNotModified, "", nil
	}
	return answer, err
}

// document gives a document as it is seen.
func (s *Server) document(ctx context.Context, t network.Terms, known string, noun graph.Noun, id graph.ID) (*documentAnswer, error) {
	d, version, err := s.Asker.Document(ctx, t, known, noun, id)
	if err != nil {
		return nil, err
	}
	body, err := graph.Encode(d)
	return &documentAnswer{Status: http.StatusOK, ContentType: typeJSON, ETag: `"` + string(version) + `"`, Cache: cacheChecked, Body: body}, err
}

func (s *Server) create(ctx context.Context, noun graph.Noun, in *createInput) (*writtenAnswer, error) {
	d, err := graph.Read(noun, in.RawBody)
	if err != nil {
		return nil, err
	}
	if d.Header().ID == "" {
		d.Header().ID = newID(noun, in.Key)
	}
	return s.put(ctx, in.WriteInput, network.Edit{Document: d}, http.StatusCreated)
}

// newID makes an id for a document: from the key where there is one, so that the same request again means the same document.
func newID(noun graph.Noun, key string) graph.ID {
	id := uuid.New()
	if key != "" {
		id = uuid.NewSHA1(uuid.NameSpaceOID, []byte(string(noun)+" "+key))
	}
	return graph.ID(string(noun) + "-" + id.String())
}

func (s *Server) replace(ctx context.Context, noun graph.Noun, in *replaceInput) (*writtenAnswer, error) {
	match, err := ifMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	d, err := graph.Read(noun, in.RawBody)
	if err != nil {
		return nil, err
	}
	switch d.Header().ID {
	case "":
		d.Header().ID = graph.ID(in.ID)
	case graph.ID(in.ID):
	default:
		return nil, &graph.Error{Kind: graph.Invalid, Message: "the document and the address name two things", Problems: []graph.Problem{{Document: in.ID, Field: "id", Text: "cannot be changed: leave it out, or as it is in the address"}}}
	}
	return s.put(ctx, in.WriteInput, network.Edit{Document: d, Match: match, Noun: noun}, http.StatusOK)
}

func (s *Server) put(ctx context.Context, in WriteInput, e network.Edit, status int) (*writtenAnswer, error) {
	result, err := s.write(ctx, in, e)
	if err != nil && e.Match != "" {
		err = stale(err)
	}
	if err != nil {
		return nil, err
	}
	noun, id := e.Document.Noun(), e.Document.Header().ID
	t, err := s.reader(ClearanceInput{})
	if err != nil {
		return nil, err
	}
	// As this write left it: a later one may be there already, and whoever gets that one's ETag would overwrite it unseen.
	left, err := s.document(ctx, t, strconv.FormatInt(int64(result.Revision), 10), noun, id)
	if err != nil {
		return nil, err
	}
	return &writtenAnswer{
		Status: status, ContentType: left.ContentType, ETag: left.ETag, Location: prefix + "/" + noun.Plural() + "/" + string(id), Revision: result.Revision, Body: left.Body,
	}, nil
}

// write writes edits. A version that no longer holds is a failed precondition, as HTTP calls it.
func (s *Server) write(ctx context.Context, in WriteInput, edits ...network.Edit) (graph.Result, error) {
	id := graph.NewApplyID()
	if in.Key != "" {
		told, err := json.Marshal([]any{in.Reason, edits})
		if err != nil {
			return graph.Result{}, err
		}
		id = applyID(in.Key, string(told))
	}
	result, err := s.Asker.Network.Write(ctx, network.Writing{ID: id, Actor: s.Actor, Reason: in.Reason, Clearance: s.Clearance, Edits: edits})
	s.audit(ctx, err)
	return result, err
}

// applyID names a write by its key and by what it writes: a key that is used for something else by mistake is then another write, and not one that seems to
// be made and is not.
func applyID(key, what string) graph.ApplyID {
	sum := sha256.Sum256([]byte(what))
	return graph.ApplyID("key " + key + " " + base64.RawURLEncoding.EncodeToString(sum[:12]))
}

func (s *Server) delete(ctx context.Context, noun graph.Noun, in *VersionInput) (*deletedAnswer, error) {
	match, err := ifMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	result, err := s.write(ctx, in.WriteInput, network.Edit{Delete: graph.ID(in.ID), Match: match, Noun: noun})
	if err != nil {
		return nil, stale(err)
	}
	return &deletedAnswer{result.Revision}, nil
}

// stale tells a conflict of a request with If-Match as a failed precondition.
func stale(err error) error {
	var conflict *graph.Error
	if !errors.As(err, &conflict) || conflict.Kind != graph.Conflict || errors.Is(err, network.ErrNotAvailable) {
		return err
	}
	return refuse(http.StatusPreconditionFailed, conflict.Message, conflict.Problems...)
}

// ifMatch reads the version that a writer read.
func ifMatch(header string) (network.Version, error) {
	text := strings.TrimSpace(header)
	if text == "" || text == "*" {
		return "", refuse(http.StatusPreconditionRequired, "say which version you read: send its ETag as If-Match")
	}
	if len(text) < 3 || text[0] != '"' || text[len(text)-1] != '"' || bytes.ContainsRune([]byte(text[1:len(text)-1]), '"') {
		return "", graph.Errorf(graph.Malformed, "If-Match: %s is no ETag: send the one that you read, with its quotation marks", text)
	}
	return network.Version(text[1 : len(text)-1]), nil
}
