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
		p.Status = []graph.Status{graph.Sought, graph.Planned, graph.Postponed, graph.Held}
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
	var found []*TimelineEntry
	visit := func(e network.Engagement) {
		row, left := x.entry(e)
		if left {
			totals.undated++
		}
		if row == nil {
			return
		}
		found = append(found, row)
	}
	if len(side.Members()) == 0 {
		v.AllEngagements(visit)
	} else {
		v.EngagementsOf(side, visit)
	}
	around := map[graph.ID]bool{}
	for _, row := range found {
		around[row.Within] = true
	}
	for _, row := range found {
		totals.add(&row.Occasion, !around[row.ID])
	}
	kept, more := cut(found, (*TimelineEntry).Key, page)
	rows := Rows{Totals: totals.told(), More: more}
	for _, row := range kept {
		rows.Rows = append(rows.Rows, row)
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

// entry gives the row of an engagement, or nil; left says that it was left out only because it has no date.
func (x *timelineSearch) entry(e network.Engagement) (row *TimelineEntry, left bool) {
	if !x.wants(e) {
		return nil, false
	}
	certain, may := x.filter.admits(e)
	if !may {
		undated := x.filter.asked && graph.Undated(e.Days()) && (x.filter.topic == "" || slices.Contains(e.Topics(), x.filter.topic))
		if !undated || !x.p.Undated {
			return nil, undated
		}
		certain = false
	}
	row = &TimelineEntry{Occasion: occasion(e, certain)}
	if ahead := []graph.Status{graph.Sought, graph.Planned, graph.Postponed}; slices.Contains(ahead, e.Status()) {
		row.Overdue = !row.Undated && row.Span[3] < x.v.AsOf()
	}
	return row, false
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
