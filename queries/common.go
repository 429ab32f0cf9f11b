package queries

import "liaison/graph"

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
