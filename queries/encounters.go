package queries

import (
	"context"
	"fmt"
	"math"

	"liaison/graph"
	"liaison/queries/network"
)

// EncountersParameters are the parameters of encounters.
type EncountersParameters struct {
	Of     Stakeholders `param:"of" help:"one side: ids or names (default: us)"`
	With   Stakeholders `param:"with" required:"true" help:"the other side: ids or names"`
	Rollup bool         `param:"rollup" help:"with the organisations that are part of them"`
	Status graph.Status `param:"status" help:"engagements of this status (default: held)"`
	Period
}

// Encounter is one engagement between two sides.
type Encounter struct {
	Occasion
	RoleOf   graph.Role `json:"role_of"`
	RoleWith graph.Role `json:"role_with"`
	// Met says that both sides met in it; Counted that no engagement within it counts instead.
	Met     bool `json:"met"`
	Counted bool `json:"counted"`
}

// Occasion is an engagement as a row shows it.
type Occasion struct {
	ID     graph.ID     `json:"id"`
	When   string       `json:"when"`
	Span   Span         `json:"span"`
	Status graph.Status `json:"status"`
	Kind   string       `json:"kind"`
	Place  string       `json:"place"`
	// Country is where the place is.
	Country   graph.CountryCode `json:"country"`
	Online    bool              `json:"online"`
	StandsFor int               `json:"stands_for"`
	Certain   bool              `json:"certain"`
	Undated   bool              `json:"undated"`
	Within    graph.ID          `json:"within,omitempty"`
	Topics    []string          `json:"topics"`
	Who       []Attendance      `json:"who"`
	Summary   string            `json:"summary"`
	Outcome   string            `json:"outcome"`
	Evidence  Evidence          `json:"evidence"`
	Facts     []graph.ID        `json:"facts"`
	// Minutes is the time of day in minutes after midnight, -1 where it is not recorded.
	Minutes int `json:"minutes"`
}

// Attendance is one participation as a row shows it.
type Attendance struct {
	Named
	// Country is theirs, or that of whom they acted for; as lists are filtered by it.
	Country graph.CountryCode `json:"country,omitempty"`
	// Placeholder says that they, or whom they acted for, are an unnamed group.
	Placeholder bool       `json:"placeholder,omitempty"`
	Role        graph.Role `json:"role"`
	ActingFor   *Named     `json:"acting_for,omitempty"`
	Post        *Named     `json:"post,omitempty"`
	Presence    string     `json:"presence,omitempty"`
}

var encounters = define[EncountersParameters, Encounter](
	"encounters", "every engagement between two sides",
	100, answerEncounters,
	"when", "status", "kind", "place", "role_of", "role_with", "certain", "summary", "evidence",
)

func (p EncountersParameters) defaults(Settings) any {
	if p.Status == "" {
		p.Status = graph.Held
	}
	return p
}

func answerEncounters(_ context.Context, v *network.View, s Settings, p EncountersParameters, page Page) (Rows, error) {
	of, err := someSide(v, p.Of, s.Us, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	with, err := someSide(v, p.With, nil, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	x := encounterSearch{v: v, of: of, with: with, filter: newFilter(p.Period, ""), status: p.Status}
	totals := occasionTotals{}
	var found []*Encounter
	// The side with fewer members is the one whose engagements are read.
	v.EngagementsOf(x.lesser(), func(e network.Engagement) {
		row := x.encounter(e)
		if row == nil {
			return
		}
		totals.add(&row.Occasion, row.Counted)
		found = append(found, row)
	})
	kept, more := cut(found, (*Encounter).Key, page)
	rows := Rows{Totals: totals.told(), More: more}
	for _, row := range kept {
		rows.Rows = append(rows.Rows, row)
	}
	return rows, nil
}

// encounterSearch looks for the engagements of two sides.
type encounterSearch struct {
	v        *network.View
	of, with *network.Side
	filter   filter
	status   graph.Status
	parties  []network.Party
}

// lesser gives the side that takes part in fewer engagements.
func (x *encounterSearch) lesser() *network.Side {
	if x.v.Busy(x.of) <= x.v.Busy(x.with) {
		return x.of
	}
	return x.with
}

// between gives the parties of both sides in an engagement: the first listed of each, and whether they meet.
func (x *encounterSearch) between(e network.Engagement) (of, with *network.Party, met bool) {
	x.parties = x.v.Parties(e, x.of, x.parties[:0])
	ours := len(x.parties)
	x.parties = x.v.Parties(e, x.with, x.parties)
	ofMeets, withMeets := false, false
	for i := range ours {
		if p := &x.parties[i]; p.Ours {
			ofMeets = ofMeets || p.Meets
			if of == nil {
				of = p
			}
		}
	}
	for i := ours; i < len(x.parties); i++ {
		// Who is on both sides counts as the first's.
		if p := &x.parties[i]; p.Ours && !x.parties[i-ours].Ours {
			withMeets = withMeets || p.Meets
			if with == nil {
				with = p
			}
		}
	}
	return of, with, ofMeets && withMeets
}

// encounter gives the row of an engagement, or nil where it is none between the two.
func (x *encounterSearch) encounter(e network.Engagement) *Encounter {
	certain, may := x.filter.admits(e)
	if !may || e.Status() != x.status {
		return nil
	}
	of, with, met := x.between(e)
	if of == nil || with == nil {
		return nil
	}
	row := &Encounter{
		Occasion: occasion(e, certain),
		RoleOf:   of.RoleName(), RoleWith: with.RoleName(),
		Met: met && e.Held(), Counted: true,
	}
	if row.Met && e.Outer() {
		row.Counted = !x.metWithin(e)
	}
	return row
}

// metWithin says whether the sides met in an engagement within one.
func (x *encounterSearch) metWithin(e network.Engagement) bool {
	found := false
	x.v.Inner(e, func(inner network.Engagement) {
		if _, may := x.filter.admits(inner); may && inner.Held() && !found {
			_, _, found = x.between(inner)
		}
	})
	return found
}

// occasion gives what a row tells of an engagement in numbers; the rest is dressed.
func occasion(e network.Engagement, certain bool) Occasion {
	return Occasion{
		ID: e.ID(), Span: Span(e.Days()), Status: e.Status(), Kind: string(e.Kind()), Online: e.Online(),
		StandsFor: e.AtLeast(), Certain: certain, Undated: graph.Undated(e.Days()), Within: e.Within(), Minutes: e.Minutes(),
	}
}

// occasionTotals are what is told about all occasions of an answer.
type occasionTotals struct{ records, atLeast, onlyMay, undated int }

// add counts an occasion; where another one counts instead, what it stands for is not added.
func (t *occasionTotals) add(o *Occasion, counted bool) {
	t.records++
	if counted {
		t.atLeast += o.StandsFor
	}
	if !o.Certain {
		t.onlyMay++
	}
	if o.Undated {
		t.undated++
	}
}

func (t occasionTotals) told() map[string]int {
	return map[string]int{"records": t.records, "at_least": t.atLeast, "only_may": t.onlyMay, "undated": t.undated}
}

// order places an occasion: earliest first, then by time of day, then by latest end; undated last.
func (o *Occasion) order() Key {
	if o.Undated {
		return Key{math.MinInt64, string(o.ID)}
	}
	begin := int64(o.Span[0])
	return Key{-(begin*2000 + int64(o.Minutes+1)), fmt.Sprintf("%011d %s", int64(o.Span[3])+1<<31, o.ID)}
}

// Key orders by date.
func (e *Encounter) Key() Key { return e.order() }

func (e *Encounter) dress(w *wardrobe) { e.Occasion.dress(w) }
