package pages

import (
	"slices"

	"liaison/graph"
	"liaison/queries"
)

// cooperationRow is a cooperation as the pages of its parties list it.
type cooperationRow struct {
	ID   graph.ID
	Kind graph.CooperationKind
	// Own is the role of whose page it is, Others the other parties.
	Own      graph.PartyRole
	Others   []partyRow
	More     int
	When     string
	Past     bool
	Evidence queries.Evidence
}

// partyRow is a party of a cooperation: an organisation or a country.
type partyRow struct {
	*queries.Named
	Country graph.CountryCode
	Role    graph.PartyRole
}

// cooperationsOf lists the cooperations of an organisation that have begun by the day looked at, those that may be current first.
func (x *reading) cooperationsOf(id graph.ID, limit int) ([]cooperationRow, bool, error) {
	found, more, err := x.referring(graph.NounCooperation, id, "", limit)
	if err != nil {
		return nil, false, err
	}
	var rows []cooperationRow
	for _, d := range found {
		k, ok := d.(*graph.Cooperation)
		if later, err := x.later(d); !ok || later || err != nil {
			continue
		}
		row := cooperationRow{ID: k.ID, Kind: k.Kind, Evidence: x.evidence(k), Past: x.over(k.Valid)}
		if !k.Valid.IsZero() {
			row.When = x.lasting(k.Valid)
		}
		for _, p := range k.Parties {
			if p.Organisation == id {
				row.Own = p.Role
				continue
			}
			row.Others = append(row.Others, x.partyRow(p))
		}
		if left := len(row.Others) - shownCompanions; left > 1 {
			row.Others, row.More = row.Others[:shownCompanions], left
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b cooperationRow) int {
		switch {
		case a.Past == b.Past:
			return 0
		case b.Past:
			return -1
		}
		return 1
	})
	return rows, more, nil
}

// over says that something has certainly ended by the day looked at.
func (x *reading) over(valid graph.Date) bool {
	_, current := valid.CurrentOn(x.v.AsOf())
	return !valid.IsZero() && !current
}

func (x *reading) partyRow(p graph.Party) partyRow {
	return partyRow{Named: x.maybe(p.Organisation), Country: p.Country, Role: p.Role}
}

// cooperationPage is a cooperation as its page shows it.
type cooperationPage struct {
	sheet
	Record  *graph.Cooperation
	Parties []partyRow
	// When is how long it lasts, Past that it has ended, Doubtful that it is not certain that it is current.
	When           string
	Past, Doubtful bool
	Topics         []string
	Fact           queries.Evidence
}

func showCooperation(x *reading, k *graph.Cooperation) (documentData, error) {
	certain, _ := k.Valid.CurrentOn(x.v.AsOf())
	p := &cooperationPage{Record: k, When: x.lasting(k.Valid), Past: x.over(k.Valid), Fact: x.evidence(k), Topics: topicWords(k.Topics)}
	p.Doubtful = !p.Past && (!certain || k.Valid.IsZero())
	for _, party := range k.Parties {
		p.Parties = append(p.Parties, x.partyRow(party))
	}
	return p, nil
}

// commitmentRow is a commitment as lists show it.
type commitmentRow struct {
	ID     graph.ID
	What   string
	Basis  graph.Basis
	By, To queries.Named
	// State is how it stands, in words that claim no more than is recorded; Late that its day has passed and nothing is recorded of it.
	State    string
	Late     bool
	Evidence queries.Evidence
	// Own says on which side stands whose page it is: ours where they owe it, theirs where it is owed to them.
	Own queries.Direction
}

func (x *reading) commitmentRow(m *graph.Commitment) commitmentRow {
	row := commitmentRow{ID: m.ID, What: m.What, Basis: m.Basis, By: x.named(m.OwedBy), To: x.named(m.OwedTo), Evidence: x.evidence(m)}
	row.State, row.Late = x.stands(m)
	return row
}

// stands says how a commitment stands on the day looked at. One closed after it is open.
func (x *reading) stands(m *graph.Commitment) (state string, late bool) {
	day := x.v.AsOf()
	if _, closed := m.Closed.BegunBy(day); closed && !m.Closed.IsZero() {
		if m.ClosedHow == "" {
			return t("commitment.closed", dateWords(m.Closed.String())), false
		}
		return t("commitment.closed.how", word("closed", m.ClosedHow), dateWords(m.Closed.String())), false
	}
	switch {
	case !m.Due.Dated():
		return t("commitment.open"), false
	case m.Due.LatestEnd() < day:
		return t("commitment.late", dueWords(queries.Span(m.Due.Days()))), true
	}
	return t("commitment.due", dueWords(queries.Span(m.Due.Days()))), false
}

// commitmentPage is a commitment as its page shows it.
type commitmentPage struct {
	sheet
	Record      *graph.Commitment
	Row         commitmentRow
	Made, Due   string
	HandledBy   *queries.Named
	ArisingFrom *queries.Named
	Fact        queries.Evidence
}

func showCommitment(x *reading, m *graph.Commitment) (documentData, error) {
	p := &commitmentPage{Record: m, Row: x.commitmentRow(m), HandledBy: x.maybe(m.HandledBy), Fact: x.evidence(m)}
	if !m.Made.IsZero() {
		p.Made = dateWords(m.Made.String())
	}
	if !m.Due.IsZero() {
		p.Due = dueWords(queries.Span(m.Due.Days()))
	}
	var err error
	p.ArisingFrom, err = x.occasionNamed(m.ArisingFrom)
	return p, err
}
