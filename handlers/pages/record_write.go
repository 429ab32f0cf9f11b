package pages

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"liaison/graph"
	"liaison/graph/names"
	"liaison/queries/network"
)

// newID makes an id that people can read, and that no other has: its last letters come from the form's own id, so that the same form makes the same ids.
func (f *recordForm) newID(what, name string) graph.ID {
	sum := sha256.Sum256([]byte(string(f.Apply) + " " + what + " " + names.Exact(name)))
	letters := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:6]
	readable := slug(name)
	if readable == "" {
		readable = what
	}
	return graph.ID(readable + "-" + letters)
}

// longestSlug is how much of a name an id has.
const longestSlug = 60

// slug gives a name in the small Latin letters of ids.
func slug(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(names.Exact(names.Latin(name)), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		plain := strings.Map(func(c rune) rune {
			if c > unicode.MaxASCII {
				return -1
			}
			return c
		}, word)
		if plain == "" || b.Len()+len(plain) > longestSlug {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(plain)
	}
	return b.String()
}

// record is what a form comes to: the documents, and for each in which fields of the form what it has was typed.
type record struct {
	edits      []network.Edit
	engagement *graph.Engagement
	fields     map[graph.ID]func(field string) string
}

func (r *record) put(d graph.Document, field func(string) string) {
	r.edits = append(r.edits, network.Edit{Document: d})
	r.fields[d.Header().ID] = field
}

// documents makes the documents of a form in which nothing is wrong. actor is who writes.
func (f *recordForm) documents(actor string) (*record, error) {
	label, err := f.label()
	if err != nil {
		return nil, err
	}
	grade, err := f.grade()
	if err != nil {
		return nil, err
	}
	head := func(id graph.ID) graph.Head {
		return graph.Head{ID: id, Marking: label.Marking, Audience: label.Audience}
	}
	r := &record{fields: map[graph.ID]func(string) string{}}
	source := f.sourceDocument(r, head, actor)
	f.stakeholders(r, head)
	e := &graph.Engagement{
		Head: head(f.engagementID()), Fact: graph.Fact{Grade: grade, Evidence: []graph.Citation{{Source: source}}},
		Kind: graph.EngagementKind(f.Kind), Status: graph.Status(f.Status), When: f.when,
		Place: graph.PlaceID(f.Place.id), Online: f.Online || graph.EngagementKind(f.Kind) == graph.OnlineMeeting,
		Topics: f.topics(), Summary: f.Summary, Outcome: f.Outcome,
	}
	var rows []*whoRow
	for _, row := range f.Who {
		if row.blank() {
			continue
		}
		rows = append(rows, row)
		e.Participants = append(e.Participants, graph.Participation{
			Stakeholder: row.Who.id, ActingFor: row.For.id, Post: row.post, Role: f.role(row), HeadOfSide: row.Head,
		})
	}
	r.engagement = e
	r.put(e, func(field string) string { return engagementField(rows, field) })
	for _, row := range f.Owes {
		if row.blank() {
			continue
		}
		id := f.newID("commitment", strconv.Itoa(row.Line()))
		r.put(&graph.Commitment{
			Head: head("commitment-" + id), Fact: e.Fact, Basis: graph.Basis(row.Basis), What: row.What,
			OwedBy: row.By.id, OwedTo: row.To.id, Due: row.due, ArisingFrom: e.ID,
		}, func(field string) string { return commitmentField(row, field) })
	}
	return r, nil
}

// engagementID begins with the day.
func (f *recordForm) engagementID() graph.ID {
	name := f.Kind
	if day := f.when.EarliestBeginning(); day != graph.MinDay {
		name = day.String() + "-" + f.Kind
	}
	id := f.newID("engagement", "")
	return graph.ID(strings.ReplaceAll(name, "_", "-") + strings.TrimPrefix(string(id), "engagement"))
}

// sourceDocument gives the source, a new one where one is named that is not on record, or none: then it is a note of one's own.
func (f *recordForm) sourceDocument(r *record, head func(graph.ID) graph.Head, actor string) graph.ID {
	if f.Source.id != "" && f.Source.create == "" {
		return f.Source.id
	}
	source := &graph.Source{Head: head(f.Source.id), Title: f.Source.Text, Reliability: f.Reliability}
	if f.Source.create == "" {
		source.ID = f.newID("source", "note "+f.day.String())
		source.Title, source.Date = noteTitle(actor, f.day), graph.DateOfDay(f.day)
	}
	r.put(source, func(field string) string {
		if field == "marking" || field == "reliability" {
			return field
		}
		return "source"
	})
	return source.ID
}

// noteTitle is what the note of somebody is called.
func noteTitle(actor string, day graph.Day) string {
	if actor == "" {
		return t("record.note", dayWords(day))
	}
	return t("record.note_of", actor, dayWords(day))
}

// stakeholders makes the organisations and persons that are created.
func (f *recordForm) stakeholders(r *record, head func(graph.ID) graph.Head) {
	for _, row := range f.Who {
		for _, n := range []*naming{row.Who, row.For} {
			name := []graph.Name{{Text: n.Text, Script: scriptOf(n.Text)}}
			var d graph.Document
			switch n.create {
			case graph.NounOrganisation:
				d = &graph.Organisation{Head: head(n.id), Names: name, Kind: graph.OrganisationKind(n.Kind), Country: n.country}
			case graph.NounPerson:
				d = &graph.Person{Head: head(n.id), Names: name}
			default:
				continue
			}
			r.put(d, func(field string) string {
				switch field {
				case "kind", "country":
					return n.Field + "-" + field
				case "marking":
					return field
				}
				return n.Field
			})
		}
	}
}

// scripts are those that a name's first letter tells, by their code (ISO 15924).
var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin},
	{"Cyrl", unicode.Cyrillic},
	{"Arab", unicode.Arabic},
	{"Hani", unicode.Han},
	{"Grek", unicode.Greek},
	{"Geor", unicode.Georgian},
	{"Armn", unicode.Armenian},
}

// scriptOf gives the script of a name by its first letter, "" where that is not known.
func scriptOf(name string) string {
	for _, c := range name {
		if !unicode.IsLetter(c) {
			continue
		}
		for _, s := range scripts {
			if unicode.Is(s.table, c) {
				return s.code
			}
		}
		return ""
	}
	return ""
}

// engagementField gives the field of the form in which a field of the engagement was typed: "participants[2].role" is the role of the third row.
func engagementField(rows []*whoRow, field string) string {
	var at int
	var rest string
	if _, err := fmt.Sscanf(field, "participants[%d].%s", &at, &rest); err == nil && at < len(rows) {
		list := map[string]string{"acting_for": "for", "post": "post", "role": "role"}[rest]
		return fmt.Sprintf("%s-%d", cmp.Or(list, "who"), rows[at].N)
	}
	name, _, _ := strings.Cut(field, "[")
	return map[string]string{
		"kind": "kind", "status": "status", "when": "when", "place": "place", "topics": "topics", "summary": "summary", "outcome": "outcome",
		"marking": "marking", "audience": "marking", "grade": "reliability", "evidence": "source", "participants": "who-0",
	}[name]
}

// commitmentField is the same for a promise.
func commitmentField(row *owesRow, field string) string {
	list := map[string]string{"what": "what", "owed_by": "by", "owed_to": "to", "due": "due", "basis": "basis"}[field]
	if list == "" {
		return map[string]string{"marking": "marking", "evidence[0].source": "source"}[field]
	}
	return fmt.Sprintf("%s-%d", list, row.N)
}

// refused notes what the store says is wrong, each at its field. What has no field of its own is told at the head of the page.
// request is by which the log knows it.
func (f *recordForm) refused(r *record, err error, request string) {
	told := graph.ProblemsOf(err)
	for _, p := range told {
		field := ""
		if of := r.fields[graph.ID(p.Document)]; of != nil {
			field = of(p.Field)
		}
		text := p.Text
		if strings.HasSuffix(p.Field, "stakeholder") || strings.HasSuffix(p.Field, "acting_for") || strings.HasPrefix(p.Field, "owed_") {
			text = t("record.gone") // it was there when the form was read
		}
		f.wrong(field, text)
	}
	if len(told) == 0 {
		f.wrong("", messageOf(err, request))
	}
}

// messageOf gives what is told of an error that no field is to blame for.
func messageOf(err error, request string) string {
	var known *graph.Error
	switch {
	case !errors.As(err, &known):
		return t("record.failed", request)
	case known.Kind == graph.Unavailable:
		return t("record.away")
	}
	return known.Message
}
