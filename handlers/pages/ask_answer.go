package pages

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"liaison/graph"
	"liaison/queries"
)

// answerShown is an answer as the page shows it.
type answerShown struct {
	// Sums are what is told about all rows.
	Sums    []string
	Columns []column
	Rows    [][]cell
	// HasDates says that it can be shown as a timeline; Drawing is set where it is.
	HasDates bool
	Drawing  *drawing
	// Left is how many without a date are left out, Undated leads to them.
	Left    int
	Undated string
	// Next leads to the next rows, Limit of them at most; First back to the first.
	Next, First string
	Limit       int
	// Cut says that not even the largest page has all rows, so neither has a file.
	Cut string
	// Part says that only a part of the rows is on the page, where that is so: heads sort it alone.
	Part string
	// Fill says what would fill an empty answer.
	Fill string
	// Wider are ways on from an empty answer: the same question with one blank less.
	Wider []Choice
	Elsewhere
}

// column is a column of the table.
type column struct {
	Words, Sort string
	Figure      bool
}

// tableColumns are those of the page, where they are others than those of the question. The column source is what the newest record of a row rests on.
var tableColumns = map[string][]string{
	"bodies":       {"name", "members", "meetings", "last", "engaged_by", columnSource},
	"commitments":  {"what", "basis", "owed_by", "owed_to", "due", "evidence"},
	"common":       {"name", "country", "meetings_of", "meetings_with", "strength", columnSource},
	"counterparts": {"name", "role", "country", "meetings", "last", "strength", columnSource},
	"coverage":     {"country", "column", "state", "meetings", "last", "organisations", "contacts"},
	"encounters":   {"when", "kind", "place", "role_of", "role_with", "summary", "evidence"},
	"search":       {"name", "noun", "matched", "why"},
	"timeline":     {"when", "kind", "status", "place", "who", "summary", "evidence"},
}

const columnSource = "source"

// show makes a table of an answer, or a timeline.
func (x *inquiry) show(answer *queries.Answer) (*answerShown, error) {
	rows := reflect.ValueOf(answer.Rows)
	s := &answerShown{Limit: x.limit(), Sums: sumWords(x.Question.Name, x.inPeriod(answer.Totals))}
	if err := s.links(x, answer); err != nil {
		return nil, err
	}
	s.Fill = t("ask.empty.fill")
	if words, ok := catalogue["ask.empty.fill."+x.Question.Name]; ok {
		s.Fill = words
	}
	if x.Question.Row == reflect.TypeFor[queries.TimelineEntry]() && !x.given.Has("undated") && x.period() {
		s.Left = answer.Totals["undated"]
	}
	occasions, err := x.occasions(rows)
	if err != nil {
		return nil, err
	}
	s.HasDates = len(occasions) > 0
	if s.HasDates && x.Query("view") == "timeline" {
		s.Drawing = x.drawAll(occasions, answer.Totals)
		return s, nil
	}
	return s, s.table(x, rows, occasions)
}

// table fills in columns and rows.
func (s *answerShown) table(x *inquiry, rows reflect.Value, occasions []queries.TimelineEntry) error {
	names, indexes := queries.Columns(x.Question.Row)
	shown := x.columns(names)
	maker := cellMaker{inquiry: x, sources: map[graph.ID]queries.Evidence{}}
	for _, o := range occasions {
		maker.sources[o.ID] = o.Evidence
	}
	for i := range rows.Len() {
		maker.row = rows.Index(i)
		var cells []cell
		for _, name := range shown {
			var value any
			if at := slices.Index(names, name); at >= 0 {
				value = maker.row.FieldByIndex(indexes[at]).Interface()
			}
			c, err := maker.cell(name, value)
			if err != nil {
				return err
			}
			cells = append(cells, c)
		}
		s.Rows = append(s.Rows, cells)
	}
	for at, name := range shown {
		c := column{Words: columnHead(x.Question.Name, name), Sort: "text"}
		if len(s.Rows) > 0 && s.Rows[0][at].number {
			c.Sort, c.Figure = "number", s.Rows[0][at].figure
		}
		s.Columns = append(s.Columns, c)
	}
	return nil
}

// columns gives those to show: a question that the page does not know shows all that it has, but no id beside the name that has it.
func (x *inquiry) columns(names []string) []string {
	if list, ok := tableColumns[x.Question.Name]; ok {
		return slices.DeleteFunc(slices.Clone(list), func(name string) bool { // the sentence says it already
			return name == "country" && x.given.Has(name) && x.Question.Row != reflect.TypeFor[queries.Cell]()
		})
	}
	if len(x.Question.Columns) > 0 {
		return x.Question.Columns
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "id" && slices.Contains(names, "name") })
}

// columnHead gives the words at the head of a column.
func columnHead(question, name string) string {
	for _, key := range []string{"ask.column." + question + "." + name, "ask.column." + name} {
		if words, ok := catalogue[key]; ok {
			return words
		}
	}
	return capital(humanised(name))
}

// occasions gives the engagements behind the rows: the rows themselves, or the newest fact of each.
func (x *inquiry) occasions(rows reflect.Value) ([]queries.TimelineEntry, error) {
	var entries []queries.TimelineEntry
	ids := url.Values{}
	for i := range rows.Len() {
		switch row := rows.Index(i).Interface().(type) {
		case queries.TimelineEntry:
			entries = append(entries, row)
		case queries.Encounter:
			entries = append(entries, queries.TimelineEntry{Occasion: row.Occasion})
		default:
			facts := queries.FactsOf(rows.Index(i))
			if x.Query("view") != "timeline" {
				facts = facts[:min(len(facts), 1)]
			}
			for _, id := range facts {
				if !slices.Contains(ids["id"], string(id)) && len(ids["id"]) < queries.MaxValues && x.nounOf(id) == graph.NounEngagement {
					ids.Add("id", string(id))
				}
			}
		}
	}
	if len(ids) == 0 {
		return entries, nil
	}
	for name, list := range x.parties() {
		ids[name] = list
	}
	found, err := timelineOf(x.request, ids, queries.MaxValues)
	return found.rows, err
}

// parties gives whose records an answer is of, for a question about them: both sides, where there are two.
func (x *inquiry) parties() url.Values {
	values := url.Values{}
	sides := slices.Concat(x.given["of"], x.given["with"])
	if !x.given.Has("of") && len(sides) > 0 {
		for _, id := range x.frame.sides {
			sides = append(sides, string(id))
		}
	}
	if len(sides) > 0 {
		values["of"] = sides
	}
	if x.given.Has("rollup") {
		values["rollup"] = x.given["rollup"]
	}
	return values
}

// drawAll draws engagements, with a lane for each country that has one.
func (x *inquiry) drawAll(rows []queries.TimelineEntry, totals map[string]int) *drawing {
	var lanes []*matrixRow
	drawn := rows[:min(len(rows), mostDrawn)]
	for _, row := range drawn {
		for _, country := range x.countriesOf(row.Occasion) {
			if !slices.ContainsFunc(lanes, func(l *matrixRow) bool { return l.Country == country }) {
				lanes = append(lanes, &matrixRow{Country: country, Name: countryName(country)})
			}
		}
	}
	slices.SortFunc(lanes, func(a, b *matrixRow) int { return strings.Compare(a.Name, b.Name) })
	of := max(len(rows), totals["records"])
	return x.draw(lanes, drawn, scale{graph.MinDay, graph.MaxDay}, of)
}

// period says that a period is asked for: then a record that is not certain may lie outside it, before or after.
func (x *inquiry) period() bool { return x.given.Has("from") || x.given.Has("to") }

// inPeriod gives totals under the names by which they are told: what only may count, only may lie in the period, where one is asked for.
func (x *inquiry) inPeriod(totals map[string]int) map[string]int {
	if !x.period() {
		return totals
	}
	told := maps.Clone(totals)
	delete(told, "only_may")
	name := "only_may_in_period"
	if x.given.Has("undated") && totals["undated"] > 0 {
		name = "only_may_in_period_or_undated"
	}
	told[name] = totals["only_may"]
	return told
}

// sumOrder is the order in which totals are told; what is not in it comes after.
var sumOrder = []string{"organisations", "persons", "records", "at_least", "only_may", "only_may_in_period", "only_may_in_period_or_undated", "undated", "cells", "rows", "engaged", "open", "past_date", "ours", "theirs", "closed"}

// sumWords tells totals in words. What counts nothing is left out, and so is what another figure says already.
func sumWords(question string, totals map[string]int) (told []string) {
	names := make([]string, 0, len(totals))
	for name, n := range totals {
		if n == 0 || name == "rows" && n == totals["organisations"]+totals["persons"] || name == "at_least" && n == totals["records"] {
			continue
		}
		names = append(names, name)
	}
	place := func(name string) int {
		if at := slices.Index(sumOrder, name); at >= 0 {
			return at
		}
		return len(sumOrder)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		told = append(told, sumWord(question, name, totals[name]))
	}
	return told
}

// sumWord tells one total: in the words of its question, or in those that all share; else it is counted by a state.
func sumWord(question, name string, n int) string {
	for _, key := range []string{question + "." + name, name} {
		if _, ok := catalogue["ask.total."+key+".one"]; ok {
			key = "ask.total." + key
			return count(key, n)
		}
	}
	return t("ask.total", n, cmp.Or(catalogue["state."+name], humanised(name)))
}

// links finds the ways on from an answer.
func (s *answerShown) links(x *inquiry, answer *queries.Answer) (err error) {
	if err := s.address(x, answer); err != nil {
		return err
	}
	for _, p := range x.Question.Parameters {
		if len(x.given[p.Name]) == 0 || p.Required {
			continue
		}
		link, err := x.link(p.Name, "")
		if err != nil {
			return err
		}
		words, err := x.filled(p)
		if err != nil {
			return err
		}
		s.Wider = append(s.Wider, Choice{Text: link, Words: words})
	}
	if slices.ContainsFunc(x.Question.Parameters, func(p queries.Parameter) bool { return p.Name == "undated" }) {
		s.Undated, err = x.link("undated", "true")
	}
	return err
}

// filled gives the words of a blank that is filled in, the first of them where there are several.
func (x *inquiry) filled(p queries.Parameter) (string, error) {
	switch {
	case p.Name == "id":
		return t("ask.these"), nil
	case p.Kind == "flag":
		return cmp.Or(catalogue["ask.flag."+p.Name], p.Help), nil
	case p.Kind == "choice":
		return choiceWords(p.Name, x.given.Get(p.Name)), nil
	}
	return x.said(p.Kind, x.given.Get(p.Name))
}

// link gives the address of the question as it was read, with some of its parameters changed.
func (x *inquiry) link(changed ...any) (string, error) {
	parameters := []any{"q", x.Question.Name}
	for _, p := range x.Question.Parameters {
		if slices.Contains(changed, any(p.Name)) {
			continue
		}
		for _, text := range x.given[p.Name] {
			parameters = append(parameters, p.Name, text)
		}
	}
	return x.frame.Link("/ask", append(parameters, changed...)...)
}

// address finds the next rows and the first.
func (s *answerShown) address(x *inquiry, answer *queries.Answer) (err error) {
	if answer.Next != "" {
		if s.Next, err = x.link("view", x.Query("view"), "cursor", answer.Next); err != nil {
			return err
		}
	}
	if x.Query("cursor") != "" {
		if s.First, err = x.link("view", x.Query("view")); err != nil {
			return err
		}
	}
	if s.Next+s.First != "" {
		s.Part = t("ask.part", reflect.ValueOf(answer.Rows).Len(), rowsOf(answer.Totals))
	}
	if rows := rowsOf(answer.Totals); rows > queries.MaxLimit {
		s.Cut = t("ask.cut", queries.MaxLimit, rows)
	}
	s.Elsewhere, err = x.elsewhere()
	return err
}

// shownRows bounds a page of the table, whatever the question's own limit.
const shownRows = 100

// limit is how many rows a page of the table has.
func (x *inquiry) limit() int { return min(x.Question.Limit, shownRows) }

// rowsOf gives how many rows an answer has on all its pages, by the total that counts them.
func rowsOf(totals map[string]int) int {
	for _, name := range []string{"rows", "cells", "records"} {
		if n, ok := totals[name]; ok {
			return n
		}
	}
	return totals["open"] + totals["closed"]
}

// Tabs are the ways to look at the answer.
func (x *inquiry) Tabs() (tabs []NavEntry, err error) {
	for _, view := range []string{"", "timeline"} {
		link, err := x.link("view", view)
		if err != nil {
			return nil, err
		}
		words := t("ask.view.table")
		if view != "" {
			words = t("ask.view.timeline")
		}
		tabs = append(tabs, NavEntry{Link: link, Words: words, Current: (x.Query("view") == "timeline") == (view != "")})
	}
	return tabs, nil
}

// Elsewhere is the same answer for other programs.
type Elsewhere struct {
	CSV, XLSX, JSON string
	// Command and Call are lines for a shell, Cypher the statement with its parameters where there is one.
	Command, Call, Cypher string
}

func (x *inquiry) elsewhere() (e Elsewhere, err error) {
	all := url.Values{"limit": {strconv.Itoa(queries.MaxLimit)}} // a file is taken away, and its reader sees no page after it
	maps.Copy(all, x.given)
	e = Elsewhere{CSV: x.api(x.Question.Name+".csv", all), XLSX: x.api(x.Question.Name+".xlsx", all), JSON: x.api(x.Question.Name, all)}
	scheme := "http"
	if x.Request.TLS != nil {
		scheme = "https"
	}
	e.Command, e.Call = x.command(), fmt.Sprintf("curl -s %s", shellQuoted(scheme+"://"+x.Request.Host+x.api(x.Question.Name, x.given)))
	if x.Question.HasStatement() && !x.terms.pastKnown { // in Neo4j there is what is current
		e.Cypher, err = x.asker().Statement(x.Request.Context(), queries.Request{
			Question: x.Question.Name, Parameters: x.given, AsOf: x.terms.AsOf, Clearance: x.terms.Clearance, MinGrade: x.terms.MinGrade,
		})
	}
	return e, err
}

// command gives the line that asks the same on the command line: who and when are always said, because there they may be others.
func (x *inquiry) command() string {
	words := []string{"liaison", "ask", x.Question.Name}
	if x.pages.AsOf != graph.MinDay {
		words = append(words, "--demo")
	}
	flag := func(name, text string) {
		words = append(words, "--"+strings.ReplaceAll(name, "_", "-"), shellQuoted(text))
	}
	for _, p := range x.Question.Parameters {
		if p.Name == "of" && !x.given.Has("of") {
			for _, id := range x.frame.sides {
				flag("of", string(id))
			}
		}
		for _, text := range x.given[p.Name] {
			switch {
			case p.Kind != "flag":
				flag(p.Name, text)
			case text == "true":
				words = append(words, "--"+strings.ReplaceAll(p.Name, "_", "-"))
			}
		}
	}
	flag("as_of", x.terms.AsOf.String())
	for _, name := range []string{"known", "clearance", "min_grade"} {
		if text := x.terms.address.Get(name); text != "" {
			flag(name, text)
		}
	}
	return strings.Join(words, " ")
}

// shellQuoted gives a text as one word of a POSIX shell.
func shellQuoted(text string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_./:+,@", c)
	}
	if text != "" && !strings.ContainsFunc(text, func(c rune) bool { return !plain(c) }) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
