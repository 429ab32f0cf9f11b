package queries

import "liaison/graph"

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
	Role        string            `json:"role"`
	Kind        string            `json:"kind"`
	Country     graph.CountryCode `json:"country"`
	Placeholder bool              `json:"placeholder"`
	Tally
	Strength Strength `json:"strength"`
}

// The roles of a counterpart, in the order of an answer.
const (
	RoleMet         = "met"
	RoleFacilitator = "facilitator"
	RoleObserver    = "observer"
)
