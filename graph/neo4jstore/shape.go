package neo4jstore

import (
	"cmp"
	"fmt"
	"strings"

	"liaison/graph"
	"liaison/graph/names"
)

// labelsOf are the labels of a document's node, besides Document.
var labelsOf = map[graph.Noun]string{
	graph.NounOrganisation: "Organisation:Stakeholder",
	graph.NounPerson:       "Person:Stakeholder",
	graph.NounPost:         "Post",
	graph.NounTenure:       "Tenure:Fact",
	graph.NounEngagement:   "Engagement:Fact",
	graph.NounCooperation:  "Cooperation:Fact",
	graph.NounCommitment:   "Commitment:Fact",
	graph.NounSource:       "Source",
}

// deletedLabel is that of a document that is deleted, placeholderLabel that of an unnamed group; allLabels are all that a document may have had.
const (
	deletedLabel     = "Deleted"
	placeholderLabel = "Placeholder"
	allLabels        = "Deleted:Placeholder:Organisation:Person:Stakeholder:Post:Tenure:Engagement:Cooperation:Commitment:Source:Fact"
)

// Edges that a document has belong to it: they go when it is replaced or deleted. These begin at it, and these end at it.
const (
	edgesOut = "CITES|WITHIN|AT_PLACE|PART_OF|FOLLOWED|SEATED_IN|OF_COUNTRY|AT|IN_POST|SECONDED_FROM|OWED_BY|OWED_TO|HANDLED_BY|AROSE_FROM"
	edgesIn  = "TOOK_PART|PARTY|SERVED"
)

// edgeKind is a type of edge and what it joins: documents, or reference data.
type edgeKind struct{ from, name, to string }

const (
	toDocument  = "Document"
	toReference = "Reference"
)

// properties are those that edges of a type may have, in the order of edge.values.
var properties = map[string][]string{
	"CITES":     {"position", "locator", "quote"},
	"PART_OF":   {"valid", "begins_earliest", "begins_latest", "ends_earliest", "ends_latest", "ended"},
	"FOLLOWED":  {"how"},
	"TOOK_PART": {"position", "role", "no_party", "no_meeting", "aside", "head", "post", "through", "acting_for"},
	"PARTY":     {"position", "role", "giving"},
}

// edge is one edge to write; a property whose value is nil is missing.
type edge struct {
	edgeKind
	fromID, toID string
	values       []any
}

// shape is a document as a node and its edges.
type shape struct {
	id     string
	labels string
	node   map[string]any
	edges  []edge
}

func (s *shape) link(from, name, to, fromID, toID string, values ...any) {
	if fromID != "" && toID != "" {
		s.edges = append(s.edges, edge{edgeKind{from, name, to}, fromID, toID, values})
	}
}

func (s *shape) out(name string, to graph.ID, values ...any) {
	s.link(toDocument, name, toDocument, s.id, string(to), values...)
}

// orMissing gives a text, or nil where it is empty; trueOrMissing likewise for a flag.
func orMissing[T ~string](text T) any {
	if text == "" {
		return nil
	}
	return string(text)
}

func trueOrMissing(flag bool) any {
	if !flag {
		return nil
	}
	return true
}

// shapeOf gives the node and edges of a document. Properties are what a person reads, and what the set questions need; the whole
// document is in the log beside it.
func shapeOf(e graph.Entry, d graph.Document) shape {
	s := shape{id: string(e.ID), labels: labelsOf[e.Noun], node: map[string]any{
		"id": string(e.ID), "noun": string(e.Noun), "revision": int64(e.Revision),
		"tlp": d.Header().Marking.String(), "marking": int64(d.Header().Marking),
	}}
	if audience := d.Header().Audience; len(audience) > 0 {
		s.node["audience"] = texts(audience)
	}
	s.names(d)
	if f := graph.FactOf(d); f != nil {
		s.fact(f)
	}
	switch d := d.(type) {
	case *graph.Organisation:
		s.organisation(d)
	case *graph.Person:
		s.text("engage", string(d.Engage))
	case *graph.Post:
		s.out("AT", d.Organisation)
	case *graph.Tenure:
		s.span(d.Valid, "valid")
		s.text("capacity", string(d.Capacity))
		s.link(toDocument, "SERVED", toDocument, string(d.Person), s.id)
		s.out("IN_POST", d.Post)
		s.out("SECONDED_FROM", d.SecondedFrom)
	case *graph.Engagement:
		s.engagement(d)
	case *graph.Cooperation:
		s.cooperation(d)
	case *graph.Commitment:
		s.commitment(d)
	case *graph.Source:
		s.span(d.Date, "date")
		s.text("publisher", d.Publisher)
	}
	return s
}

func (s *shape) text(key, value string) {
	if value != "" {
		s.node[key] = value
	}
}

// flag sets a flag; what does not hold is missing, as are a text and a list that are empty: that makes an import a tenth quicker.
func (s *shape) flag(key string, holds bool) {
	if holds {
		s.node[key] = true
	}
}

// names gives the names of a document, their exact keys, and the one to show.
func (s *shape) names(d graph.Document) {
	list := graph.NamesOf(d)
	if len(list) == 0 {
		return
	}
	var all, keys []string
	for _, n := range list {
		all, keys = append(all, n.Text), append(keys, names.Exact(n.Text))
	}
	s.node["name"] = graph.DisplayName(list, graph.MaxDay-1, "en")
	s.node["names"], s.node["name_keys"] = all, keys
}

// span gives a date as written and as its four days: days since 1970-01-01, missing where there is no bound.
func (s *shape) span(d graph.Date, key string) {
	s.text(key, d.String())
	days := d.Days()
	s.node["begins_earliest"], s.node["begins_latest"] = int64(days[0]), int64(days[1])
	s.node["ends_earliest"], s.node["ends_latest"] = int64(days[2]), int64(days[3])
	s.flag("undated", graph.Undated(days))
	s.flag("ended", d.EndedUnknown())
}

func (s *shape) fact(f *graph.Fact) {
	reliability, credibility := f.Grade.Ranks()
	s.text("grade", f.Grade.String())
	s.node["reliability"], s.node["credibility"] = int64(reliability), int64(credibility)
	for i, c := range f.Evidence {
		s.out("CITES", c.Source, i, orMissing(c.Locator), orMissing(c.Quote))
	}
}

func (s *shape) organisation(o *graph.Organisation) {
	if o.Placeholder {
		s.labels += ":" + placeholderLabel
	}
	s.node["kind"], s.node["mandates"] = string(o.Kind), texts(o.Mandates)
	s.text("country", string(o.Country))
	s.text("engage", string(o.Engage))
	located := o.Country
	if located == "" && o.Seat != "" {
		located, _ = graph.CountryOfPlace(o.Seat)
	}
	s.text("country_or_seat", string(located))
	s.text("seat", string(o.Seat))
	s.link(toDocument, "OF_COUNTRY", toReference, s.id, string(o.Country))
	s.link(toDocument, "SEATED_IN", toReference, s.id, string(o.Seat))
	for _, p := range o.Parents {
		days := p.Valid.Days()
		s.out("PART_OF", p.Organisation, p.Valid.String(), int64(days[0]), int64(days[1]), int64(days[2]), int64(days[3]), trueOrMissing(p.Valid.EndedUnknown()))
	}
	for _, p := range o.Predecessors {
		s.out("FOLLOWED", p.Organisation, string(p.How))
	}
}

func (s *shape) engagement(e *graph.Engagement) {
	s.span(e.When, "when")
	s.node["kind"], s.node["status"], s.node["stands_for"] = string(e.Kind), string(e.Status), int64(e.StandsFor.AtLeast())
	s.flag("online", e.Online)
	s.flag("keeping_touch", e.Weight == graph.KeepingTouch)
	if minutes := e.When.Minutes(); minutes >= 0 {
		s.node["minutes"] = int64(minutes)
	}
	if len(e.Topics) > 0 {
		s.node["topics"] = e.Topics
	}
	s.text("summary", e.Summary)
	s.text("outcome", e.Outcome)
	s.text("place", string(e.Place))
	if country, ok := graph.CountryOfPlace(e.Place); ok {
		s.node["country"] = string(country)
	}
	s.link(toDocument, "AT_PLACE", toReference, s.id, string(e.Place))
	s.out("WITHIN", e.Within)
	for i := range e.Participants {
		s.participation(i, &e.Participants[i])
	}
	s.flag("listed_twice", listedTwice(e))
}

// listedTwice says whether some stakeholder may be a party by more than one participation: two persons who act for one organisation.
func listedTwice(e *graph.Engagement) bool {
	seen := map[graph.ID]bool{}
	for _, p := range e.Participants {
		id := cmp.Or(p.ActingFor, p.Stakeholder)
		if seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}

// participation gives the edges of one participation: from the stakeholder, and where a person acted for an organisation one from that too, which is
// the party then. What is not the rule is marked: no_party for who was none, no_meeting for who did not meet the others, aside for who
// neither reached them nor was reached.
func (s *shape) participation(position int, p *graph.Participation) {
	party := p.Role != graph.Interpreter && p.Presence != graph.Absent && p.Reply != graph.DeclinedReply
	aside := p.Role == graph.Facilitator || p.Role == graph.Observer
	present := p.Presence == graph.InPerson || p.Presence == graph.Online
	link := func(who graph.ID, party bool, through, actingFor graph.ID) {
		s.link(toDocument, "TOOK_PART", toDocument, string(who), s.id, position, string(p.Role),
			trueOrMissing(!party), trueOrMissing(!party || aside && !present), trueOrMissing(!party || aside),
			trueOrMissing(p.HeadOfSide), orMissing(p.Post), orMissing(through), orMissing(actingFor))
	}
	if p.ActingFor != "" {
		link(p.ActingFor, party, p.Stakeholder, "")
	}
	link(p.Stakeholder, party && p.ActingFor == "", "", p.ActingFor)
}

func (s *shape) cooperation(k *graph.Cooperation) {
	s.span(k.Valid, "valid")
	s.node["kind"], s.node["directed"] = string(k.Kind), k.Directed()
	s.text("summary", k.Summary)
	for i, p := range k.Parties {
		s.link(toDocument, "PARTY", toDocument, string(p.Organisation), s.id, i, string(p.Role), p.Role.Giving())
		s.link(toReference, "PARTY", toDocument, string(p.Country), s.id, i, string(p.Role), p.Role.Giving())
	}
}

func (s *shape) commitment(m *graph.Commitment) {
	s.span(m.Made, "made")
	s.node["basis"], s.node["what"] = string(m.Basis), m.What
	s.text("due", m.Due.String())
	s.text("closed", m.Closed.String())
	due, closed := m.Due.Days(), m.Closed.Days()
	s.node["due_days"] = []int64{int64(due[0]), int64(due[1]), int64(due[2]), int64(due[3])}
	if !m.Closed.IsZero() {
		s.node["closed_earliest"] = int64(closed[0])
	}
	s.out("OWED_BY", m.OwedBy)
	s.out("OWED_TO", m.OwedTo)
	s.out("HANDLED_BY", m.HandledBy)
	s.out("AROSE_FROM", m.ArisingFrom)
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

// statement is the statement that writes edges of a kind. Types, labels and names of properties cannot be parameters in Cypher; these are
// constants of this file, never values from outside. Each end is looked up once, however many edges it has; where one is missing, nothing is written.
func (k edgeKind) statement() string {
	var set strings.Builder
	for i, name := range properties[k.name] {
		fmt.Fprintf(&set, ", %s: row[%d]", name, i+2)
	}
	return fmt.Sprintf(`CALL () {
			UNWIND range(0, size($from) - 1) AS at MATCH (d:%s {id: $from[at]})
			WITH at, d ORDER BY at RETURN collect(d) AS froms
		}
		CALL () {
			UNWIND range(0, size($to) - 1) AS at MATCH (d:%s {id: $to[at]})
			WITH at, d ORDER BY at RETURN collect(d) AS tos
		}
		WITH froms, tos WHERE size(froms) = size($from) AND size(tos) = size($to)
		UNWIND $rows AS row WITH froms[row[0]] AS a, tos[row[1]] AS b, row
		CREATE (a)-[:%s {%s}]->(b) RETURN count(*) AS count`, k.from, k.to, k.name, strings.TrimPrefix(set.String(), ", "))
}

// parameters gives the ends of edges, each once, and for each edge where its ends are among them, and its properties.
func (k edgeKind) parameters(edges []edge) map[string]any {
	var from, to ends
	rows := make([]any, len(edges))
	for i, e := range edges {
		rows[i] = append([]any{from.number(e.fromID), to.number(e.toID)}, e.values...)
	}
	return map[string]any{"from": from.ids, "to": to.ids, "rows": rows}
}

// ends numbers the ids of nodes.
type ends struct {
	ids     []string
	numbers map[string]int
}

func (e *ends) number(id string) int {
	n, ok := e.numbers[id]
	if !ok {
		if e.numbers == nil {
			e.numbers = map[string]int{}
		}
		n = len(e.ids)
		e.ids, e.numbers[id] = append(e.ids, id), n
	}
	return n
}
