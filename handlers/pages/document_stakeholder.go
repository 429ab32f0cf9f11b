package pages

import (
	"net/url"

	"liaison/graph"
	"liaison/queries"
)

// stakeholderPage is what the pages of organisations and of persons have alike.
type stakeholderPage struct {
	sheet
	Called       called
	Engaged      engaged
	Counterparts counterpartList
	Owes, Owed   commitmentList
	// Closed is how many commitments of theirs are closed.
	Closed int
}

// How much of each list is shown; the rest is one link away.
const (
	shownCounterparts = 10
	shownCommitments  = 6
)

// counterpartList is whom a side has met.
type counterpartList struct {
	Of   graph.ID
	Rows []queries.Counterpart
	// Left is how many more there are.
	Left int
}

// commitmentList is who owes whom what: those that are open.
type commitmentList struct {
	Rows []commitmentRow
	Left int
}

func (p *stakeholderPage) ask(r *request) (err error) {
	if p.Counterparts, err = r.counterpartsOf(p.ID); err != nil {
		return err
	}
	if p.Owes, err = r.commitmentsOf(p.ID, queries.Ours); err != nil {
		return err
	}
	if p.Owed, err = r.commitmentsOf(p.ID, queries.Theirs); err != nil {
		return err
	}
	closed, err := r.ask("commitments", url.Values{"of": {string(p.ID)}, "state": {string(queries.Closed)}}, 1)
	if err != nil {
		return err
	}
	p.Closed = closed.Totals["closed"]
	return nil
}

// counterpartsOf gives whom a stakeholder has met most.
func (r *request) counterpartsOf(id graph.ID) (counterpartList, error) {
	list := counterpartList{Of: id}
	answer, rows, err := askRows[queries.Counterpart](r, "counterparts", url.Values{"of": {string(id)}}, shownCounterparts)
	if err != nil {
		return list, err
	}
	list.Rows, list.Left = rows, answer.Totals["rows"]-len(rows)
	return list, nil
}

// commitmentsOf gives what a stakeholder owes, or is owed.
func (r *request) commitmentsOf(id graph.ID, direction queries.Direction) (list commitmentList, err error) {
	answer, rows, err := askRows[queries.CommitmentRow](r, "commitments", url.Values{"of": {string(id)}, "direction": {string(direction)}}, shownCommitments)
	if err != nil {
		return list, err
	}
	ids := make([]graph.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	list.Left = answer.Totals["open"] - len(rows)
	err = r.read(func(x *reading) error {
		list.Rows, err = tellEach(x, ids, x.commitmentRow)
		for i := range list.Rows {
			list.Rows[i].Own = direction
		}
		return err
	})
	return list, err
}
