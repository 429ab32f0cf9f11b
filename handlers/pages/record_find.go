package pages

import (
	"context"
	"errors"
	"slices"
	"strings"

	"liaison/graph"
	"liaison/graph/names"
	"liaison/queries/network"
)

// finding says what can be named in a field, and what can be created there.
type finding struct{ nouns, creates []graph.Noun }

// findings are those of the fields of the page Record. Countries and places are no documents, and nothing is created of them.
var findings = map[string]finding{
	"who":     {nouns: []graph.Noun{graph.NounOrganisation, graph.NounPerson}, creates: []graph.Noun{graph.NounOrganisation, graph.NounPerson}},
	"for":     {nouns: []graph.Noun{graph.NounOrganisation}, creates: []graph.Noun{graph.NounOrganisation}},
	"party":   {nouns: []graph.Noun{graph.NounOrganisation, graph.NounPerson}},
	"source":  {nouns: []graph.Noun{graph.NounSource}, creates: []graph.Noun{graph.NounSource}},
	"place":   {nouns: []graph.Noun{"place", "country"}},
	"country": {nouns: []graph.Noun{"country"}},
}

// maxOptions is how many things on record are offered for a name, maxSame how many of the very same name.
const (
	maxOptions = 7
	maxSame    = 20
)

// option is something that a name may mean.
type option struct {
	// Pick is the id, or what is to be created.
	Pick string
	Name string
	// What says in a few words what it is, Matched which of its names fits and Why.
	What, Matched, Why string
	// Exact says that the name is the very one, and nothing else has it.
	Exact bool
	// Person says that it is one, UsualRole the role in which it would take part.
	Person    bool
	UsualRole string
	// Holding is a post in which a person may have acted; its zero value is none.
	Holding holding
	// Country is the name of a place's country, Reliability and Marking are a source's.
	Country, Reliability string
	Marking              graph.Marking
}

// holding is a post that a person holds.
type holding struct {
	Post         graph.ID
	Title        string
	Organisation graph.ID
	In           string
}

// finder finds what is named, in a reader's view.
type finder struct {
	context.Context
	v *network.View
	// created are what the form creates, by noun and name.
	created map[string]graph.ID
	// names are those of what is not there any more.
	names map[graph.ID]string
	// put is told what is shown.
	put func(*network.View, ...graph.ID)
}

// keyOf is by which what a form creates is known to its other fields.
func keyOf(noun graph.Noun, text string) string { return string(noun) + " " + names.Exact(text) }

// decide takes up what was decided on about a field before. A decision about another text than stands there now is none.
func (x *finder) decide(n *naming) {
	n.id, n.create, n.Options, n.What = "", "", nil, ""
	pick := n.Pick
	chosen := n.Choice != "" && n.Asked == n.Text
	if chosen {
		pick = n.Choice
	}
	if n.Text == "" || pick == "" {
		return
	}
	if noun, ok := strings.CutPrefix(pick, "new-"); ok {
		if slices.Contains(findings[n.Of].creates, graph.Noun(noun)) {
			n.create = graph.Noun(noun)
		}
		return
	}
	id := graph.ID(pick)
	if !slices.Contains(findings[n.Of].nouns, x.nounOf(id)) || (!chosen && !x.goesBy(id, n.Text)) {
		return
	}
	if chosen {
		n.Text = x.name(id)
	}
	x.found(n, id)
}

// find looks for what a text means, where nothing is decided on: what the form itself creates, what has the very name, or what it may be.
func (x *finder) find(n *naming) {
	if n.Text == "" || n.id != "" || n.create != "" || len(n.Text) > graph.MaxLine {
		return
	}
	for _, noun := range findings[n.Of].nouns {
		if id := x.created[keyOf(noun, n.Text)]; id != "" {
			n.id, n.What = id, t("record.created_here")
			return
		}
	}
	options := x.options(n.Of, n.Text)
	if len(options) > 0 && options[0].Exact {
		x.found(n, graph.ID(options[0].Pick))
		return
	}
	n.Options = slices.Concat(options, creations(n.Of, n.Text))
}

// found notes what a field means.
func (x *finder) found(n *naming, id graph.ID) {
	x.put(x.v, id)
	n.id, n.What = id, x.what(id)
	if noun := x.nounOf(id); noun == "country" || noun == "place" {
		n.country, _ = graph.CountryOfPlace(graph.PlaceID(id))
	}
}

// options are the things that the reader sees of which a name may be.
func (x *finder) options(of, text string) []option {
	if s, ok := x.v.Find(graph.ID(text)); ok && x.allowed(of, x.v.ID(s)) {
		o := x.option(x.v.ID(s))
		o.Exact = true
		return []option{o}
	}
	var nouns []string
	for _, noun := range findings[of].nouns {
		nouns = append(nouns, string(noun))
	}
	hits := x.v.Search(text, nouns)
	same := names.Exact(text)
	exact := 0
	for _, h := range hits {
		if names.Exact(h.Matched) == same {
			exact++
		}
	}
	var list []option
	for _, h := range hits[:min(len(hits), max(maxOptions, min(exact, maxSame)))] {
		o := x.option(h.ID)
		o.Matched, o.Why = h.Matched, h.Why
		o.Exact = exact == 1 && names.Exact(h.Matched) == same
		list = append(list, o)
	}
	return list
}

func (x *finder) allowed(of string, id graph.ID) bool {
	return slices.Contains(findings[of].nouns, x.nounOf(id))
}

// sameIn gives the organisations of a country that have just that name: to create one more of them would be a mistake.
func (x *finder) sameIn(text string, code graph.CountryCode) []option {
	return slices.DeleteFunc(x.options("for", text), func(o option) bool {
		s, ok := x.v.Find(graph.ID(o.Pick))
		organisation, is := x.v.Organisation(s)
		return !ok || !is || organisation.Country != code || names.Exact(o.Matched) != names.Exact(text)
	})
}

// creations are what could be created by a name.
func creations(of, text string) []option {
	var list []option
	for _, noun := range findings[of].creates {
		list = append(list, option{Pick: newOf(noun), Name: text, What: word("record.create", noun)})
	}
	return list
}

// option tells of something on record.
func (x *finder) option(id graph.ID) option {
	x.put(x.v, id)
	o := option{Pick: string(id), Name: x.name(id), What: x.what(id)}
	if code, ok := graph.CountryOfPlace(graph.PlaceID(id)); ok {
		o.Country = countryName(code)
	}
	o.Person = x.v.NounOf(id) == graph.NounPerson
	if source := x.source(id); source != nil {
		o.Reliability, o.Marking = source.Reliability, source.Marking
	}
	return o
}

// OnRecord says that it is on record, and not to be created.
func (o option) OnRecord() bool { return !strings.HasPrefix(o.Pick, "new-") }

// Told says what it is, and of a person in which post.
func (o option) Told() string {
	if o.Holding.Post != "" {
		return t("record.post.in", o.Holding.Title, o.Holding.In)
	}
	return o.What
}

// MarkingText gives a source's marking, "" for anything else.
func (o option) MarkingText() string {
	if o.Marking == 0 {
		return ""
	}
	return o.Marking.String()
}

// nounOf gives the noun of a document that the reader sees, or of a country or place.
func (x *finder) nounOf(id graph.ID) graph.Noun {
	if noun := x.v.NounOf(id); noun != "" {
		return noun
	}
	if _, ok := graph.LookupPlace(graph.PlaceID(id)); ok {
		return "place"
	}
	if c, ok := graph.LookupCountry(string(id)); ok && graph.ID(c.Code) == id {
		return "country"
	}
	return ""
}

func (x *finder) name(id graph.ID) string {
	if name := x.v.Name(id); name != "" {
		return name
	}
	if name := x.names[id]; name != "" {
		return name
	}
	return graph.PlaceName(graph.PlaceID(id), x.v.AsOf(), "en")
}

// goesBy says whether something has a name.
func (x *finder) goesBy(id graph.ID, text string) bool {
	same := names.Exact(text)
	if names.Exact(x.name(id)) == same || string(id) == text {
		return true
	}
	is := func(n graph.Name) bool { return names.Exact(n.Text) == same }
	if p, ok := graph.LookupPlace(graph.PlaceID(id)); ok {
		return slices.ContainsFunc(p.Names, is)
	}
	if c, ok := graph.LookupCountry(string(id)); ok {
		return slices.ContainsFunc(c.Names, is)
	}
	d := x.document(id)
	return d != nil && slices.ContainsFunc(graph.NamesOf(d), is)
}

// document reads one document, nil where the reader does not see it.
func (x *finder) document(id graph.ID) graph.Document {
	found, err := x.v.Documents(x, []graph.ID{id})
	if err != nil {
		return nil // the write will tell that the store is away
	}
	return found[id]
}

func (x *finder) source(id graph.ID) *graph.Source {
	if x.v.NounOf(id) != graph.NounSource {
		return nil
	}
	source, _ := x.document(id).(*graph.Source)
	return source
}

// what says in a few words what something is: "agency, Tajikistan".
func (x *finder) what(id graph.ID) string {
	switch noun := x.nounOf(id); noun {
	case graph.NounOrganisation:
		s, _ := x.v.Find(id)
		o, _ := x.v.Organisation(s)
		return inCountry(word("kind", o.Kind), o.CountryOrSeat())
	case "place":
		code, _ := graph.CountryOfPlace(graph.PlaceID(id))
		return inCountry(word("noun", noun), code)
	default:
		return word("noun", noun)
	}
}

func inCountry(words string, code graph.CountryCode) string {
	if code == "" {
		return words
	}
	return t("record.in_country", words, countryName(code))
}

// maxTenures is how many tenures of a person are looked at.
const maxTenures = 50

// holdings gives the posts that a person may hold on a day; those of any time on MinDay.
func (x *finder) holdings(person graph.ID, on graph.Day) []holding {
	tenures, _, err := x.v.List(x, graph.NounTenure, network.Filter{RefersTo: person}, "", maxTenures)
	if err != nil {
		return nil
	}
	var list []holding
	for _, d := range tenures {
		tenure, ok := d.(*graph.Tenure)
		if !ok || tenure.Person != person {
			continue
		}
		if _, may := tenure.Valid.CurrentOn(on); on != graph.MinDay && !may && !tenure.Valid.IsZero() {
			continue
		}
		post, ok := x.document(tenure.Post).(*graph.Post)
		if !ok || slices.ContainsFunc(list, func(h holding) bool { return h.Post == post.ID }) {
			continue
		}
		x.put(x.v, tenure.ID, post.ID, post.Organisation)
		list = append(list, holding{post.ID, x.name(post.ID), post.Organisation, x.name(post.Organisation)})
	}
	return list
}

// countryOf reads the name of a country in any script, or its code. What is wrong is an error in words.
func (x *finder) countryOf(text string) (graph.CountryCode, error) {
	if c, ok := graph.LookupCountry(text); ok {
		return c.Code, nil
	}
	options := x.options("country", text)
	if len(options) > 0 && options[0].Exact {
		return graph.CountryCode(options[0].Pick), nil
	}
	var may []string
	for _, o := range options {
		may = append(may, o.Name)
	}
	if len(may) > 0 {
		return "", errors.New(t("record.country.which", text, strings.Join(may, ", ")))
	}
	return "", errors.New(t("record.country.none", text))
}
