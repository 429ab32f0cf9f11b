package pages

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// section is an entry of the main navigation.
type section struct{ key, path string }

// sections are the entries of the main navigation, in order. Only what has a route is here.
var sections = []section{
	{"nav.overview", "/"},
	{"nav.ask", "/ask"},
	{"nav.record", "/record"},
}

// hasSection says whether there is a page of that path: no page leads to one that is not there.
func hasSection(path string) bool {
	return slices.ContainsFunc(sections, func(s section) bool { return s.path == path })
}

// Terms are on what terms the reader looks, from the address. Every link carries them on.
type Terms struct {
	// AsOf is the day looked at, Now the one that counts as now.
	AsOf, Now graph.Day
	MinGrade  graph.MinGrade
	Clearance graph.Clearance
	// revision is that which the whole page looks at, horizon the last up to it that changed something that the reader sees; pastKnown says that the page does not simply look
	// at the last.
	revision  graph.Revision
	horizon   graph.Revision
	pastKnown bool
	// knowledge says in words when it was known.
	knowledge string
	// us is whom the reader put in the place of the configured us, "" for nobody.
	us string
	// address holds the terms as addresses carry them: only those that are not the usual ones, each in one form.
	address url.Values
}

// termNames are the parameters of an address that are terms, in the order of the clock bar.
var termNames = []string{"as_of", "known", "min_grade", "us", "clearance"}

// Frame is what is around every page.
type Frame struct {
	Terms
	// Path is that of the page, Rest its own parameters, which the form of the clock bar keeps.
	Path string
	Rest []Parameter
	// Situation, Knowledge and Side are the fields of the clock bar.
	Situation, Knowledge, Side Field
	Grades                     []Choice
	// Marking is the highest among what is on the page.
	Marking graph.Marking
	// Writing says that the page writes: then it looks at what is now, and Actor is who writes.
	Writing bool
	Actor   string
	// Apart says that the page shows nothing of the record: then there are no terms to look on, and no marking.
	Apart bool
	// Away says since when the store has not answered, "" where it does: what is shown is from memory then.
	Away string
	// Notice tells what was just done.
	Notice *notice
	// sides are whose engagements these are; empty where they are not in this picture.
	sides []graph.ID
	// nounOf gives the noun of a document that the reader sees, else "".
	nounOf func(graph.ID) graph.Noun
}

// Parameter is one parameter of an address.
type Parameter struct{ Name, Text string }

// Field is a field of a form: what stands in it, and what is wrong with it.
type Field struct{ Text, Problem string }

// Choice is an entry of a list to choose from.
type Choice struct {
	Text, Words string
	Chosen      bool
}

// request reads the terms from the address. What is wrong with them is kept, and the field keeps what was typed.
func (p *Pages) request(c *gin.Context) *request {
	r := &request{Context: c, pages: p}
	values := c.Request.URL.Query()
	now := p.AsOf
	if now == graph.MinDay {
		now = p.Asker.Today()
	}
	r.frame = &Frame{Path: c.Request.URL.Path, Marking: graph.Clear}
	if since, away := p.Asker.Network.Away(); away {
		r.frame.Away = recordedAt(since.UTC())
	}
	r.terms = Terms{AsOf: now, Now: now, Clearance: p.Clearance, address: url.Values{}}
	r.readSituation(values.Get("as_of"))
	r.readKnown(values.Get("known"))
	r.readGrade(values.Get("min_grade"))
	r.readClearance(values.Get("clearance"))
	r.readUs(values.Get("us"))
	for name, list := range values {
		if slices.Contains(termNames, name) || name == savedName {
			continue
		}
		for _, text := range list {
			r.frame.Rest = append(r.frame.Rest, Parameter{name, text})
		}
	}
	slices.SortStableFunc(r.frame.Rest, func(a, b Parameter) int { return strings.Compare(a.Name, b.Name) })
	r.readHorizon()
	r.frame.Terms = r.terms
	r.frame.nounOf = r.nounOf
	r.readSaved(values.Get(savedName))
	return r
}

// asTyped says whether the terms stand in the address in other words than addresses have them: a form sends all its fields, as typed.
func (r *request) asTyped() bool {
	values := r.Request.URL.Query()
	return slices.ContainsFunc(termNames, func(name string) bool { return !slices.Equal(values[name], r.terms.address[name]) })
}

// wrong notes what is wrong with a term.
func (r *request) wrong(name, text string) string {
	r.problems = append(r.problems, graph.Problem{Field: t("term." + name), Text: text})
	return text
}

func (r *request) readSituation(text string) {
	f := &r.frame.Situation
	f.Text = dayWords(r.terms.Now)
	if text == "" {
		return
	}
	day, err := graph.ReadDay(text, r.terms.Now)
	if err != nil {
		f.Text, f.Problem = text, r.wrong("as_of", err.Error())
		return
	}
	r.terms.AsOf, f.Text = day, dayWords(day)
	if day != r.terms.Now {
		r.terms.address.Set("as_of", day.String())
	}
}

func (r *request) readKnown(text string) {
	f := &r.frame.Knowledge
	f.Text = t("term.known.now")
	n := r.pages.Asker.Network
	r.terms.revision = n.Head()
	if text == "" || strings.EqualFold(text, f.Text) {
		return
	}
	day := graph.MaxDay
	revision, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err == nil && revision < 1:
		err = errors.New(t("term.known.no_revision", revision))
	case err == nil:
		horizon, failed := n.Horizon(r.Request.Context(), network.Terms{Clearance: r.pages.Clearance, AsOf: r.terms.Now, Known: r.terms.revision})
		if r.failed = failed; failed != nil || graph.Revision(revision) > horizon.Revision {
			return // all that is known to them; whether there are later ones would tell how many they do not see
		}
	case err != nil:
		day, err = graph.ReadDay(text, r.pages.Asker.Today())
	}
	if err != nil {
		f.Text, f.Problem = text, r.wrong("known", err.Error())
		return
	}
	if day != graph.MaxDay {
		if day >= r.pages.Asker.Today() {
			return // all that is known
		}
		f.Text = dayWords(day)
		revision = int64(n.RevisionOn(day))
		r.terms.address.Set("known", day.String())
	} else {
		f.Text = t("term.known.revision", revision)
		r.terms.address.Set("known", text)
	}
	r.terms.revision, r.terms.pastKnown, r.terms.knowledge = graph.Revision(revision), true, f.Text
}

// readHorizon finds out how far the reader sees. It comes after all that they ask for.
func (r *request) readHorizon() {
	_ = r.view(func(v *network.View) error { // where the store is away, the page says no revision
		horizon, err := v.Horizon(r.Request.Context())
		r.terms.horizon = horizon.Revision
		return err
	})
}

// gradesOffered are the least grades to choose from; any other can stand in the address.
var gradesOffered = []string{"", "A1", "B2", "C3", "D4"}

func (r *request) readGrade(text string) {
	text = strings.ToUpper(text)
	if text != "" {
		grade, err := graph.ParseGrade(text)
		if err != nil {
			r.wrong("min_grade", err.Error())
			text = ""
		} else {
			r.terms.MinGrade = graph.MinGrade(grade)
			r.terms.address.Set("min_grade", text)
		}
	}
	offered := gradesOffered
	if !slices.Contains(offered, text) {
		offered = append(slices.Clone(offered), text)
	}
	for _, g := range offered {
		words := t("term.min_grade.all")
		if g != "" {
			words = t("term.min_grade.least", g)
		}
		r.frame.Grades = append(r.frame.Grades, Choice{Text: g, Words: words, Chosen: g == text})
	}
}

func (r *request) readClearance(text string) {
	if text == "" {
		return
	}
	lowered, err := queries.Lower(r.pages.Clearance, text)
	if err != nil {
		r.wrong("clearance", err.Error())
		return
	}
	if lowered.String() == r.pages.Clearance.String() {
		return
	}
	r.terms.Clearance = lowered
	r.terms.address.Set("clearance", lowered.String())
}

// readUs finds out whose engagements these are: the configured us, or whom the reader puts in their place. It comes after the other
// terms, because a name is found among what those show.
func (r *request) readUs(text string) {
	f := &r.frame.Side
	configured := r.pages.Asker.Settings.Us
	f.Text = strings.Join(configured, ", ")
	if len(r.problems) > 0 {
		if text != "" {
			f.Text = text
			r.terms.address.Set("us", text)
		}
		return
	}
	err := r.view(func(v *network.View) error {
		horizon, err := v.Horizon(r.Request.Context())
		if err != nil {
			return err
		}
		r.terms.horizon = horizon.Revision
		own, ownName, err := r.side(v, configured)
		if mistaken(err) {
			own, ownName, err = nil, f.Text, nil // not in this picture: what asks about us will say so
		}
		if err != nil {
			return err
		}
		r.frame.sides, f.Text = own, ownName
		if text != "" && text != ownName {
			asked, name, err := r.side(v, []string{text})
			if err != nil {
				return err
			}
			r.frame.sides, f.Text = asked, name
			if !slices.Equal(asked, own) {
				r.terms.us = string(asked[0])
				r.terms.address.Set("us", r.terms.us)
			}
		}
		r.put(v, r.frame.sides...) // their name is in the clock bar
		return nil
	})
	switch {
	case mistaken(err):
		f.Text, f.Problem = text, r.wrong("us", err.Error())
		errors.As(err, &r.unknown)
	case err != nil:
		r.failed = err
	}
}

// mistaken says of an error in finding somebody that it is about the name, and not that there is nowhere to look.
func mistaken(err error) bool {
	return slices.Contains([]graph.ErrorKind{graph.NotFound, graph.Invalid}, graph.KindOf(err))
}

// side finds stakeholders, and gives the shortest of their names to show.
func (r *request) side(v *network.View, texts []string) (ids []graph.ID, name string, err error) {
	for _, text := range texts {
		s, err := v.Resolve(text)
		if err != nil {
			return nil, "", err
		}
		ids = append(ids, v.ID(s))
	}
	var shown []string
	for _, id := range ids {
		shown = append(shown, shortName(v.Names(id), v.AsOf()))
	}
	return ids, strings.Join(shown, ", "), nil
}

// shortName gives the acronym by which people call something on a day, else the name that is shown everywhere.
func shortName(names []graph.Name, on graph.Day) string {
	for _, n := range names {
		if _, may := n.Valid.CurrentOn(on); n.Kind == graph.NameAcronym && n.Language == "en" && (n.Valid.IsZero() || may) {
			return n.Text
		}
	}
	return graph.DisplayName(names, on, "en")
}

// Link gives the address of a page on the reader's terms. parameters are names and texts by turns; one that is a term takes the place of the
// reader's, and an empty text leaves it out.
func (t Terms) Link(path string, parameters ...any) (string, error) {
	if len(parameters)%2 != 0 {
		return "", errors.New("a link's parameters are names and texts by turns")
	}
	values := url.Values{}
	for name, list := range t.address {
		values[name] = slices.Clone(list)
	}
	for i := 0; i < len(parameters); i += 2 {
		name, text := asText(parameters[i]), asText(parameters[i+1])
		if slices.Contains(termNames, name) {
			values.Del(name)
		}
		if text != "" {
			values.Add(name, text)
		}
	}
	return path + suffix(values), nil
}

// Here gives the address of this page with some of its parameters or terms changed.
func (f *Frame) Here(parameters ...any) (string, error) {
	var all []any
	for _, p := range f.Rest {
		changed := false
		for i := 0; i < len(parameters); i += 2 {
			changed = changed || asText(parameters[i]) == p.Name
		}
		if !changed {
			all = append(all, p.Name, p.Text)
		}
	}
	return f.Link(f.Path, append(all, parameters...)...)
}

// Document gives the address of the page of a document that the reader sees.
func (f *Frame) Document(id any) (string, error) {
	text := asText(id)
	return f.Thing(f.nounOf(graph.ID(text)), text)
}

// Thing gives the address of the page of something that has a name or an id: a document by its noun, or a country or place, of which the timeline is shown.
func (t Terms) Thing(noun, id any) (string, error) {
	switch noun, id := asText(noun), asText(id); noun {
	case "country", "place":
		return t.Link("/ask", "q", "timeline", noun, id)
	default:
		return t.Link("/" + graph.Noun(noun).Plural() + "/" + url.PathEscape(id))
	}
}

// Past says that the page does not show now as it is known now.
func (t Terms) Past() bool { return t.AsOf != t.Now || t.pastKnown }

// Slider gives the first and last day of the slider as numbers: a year back, to see what has gone cold since, and half a year ahead, to see what
// will.
func (t Terms) Slider() (s struct{ First, Last, Day, Now graph.Day }) {
	s.First, s.Last, s.Day, s.Now = min(t.Now-queries.CoolingDays, t.AsOf), max(t.Now+queries.ActiveDays, t.AsOf), t.AsOf, t.Now
	return s
}

// Revision gives the last revision that changed something that the reader sees, up to the one that the page looks at.
func (t Terms) Revision() graph.Revision { return t.horizon }

// Lowered gives the clearance that the reader asked to be held to, "" where they did not.
func (t Terms) Lowered() string { return t.address.Get("clearance") }

// PastWords say what of the page is not now.
func (t Terms) PastWords() string { return pastWords(t) }

// Carried gives the terms as parameters, for the hidden fields of a form that leads to another page.
func (t Terms) Carried() []Parameter {
	var list []Parameter
	for _, name := range termNames {
		for _, text := range t.address[name] {
			list = append(list, Parameter{name, text})
		}
	}
	return list
}

// NavEntry is an entry of the navigation as it is shown.
type NavEntry struct {
	Words, Link string
	Current     bool
}

// Nav gives the entries of the navigation.
func (f *Frame) Nav() ([]NavEntry, error) {
	entries := make([]NavEntry, 0, len(sections))
	for _, s := range sections {
		link, err := f.Link(s.path)
		if err != nil {
			return nil, err
		}
		entries = append(entries, NavEntry{t(s.key), link, f.Path == s.path})
	}
	return entries, nil
}

// Show tells the frame that something of a marking is on the page.
func (f *Frame) Show(m graph.Marking) { f.Marking = max(f.Marking, m) }

// Note is the one thing that each page says of what it leaves out.
func (*Frame) Note() string { return queries.Note }
