package network

import "liaison/graph"

// Commitment is a commitment that the reader sees, in the picture on the view's day.
type Commitment struct {
	ID             graph.ID
	OwedBy, OwedTo Stakeholder
	Due            [4]graph.Day
	// Open says that it was not closed by the view's day; Certain that it certainly was made by then.
	Open, Certain bool
}

// PastDate says that it is open and the latest day of its due date is before a day.
func (m Commitment) PastDate(day graph.Day) bool {
	return m.Open && !graph.Undated(m.Due) && m.Due[3] < day
}

// Commitments calls visit for each commitment in the picture.
func (v *View) Commitments(visit func(Commitment)) {
	for row := 0; row < len(v.n.commitments); row++ {
		v.read()
		m := &v.n.commitments[row]
		if !v.seesFact(&m.life, m.grade) || v.version(m.owedBy) < 0 || v.version(m.owedTo) < 0 {
			continue
		}
		certain, may := v.begun(m)
		if !may {
			continue
		}
		_, closed := m.closed.BegunBy(v.terms.AsOf)
		visit(Commitment{
			ID:     v.n.ids.text(m.doc),
			OwedBy: v.n.documents[m.owedBy].stakeholder, OwedTo: v.n.documents[m.owedTo].stakeholder,
			Due: m.due.Days(), Open: m.closed.IsZero() || !closed, Certain: certain,
		})
	}
}

// begun says whether a commitment certainly began, and may have, by the view's day: on its own date, else with the engagement
// that it arose from, else always.
func (v *View) begun(m *commitment) (certain, may bool) {
	if !m.made.IsZero() {
		return m.made.BegunBy(v.terms.AsOf)
	}
	row := v.version(m.arisingFrom)
	if row < 0 {
		return true, true
	}
	e := v.n.engagements.at(uint32(row))
	if !v.grades[e.grade] {
		return true, true
	}
	return e.days[1] <= v.terms.AsOf, e.days[0] <= v.terms.AsOf
}

// Membership is a member of a body.
type Membership struct {
	// Country is set, or Organisation is.
	Country      graph.CountryCode
	Organisation Stakeholder
	// Body is whose member it is, Fact the cooperation that says so; Certain that it certainly is current.
	Body    Stakeholder
	Fact    graph.ID
	Certain bool
}

// Memberships gives the members of a body that may be members on the view's day.
func (v *View) Memberships(body Stakeholder) []Membership {
	var list []Membership
	number := v.n.stakeholders[body].doc
	for _, row := range v.n.cooperationsOf[number] {
		k := &v.n.cooperations[row]
		if k.kind != graph.Membership || !v.seesFact(&k.life, k.grade) || !v.cooperates(k) || !isBody(k, number) {
			continue
		}
		certain, may := v.holds(k)
		if !may {
			continue
		}
		for _, p := range k.parties {
			m := Membership{Country: p.country, Organisation: MaxStakeholders, Body: body, Fact: v.n.ids.text(k.doc), Certain: certain}
			if p.role != graph.Member {
				continue
			}
			if p.organisation != noDocument {
				if v.version(p.organisation) < 0 {
					continue
				}
				m.Organisation = v.n.documents[p.organisation].stakeholder
			}
			list = append(list, m)
		}
	}
	return list
}

func isBody(k *cooperation, number docNumber) bool {
	for _, p := range k.parties {
		if p.organisation == number && p.role == graph.Body {
			return true
		}
	}
	return false
}

// holds says whether a cooperation certainly is, and may be, current on the view's day; one without dates certainly is not.
func (v *View) holds(k *cooperation) (certain, may bool) {
	if k.valid.IsZero() {
		return false, true
	}
	return k.valid.CurrentOn(v.terms.AsOf)
}

// Above gives the organisations that an organisation may be part of on the view's day, at any depth, itself left out, nearest
// first.
func (v *View) Above(s Stakeholder) []Stakeholder {
	var above []Stakeholder
	has := map[Stakeholder]bool{s: true}
	for next := []Stakeholder{s}; len(next) > 0; next = next[1:] {
		e := v.entityOf(next[0])
		if e == nil || e.organisation == nil {
			continue
		}
		for _, p := range e.organisation.parents {
			up := v.n.documents[p.organisation].stakeholder
			if up == MaxStakeholders || has[up] || !v.Seen(up) || !currentMay(p.valid, v.terms.AsOf) {
				continue
			}
			has[up] = true
			above = append(above, up)
			next = append(next, up)
		}
	}
	return above
}
