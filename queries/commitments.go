package queries

import (
	"context"

	"liaison/graph"
	"liaison/queries/network"
)

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

var commitments = func() *Question {
	q := define[CommitmentsParameters, CommitmentRow](
		"commitments", "who owes whom what by when, both ways",
		100, answerCommitments,
		"direction", "basis", "what", "owed_by", "owed_to", "due", "past_date", "evidence",
	)
	q.sum = func(rows []Row) map[string]int {
		list := make([]*CommitmentRow, len(rows))
		for i, r := range rows {
			list[i] = r.(*CommitmentRow) //nolint:forcetypeassert // the rows are this question's own
		}
		return sumCommitments(list)
	}
	return q
}()

func (p CommitmentsParameters) defaults(Settings) any {
	if p.State == "" {
		p.State = Open
	}
	if p.Direction == "" {
		p.Direction = Both
	}
	return p
}

func sumCommitments(rows []*CommitmentRow) map[string]int {
	totals := map[string]int{"open": 0, "closed": 0, "past_date": 0, "ours": 0, "theirs": 0}
	for _, row := range rows {
		totals[string(row.State)]++
		if row.Direction != "" {
			totals[string(row.Direction)]++
		}
		if row.PastDate {
			totals["past_date"]++
		}
	}
	return totals
}

func answerCommitments(_ context.Context, v *network.View, s Settings, p CommitmentsParameters, page Page) (Rows, error) {
	side, err := sideOf(v, p.Of, s.Us, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	var found []*CommitmentRow
	v.Commitments(func(m network.Commitment) {
		row := commitmentRow(v, side, p, m)
		if row == nil {
			return
		}
		found = append(found, row)
	})
	totals := sumCommitments(found)
	kept, more := cutRows(found, page)
	rows := Rows{Totals: totals, More: more}
	for _, row := range kept {
		rows.Rows = append(rows.Rows, row)
	}
	return rows, nil
}

// commitmentRow gives the row of a commitment, or nil where it is not asked for.
func commitmentRow(v *network.View, side *network.Side, p CommitmentsParameters, m network.Commitment) *CommitmentRow {
	row := &CommitmentRow{
		ID: m.ID, OwedBy: Named{ID: v.ID(m.OwedBy)}, OwedTo: Named{ID: v.ID(m.OwedTo)},
		State: Closed, DueSpan: Span(m.Due), PastDate: m.PastDate(v.AsOf()), Certain: m.Certain,
	}
	if m.Open {
		row.State = Open
	}
	other := m.OwedTo
	if len(side.Members()) > 0 {
		by, to := side.Has(m.OwedBy), side.Has(m.OwedTo)
		switch {
		case by == to:
			return nil
		case by:
			row.Direction = Ours
		default:
			row.Direction, other = Theirs, m.OwedBy
		}
	}
	if (p.State != All && p.State != row.State) || (p.PastDate && !row.PastDate) || (p.Direction != Both && p.Direction != row.Direction) {
		return nil
	}
	if !(who{country: p.Country}).admits(v, other) {
		return nil
	}
	return row
}

// Key orders by the latest day of the due date; without one last.
func (m *CommitmentRow) Key() Key { return Key{-int64(m.DueSpan[3]), string(m.ID)} }

func (m *CommitmentRow) texts() []graph.ID { return []graph.ID{m.ID} }

func (m *CommitmentRow) named(w *wardrobe) []graph.ID {
	return append([]graph.ID{m.OwedBy.ID, m.OwedTo.ID}, referredTo(w.documents[m.ID])...)
}

func (m *CommitmentRow) dress(w *wardrobe) {
	m.Facts = []graph.ID{m.ID}
	m.OwedBy.Name, m.OwedTo.Name = w.name(m.OwedBy.ID), w.name(m.OwedTo.ID)
	m.Evidence.Citations = []Citation{}
	d, ok := w.documents[m.ID].(*graph.Commitment)
	if !ok {
		return
	}
	m.Basis, m.What, m.WaitsFor = d.Basis, d.What, d.WaitsFor
	m.Made, m.Due = d.Made.String(), d.Due.String()
	m.HandledBy, m.ArisingFrom = w.maybe(d.HandledBy), d.ArisingFrom
	if m.State == Closed {
		m.Closed, m.ClosedHow = d.Closed.String(), string(d.ClosedHow)
	}
	m.Evidence = EvidenceOf(d, w.named)
}
