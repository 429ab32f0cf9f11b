package queries

import (
	"context"
	"slices"

	"liaison/graph"
	"liaison/queries/network"
)

// TimelineParameters are the parameters of timeline.
type TimelineParameters struct {
	Of      Stakeholders         `param:"of" help:"whose engagements: ids or names (default: us)"`
	Rollup  bool                 `param:"rollup" help:"with the organisations that are part of them"`
	Country graph.CountryCode    `param:"country" help:"there, or with a party of this country: a code or a name"`
	Place   graph.PlaceID        `param:"place" help:"at this place: an id or a name"`
	Kind    graph.EngagementKind `param:"kind" help:"engagements of this kind"`
	Topic   string               `param:"topic" help:"engagements on this topic"`
	Status  []graph.Status       `param:"status" help:"engagements of these statuses (default: all but declined and cancelled)"`
	Undated bool                 `param:"undated" help:"list undated ones too where a period is asked for"`
	ID      []graph.ID           `param:"id" help:"only these of them: ids of engagements"`
	Period
}

// TimelineEntry is one engagement of a timeline.
type TimelineEntry struct {
	Occasion
	// Overdue marks what was to happen and is past its latest day.
	Overdue bool `json:"overdue"`
}

var timeline = define[TimelineParameters, TimelineEntry](
	"timeline", "what happened, what is planned and what is sought, in order",
	100, answerTimeline,
	"when", "status", "kind", "place", "certain", "who", "summary", "evidence",
)

func (p TimelineParameters) defaults(Settings) any {
	if len(p.Status) == 0 {
		p.Status = append(graph.StatusesAhead(), graph.Held)
	}
	return p
}

func answerTimeline(_ context.Context, v *network.View, s Settings, p TimelineParameters, page Page) (Rows, error) {
	side, err := sideOf(v, p.Of, s.Us, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	x := timelineSearch{v: v, side: side, p: p, filter: newFilter(p.Period, p.Topic)}
	totals := occasionTotals{}
	var found []sighting
	inside, outer := map[graph.ID]bool{}, []uint32{}
	visit := func(e network.Engagement) {
		certain, admitted, left := x.admits(e)
		if left {
			totals.undated++
		}
		if !admitted {
			return
		}
		totals.add(e, certain, true)
		found = append(found, sight(e, certain))
		if id := e.Within(); id != "" {
			inside[id] = true
		}
		if e.Outer() {
			outer = append(outer, e.Row())
		}
	}
	if len(side.Members()) == 0 {
		v.AllEngagements(visit)
	} else {
		v.EngagementsOf(side, visit)
	}
	for _, row := range outer { // what lies within it counts instead
		if e := v.EngagementAt(row); inside[e.ID()] {
			totals.atLeast -= e.AtLeast()
		}
	}
	kept, more := cutSightings(v, found, page)
	rows := Rows{Totals: totals.told(), More: more}
	for _, s := range kept {
		rows.Rows = append(rows.Rows, x.entry(v.EngagementAt(s.row), s.certain))
	}
	return rows, nil
}

// timelineSearch looks for the engagements of a timeline.
type timelineSearch struct {
	v       *network.View
	side    *network.Side
	p       TimelineParameters
	filter  filter
	parties []network.Party
}

// admits says whether an engagement is listed and whether it certainly counts; left says that it was left out only because it has no date.
func (x *timelineSearch) admits(e network.Engagement) (certain, admitted, left bool) {
	if !x.wants(e) {
		return false, false, false
	}
	certain, may := x.filter.admits(e)
	if may {
		return certain, true, false
	}
	undated := x.filter.asked && graph.Undated(e.Days()) && (x.filter.topic == "" || slices.Contains(e.Topics(), x.filter.topic))
	listed := undated && x.p.Undated
	return false, listed, undated && !listed
}

// entry gives the row of an engagement.
func (x *timelineSearch) entry(e network.Engagement, certain bool) *TimelineEntry {
	row := &TimelineEntry{Occasion: occasion(e, certain)}
	if e.Status().Ahead() {
		row.Overdue = !row.Undated && row.Span[3] < x.v.AsOf()
	}
	return row
}

// wants says whether an engagement fits all that is asked but the period and topic.
func (x *timelineSearch) wants(e network.Engagement) bool {
	if !x.sort(e) {
		return false
	}
	x.parties = x.v.Parties(e, x.side, x.parties[:0])
	ours, there := len(x.side.Members()) == 0, x.p.Country == ""
	if place, ok := graph.CountryOfPlace(e.Place()); ok && place == x.p.Country {
		there = true
	}
	for _, p := range x.parties {
		ours = ours || p.Ours
		if !there && !p.Ours {
			o, ok := x.v.Organisation(p.Stakeholder)
			there = ok && o.CountryOrSeat() == x.p.Country
		}
	}
	return ours && there
}

// sort says whether an engagement is of the sort that is asked for, whoever took part.
func (x *timelineSearch) sort(e network.Engagement) bool {
	return (len(x.p.ID) == 0 || slices.Contains(x.p.ID, e.ID())) && slices.Contains(x.p.Status, e.Status()) &&
		(x.p.Kind == "" || e.Kind() == x.p.Kind) && (x.p.Place == "" || within(e.Place(), x.p.Place))
}

// within says whether a place is another, or lies in it where that is a country.
func within(place, other graph.PlaceID) bool {
	if place == other {
		return true
	}
	country, ok := graph.CountryOfPlace(place)
	return ok && graph.PlaceID(country) == other
}

// Key orders by date.
func (e *TimelineEntry) Key() Key { return e.order() }

func (e *TimelineEntry) dress(w *wardrobe) { e.Occasion.dress(w) }
