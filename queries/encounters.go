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
	Met     bool `json:"met" doc:"both sides met in it"`
	Counted bool `json:"counted" doc:"no engagement within it counts instead"`
}

// Occasion is an engagement as a row shows it.
type Occasion struct {
	ID     graph.ID     `json:"id"`
	When   string       `json:"when" doc:"the date as it was recorded (EDTF)"`
	Span   Span         `json:"span" doc:"the earliest and latest days that it may mean (EDTF)"`
	Status graph.Status `json:"status"`
	Kind   string       `json:"kind"`
	Place  string       `json:"place"`
	// Country is where the place is.
	Country   graph.CountryCode `json:"country"`
	Online    bool              `json:"online"`
	StandsFor int               `json:"stands_for" doc:"how many occasions the record stands for, at least"`
	Certain   bool              `json:"certain" doc:"it certainly counts for what was asked"`
	Undated   bool              `json:"undated"`
	Within    graph.ID          `json:"within,omitempty" doc:"the engagement that this was a part of"`
	Topics    []string          `json:"topics"`
	Who       []Attendance      `json:"who"`
	Summary   string            `json:"summary"`
	Outcome   string            `json:"outcome"`
	Evidence  Evidence          `json:"evidence"`
	Facts     []graph.ID        `json:"facts" doc:"its own id"`
	// Minutes is the time of day in minutes after midnight, -1 where it is not recorded.
	Minutes int `json:"minutes" doc:"the time of day in minutes after midnight, -1 where it is not recorded"`
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
	var found []sighting
	// The side with fewer members is the one whose engagements are read.
	v.EngagementsOf(x.lesser(), func(e network.Engagement) {
		s := x.sight(e)
		if s.found {
			totals.add(e, s.certain, s.counted)
			found = append(found, s.sighting)
		}
	})
	kept, more := cutSightings(v, found, page)
	rows := Rows{Totals: totals.told(), More: more}
	for _, s := range kept {
		e := v.EngagementAt(s.row)
		rows.Rows = append(rows.Rows, x.encounter(e, x.sight(e)))
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

// encountered is what a search finds in one engagement.
type encountered struct {
	sighting
	// found says that it is one between the two.
	found            bool
	roleOf, roleWith graph.Role
	met, counted     bool
}

// sight looks at an engagement.
func (x *encounterSearch) sight(e network.Engagement) encountered {
	certain, may := x.filter.admits(e)
	if !may || e.Status() != x.status {
		return encountered{}
	}
	of, with, met := x.between(e)
	if of == nil || with == nil {
		return encountered{}
	}
	s := encountered{sighting: sight(e, certain), found: true, roleOf: of.RoleName(), roleWith: with.RoleName(), met: met && e.Held(), counted: true}
	if s.met && e.Outer() {
		s.counted = !x.metWithin(e)
	}
	return s
}

// encounter gives the row of an engagement.
func (x *encounterSearch) encounter(e network.Engagement, s encountered) *Encounter {
	return &Encounter{
		Occasion: occasion(e, s.certain),
		RoleOf:   s.roleOf, RoleWith: s.roleWith,
		Met: s.met, Counted: s.counted,
	}
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

// sighting is an engagement that a question found. Its row is written out only if the page shows it: a busy side has a hundred thousand.
type sighting struct {
	rank    int64
	row     uint32
	certain bool
}

func sight(e network.Engagement, certain bool) sighting {
	return sighting{occasionRank(e.Days(), e.Minutes()), e.Row(), certain}
}

// cutSightings is cut for sightings, in the order of occasions.
func cutSightings(v *network.View, found []sighting, page Page) (kept []sighting, more bool) {
	return cut(found, func(s sighting) int64 { return s.rank }, func(s sighting) string {
		e := v.EngagementAt(s.row)
		return occasionText(e.Days(), e.ID())
	}, page)
}

// occasionTotals are what is told about all occasions of an answer.
type occasionTotals struct{ records, atLeast, onlyMay, undated int }

// add counts an occasion; where another one counts instead, what it stands for is not added.
func (t *occasionTotals) add(e network.Engagement, certain, counted bool) {
	t.records++
	if counted {
		t.atLeast += e.AtLeast()
	}
	if !certain {
		t.onlyMay++
	}
	if graph.Undated(e.Days()) {
		t.undated++
	}
}

func (t occasionTotals) told() map[string]int {
	return map[string]int{"records": t.records, "at_least": t.atLeast, "only_may": t.onlyMay, "undated": t.undated}
}

// order places an occasion: earliest first, then by time of day, then by latest end; undated last.
func (o *Occasion) order() Key {
	return Key{occasionRank(o.Span, o.Minutes), occasionText(o.Span, o.ID)}
}

func occasionRank(days [4]graph.Day, minutes int) int64 {
	if graph.Undated(days) {
		return math.MinInt64
	}
	return -(int64(days[0])*2000 + int64(minutes+1))
}

func occasionText(days [4]graph.Day, id graph.ID) string {
	if graph.Undated(days) {
		return string(id)
	}
	return fmt.Sprintf("%011d %s", int64(days[3])+1<<31, id)
}

// Key orders by date.
func (e *Encounter) Key() Key { return e.order() }

func (e *Encounter) dress(w *wardrobe) { e.Occasion.dress(w) }
