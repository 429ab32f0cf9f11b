package queries

import "liaison/graph"

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
	Period
}

// TimelineEntry is one engagement of a timeline.
type TimelineEntry struct {
	Occasion
	// Overdue marks what was to happen and is past its latest day.
	Overdue bool `json:"overdue"`
}
