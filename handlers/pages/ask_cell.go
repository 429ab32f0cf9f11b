package pages

import (
	"cmp"
	"html/template"
	"net/url"
	"reflect"
	"slices"
	"strconv"

	"liaison/graph"
	"liaison/queries"
)

// cell is a cell of the table of an answer.
type cell struct {
	HTML template.HTML
	// Evidence is set in a cell that tells what a row rests on.
	Evidence *queries.Evidence
	// Bar is how long the bar of a strength is, in hundredths; -1 where there is none.
	Bar int
	// Value orders the rows, as a number or a text; a figure stands at the end of its cell.
	Value          string
	number, figure bool
}

// Class gives the class of the cell: figures stand at its end, a strength on one line with its bar.
func (c cell) Class() string {
	switch {
	case c.figure:
		return "number"
	case c.Bar >= 0:
		return "line"
	}
	return ""
}

// Empty says that the cell says nothing.
func (c cell) Empty() bool { return c.HTML == "" && c.Evidence == nil }

// cellMaker makes the cells of a row.
type cellMaker struct {
	*inquiry
	row reflect.Value
	// sources has what engagements rest on.
	sources map[graph.ID]queries.Evidence
}

// cell shows a value of a column.
func (m *cellMaker) cell(name string, value any) (cell, error) {
	c := cell{Bar: -1}
	var err error
	switch v := value.(type) {
	case queries.Evidence:
		c.Evidence = &v
	case queries.Span:
		if meetings := m.row.FieldByName("Meetings"); !meetings.IsValid() || meetings.Int() > 0 {
			m.when(&c, spanWords(v), v[0])
		}
	case queries.Strength:
		const whole = 100
		c.number, c.Value, c.HTML = true, strconv.Itoa(int(v)), aside(t("ask.no_tie"))
		if v > 0 {
			c.Bar, c.HTML = int(min(v/whole, whole)), escaped(strconv.FormatFloat(float64(v)/10_000, 'f', 2, 64))
		}
	case int:
		c.number, c.figure, c.Value = true, true, strconv.Itoa(v)
		c.HTML, err = m.figure(name, v)
	case bool:
		c.HTML = escaped(m.flag(name, v))
	case []graph.ID:
		c.number, c.figure, c.Value = true, true, strconv.Itoa(len(v))
		c.HTML, err = m.facts(v, count("ask.facts", len(v)))
	case graph.CountryCode:
		c.HTML, err = m.country(v)
	default:
		m.text(&c, name, value)
	}
	return c, err
}

// text shows what is words.
func (m *cellMaker) text(c *cell, name string, value any) {
	switch v := value.(type) {
	case nil:
		m.source(c)
	case queries.Named:
		c.HTML = m.named(v)
	case *queries.Named:
		if v != nil {
			c.HTML = m.named(*v)
		}
	case []queries.Attendance:
		var list []queries.Named
		for _, a := range v {
			if !slices.Contains(m.frame.sides, a.ID) {
				list = append(list, a.Named)
			}
		}
		c.HTML = m.frame.names(list)
	case []queries.BodyMember:
		c.HTML = m.members(v)
	case []queries.EngagedBy:
		var list []queries.Named
		for _, e := range v {
			list = append(list, e.Named)
		}
		c.HTML = m.frame.names(list)
	case []string:
		var parts []template.HTML
		for _, text := range v {
			parts = append(parts, escaped(word("topic", text)))
		}
		c.HTML = join(parts)
	default:
		m.word(c, name, asText(value))
	}
}

// word shows a text by its column.
func (m *cellMaker) word(c *cell, name, text string) {
	switch name {
	case "name", "what", "id":
		c.HTML = m.titled(text)
	case "when", "due", "made", "closed":
		d, err := graph.ParseDate(text)
		if err != nil {
			c.HTML = escaped(text)
			return
		}
		words := dateWords(text)
		if name == "due" {
			words = dueWords(queries.Span(d.Days()))
		}
		m.when(c, words, d.EarliestBeginning())
	case "kind":
		words := m.kind(text)
		if m.engagement() {
			c.HTML = anchor(m.thing(string(graph.NounEngagement), string(m.id())), capital(words))
			return
		}
		c.HTML = escaped(words)
	case "contacts":
		if field[int](m.row, "Meetings") > 0 {
			c.HTML = escaped(valueWords(name, text))
		}
	case "column":
		c.HTML = escaped(columnWords(cmp.Or(m.given.Get("by"), string(queries.ByMandate)), text))
	case "matched":
		c.HTML = template.HTML(`<span lang="` + template.HTMLEscapeString(languageOf(text)) + `">` + template.HTMLEscapeString(text) + `</span>`) //nolint:gosec // escaped
	default:
		c.HTML = escaped(valueWords(name, text))
	}
}

// valueWords gives the words of a value of a closed list, by its column.
func valueWords(name, text string) string {
	for _, list := range []string{"ask." + name, name, "role"} {
		if words, ok := catalogue[list+"."+text]; ok {
			return words
		}
	}
	return text
}

// kind gives a kind in words: of an organisation, or an engagement.
func (*cellMaker) kind(text string) string {
	if words, ok := catalogue["kind."+text]; ok {
		return words
	}
	return word("engagement", text)
}

// aside gives words that stand back.
func aside(words string) template.HTML {
	return template.HTML(`<span class="soft small">` + template.HTMLEscapeString(words) + `</span>`) //nolint:gosec // escaped
}

func escaped(text string) template.HTML {
	return template.HTML(template.HTMLEscapeString(text)) //nolint:gosec // escaped
}

// field gives a field of the row, "" where it has none of that name and type.
func field[T any](row reflect.Value, name string) (value T) {
	if f := row.FieldByName(name); f.IsValid() {
		value, _ = f.Interface().(T)
	}
	return value
}

func (m *cellMaker) id() graph.ID { return field[graph.ID](m.row, "ID") }

// engagement says that the row is one.
func (m *cellMaker) engagement() bool { return m.row.FieldByName("StandsFor").IsValid() }

func (m *cellMaker) thing(noun, id string) string {
	link, err := m.frame.Thing(noun, id)
	if err != nil {
		return ""
	}
	return link
}

func (m *cellMaker) named(n queries.Named) template.HTML {
	if n.ID == "" {
		return escaped(n.Name)
	}
	return m.frame.names([]queries.Named{n})
}

// titled shows what a row is called, as a link to its page.
func (m *cellMaker) titled(text string) template.HTML {
	noun := string(field[queries.SearchNoun](m.row, "Noun"))
	if noun == "" {
		noun = string(m.nounOf(m.id()))
	}
	id := string(m.id())
	if noun == string(graph.NounCommitment) { // it has no page of its own, but the engagement from which it arose
		noun, id = string(graph.NounEngagement), string(field[graph.ID](m.row, "ArisingFrom"))
	}
	if noun == "" || id == "" {
		return escaped(text)
	}
	return anchor(m.thing(noun, id), text)
}

// when shows a date, and says where it is not certain that it was by the day looked at, or in the period that is asked for.
func (m *cellMaker) when(c *cell, words string, order graph.Day) {
	c.number, c.Value, c.HTML = true, strconv.Itoa(int(order)), escaped(shortDate(words))
	counts := m.row.FieldByName("Meetings").IsValid() || field[graph.Status](m.row, "Status") == graph.Held
	switch {
	case field[bool](m.row, "Certain"):
	case m.period():
		c.HTML = sentence("ask.pair", c.HTML, aside(t("ask.may.period")))
	case counts:
		c.HTML = sentence("ask.pair", c.HTML, aside(t("occasion.may")))
	}
}

// figure shows a number; one that counts records leads to them.
func (m *cellMaker) figure(name string, n int) (template.HTML, error) {
	shown := escaped(number(n))
	facts := queries.FactsOf(m.row)
	var err error
	switch {
	case n == 0:
	case name == "meetings" && n == len(facts):
		shown, err = m.facts(facts, number(n))
	case name == "meetings" && m.id() != "":
		shown, err = m.encounters(m.given["of"], []string{string(m.id())}, n)
	case name == "meetings":
		shown, err = m.facts(facts, number(n))
	case name == "meetings_of":
		shown, err = m.encounters(m.given["of"], []string{string(m.id())}, n)
	case name == "meetings_with":
		shown, err = m.encounters(m.given["with"], []string{string(m.id())}, n)
	}
	if may := field[int](m.row, "OnlyMay"); name == "meetings" && may > 0 && err == nil {
		words := count("ask.only_may", may)
		if m.period() {
			words = count("ask.only_may.period", may)
		}
		shown = sentence("ask.pair", shown, aside(words))
	}
	return shown, err
}

// facts leads to records by their ids.
func (m *cellMaker) facts(ids []graph.ID, words string) (template.HTML, error) {
	if len(ids) == 0 {
		return escaped(words), nil
	}
	parameters := []any{"q", "timeline"}
	for name, list := range m.parties() {
		for _, text := range list {
			parameters = append(parameters, name, text)
		}
	}
	for _, id := range ids {
		parameters = append(parameters, "id", string(id))
	}
	link, err := m.frame.Link("/ask", parameters...)
	return anchor(link, words), err
}

// encounters leads to the records of two sides.
func (m *cellMaker) encounters(of, with []string, n int) (template.HTML, error) {
	parameters := []any{"q", "encounters"}
	for name, list := range (url.Values{"of": of, "with": with, "from": m.given["from"], "to": m.given["to"], "rollup": m.given["rollup"]}) {
		for _, text := range list {
			parameters = append(parameters, name, text)
		}
	}
	link, err := m.frame.Link("/ask", parameters...)
	return anchor(link, number(n)), err
}

// country shows a country, or in the row of a body without one that body.
func (m *cellMaker) country(code graph.CountryCode) (template.HTML, error) {
	if body := field[queries.Named](m.row, "Body"); code == "" && body.ID != "" {
		return m.named(body), nil
	}
	if code == "" {
		return "", nil
	}
	link, err := m.frame.Thing("country", code)
	return anchor(link, countryName(code)), err
}

// members shows who belongs to a body.
func (m *cellMaker) members(list []queries.BodyMember) template.HTML {
	var parts []template.HTML
	for _, member := range list {
		part := escaped(countryName(member.Country))
		if member.Organisation != nil {
			part = m.named(*member.Organisation)
		}
		if !member.Certain {
			part = sentence("ask.pair", part, t("ask.perhaps"))
		}
		parts = append(parts, part)
	}
	return join(parts)
}

// flag gives yes or no in words of the column.
func (*cellMaker) flag(name string, on bool) string {
	said := "no"
	if on {
		said = "yes"
	}
	if words, ok := catalogue["ask."+name+"."+said]; ok {
		return words
	}
	if on {
		return t("ask.yes")
	}
	return t("ask.no")
}

// source shows what the newest record of the row rests on.
func (m *cellMaker) source(c *cell) {
	for _, id := range queries.FactsOf(m.row) {
		if e, ok := m.sources[id]; ok {
			c.Evidence = &e
			return
		}
	}
}
