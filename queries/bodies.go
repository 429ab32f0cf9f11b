package queries

import (
	"context"
	"slices"
	"strings"

	"liaison/graph"
	"liaison/queries/network"
)

// BodiesParameters are the parameters of bodies.
type BodiesParameters struct {
	Of     Stakeholders           `param:"of" help:"whose engagements with them: ids or names (default: us)"`
	Rollup bool                   `param:"rollup" help:"with the organisations that are part of them"`
	Kind   graph.OrganisationKind `param:"kind" help:"bodies of this kind (default: regional_body)"`
	Body   Stakeholders           `param:"body" help:"only these: ids or names"`
	Member graph.CountryCode      `param:"member" help:"with this member: a code or a name"`
	Period
}

// BodyRow is one regional body.
type BodyRow struct {
	Named
	Kind    string        `json:"kind"`
	Seat    graph.PlaceID `json:"seat"`
	Members []BodyMember  `json:"members"`
	Tally
	EngagedBy []EngagedBy `json:"engaged_by"`
}

// BodyMember is a country or an organisation that is a member of a body.
type BodyMember struct {
	Country      graph.CountryCode `json:"country,omitempty"`
	Organisation *Named            `json:"organisation,omitempty"`
	// Via is the body around whose members they are.
	Via *Named `json:"via,omitempty"`
	// Fact is the cooperation that says so; Certain that it certainly is current.
	Fact    graph.ID `json:"fact"`
	Certain bool     `json:"certain"`
}

// EngagedBy is who else met a body, and how often.
type EngagedBy struct {
	Named
	Meetings int `json:"meetings"`
}

var bodies = func() *Question {
	q := define[BodiesParameters, BodyRow](
		"bodies", "regional bodies: their members, and who engaged them",
		100, answerBodies,
		"name", "members", "meetings", "certain", "last", "engaged_by", "facts",
	)
	q.sum = func(rows []Row) map[string]int {
		totals := map[string]int{"rows": len(rows), "engaged": 0}
		for _, r := range rows {
			if r.(*BodyRow).Meetings > 0 { //nolint:forcetypeassert // the rows are this question's own
				totals["engaged"]++
			}
		}
		return totals
	}
	return q
}()

func (p BodiesParameters) defaults(Settings) any {
	if p.Kind == "" {
		p.Kind = graph.RegionalBody
	}
	return p
}

func answerBodies(_ context.Context, v *network.View, s Settings, p BodiesParameters, page Page) (Rows, error) {
	side, err := someSide(v, p.Of, s.Us, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	only, err := sideOf(v, p.Body, nil, false)
	if err != nil {
		return Rows{}, err
	}
	f := newFilter(p.Period, "")
	m := gather(v, side, f, s)
	defer m.release()
	var found []network.Stakeholder
	v.Organisations(func(b network.Stakeholder, o network.Organisation) {
		if o.Kind != p.Kind || o.Placeholder || side.Has(b) || (len(p.Body) > 0 && !only.Has(b)) {
			return
		}
		if p.Member != "" && !slices.ContainsFunc(membersOf(v, b), func(m BodyMember) bool { return m.Country == p.Member }) {
			return
		}
		found = append(found, b)
	})
	kept, more := cut(found, m.met, m.id, page)
	newest := m.newest(kept)
	rows := Rows{Totals: map[string]int{"rows": len(found), "engaged": 0}, More: more}
	for _, b := range found {
		if m.accounts[b].met.meetings > 0 {
			rows.Totals["engaged"]++
		}
	}
	for i, b := range kept {
		var records []uint32
		if m.accounts[b].met.meetings > 0 {
			records = newest[i]
		}
		rows.Rows = append(rows.Rows, &BodyRow{
			Named: Named{ID: v.ID(b)}, Members: membersOf(v, b),
			Tally: m.accounts[b].met.shown(v, records), EngagedBy: engagedBy(v, b, f, s),
		})
	}
	return rows, nil
}

// membersOf gives the members of a body and of those that it is part of.
func membersOf(v *network.View, body network.Stakeholder) []BodyMember {
	members := []BodyMember{}
	for _, b := range append([]network.Stakeholder{body}, v.Above(body)...) {
		for _, m := range v.Memberships(b) {
			member := BodyMember{Country: m.Country, Fact: m.Fact, Certain: m.Certain}
			if m.Country == "" {
				member.Organisation = &Named{ID: v.ID(m.Organisation)}
			}
			if b != body {
				member.Via = &Named{ID: v.ID(b)}
			}
			members = append(members, member)
		}
	}
	return members
}

func (m BodyMember) id() string {
	via := ""
	if m.Via != nil {
		via = string(m.Via.ID)
	}
	if m.Organisation != nil {
		return string(m.Organisation.ID) + " " + via + " " + string(m.Fact)
	}
	return string(m.Country) + " " + via + " " + string(m.Fact)
}

// maxEngagedBy is how many others a row lists.
const maxEngagedBy = 20

// engagedBy gives who met a body, most meetings first.
func engagedBy(v *network.View, body network.Stakeholder, f filter, s Settings) []EngagedBy {
	m := gather(v, network.NewSide([]network.Stakeholder{body}), f, s)
	defer m.release()
	var others []network.Stakeholder
	for _, o := range m.touched {
		if m.accounts[o].met.meetings > 0 {
			others = append(others, o)
		}
	}
	kept, _ := cut(others, m.met, m.id, Page{Limit: maxEngagedBy})
	list := []EngagedBy{}
	for _, o := range kept {
		list = append(list, EngagedBy{Named{ID: v.ID(o)}, int(m.accounts[o].met.meetings)})
	}
	return list
}

// Key orders by meetings.
func (b *BodyRow) Key() Key { return Key{int64(b.Meetings), string(b.ID)} }

func (b *BodyRow) texts() []graph.ID { return nil }

func (b *BodyRow) named(*wardrobe) []graph.ID {
	ids := []graph.ID{b.ID}
	for _, m := range b.Members {
		if m.Organisation != nil {
			ids = append(ids, m.Organisation.ID)
		}
		if m.Via != nil {
			ids = append(ids, m.Via.ID)
		}
	}
	for _, e := range b.EngagedBy {
		ids = append(ids, e.ID)
	}
	return ids
}

func (b *BodyRow) dress(w *wardrobe) {
	b.Name = w.name(b.ID)
	if o, ok := w.organisation(b.ID); ok {
		b.Kind, b.Seat = string(o.Kind), o.Seat
	}
	slices.SortStableFunc(b.Members, func(a, c BodyMember) int { return strings.Compare(a.id(), c.id()) })
	for i := range b.Members {
		for _, n := range []*Named{b.Members[i].Organisation, b.Members[i].Via} {
			if n != nil {
				n.Name = w.name(n.ID)
			}
		}
	}
	for i := range b.EngagedBy {
		b.EngagedBy[i].Name = w.name(b.EngagedBy[i].ID)
	}
}
