package queries

import (
	"context"

	"liaison/graph"
	"liaison/queries/network"
)

// CommonParameters are the parameters of common.
type CommonParameters struct {
	Of      Stakeholders           `param:"of" help:"one side: ids or names (default: us)"`
	With    Stakeholders           `param:"with" required:"true" help:"the other side: ids or names"`
	Rollup  bool                   `param:"rollup" help:"with the organisations that are part of them"`
	Country graph.CountryCode      `param:"country" help:"counterparts of this country: a code or a name"`
	Mandate graph.Mandate          `param:"mandate" help:"counterparts with this mandate"`
	Kind    graph.OrganisationKind `param:"kind" help:"counterparts of this kind"`
	Topic   string                 `param:"topic" help:"engagements on this topic"`
	Period
}

// CommonRow is a stakeholder that both sides met.
type CommonRow struct {
	Named
	Kind         string            `json:"kind"`
	Country      graph.CountryCode `json:"country"`
	Placeholder  bool              `json:"placeholder"`
	MeetingsOf   int               `json:"meetings_of"`
	MeetingsWith int               `json:"meetings_with"`
	Certain      bool              `json:"certain"`
	StrengthOf   Strength          `json:"strength_of"`
	StrengthWith Strength          `json:"strength_with"`
	Strength     Strength          `json:"strength"`
	// Facts are the newest of both sides, at most twenty.
	Facts []graph.ID `json:"facts"`
}

var common = define[CommonParameters, CommonRow](
	"common", "the counterparts that two sides share",
	100, answerCommon,
	"name", "country", "meetings_of", "meetings_with", "strength", "certain", "facts",
)

func answerCommon(_ context.Context, v *network.View, s Settings, p CommonParameters, page Page) (Rows, error) {
	of, err := someSide(v, p.Of, s.Us, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	with, err := someSide(v, p.With, nil, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	f := newFilter(p.Period, p.Topic)
	ours, theirs := gather(v, of, f, s), gather(v, with, f, s)
	defer ours.release()
	defer theirs.release()
	wanted := who{p.Country, p.Mandate, p.Kind}
	totals := map[string]int{"organisations": 0, "persons": 0, "rows": 0}
	var found []network.Stakeholder
	for _, c := range ours.touched {
		if ours.accounts[c].met.meetings == 0 || theirs.accounts[c].met.meetings == 0 || of.Has(c) || with.Has(c) || !wanted.admits(v, c) {
			continue
		}
		found = append(found, c)
		totals["rows"]++
		switch {
		case v.Placeholder(c):
		case v.IsPerson(c):
			totals["persons"]++
		default:
			totals["organisations"]++
		}
	}
	strength := func(c network.Stakeholder) Strength {
		return min(ours.accounts[c].strength.Shown(), theirs.accounts[c].strength.Shown())
	}
	kept, more := cut(found, func(c network.Stakeholder) int64 { return int64(strength(c)) }, ours.id, page)
	ourNewest, theirNewest := ours.newest(kept), theirs.newest(kept)
	rows := Rows{Totals: totals, More: more}
	for i, c := range kept {
		a, b := &ours.accounts[c], &theirs.accounts[c]
		records := newestOf(v, ourNewest[i], theirNewest[i])
		rows.Rows = append(rows.Rows, &CommonRow{
			Named:      Named{ID: v.ID(c)},
			MeetingsOf: int(a.met.meetings), MeetingsWith: int(b.met.meetings),
			Certain:    a.met.meetings > a.met.onlyMay && b.met.meetings > b.met.onlyMay,
			StrengthOf: a.strength.Shown(), StrengthWith: b.strength.Shown(), Strength: strength(c),
			Facts: a.met.shown(v, records).Facts,
		})
	}
	return rows, nil
}

// Key orders by the weaker of the two ties.
func (c *CommonRow) Key() Key { return Key{int64(c.Strength), string(c.ID)} }

func (c *CommonRow) texts() []graph.ID { return nil }

func (c *CommonRow) named(*wardrobe) []graph.ID { return []graph.ID{c.ID} }

func (c *CommonRow) dress(w *wardrobe) {
	c.Name = w.name(c.ID)
	c.Kind, c.Country, c.Placeholder = w.standing(c.ID)
}
