package queries

import (
	"fmt"
	"slices"

	"liaison/graph"
	"liaison/queries/network"
)

// cellKey is a row and a column: the row a country, or a body without one.
type cellKey struct {
	country graph.CountryCode
	body    graph.ID
	column  string
}

// cell gathers what is known of one cell.
type cell struct {
	key            cellKey
	organisations  map[network.Stakeholder]bool // on record, placeholders left out
	unnamed        []network.Stakeholder        // the placeholders on record: they count as no organisation, and have their state
	reached        int
	contacts       map[network.Stakeholder]bool
	tally          tally
	held           []uint32
	substantive    bool
	youngest, best int64 // ages of the newest substantive record, and at best; -1 where none is dated
	planned        []uint32
	sought         []uint32
	state, atBest  State
	dateUnknown    bool
}

// matrix is the coverage matrix while it is made.
type matrix struct {
	v              *network.View
	side           *network.Side
	by             CoverageBy
	filter         filter
	fixedCountries bool
	fixedColumns   bool
	countries      map[graph.CountryCode]bool
	columns        map[string]bool
	cells          map[cellKey]*cell
	// hiding are the countries of which the side met a placeholder.
	hiding map[graph.CountryCode]bool
	// standings are kept: a busy side meets the same organisations many times.
	standings map[network.Stakeholder]*standing
	parties   []network.Party
	people    []network.Contact
	counted   []*cell
}

// standing is an organisation that the side reached, with the cells in which it stands.
type standing struct {
	network.Organisation
	// hasRow is false for persons and for unnamed groups without a country.
	hasRow bool
	cells  []*standingCell
}

type standingCell struct {
	*cell
	column  string
	reached bool
}

func (m *matrix) cell(k cellKey) *cell {
	c := m.cells[k]
	if c == nil {
		c = &cell{
			key: k, youngest: -1, best: -1, organisations: map[network.Stakeholder]bool{}, contacts: map[network.Stakeholder]bool{},
		}
		m.cells[k] = c
	}
	return c
}

// columnsOf gives the columns in which an organisation stands; topics are those of the engagement.
func (m *matrix) columnsOf(o network.Organisation, topics []string) []string {
	var columns []string
	switch {
	case m.by == ByKind:
		columns = []string{string(o.Kind)}
	case m.by == ByTopic:
		columns = topics
	case o.Placeholder:
	default:
		columns = texts(o.Mandates)
	}
	if len(columns) == 0 {
		return []string{NotStated}
	}
	return columns
}

// reach adds one engagement of the side to the cells that it reaches.
func (m *matrix) reach(e network.Engagement) {
	status := e.Status()
	if status == graph.Declined || status == graph.Cancelled {
		return
	}
	m.parties = m.v.Parties(e, m.side, m.parties[:0])
	if !slices.ContainsFunc(m.parties, func(p network.Party) bool { return p.Ours }) {
		return
	}
	m.people = m.people[:0]
	if e.Held() && !graph.Undated(e.Days()) && int64(e.Days()[3]) >= int64(m.v.AsOf())-ContactDays {
		m.people = m.v.Contacts(e, m.people)
	}
	m.counted = m.counted[:0]
	for _, p := range m.parties {
		if p.Ours || !p.Reaches {
			continue
		}
		if o := m.standing(p.Stakeholder); o.hasRow {
			m.reachOrganisation(e, p.Stakeholder, o)
		}
	}
}

func (m *matrix) standing(s network.Stakeholder) *standing {
	o := m.standings[s]
	if o == nil {
		o = &standing{}
		organisation, ok := m.v.Organisation(s)
		o.Organisation, o.hasRow = organisation, ok && (organisation.Country != "" || !organisation.Placeholder)
		m.standings[s] = o
		if o.hasRow && m.by != ByTopic {
			m.stand(s, o, nil)
		}
	}
	return o
}

// stand gives the cells in which an organisation stands; topics are those of the engagement.
func (m *matrix) stand(s network.Stakeholder, o *standing, topics []string) []*standingCell {
	var cells []*standingCell
	for _, column := range m.columnsOf(o.Organisation, topics) {
		at := slices.IndexFunc(o.cells, func(c *standingCell) bool { return c.column == column })
		if at < 0 {
			at = len(o.cells)
			o.cells = append(o.cells, &standingCell{cell: m.cell(m.key(s, o.Organisation, column)), column: column})
		}
		cells = append(cells, o.cells[at])
	}
	return cells
}

// reachOrganisation adds an engagement to the cells of one organisation that it reaches.
func (m *matrix) reachOrganisation(e network.Engagement, s network.Stakeholder, o *standing) {
	if o.Placeholder && e.Held() {
		m.hiding[o.Country] = true
	}
	cells := o.cells
	if m.by == ByTopic {
		cells = m.stand(s, o, e.Topics())
	}
	for _, c := range cells {
		if !c.reached && !o.Placeholder && e.Held() {
			c.reached = true
			c.cell.reached++
		}
		if c.key.body != "" {
			c.organisations[s] = true
		}
		for _, contact := range m.people {
			if contact.Organisation == s {
				c.contacts[contact.Person] = true
			}
		}
		if !slices.Contains(m.counted, c.cell) { // an engagement counts once for a cell
			m.counted = append(m.counted, c.cell)
			c.add(m, e)
		}
	}
}

func (m *matrix) key(s network.Stakeholder, o network.Organisation, column string) cellKey {
	if o.Country != "" {
		return cellKey{country: o.Country, column: column}
	}
	return cellKey{body: m.v.ID(s), column: column}
}

func (c *cell) add(m *matrix, e network.Engagement) {
	switch e.Status() {
	case graph.Planned:
		c.planned = append(c.planned, e.Row())
	case graph.Sought, graph.Postponed:
		c.sought = append(c.sought, e.Row())
	default: // held: those declined and cancelled do not come here
		certain, _ := m.filter.admits(e)
		c.tally.add(e, certain)
		c.held = append(c.held, e.Row())
		if !e.Substantive() {
			return
		}
		c.substantive = true
		if old, ok := age(e.Days(), m.v.AsOf()); ok && (c.youngest < 0 || old < c.youngest) {
			c.youngest = old
		}
		if young, ok := ageAtBest(e.Days(), m.v.AsOf()); ok && (c.best < 0 || young < c.best) {
			c.best = young
		}
	}
}

// ageAtBest gives the age counted from the latest end; false without any date.
func ageAtBest(days [4]graph.Day, on graph.Day) (int64, bool) {
	if graph.Undated(days) {
		return 0, false
	}
	return max(0, int64(on)-int64(days[3])), true
}

func ageState(age int64) State {
	switch {
	case age <= ActiveDays:
		return Active
	case age <= CoolingDays:
		return Cooling
	default:
		return Stale
	}
}

// onRecord adds an organisation to the cells where it stands, whether met or not.
func (m *matrix) onRecord(s network.Stakeholder, o network.Organisation) {
	if m.side.Has(s) || o.Country == "" {
		return
	}
	if !m.fixedCountries {
		m.countries[o.Country] = true
	} else if !m.countries[o.Country] {
		return
	}
	var topics []string
	if m.by == ByTopic {
		topics = m.topicsOf(s)
		if len(topics) == 0 && !o.Placeholder {
			topics = []string{NotStated}
		}
	}
	for _, column := range m.columnsOf(o, topics) {
		if !m.fixedColumns {
			m.columns[column] = true
		}
		if c := m.cell(cellKey{country: o.Country, column: column}); o.Placeholder {
			c.unnamed = append(c.unnamed, s)
		} else {
			c.organisations[s] = true
		}
	}
}

// topicsOf gives the topics of the engagements in which an organisation is a party.
func (m *matrix) topicsOf(s network.Stakeholder) []string {
	var topics []string
	m.v.Engagements(s, func(e network.Engagement) bool {
		m.parties = m.v.Parties(e, nil, m.parties[:0])
		if slices.ContainsFunc(m.parties, func(p network.Party) bool { return p.Stakeholder == s }) {
			for _, t := range e.Topics() {
				if !slices.Contains(topics, t) {
					topics = append(topics, t)
				}
			}
		}
		return true
	})
	return topics
}

// fill makes a cell for each country and column, drops those outside, and gives each its state.
func (m *matrix) fill() {
	for k := range m.cells {
		if k.country != "" && m.countries[k.country] && !m.fixedColumns {
			m.columns[k.column] = true
		}
	}
	for country := range m.countries {
		for column := range m.columns {
			m.cell(cellKey{country: country, column: column})
		}
	}
	for k, c := range m.cells {
		if (k.country != "" && !m.countries[k.country]) || (m.fixedColumns && !m.columns[k.column]) {
			delete(m.cells, k)
			continue
		}
		m.judge(c)
	}
}

func (m *matrix) judge(c *cell) {
	switch {
	case c.substantive && c.youngest < 0 && c.best < 0:
		c.state, c.atBest, c.dateUnknown = Stale, Stale, true
	case c.substantive:
		// A record whose end has no earliest day is as old as can be.
		c.state, c.atBest = Stale, Stale
		if c.youngest >= 0 {
			c.state = ageState(c.youngest)
		}
		if c.best >= 0 {
			c.atBest = ageState(c.best)
		}
	case len(c.planned) > 0:
		c.state = StatePlanned
	case len(c.sought) > 0:
		c.state = StateSought
	case m.metByOthers(c):
		c.state = OthersOnly
	case c.key.country != "" && m.hiding[c.key.country]:
		c.state = NotRecorded
	default:
		c.state = NeverMet
	}
}

// metByOthers says whether an organisation or an unnamed group of the cell met somebody neither of the side nor of the cell's country. One is enough.
func (m *matrix) metByOthers(c *cell) bool {
	if slices.ContainsFunc(c.unnamed, func(s network.Stakeholder) bool { return m.othersMet(s, c.key) }) {
		return true
	}
	for s := range c.organisations {
		if m.othersMet(s, c.key) {
			return true
		}
	}
	return false
}

// onTopic says whether an engagement belongs to a column, where columns are topics.
func (m *matrix) onTopic(e network.Engagement, column string) bool {
	switch {
	case m.by != ByTopic:
		return true
	case column == NotStated:
		return len(e.Topics()) == 0
	default:
		return slices.Contains(e.Topics(), column)
	}
}

// othersMet says whether others met an organisation.
func (m *matrix) othersMet(s network.Stakeholder, k cellKey) bool {
	found := false
	m.v.Engagements(s, func(e network.Engagement) bool {
		if !e.Held() || !m.onTopic(e, k.column) {
			return true
		}
		m.parties = m.v.Parties(e, m.side, m.parties[:0])
		self := slices.IndexFunc(m.parties, func(p network.Party) bool { return p.Stakeholder == s })
		if self < 0 || !m.parties[self].Meets {
			return true
		}
		for _, p := range m.parties {
			if p.Ours || !p.Meets || p.Stakeholder == s {
				continue
			}
			if o, ok := m.v.Organisation(p.Stakeholder); ok && k.country != "" && o.Country == k.country {
				continue
			}
			found = true
			return false
		}
		return true
	})
	return found
}

func (m *matrix) list() []*cell {
	all := make([]*cell, 0, len(m.cells))
	for _, c := range m.cells {
		all = append(all, c)
	}
	return all
}

func (m *matrix) totals(all []*cell) map[string]int {
	totals := map[string]int{"cells": len(all)}
	for _, c := range all {
		totals[string(c.state)]++
	}
	return totals
}

// Key orders cells: countries before bodies, then the columns in the order of their list.
func (c *cell) Key() Key { return cellPlace(c.key.country, c.key.body, c.key.column) }

func cellPlace(country graph.CountryCode, body graph.ID, column string) Key {
	row := "1 " + string(country)
	if country == "" {
		row = "2 " + string(body)
	}
	return Key{0, row + "\x00" + columnPlace(column)}
}

func columnPlace(column string) string {
	if column == NotStated {
		return "9"
	}
	if i := slices.Index(graph.Mandates(), graph.Mandate(column)); i >= 0 {
		return fmt.Sprintf("1 %02d", i)
	}
	if i := slices.Index(graph.OrganisationKinds(), graph.OrganisationKind(column)); i >= 0 {
		return fmt.Sprintf("1 %02d", i)
	}
	return "2 " + column
}

// ahead gives the records that give the cell its state where none that was held does.
func (c *cell) ahead() []uint32 {
	switch c.state {
	case StatePlanned:
		return c.planned
	case StateSought:
		return c.sought
	default:
		return nil
	}
}

func (c *cell) row(m *matrix) *Cell {
	row := &Cell{
		Country: c.key.country, Body: Named{ID: c.key.body}, Column: c.key.column,
		State: c.state, StateAtBest: c.atBest, DateUnknown: c.dateUnknown,
		Organisations: len(c.organisations), Met: c.reached, Contacts: "none",
		Tally: c.tally.shown(m.v, newestOf(m.v, c.held)),
	}
	if !c.substantive { // nothing that was held gives it its state
		row.Facts = factIDs(m.v, newestOf(m.v, c.ahead()))
	}
	switch len(c.contacts) {
	case 0:
	case 1:
		row.Contacts = "one"
	default:
		row.Contacts = "more"
	}
	return row
}

// Key orders cells as the matrix does.
func (c *Cell) Key() Key { return cellPlace(c.Country, c.Body.ID, c.Column) }

func (c *Cell) texts() []graph.ID { return nil }

func (c *Cell) named(*wardrobe) []graph.ID {
	if c.Body.ID == "" {
		return nil
	}
	return []graph.ID{c.Body.ID}
}

func (c *Cell) dress(w *wardrobe) {
	if c.Body.ID != "" {
		c.Body.Name = w.name(c.Body.ID)
	}
}
