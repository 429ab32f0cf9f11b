package neo4jstore

import (
	"fmt"

	"liaison/graph"
	"liaison/graph/names"
)

// labels are those of a document's node, besides Document.
var labels = map[graph.Noun]string{
	graph.NounOrganisation: "Organisation:Stakeholder",
	graph.NounPerson:       "Person:Stakeholder",
	graph.NounPost:         "Post",
	graph.NounTenure:       "Tenure:Fact",
	graph.NounEngagement:   "Engagement:Fact",
	graph.NounCooperation:  "Cooperation:Fact",
	graph.NounCommitment:   "Commitment:Fact",
	graph.NounSource:       "Source",
}

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

// edge is one edge to write.
type edge struct {
	from, to   string
	properties map[string]any
}

// shape is a document as a node and its edges.
type shape struct {
	id    string
	node  map[string]any
	edges map[edgeKind][]edge
}

func (s *shape) link(from, name, to, fromID, toID string, properties map[string]any) {
	if fromID == "" || toID == "" {
		return
	}
	if properties == nil {
		properties = map[string]any{}
	}
	k := edgeKind{from, name, to}
	s.edges[k] = append(s.edges[k], edge{fromID, toID, properties})
}

func (s *shape) out(name string, to graph.ID, properties map[string]any) {
	s.link(toDocument, name, toDocument, s.id, string(to), properties)
}

// shapeOf gives the node and edges of a document. Properties are what a person reads, and what the set questions need; the whole
// document is in the log beside it.
func shapeOf(e graph.Entry, d graph.Document) shape {
	s := shape{id: string(e.ID), edges: map[edgeKind][]edge{}, node: map[string]any{
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
		s.out("AT", d.Organisation, nil)
	case *graph.Tenure:
		s.span(d.Valid, "valid")
		s.text("capacity", string(d.Capacity))
		s.link(toDocument, "SERVED", toDocument, string(d.Person), s.id, nil)
		s.out("IN_POST", d.Post, nil)
		s.out("SECONDED_FROM", d.SecondedFrom, nil)
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
	s.node["undated"] = graph.Undated(days)
	s.node["ended"] = d.EndedUnknown()
}

func (s *shape) fact(f *graph.Fact) {
	reliability, credibility := f.Grade.Ranks()
	s.text("grade", f.Grade.String())
	s.node["reliability"], s.node["credibility"] = int64(reliability), int64(credibility)
	for i, c := range f.Evidence {
		s.out("CITES", c.Source, map[string]any{"position": i, "locator": c.Locator, "quote": c.Quote})
	}
}

func (s *shape) organisation(o *graph.Organisation) {
	s.node["kind"], s.node["mandates"], s.node["placeholder"] = string(o.Kind), texts(o.Mandates), o.Placeholder
	s.text("country", string(o.Country))
	s.text("engage", string(o.Engage))
	located := o.Country
	if located == "" && o.Seat != "" {
		located, _ = graph.CountryOfPlace(o.Seat)
	}
	s.text("country_or_seat", string(located))
	s.text("seat", string(o.Seat))
	s.link(toDocument, "OF_COUNTRY", toReference, s.id, string(o.Country), nil)
	s.link(toDocument, "SEATED_IN", toReference, s.id, string(o.Seat), nil)
	for _, p := range o.Parents {
		days := p.Valid.Days()
		s.out("PART_OF", p.Organisation, map[string]any{
			"valid": p.Valid.String(), "begins_earliest": int64(days[0]), "begins_latest": int64(days[1]),
			"ends_earliest": int64(days[2]), "ends_latest": int64(days[3]), "ended": p.Valid.EndedUnknown(),
		})
	}
	for _, p := range o.Predecessors {
		s.out("FOLLOWED", p.Organisation, map[string]any{"how": string(p.How)})
	}
}

func (s *shape) engagement(e *graph.Engagement) {
	s.span(e.When, "when")
	s.node["kind"], s.node["status"], s.node["online"] = string(e.Kind), string(e.Status), e.Online
	s.node["substantive"] = e.Weight != graph.KeepingTouch
	s.node["stands_for"], s.node["minutes"] = int64(e.StandsFor.AtLeast()), int64(e.When.Minutes())
	s.node["topics"] = append([]string{}, e.Topics...)
	s.text("summary", e.Summary)
	s.text("outcome", e.Outcome)
	s.text("place", string(e.Place))
	if country, ok := graph.CountryOfPlace(e.Place); ok {
		s.node["country"] = string(country)
	}
	s.link(toDocument, "AT_PLACE", toReference, s.id, string(e.Place), nil)
	s.out("WITHIN", e.Within, nil)
	for i := range e.Participants {
		s.participation(i, &e.Participants[i])
	}
}

// participation gives the edges of one participation: from the stakeholder, and where a person acted for an organisation one from that too, which is
// the party then.
func (s *shape) participation(position int, p *graph.Participation) {
	party := p.Role != graph.Interpreter && p.Presence != graph.Absent && p.Reply != graph.DeclinedReply
	aside := p.Role == graph.Facilitator || p.Role == graph.Observer
	present := p.Presence == graph.InPerson || p.Presence == graph.Online
	properties := func() map[string]any {
		m := map[string]any{"position": position, "role": string(p.Role), "party": party, "meets": party && (!aside || present), "reaches": party && !aside}
		if p.HeadOfSide {
			m["head"] = true
		}
		if p.Post != "" {
			m["post"] = string(p.Post)
		}
		return m
	}
	own := properties()
	if p.ActingFor != "" {
		own["acting_for"] = string(p.ActingFor)
		own["party"], own["meets"], own["reaches"] = false, false, false
		through := properties()
		through["through"] = string(p.Stakeholder)
		s.link(toDocument, "TOOK_PART", toDocument, string(p.ActingFor), s.id, through)
	}
	s.link(toDocument, "TOOK_PART", toDocument, string(p.Stakeholder), s.id, own)
}

func (s *shape) cooperation(k *graph.Cooperation) {
	s.span(k.Valid, "valid")
	s.node["kind"], s.node["directed"] = string(k.Kind), k.Directed()
	s.text("summary", k.Summary)
	for i, p := range k.Parties {
		properties := map[string]any{"position": i, "role": string(p.Role), "giving": p.Role.Giving()}
		s.link(toDocument, "PARTY", toDocument, string(p.Organisation), s.id, properties)
		s.link(toReference, "PARTY", toDocument, string(p.Country), s.id, properties)
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
	s.out("OWED_BY", m.OwedBy, nil)
	s.out("OWED_TO", m.OwedTo, nil)
	s.out("HANDLED_BY", m.HandledBy, nil)
	s.out("AROSE_FROM", m.ArisingFrom, nil)
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

// statement is the statement that writes edges of a kind. Types and labels cannot be parameters in Cypher; these are constants of this file, never
// values from outside.
func (k edgeKind) statement() string {
	return fmt.Sprintf(`UNWIND $rows AS row MATCH (a:%s {id: row.from}) MATCH (b:%s {id: row.to})
		CREATE (a)-[e:%s]->(b) SET e = row.properties RETURN count(*) AS count`, k.from, k.to, k.name)
}
