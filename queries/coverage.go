package queries

import (
	"context"

	"liaison/graph"
	"liaison/queries/network"
)

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
	Body   Named  `json:"body" doc:"set, and country not, in the row of a body without a country"`
	Column string `json:"column" doc:"the mandate, kind or topic; not_stated where there is none"`
	State  State  `json:"state" doc:"the first that holds of active, cooling, stale, planned, sought, others_only, not_recorded, never_met"`
	// StateAtBest is the state with ages counted from the latest end; empty where State is no age.
	StateAtBest State `json:"state_at_best" doc:"the same with ages counted from the latest end"`
	DateUnknown bool  `json:"date_unknown"`
	Tally
	// Organisations is how many are on record in the cell, Met how many of them were reached.
	Organisations int `json:"organisations" doc:"how many are on record there"`
	Met           int `json:"met" doc:"how many of these were reached"`
	// Contacts is none, one or more: persons on their side in the last 365 days.
	Contacts string `json:"contacts" doc:"named persons on their side in the last 365 days: none, one or more"`
}

var coverage = func() *Question {
	q := define[CoverageParameters, Cell](
		"coverage", "how a side stands with each country and mandate, kind or topic",
		5000, answerCoverage,
		"country", "body", "column", "state", "state_at_best", "meetings", "organisations", "contacts", "last", "facts",
	)
	q.sum = func(rows []Row) map[string]int {
		totals := map[string]int{"cells": len(rows)}
		for _, r := range rows {
			totals[string(r.(*Cell).State)]++ //nolint:forcetypeassert // the rows are this question's own
		}
		return totals
	}
	return q
}()

func (p CoverageParameters) defaults(s Settings) any {
	if p.By == "" {
		p.By = ByMandate
	}
	if len(p.Country) == 0 {
		p.Country = s.Countries
	}
	return p
}

func answerCoverage(_ context.Context, v *network.View, s Settings, p CoverageParameters, page Page) (Rows, error) {
	side, err := someSide(v, p.Of, s.Us, p.Rollup)
	if err != nil {
		return Rows{}, err
	}
	m := &matrix{
		v: v, side: side, by: p.By, cells: map[cellKey]*cell{}, countries: map[graph.CountryCode]bool{},
		columns: map[string]bool{}, hiding: map[graph.CountryCode]bool{}, standings: map[network.Stakeholder]*standing{}, filter: newFilter(Period{}, ""),
		fixedCountries: len(p.Country) > 0, fixedColumns: p.By == ByMandate && len(s.Mandates) > 0,
	}
	for _, c := range p.Country {
		m.countries[c] = true
	}
	if m.fixedColumns {
		for _, mandate := range s.Mandates {
			m.columns[string(mandate)] = true
		}
		m.columns[NotStated] = true
	}
	v.EngagementsOf(side, m.reach)
	v.Organisations(m.onRecord)
	m.fill()
	all := m.list()
	kept, more := cutRows(all, page)
	rows := Rows{More: more, Totals: m.totals(all)}
	for _, c := range kept {
		rows.Rows = append(rows.Rows, c.row(m))
	}
	return rows, nil
}
