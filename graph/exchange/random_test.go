package exchange_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"pgregory.net/rapid"

	"liaison/graph"
)

// This file makes random documents of every noun from the Go types themselves, so that a field added to the model is in the
// properties the day it is added.

// closedLists are the types whose values are a list.
var closedLists = []any{
	graph.NameKinds(), graph.OrganisationKinds(), graph.Mandates(), graph.Engages(), graph.PredecessorHows(), graph.Capacities(), graph.EngagementKinds(), graph.Statuses(),
	graph.Weights(), graph.Roles(), graph.Presences(), graph.Replies(), graph.CooperationKinds(), graph.PartyRoles(), graph.Bases(), graph.ClosedHows(),
}

// nasty are texts that one format or another could take for something else.
var nasty = []string{
	"Нур-Султан", "Раҳмон", "yes", "no", "NO", "null", "~", "1e3", "2021", "2021-02-22", "0x1F", "010", "1_000", ".inf", "<<", "=", "- a", "a: b", "#", "a #b", "'", `"`, `it's "so"`, "*a", "&b", "!tag", "|", ">", "%", "@", "`",
	"true", " lead", "trail ", "[x", "{y", `a\b`, `\u0041`, "?", "? a", ":", "a:", "---", "...", "--- a", "é", "e\u0301", "👩🏽‍🚒", "\u200fעברית", "\u2028", "a\u2029b", "\ufeffa", "a\ufeff", "\u00a0", "\u00ad", "\ufffd",
	"\ufffe", "\U0001f600", "\U0010ffff", "</script>", "&amp;", strings.Repeat("long ", 60), strings.Repeat("x", 300),
}

// paragraphs are texts of more than one line.
var paragraphs = []string{"a\nb", "a\n\nb\n", "\n", "\na", "  a\n b\n", "a\r\nb", "a\rb", "a\tb", "\ta\n\tb", "# a\n- b", "a\n---\nb", "a \n b \n", "\n\n\n"}

// free are the fields that hold free text.
var free = []string{"summary", "outcome", "quote", "what", "waits_for", "engage_reason", "reference"}

// dates are dates of every form.
var dates = []string{"", "2021", "2021-02", "2021-02-22", "2021-02-22T14:30", "2021-02-22/2021-03-01", "[2021-03-03..2021-03-04]", "2015/..", "2015/", "../2021", "/2021", "2015/ended", "/ended", "2020-10?", "2020-10~", "2020%", "[2020..2021]/2022"}

// drawer draws documents.
type drawer struct {
	*rapid.T
	// each is how many documents of each noun may be referred to.
	each int
	// own is the number of the document that is drawn: it refers only to those of its noun before it, so that there are no circles.
	own  int
	noun graph.Noun
}

func one[V any](d *drawer, label string, values ...V) V {
	return rapid.SampledFrom(values).Draw(d.T, label)
}

func (d *drawer) chance(label string) bool { return rapid.IntRange(0, 2).Draw(d.T, label) == 0 }

// line draws a text that is not blank.
func (d *drawer) line(label string) string {
	text := rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringMatching(`[a-zЖ-я0-9 :'"#&*!|>%@{}\[\],?~-]{1,20}`), rapid.StringN(1, 10, 100)).Draw(d.T, label)
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, text)
	if strings.TrimSpace(text) == "" {
		return "x" + text
	}
	return text
}

func (d *drawer) text(label string) string {
	if slices.Contains(free, label) && d.chance(label+" in lines") {
		return one(d, label, paragraphs...)
	}
	return d.line(label)
}

// id draws the id of something that may be referred to, "" where there is nothing.
func (d *drawer) id(label string) graph.ID {
	nouns := map[string][]graph.Noun{
		"person": {graph.NounPerson}, "post": {graph.NounPost}, "source": {graph.NounSource}, "within": {graph.NounEngagement}, "arising_from": {graph.NounEngagement},
		"stakeholder": {graph.NounOrganisation, graph.NounPerson}, "owed_by": {graph.NounOrganisation, graph.NounPerson},
		"owed_to": {graph.NounOrganisation, graph.NounPerson}, "handled_by": {graph.NounOrganisation, graph.NounPerson},
	}[label]
	if nouns == nil {
		nouns = []graph.Noun{graph.NounOrganisation}
	}
	noun := one(d, label+" noun", nouns...)
	most := d.each
	if noun == d.noun {
		most = d.own
	}
	if most == 0 {
		return ""
	}
	return idOf(noun, rapid.IntRange(0, most-1).Draw(d.T, label))
}

func idOf(n graph.Noun, i int) graph.ID { return graph.ID(fmt.Sprintf("%s-%d", n, i)) }

// document draws a document that Validate has nothing against.
func (d *drawer) document(n graph.Noun, number int) graph.Document {
	d.noun, d.own = n, number
	document := graph.NewDocument(n)
	d.fill("", reflect.ValueOf(document).Elem())
	document.Header().ID = idOf(n, number)
	mend(d, document)
	if err := graph.Validate(document); err != nil {
		d.Fatalf("the generator draws what the rules forbid: %v", err)
	}
	return document
}

func (d *drawer) fill(label string, v reflect.Value) {
	for _, list := range closedLists {
		if values := reflect.ValueOf(list); values.Type().Elem() == v.Type() {
			v.Set(values.Index(rapid.IntRange(0, values.Len()-1).Draw(d.T, label)))
			return
		}
	}
	switch v.Interface().(type) {
	case graph.ID:
		v.Set(reflect.ValueOf(d.id(label)))
	case graph.Marking:
		v.Set(reflect.ValueOf(one(d, label, graph.Markings()...)))
	case graph.Group:
		v.Set(reflect.ValueOf(graph.Group(fmt.Sprintf("group %d", rapid.IntRange(0, 1000).Draw(d.T, label)))))
	case graph.Grade:
		grade, _ := graph.ParseGrade(one(d, label, "", "A1", "B2", "F6"))
		v.Set(reflect.ValueOf(grade))
	case graph.Date:
		v.Set(reflect.ValueOf(graph.MustDate(one(d, label, dates...))))
	case graph.StandsFor:
		v.Set(reflect.ValueOf(one(d, label, 0, graph.Several, 2, 7)))
	case graph.CountryCode:
		v.Set(reflect.ValueOf(one(d, label, graph.CountryCode(""), "NO", "KG", "KZ")))
	case graph.PlaceID:
		v.Set(reflect.ValueOf(one(d, label, graph.PlaceID(""), "NO", "KG-bishkek", "KZ-astana")))
	default:
		d.fillKind(label, v)
	}
}

func (d *drawer) fillKind(label string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(d.text(label))
	case reflect.Bool:
		v.SetBool(d.chance(label))
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(0, 50).Draw(d.T, label)))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.fill(label, v.Elem())
	case reflect.Slice:
		for range rapid.IntRange(1, 2).Draw(d.T, label) {
			item := reflect.New(v.Type().Elem()).Elem()
			d.fill(label, item)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if field.Anonymous || options == "" || d.chance(name+" is there") {
				d.fill(name, v.Field(i))
			}
		}
	default:
		d.Fatalf("the generator knows no %s", v.Type())
	}
}

// mend changes what fields of a document must not be together.
func mend(d *drawer, document graph.Document) {
	head := document.Header()
	head.Audience = slices.Compact(head.Audience)
	if head.Marking == 0 {
		head.Marking = graph.Green
	}
	if f := graph.FactOf(document); f != nil {
		f.Evidence = slices.DeleteFunc(f.Evidence, func(c graph.Citation) bool { return c.Source == "" })
		if len(f.Evidence) == 0 {
			f.Evidence = nil
		}
	}
	switch o := document.(type) {
	case *graph.Organisation:
		o.Mandates = slices.Compact(o.Mandates)
		if o.Parents = slices.DeleteFunc(o.Parents, func(p graph.Parent) bool { return p.Organisation == "" }); len(o.Parents) == 0 {
			o.Parents = nil
		}
		if o.Predecessors = slices.DeleteFunc(o.Predecessors, func(p graph.Predecessor) bool { return p.Organisation == "" }); len(o.Predecessors) == 0 {
			o.Predecessors = nil
		}
		if o.Engage == "" {
			o.EngageReason = ""
		}
	case *graph.Person:
		if o.Engage == "" {
			o.EngageReason = ""
		}
	case *graph.Tenure:
		if o.SeenOn = slices.DeleteFunc(o.SeenOn, graph.Date.IsZero); len(o.SeenOn) == 0 {
			o.SeenOn = nil
		}
	case *graph.Engagement:
		if o.Request != nil { // its reference is a line, that of a source is free text
			o.Request.Reference = d.line("reference")
		}
		o.Topics = slices.Compact(o.Topics)
		for _, p := range o.Participants {
			if p.Headcount != nil && p.Headcount.Total != nil {
				*p.Headcount.Total = 100
			}
		}
	case *graph.Cooperation:
		o.Topics = slices.Compact(o.Topics)
		o.Parties = []graph.Party{{Organisation: d.id("organisation")}, {Country: "NO"}}
		if d.chance("directed") {
			o.Parties[0].Role, o.Parties[1].Role = graph.Provider, graph.Recipient
		}
	case *graph.Commitment:
		if o.OwedBy == o.OwedTo {
			o.OwedBy, o.OwedTo = idOf(graph.NounOrganisation, 0), idOf(graph.NounPerson, 0)
		}
		if o.Closed.IsZero() {
			o.ClosedHow = ""
		}
	case *graph.Source:
		if o.Reliability != "" {
			o.Reliability = one(d, "reliability", "A", "B", "F")
		}
	}
}

// documents draws some of every noun.
func (d *drawer) documents() []graph.Document {
	var all []graph.Document
	for _, n := range graph.Nouns() {
		for i := range d.each {
			all = append(all, d.document(n, i))
		}
	}
	return all
}
