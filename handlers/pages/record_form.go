package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"liaison/graph"
)

// recordForm is what is typed into the page Record, as it was typed, and what was made of it.
type recordForm struct {
	// Apply is the id of what is saved: the same form sent twice is saved once.
	Apply              graph.ApplyID
	When, Kind, Status string
	Place              *naming
	Online             bool
	Who                []*whoRow
	Topics             string
	Summary, Outcome   string
	Owes               []*owesRow
	Source             *naming
	// Reliability and Credibility are the two parts of the grade; "" takes the source's.
	Reliability, Credibility string
	// Marking "" takes the source's, or the highest of the clearance.
	Marking  string
	Audience []graph.Group
	Reason   string

	// Focus is the field in which to go on. InPlace says that the page is there already, and htmx puts a part of this one into it: then a module
	// must move the focus, for browsers do so for new pages alone.
	Focus   string
	InPlace bool
	// when and its reading are what When was read as.
	when        graph.Date
	WhenReading string
	// cleaned are the fields out of which characters were taken that are not seen.
	cleaned  []string
	problems []formProblem
	// source is the one on record that was chosen.
	source *graph.Source
	// day counts as now, ours are us, and highest is the highest marking that they may write.
	day     graph.Day
	ours    []graph.ID
	highest graph.Marking
}

// whoRow is one who took part.
type whoRow struct {
	N        int
	Who, For *naming
	Role     string
	// Post is the id of the post in which a person took part, noPost for none, "" where nothing is said.
	Post string
	Head bool
	// Holds are the posts to choose from.
	Holds []holding
	post  graph.ID
}

// Line gives the number of the row as people count.
func (w *whoRow) Line() int { return w.N + 1 }

// Line is the same for a promise.
func (o *owesRow) Line() int { return o.N + 1 }

// noPost says that somebody acted for themselves, or for an organisation in which they hold no post.
const noPost = "-"

// owesRow is who owes whom what by when.
type owesRow struct {
	N                int
	By, To           *naming
	What, Due, Basis string
	due              graph.Date
	DueReading       string
}

// formProblem is what is wrong with a field.
type formProblem struct{ Field, Text string }

// naming is a field in which something is named: found on record, chosen among what the name may mean, or to be created.
type naming struct {
	// Field is the name of the input, Of says what can be named there.
	Field string
	Of    string
	Text  string
	// Pick is what was decided on before: an id, or what is to be created. It holds for as long as the text fits it.
	Pick string
	// Choice answers the question which is meant, that was asked about the text in Asked.
	Choice, Asked string
	// Kind and Country are those of an organisation to be created.
	Kind, Country string

	// Default is what an empty field means.
	Default string
	// Options are what it may be, where that is to be asked; What says in a few words what it is.
	Options []option
	What    string
	id      graph.ID
	create  graph.Noun
	country graph.CountryCode
}

// Label says what belongs into the field.
func (n *naming) Label() string {
	list, _, _ := strings.Cut(n.Field, "-")
	return t("record.of." + list)
}

// PlaceCountry gives the name of the country of a place, for organisations that are created.
func (n *naming) PlaceCountry() string {
	if n.Of != "place" || n.country == "" {
		return ""
	}
	return countryName(n.country)
}

// MayCreateOrganisation says that an organisation can be created in such a field.
func (n *naming) MayCreateOrganisation() bool {
	return slices.Contains(findings[n.Of].creates, graph.NounOrganisation)
}

// CreatesOrganisation says that an organisation is to be created here, or may be.
func (n *naming) CreatesOrganisation() bool {
	return n.create == graph.NounOrganisation || slices.ContainsFunc(n.Options, func(o option) bool { return o.Pick == newOf(graph.NounOrganisation) })
}

// Decided gives what the page sends back of a decision, "" where there is none.
func (n *naming) Decided() string {
	switch {
	case n.create != "":
		return newOf(n.create)
	default:
		return string(n.id)
	}
}

// newOf is the decision to create something.
func newOf(noun graph.Noun) string { return "new-" + string(noun) }

// wrong notes what is wrong with a field.
func (f *recordForm) wrong(field, text string) {
	f.problems = append(f.problems, formProblem{field, text})
}

// Problem gives what is wrong with a field, "" where nothing is.
func (f *recordForm) Problem(field string) string {
	var texts []string
	for _, p := range f.problems {
		if p.Field == field && !slices.Contains(texts, p.Text) {
			texts = append(texts, p.Text)
		}
	}
	return strings.Join(texts, " ")
}

// Problems are all that is wrong, each field once, in the order of the page.
func (f *recordForm) Problems() []formProblem {
	var list []formProblem
	for _, p := range f.problems {
		if !slices.ContainsFunc(list, func(q formProblem) bool { return q.Field == p.Field }) {
			list = append(list, formProblem{p.Field, f.Problem(p.Field)})
		}
	}
	return list
}

// emptyRows is for how many more participants there is room before a row is added.
const emptyRows = 2

// emptyForm is the form before anything is typed: us first, as initiators.
func emptyForm(us string, ours graph.ID) *recordForm {
	f := &recordForm{Apply: graph.NewApplyID(), Kind: string(graph.Meeting), Status: string(graph.Held)}
	f.Place, f.Source = &naming{Field: "place", Of: "place"}, &naming{Field: "source", Of: "source"}
	for range emptyRows {
		f.addWho()
	}
	f.addOwes()
	if ours != "" {
		first := &whoRow{Who: &naming{Text: us, Pick: string(ours)}, For: &naming{}, Role: string(graph.Initiator)}
		f.Who = slices.Insert(f.Who, 0, first)
		f.Owes[0].By.Text, f.Owes[0].By.Pick = us, string(ours)
	}
	f.number()
	return f
}

func (f *recordForm) addWho() {
	f.Who = append(f.Who, &whoRow{Who: &naming{}, For: &naming{}})
}

func (f *recordForm) addOwes() {
	f.Owes = append(f.Owes, &owesRow{By: &naming{}, To: &naming{}, Basis: string(graph.Promised)})
}

// number gives each row its number, and its fields their names.
func (f *recordForm) number() {
	for i, row := range f.Who {
		row.N = i
		row.Who.Field, row.Who.Of = fmt.Sprintf("who-%d", i), "who"
		row.For.Field, row.For.Of = fmt.Sprintf("for-%d", i), "for"
	}
	for i, row := range f.Owes {
		row.N = i
		row.By.Field, row.By.Of = fmt.Sprintf("by-%d", i), "party"
		row.To.Field, row.To.Of = fmt.Sprintf("to-%d", i), "party"
	}
}

// readForm reads what was typed.
func readForm(values url.Values) *recordForm {
	f := &recordForm{Apply: applyID(values.Get("apply"))}
	line := func(name string) string { return f.clean(values, name, name, false) }
	f.When, f.Kind, f.Status = line("when"), values.Get("kind"), values.Get("status")
	f.Place = f.readNaming(values, "place", "place", "place")
	f.Online = values.Has("online")
	if strings.EqualFold(f.Place.Text, t("record.online")) {
		f.Online, f.Place.Text = true, ""
	}
	f.Topics = line("topics")
	f.Summary, f.Outcome = f.clean(values, "summary", "summary", true), f.clean(values, "outcome", "outcome", true)
	f.Source = f.readNaming(values, "source", "source", "source")
	f.Reliability, f.Credibility = values.Get("reliability"), values.Get("credibility")
	f.Marking, f.Reason = values.Get("marking"), line("reason")
	for _, g := range values["audience"] {
		f.Audience = append(f.Audience, graph.Group(g))
	}
	for i, n := range rowsSent(values, "who-") {
		of, to := fmt.Sprintf("-%d", n), fmt.Sprintf("-%d", i)
		f.Who = append(f.Who, &whoRow{
			Who: f.readNaming(values, "who"+of, "who"+to, "who"), For: f.readNaming(values, "for"+of, "for"+to, "for"),
			Role: values.Get("role" + of), Post: values.Get("post" + of), Head: values.Has("head" + of),
		})
	}
	for i, n := range rowsSent(values, "what-") {
		of, to := fmt.Sprintf("-%d", n), fmt.Sprintf("-%d", i)
		f.Owes = append(f.Owes, &owesRow{
			By: f.readNaming(values, "by"+of, "by"+to, "party"), To: f.readNaming(values, "to"+of, "to"+to, "party"),
			What: f.clean(values, "what"+of, "what"+to, false), Due: f.clean(values, "due"+of, "due"+to, false), Basis: values.Get("basis" + of),
		})
	}
	f.number()
	return f
}

// rowsSent gives the numbers of the rows that were sent, in order.
func rowsSent(values url.Values, prefix string) []int {
	var rows []int
	for name := range values {
		digits, ok := strings.CutPrefix(name, prefix)
		if n, err := strconv.Atoi(digits); ok && err == nil && n >= 0 {
			rows = append(rows, n)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

func (f *recordForm) readNaming(values url.Values, name, field, of string) *naming {
	return &naming{
		Field: field, Of: of, Text: f.clean(values, name, field, false), Pick: values.Get(name + "-pick"),
		Choice: values.Get(name + "-choice"), Asked: values.Get(name + "-asked"),
		Kind: values.Get(name + "-kind"), Country: f.clean(values, name+"-country", field+"-country", false),
	}
}

// clean takes out of a text what no text may hold: nobody sees those characters, so nobody could take them out by hand. Where it did so is noted.
func (f *recordForm) clean(values url.Values, name, field string, manyLines bool) string {
	removed := false
	text := strings.Map(func(c rune) rune {
		switch {
		case c == '\r' && manyLines:
			return -1 // browsers send two characters for the end of a line
		case strings.ContainsRune("\r\n\t", c) && !manyLines:
			return ' '
		case graph.Unwanted(c):
			removed = true
			return -1
		}
		return c
	}, strings.ToValidUTF8(values.Get(name), ""))
	if removed {
		f.cleaned = append(f.cleaned, field)
	}
	return strings.TrimSpace(text)
}

// blank says that nothing was typed into a row.
func (w *whoRow) blank() bool { return w.Who.Text == "" && w.For.Text == "" }

// blank says that nothing was typed into a row; who owes is filled in before.
func (o *owesRow) blank() bool { return o.What == "" && o.Due == "" && o.To.Text == "" }

// press does what a button other than Save asks for: one more row, or one less.
func (f *recordForm) press(button string) {
	switch button {
	case "add-who":
		f.addWho()
		f.number()
		f.Focus = f.Who[len(f.Who)-1].Who.Field
	case "add-owes":
		f.addOwes()
		f.Owes[len(f.Owes)-1].By.Text = f.Owes[0].By.Text
		f.Owes[len(f.Owes)-1].By.Pick = f.Owes[0].By.Pick
		f.number()
		f.Focus = fmt.Sprintf("what-%d", len(f.Owes)-1)
	default:
		f.drop(button)
	}
}

// drop takes a row away; the last of its kind stays, empty.
func (f *recordForm) drop(button string) {
	list, digits, _ := strings.Cut(strings.TrimPrefix(button, "drop-"), "-")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 {
		return
	}
	switch {
	case list == "who" && n < len(f.Who):
		f.Who = slices.Delete(f.Who, n, n+1)
		f.Focus = "add-who"
		if len(f.Who) == 0 {
			f.addWho()
		}
	case list == "owes" && n < len(f.Owes):
		f.Owes = slices.Delete(f.Owes, n, n+1)
		f.Focus = "add-owes"
		if len(f.Owes) == 0 {
			f.addOwes()
		}
	}
	f.number()
}
