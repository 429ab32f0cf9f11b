package queries

import "liaison/graph"

// CommitmentsParameters are the parameters of commitments.
type CommitmentsParameters struct {
	Of        Stakeholders      `param:"of" help:"one side: ids or names (default: us)"`
	Rollup    bool              `param:"rollup" help:"with the organisations that are part of them"`
	Direction Direction         `param:"direction" help:"who owes (default: both)"`
	State     CommitmentState   `param:"state" help:"open or closed ones (default: open)"`
	Country   graph.CountryCode `param:"country" help:"the other side's country: a code or a name"`
	PastDate  bool              `param:"past_date" help:"only those past their date"`
}

// Direction says who owes.
type Direction string

// The directions.
const (
	Ours   Direction = "ours"
	Theirs Direction = "theirs"
	Both   Direction = "both"
)

// CommitmentState says whether a commitment is open.
type CommitmentState string

// The states of a commitment.
const (
	Open   CommitmentState = "open"
	Closed CommitmentState = "closed"
	All    CommitmentState = "all"
)

// CommitmentRow is one commitment.
type CommitmentRow struct {
	ID      graph.ID        `json:"id"`
	Basis   graph.Basis     `json:"basis"`
	What    string          `json:"what"`
	OwedBy  Named           `json:"owed_by"`
	OwedTo  Named           `json:"owed_to"`
	State   CommitmentState `json:"state"`
	Made    string          `json:"made"`
	Due     string          `json:"due"`
	DueSpan Span            `json:"due_span"`
	// PastDate says that it is open and its date is over.
	PastDate    bool       `json:"past_date"`
	Direction   Direction  `json:"direction"`
	Certain     bool       `json:"certain"`
	WaitsFor    string     `json:"waits_for"`
	HandledBy   *Named     `json:"handled_by,omitempty"`
	ArisingFrom graph.ID   `json:"arising_from,omitempty"`
	Closed      string     `json:"closed,omitempty"`
	ClosedHow   string     `json:"closed_how,omitempty"`
	Evidence    Evidence   `json:"evidence"`
	Facts       []graph.ID `json:"facts"`
}
