package pages

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// matrix is the coverage matrix as it is shown.
type matrix struct {
	By      string
	Columns []Choice
	Rows    []*matrixRow
	// Open is the cell whose facts are shown, nil where none are.
	Open *openCell
	// States are those that occur, for the legend.
	States []queries.State
	// MoreColumns, MoreBodies and Unmet are how many columns, bodies and countries that nobody met are not shown; Unfolded says that the last are.
	MoreColumns, MoreBodies, Unmet int
	Unfolded                       bool
	// Of is how many cells there are, Unread how many of them were too many to look at.
	Of, Unread int
	// every are the rows as they are, whether shown or not.
	every []*matrixRow
}

type matrixRow struct {
	// Country is empty in the row of a body without one.
	Country graph.CountryCode
	Body    queries.Named
	Name    string
	// Cells are those of the columns shown, nil where there is none.
	Cells []*matrixCell
	Open  *openCell
	// every are its cells, whether shown or not; records how many records they count.
	every   []*matrixCell
	records int
}

// matrixCell is a cell with the words that it shows.
type matrixCell struct {
	queries.Cell
	Row, Words string
	// At names its place on the page, so that the focus finds back to it.
	At string
	// When is the last date, or the next where nothing was held.
	When string
	// Single says that it hangs on one named contact or none.
	Single bool
	// Opened says that its facts are shown.
	Opened bool
}

// May says that the cell owes its state to records that may all be of a later day. Those without any date say so themselves.
func (c *matrixCell) May() bool { return c.StateAtBest != "" && !c.Certain && !c.DateUnknown }

// Stands gives the words of its state.
func (c *matrixCell) Stands() string {
	if c.May() {
		return t("state.may", word("state", c.State))
	}
	return word("state", c.State)
}

// Select gives the parameters of the address that open the cell.
func (c *matrixCell) Select() (name, text string) {
	if c.Country != "" {
		return "row", string(c.Country)
	}
	return "body", string(c.Body.ID)
}

// What of a matrix is drawn. A table of more is not read by anybody, and takes a browser longer than the answer takes the server.
const (
	mostColumns   = 60
	leastColumns  = 12 // however many rows there are
	mostCells     = 4000
	mostBodies    = 60
	mostUnmet     = 12
	mostCellPages = 5 // that are read
)

// coverage gives the cells of a matrix, and how many there are: all of them, but for graphs that no table could show.
func (r *request) coverage(by string) (cells []queries.Cell, of int, err error) {
	parameters := url.Values{"by": {by}}
	answer, cells, err := askRows[queries.Cell](r, "coverage", parameters, queries.MaxLimit)
	if err != nil {
		return nil, 0, err
	}
	of = answer.Totals["cells"]
	for page := 1; answer.Next != "" && page < mostCellPages; page++ {
		if answer, err = r.goOn("coverage", parameters, answer.Next, queries.MaxLimit); err != nil {
			return nil, 0, err
		}
		rows, _ := answer.Rows.([]queries.Cell)
		cells = append(cells, rows...)
	}
	return cells, of, nil
}

// Across is how many columns the table has, with that of the names.
func (m *matrix) Across() int { return len(m.Columns) + 1 }

// Rest says that not all of the matrix is shown.
func (m *matrix) Rest() bool { return m.Unmet+m.MoreBodies+m.MoreColumns+m.Unread > 0 }

// countries gives the rows that are countries, folded or not.
func (m *matrix) countries() []*matrixRow {
	return slices.DeleteFunc(slices.Clone(m.every), func(row *matrixRow) bool { return row.Country == "" })
}

// matrix puts the cells of an answer into rows and columns: countries by their names, then bodies by theirs.
func (r *request) matrix(by string, cells []queries.Cell, ahead []queries.TimelineEntry) (matrix, error) {
	m := matrix{By: by, Unfolded: r.Query("rows") == "all"}
	m.gather(r, cells, ahead)
	m.chooseRows()
	m.chooseColumns()
	if err := m.nameRows(r); err != nil {
		return m, err
	}
	for i, row := range m.Rows {
		for j, c := range row.Cells {
			if c == nil {
				continue
			}
			c.Row, c.At = row.Name, fmt.Sprintf("cell-%d-%d", i, j)
			if !slices.Contains(m.States, c.State) {
				m.States = append(m.States, c.State)
			}
		}
	}
	return m, nil
}

// gather puts cells into rows.
func (m *matrix) gather(r *request, cells []queries.Cell, ahead []queries.TimelineEntry) {
	type key struct {
		country graph.CountryCode
		body    graph.ID
	}
	rows := map[key]*matrixRow{}
	for _, c := range cells {
		row := rows[key{c.Country, c.Body.ID}]
		if row == nil {
			row = &matrixRow{Country: c.Country, Body: c.Body, Name: cmp.Or(countryName(c.Country), c.Body.Name)}
			rows[key{c.Country, c.Body.ID}] = row
			m.every = append(m.every, row)
		}
		cell := &matrixCell{Cell: c, Row: row.Name, Words: columnWords(m.By, c.Column)}
		cell.tell(ahead)
		name, text := cell.Select()
		cell.Opened = r.Query("column") == c.Column && r.Query(name) == text
		row.every = append(row.every, cell)
		row.records += c.Meetings
	}
	sortRows(m.every)
}

func sortRows(rows []*matrixRow) {
	slices.SortStableFunc(rows, func(a, b *matrixRow) int {
		return cmp.Or(cmp.Compare(len(b.Country), len(a.Country)), strings.Compare(a.Name, b.Name))
	})
}

// chooseRows folds the countries that nobody met where they are many, and leaves the bodies with the most records. What is opened is shown.
func (m *matrix) chooseRows() {
	var unmet, bodies []*matrixRow
	for _, row := range m.every {
		switch {
		case row.opened():
		case row.Country == "":
			bodies = append(bodies, row)
		case row.never():
			unmet = append(unmet, row)
		}
	}
	left := map[*matrixRow]bool{}
	if len(unmet) > mostUnmet {
		m.Unmet = len(unmet)
		for _, row := range unmet {
			left[row] = !m.Unfolded
		}
	}
	if len(bodies) > mostBodies {
		m.MoreBodies = len(bodies) - mostBodies
		slices.SortStableFunc(bodies, func(a, b *matrixRow) int { return cmp.Compare(b.records, a.records) })
		for _, row := range bodies[mostBodies:] {
			left[row] = true
		}
	}
	m.Rows = slices.DeleteFunc(slices.Clone(m.every), func(row *matrixRow) bool { return left[row] })
}

// chooseColumns leaves the columns in which the rows shown have the most records, as many as can be drawn.
func (m *matrix) chooseColumns() {
	columns, records, opened := map[string]Choice{}, map[string]int{}, ""
	order := map[string]string{}
	for _, row := range m.every {
		for _, c := range row.every {
			if _, there := columns[c.Column]; !there {
				columns[c.Column], order[c.Column] = Choice{Text: c.Column, Words: c.Words}, columnOrder(c.Cell)
			}
			if c.Opened {
				opened = c.Column
			}
		}
	}
	for _, row := range m.Rows {
		for _, c := range row.every {
			records[c.Column] += c.Meetings
		}
	}
	if _, there := columns[opened]; there {
		records[opened] = math.MaxInt
	}
	all := slices.SortedFunc(maps.Keys(columns), func(a, b string) int {
		return cmp.Or(cmp.Compare(records[b], records[a]), strings.Compare(order[a], order[b]))
	})
	most := max(leastColumns, min(mostColumns, mostCells/max(1, len(m.Rows))))
	shown := all[:min(most, len(all))]
	m.MoreColumns = len(all) - len(shown)
	slices.SortFunc(shown, func(a, b string) int { return strings.Compare(order[a], order[b]) })
	places := map[string]int{}
	for i, column := range shown {
		m.Columns, places[column] = append(m.Columns, columns[column]), i
	}
	for _, row := range m.Rows {
		row.Cells = make([]*matrixCell, len(shown))
		for _, c := range row.every {
			if at, there := places[c.Column]; there {
				row.Cells[at] = c
			}
		}
	}
}

// nameRows gives bodies their short names, and puts the rows in the order of their names.
func (m *matrix) nameRows(r *request) error {
	short, err := r.shortNames(m.Rows)
	for _, row := range m.Rows {
		row.Name = cmp.Or(short[row.Body.ID], row.Name)
	}
	sortRows(m.Rows)
	return err
}

// opened says that a cell of the row is opened.
func (row *matrixRow) opened() bool {
	return slices.ContainsFunc(row.every, func(c *matrixCell) bool { return c.Opened })
}

// never says that no cell of the row says anything but that nobody was met.
func (row *matrixRow) never() bool {
	return !slices.ContainsFunc(row.every, func(c *matrixCell) bool { return c.State != queries.NeverMet || c.Meetings > 0 })
}

// columnOrder gives the place of a cell's column, whatever its row: that of the key's second half.
func columnOrder(c queries.Cell) string {
	_, column, _ := strings.Cut(c.Key().Text, "\x00")
	return column
}

func columnWords(by, column string) string {
	if column == queries.NotStated {
		return t("coverage.not_stated")
	}
	return capital(word(by, column))
}

// shortNames gives the acronyms of the bodies among rows.
func (r *request) shortNames(rows []*matrixRow) (map[graph.ID]string, error) {
	short := map[graph.ID]string{}
	err := r.view(func(v *network.View) error {
		for _, row := range rows {
			if names := v.Names(row.Body.ID); len(names) > 0 {
				short[row.Body.ID] = shortName(names, v.AsOf())
			}
		}
		return nil
	})
	return short, err
}

// tell finds the words of a cell.
func (c *matrixCell) tell(ahead []queries.TimelineEntry) {
	switch c.State {
	case queries.Active, queries.Cooling, queries.Stale:
		c.When = shortDate(spanWords(c.Last))
		c.Single = c.Contacts != "more"
	case queries.StatePlanned, queries.StateSought:
		for _, e := range ahead {
			if slices.Contains(c.Facts, e.ID) {
				c.When = shortDate(spanWords(e.Span))
				if e.Undated {
					c.When = t("coverage.no_date")
				}
				break
			}
		}
	default: // nothing was held and nothing is ahead
	}
}
