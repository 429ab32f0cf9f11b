package network

import (
	"context"
	"time"

	"liaison/graph"
)

// Terms are on what terms a reader looks at the network: what they are cleared for, the least grade that they want, and
// the two clocks.
type Terms struct {
	Clearance graph.Clearance
	MinGrade  graph.MinGrade
	// AsOf is true then: the world at the end of that day.
	AsOf graph.Day
	// Known is known then: what the log said at that revision, with the labels of now.
	Known graph.Revision
}

// View is the network as one reader may see it on their terms. It is the only way to read it. A View is good
// inside the function that Ask gives it to, on one goroutine.
type View struct {
	n     *Network
	terms Terms
	known int32
	// instead are documents that are looked at as of another revision, in what reads documents one by one.
	instead map[docNumber]int32
	// inAudience remembers which pairs of audiences the reader is in: 0 not asked yet, 1 no, 2 yes.
	inAudience []uint8
	grades     [64]bool
	// rows counts the rows read since the lock was last let go of.
	rows int
}

// breathe is after how many rows a question lets go of its lock.
const breathe = 1000

// maxAttempts is how often a question is asked again because a label changed while it ran.
const maxAttempts = 5

// Ask runs a question over a view on the terms given. A revision after the head is that of the head. Where a label changes
// while it runs, it is run again: what it gives must come from one state of the labels.
func (n *Network) Ask(ctx context.Context, t Terms, question func(*View) error) error {
	for range maxAttempts {
		changed, err := n.askOnce(t, question)
		if !changed {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return graph.Errorf(graph.Unavailable, "labels keep changing while the question runs: ask again")
}

// askOnce asks over the network as it is, and says whether labels changed meanwhile.
func (n *Network) askOnce(t Terms, question func(*View) error) (changed bool, err error) {
	n.mu.RLock()
	defer n.mu.RUnlock()           // also where the question panics: writers would wait for ever
	t.Known = min(t.Known, n.head) // that there is no such revision would tell how many there are that the reader does not see
	labels := n.labels
	v := &View{n: n, terms: t, known: int32(t.Known)}
	v.judgeGrades()
	err = question(v)
	return n.labels != labels, err
}

func (v *View) judgeGrades() {
	for r := 1; r <= 6; r++ {
		for c := 1; c <= 6; c++ {
			g := graph.Grade{Reliability: graph.Reliability('A' + r - 1), Credibility: graph.Credibility(c)}
			v.grades[r*8+c] = v.terms.MinGrade.Passes(g)
		}
	}
}

// Terms gives the terms of the view.
func (v *View) Terms() Terms { return v.terms }

// AsOf gives the day at the end of which the view looks at the world.
func (v *View) AsOf() graph.Day { return v.terms.AsOf }

// TimeOf gives the time of a revision; the zero time where there is none such.
func (v *View) TimeOf(r graph.Revision) time.Time { return v.n.timeOf(r) }

// read counts rows read and lets writers in now and then. What was read from the network before, slices of it included, must not
// be kept past a call.
func (v *View) read() {
	if v.rows++; v.rows >= breathe {
		v.rows = 0
		v.n.mu.RUnlock()
		v.n.mu.RLock()
	}
}

// outside runs work that waits for something else, without the lock.
func (v *View) outside(work func() error) error {
	v.n.mu.RUnlock()
	defer v.n.mu.RLock()
	return work()
}

// sees says whether a row's version was current at the revision, and its label then and now is within the reader's.
func (v *View) sees(l *life) bool {
	return l.born <= v.known && v.known < l.died && v.label(l)
}

// label says whether a row's label, then and now, is within the reader's.
func (v *View) label(l *life) bool {
	return l.shown <= v.terms.Clearance.Marking && (l.audiences == 0 || v.audience(l.audiences))
}

func (v *View) audience(p audiencePair) bool {
	if int(p) >= len(v.inAudience) {
		v.inAudience = append(v.inAudience, make([]uint8, len(v.n.audiences.pairs)-len(v.inAudience))...)
	}
	if v.inAudience[p] == 0 {
		v.inAudience[p] = 2
		for _, set := range v.n.audiences.pairs[p] {
			label := graph.Label{Marking: graph.Clear, Audience: v.n.audiences.sets[set]}
			if !v.terms.Clearance.Sees(label) {
				v.inAudience[p] = 1
			}
		}
	}
	return v.inAudience[p] == 2
}

// seesFact is sees for a fact: its grade must pass too.
func (v *View) seesFact(l *life, grade uint8) bool { return v.grades[grade] && v.sees(l) }

// version gives the row of the document's version at the revision if the reader sees it, else -1. Where a version is hidden there
// is nothing, not the version before it.
func (v *View) version(number docNumber) int32 {
	if number == noDocument {
		return -1
	}
	if row := v.stored(number); row >= 0 && v.label(v.n.life(v.n.documents[number].noun, row)) {
		return row
	}
	return -1
}

// stored gives the row of the document's version at the revision, whoever sees it, else -1.
func (v *View) stored(number docNumber) int32 {
	known := v.known
	if v.instead != nil {
		if r, ok := v.instead[number]; ok {
			known = r
		}
	}
	doc := &v.n.documents[number]
	for row := doc.latest; row >= 0; row = v.n.prev(doc.noun, row) {
		if l := v.n.life(doc.noun, row); l.born <= known {
			if known < l.died {
				return row
			}
			return -1
		}
	}
	return -1
}

// Seen says whether an organisation or a person is there for the reader.
func (v *View) Seen(s Stakeholder) bool {
	latest := &v.n.stakeholders[s]
	if latest.born <= v.known {
		return latest.latest >= 0 && v.sees(&latest.life)
	}
	return v.version(latest.doc) >= 0
}

// entityOf gives the version of a stakeholder that the reader sees, or nil.
func (v *View) entityOf(s Stakeholder) *entity {
	if row := v.version(v.n.stakeholders[s].doc); row >= 0 {
		return &v.n.entities[row]
	}
	return nil
}

// Placeholder says whether a stakeholder is an unnamed group.
func (v *View) Placeholder(s Stakeholder) bool {
	latest := &v.n.stakeholders[s]
	if latest.born <= v.known {
		return latest.placeholder
	}
	e := v.entityOf(s)
	return e != nil && e.organisation != nil && e.organisation.placeholder
}

// Stakeholders gives one more than the largest number of a stakeholder, for arrays of counters.
func (v *View) Stakeholders() int { return len(v.n.stakeholders) }

// ID gives the id of a stakeholder.
func (v *View) ID(s Stakeholder) graph.ID { return v.n.ids.text(v.n.stakeholders[s].doc) }

// Find gives the stakeholder of an id if the reader sees it.
func (v *View) Find(id graph.ID) (Stakeholder, bool) {
	number, ok := v.n.ids.find(id)
	if !ok {
		return 0, false
	}
	s := v.n.documents[number].stakeholder
	return s, s != MaxStakeholders && v.Seen(s)
}

// IsPerson says whether a stakeholder is a person.
func (v *View) IsPerson(s Stakeholder) bool {
	return v.n.documents[v.n.stakeholders[s].doc].noun == nounPerson
}

// Marking gives the marking of a document that is there for the reader: the more restricted of the one it had and the one it has. Else none.
func (v *View) Marking(id graph.ID) graph.Marking {
	number, ok := v.n.ids.find(id)
	if !ok || !v.seesDocument(number) {
		return 0
	}
	return v.n.life(v.n.documents[number].noun, v.version(number)).shown
}

// Organisation is what a view tells of an organisation.
type Organisation struct {
	Kind        graph.OrganisationKind
	Mandates    []graph.Mandate
	Country     graph.CountryCode
	Seat        graph.PlaceID
	Placeholder bool
}

// CountryOrSeat gives the country, or that of the seat where there is none: by which lists are filtered.
func (o Organisation) CountryOrSeat() graph.CountryCode {
	if o.Country == "" && o.Seat != "" {
		country, _ := graph.CountryOfPlace(o.Seat)
		return country
	}
	return o.Country
}

// Organisation gives what a stakeholder is as an organisation, or false where it is a person or not seen.
func (v *View) Organisation(s Stakeholder) (Organisation, bool) {
	e := v.entityOf(s)
	if e == nil || e.organisation == nil {
		return Organisation{}, false
	}
	o := e.organisation
	return Organisation{o.kind, o.mandates, o.country, o.seat, o.placeholder}, true
}

// Organisations calls visit for each organisation that the reader sees.
func (v *View) Organisations(visit func(Stakeholder, Organisation)) {
	for s := Stakeholder(0); int(s) < len(v.n.stakeholders); s++ {
		v.read()
		if o, ok := v.Organisation(s); ok {
			visit(s, o)
		}
	}
}

// Name gives the name of an entity to show on the view's day, "" where it is not seen.
func (v *View) Name(id graph.ID) string {
	names := v.Names(id)
	if len(names) == 0 {
		return ""
	}
	return graph.DisplayName(names, v.terms.AsOf, "en")
}

// Names gives all names of an entity, from memory; none where it is not seen, or is no entity.
func (v *View) Names(id graph.ID) []graph.Name {
	number, ok := v.n.ids.find(id)
	if !ok {
		return nil
	}
	row := v.version(number)
	if row < 0 || !v.whole(number, row) {
		return nil
	}
	switch v.n.documents[number].noun {
	case nounOrganisation, nounPerson, nounPost, nounSource:
		return v.n.entities[row].names
	default:
		return nil
	}
}

// whole says whether a version that is seen has all that it cannot be without: the closure of the view.
func (v *View) whole(number docNumber, row int32) bool {
	switch v.n.documents[number].noun {
	case nounPost:
		return v.version(v.n.entities[row].within) >= 0
	case nounTenure:
		t := &v.n.tenures[row]
		return v.grades[t.grade] && v.version(t.person) >= 0 && v.seesDocument(t.post)
	case nounEngagement:
		return v.grades[v.n.engagements.at(uint32(row)).grade]
	case nounCooperation:
		return v.grades[v.n.cooperations[row].grade] && v.cooperates(&v.n.cooperations[row])
	case nounCommitment:
		m := &v.n.commitments[row]
		return v.grades[m.grade] && v.version(m.owedBy) >= 0 && v.version(m.owedTo) >= 0
	default:
		return true
	}
}

// seesDocument says whether a document is there for the reader, with all that it cannot be without.
func (v *View) seesDocument(number docNumber) bool {
	row := v.version(number)
	return row >= 0 && v.whole(number, row)
}

// cooperates says whether enough parties of a cooperation are seen: two, and where it has a direction one on each side.
func (v *View) cooperates(k *cooperation) bool {
	parties, giving, receiving, directed := 0, 0, 0, false
	for _, p := range k.parties {
		directed = directed || p.role != ""
		if p.organisation != noDocument && v.version(p.organisation) < 0 {
			continue
		}
		parties++
		if p.role.Giving() {
			giving++
		} else {
			receiving++
		}
	}
	return parties >= 2 && (!directed || giving > 0 && receiving > 0)
}

// NounOf gives the noun of a document that is there for the reader, else "".
func (v *View) NounOf(id graph.ID) graph.Noun {
	number, ok := v.n.ids.find(id)
	if !ok || !v.seesDocument(number) {
		return ""
	}
	return nounOf[v.n.documents[number].noun]
}
