package queries

import "liaison/graph"

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
}

// Attendance is one participation as a row shows it.
type Attendance struct {
	Named
	Role      graph.Role `json:"role"`
	ActingFor *Named     `json:"acting_for,omitempty"`
	Post      *Named     `json:"post,omitempty"`
	Presence  string     `json:"presence,omitempty"`
}
