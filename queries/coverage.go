package queries

import "liaison/graph"

// CoverageParameters are the parameters of coverage.
type CoverageParameters struct {
	Of      Stakeholders        `param:"of" help:"whose coverage: ids or names (default: us)"`
	Rollup  bool                `param:"rollup" help:"with the organisations that are part of them"`
	By      CoverageBy          `param:"by" help:"the columns (default: mandate)"`
	Country []graph.CountryCode `param:"country" help:"the countries of the rows: codes or names"`
}

// CoverageBy says what the columns of a coverage matrix are.
type CoverageBy string

// What the columns of a coverage matrix can be.
const (
	ByMandate CoverageBy = "mandate"
	ByKind    CoverageBy = "kind"
	ByTopic   CoverageBy = "topic"
)

// NotStated is the column of organisations without a mandate and of engagements without a topic.
const NotStated = "not_stated"

// State is how we stand with a cell.
type State string

// The states, in the order in which the first that holds is taken.
const (
	Active       State = "active"
	Cooling      State = "cooling"
	Stale        State = "stale"
	StatePlanned State = "planned"
	StateSought  State = "sought"
	OthersOnly   State = "others_only"
	NotRecorded  State = "not_recorded"
	NeverMet     State = "never_met"
)

// Cell is one cell of the coverage matrix.
type Cell struct {
	Country graph.CountryCode `json:"country"`
	// Body is set, and Country is not, in the row of a body without a country.
	Body   Named  `json:"body"`
	Column string `json:"column"`
	State  State  `json:"state"`
	// StateAtBest is the state with ages counted from the latest end; empty where State is no age.
	StateAtBest State `json:"state_at_best"`
	DateUnknown bool  `json:"date_unknown"`
	Tally
	// Organisations is how many are on record in the cell, Met how many of them were reached.
	Organisations int `json:"organisations"`
	Met           int `json:"met"`
	// Contacts is none, one or more: persons on their side in the last 365 days.
	Contacts string `json:"contacts"`
}
