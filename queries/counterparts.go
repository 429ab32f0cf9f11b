package queries

import (
	"context"

	"liaison/graph"
	"liaison/queries/network"
)

// CounterpartsParameters are the parameters of counterparts.
type CounterpartsParameters struct {
	Of      Stakeholders           `param:"of" help:"whose counterparts: ids or names (default: us)"`
	Rollup  bool                   `param:"rollup" help:"with the organisations that are part of them"`
	Country graph.CountryCode      `param:"country" help:"counterparts of this country: a code or a name"`
	Mandate graph.Mandate          `param:"mandate" help:"counterparts with this mandate"`
	Kind    graph.OrganisationKind `param:"kind" help:"counterparts of this kind"`
	Topic   string                 `param:"topic" help:"engagements on this topic"`
	Period
}

// Counterpart is a stakeholder that a side met, or that helped it to meet others.
type Counterpart struct {
	Named
	// Role is met, facilitator or observer.
	Role        string            `json:"role" doc:"met, facilitator or observer"`
	Kind        string            `json:"kind"`
	Country     graph.CountryCode `json:"country" doc:"of the organisation, or of its seat"`
	Placeholder bool              `json:"placeholder" doc:"an unnamed group, which is in no total"`
	Tally
	Strength Strength `json:"strength" doc:"of the tie, on the day asked about; 0 for who only helped"`
}

// The roles of a counterpart, in the order of an answer.
const (
	RoleMet         = "met"
	RoleFacilitator = "facilitator"
	RoleObserver    = "observer"
)

var counterparts = define[CounterpartsParameters, Counterpart](
	"counterparts", "whom a side has met, how often, when last, and who helped",
	100, answerCounterparts,
	"role", "name", "country", "meetings", "only_may", "certain", "last", "strength", "facts",
)

// roleRank orders roles; strengths stay far below it.
var roleRank = map[string]int64{RoleMet: 2 << 52, RoleFacilitator: 1 << 52, RoleObserver: 0}

func answerCounterparts(_ context.Context, v *network.View, s Settings, p CounterpartsParameters, page Page) (Rows, error) {
	side, err := someSide(v, p.Of, s.Us, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	m := gather(v, side, newFilter(p.Period, p.Topic), s)
	defer m.release()
	wanted := who{p.Country, p.Mandate, p.Kind}
	totals := map[string]int{"organisations": 0, "persons": 0, "rows": 0}
	var found []network.Stakeholder
	for _, c := range m.touched {
		if !wanted.admits(v, c) {
			continue
		}
		found = append(found, c)
		totals["rows"]++
		if m.accounts[c].met.meetings > 0 && !v.Placeholder(c) {
			if v.IsPerson(c) {
				totals["persons"]++
			} else {
				totals["organisations"]++
			}
		}
	}
	rank := func(c network.Stakeholder) int64 {
		a := &m.accounts[c]
		return roleRank[a.role()] + int64(a.strength.Shown())
	}
	kept, more := cut(found, rank, m.id, page)
	newest := m.newest(kept)
	rows := Rows{Totals: totals, More: more}
	for i, c := range kept {
		a := &m.accounts[c]
		rows.Rows = append(rows.Rows, &Counterpart{
			Named: Named{ID: v.ID(c)}, Role: a.role(), Strength: a.strength.Shown(),
			Tally: a.counted().shown(v, newest[i]),
		})
	}
	return rows, nil
}

// Key orders by role, then strength.
func (c *Counterpart) Key() Key {
	return Key{roleRank[c.Role] + int64(c.Strength), string(c.ID)}
}

func (c *Counterpart) texts() []graph.ID { return nil }

func (c *Counterpart) named(*wardrobe) []graph.ID { return []graph.ID{c.ID} }

func (c *Counterpart) dress(w *wardrobe) {
	c.Name = w.name(c.ID)
	c.Kind, c.Country, c.Placeholder = w.standing(c.ID)
}
