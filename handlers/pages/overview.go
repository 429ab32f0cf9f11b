package pages

import (
	"cmp"
	"net/url"
	"slices"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// overview is what the first page shows.
type overview struct {
	// Greeting says why there is nothing else to show, "" where there is: empty, nobody, absent or before.
	Greeting string
	matrix
	Sums      sums
	Debts     []debts
	Past      []occasion
	Coming    []occasion
	Attention []remark
	Drawing   *drawing
	// MoreComing is how many are not listed.
	MoreComing int
}

// sums are the figures under the heading.
type sums struct {
	Countries, Organisations, Records, AtLeast, OnlyMay, Undated int
}

// limits of what the page lists; each list says where the rest is.
const (
	shownDebts  = 5
	shownComing = 6
	shownBehind = 50 // asked for
)

// What the page asks the timeline for.
var (
	held  = ofStatus(graph.Held)
	ahead = ofStatus(graph.StatusesAhead()...)
)

func ofStatus(list ...graph.Status) url.Values {
	values := url.Values{}
	for _, s := range list {
		values.Add("status", string(s))
	}
	return values
}

// overview is the first page: how we stand with each country, what is owed and what is coming.
func (*Pages) overview(r *request) (*page, error) {
	o := &overview{Greeting: r.greeting()}
	shown := &page{Title: t("overview.title"), template: "overview", Data: o}
	if o.Greeting != "" {
		return shown, nil
	}
	// The matrix takes about as long as all else.
	r.begin("counterparts", nil, 1)
	r.begin("timeline", held, 1)
	r.begin("timeline", ahead, shownBehind)
	by := cmp.Or(r.Query("by"), string(queries.ByMandate))
	cells, of, err := r.coverage(by)
	if err != nil {
		return nil, err
	}
	coming, err := timelineOf(r, ahead, shownBehind)
	if err != nil {
		return nil, err
	}
	if o.matrix, err = r.matrix(by, cells, coming.rows); err != nil {
		return nil, err
	}
	o.Unread, o.Of = of-len(cells), of
	shown.Title = o.heading(r)
	shown.JSON = r.api("coverage", url.Values{"by": {by}})
	for _, add := range []func(*request, *overview) error{sumUp, owed, opened, drawn} {
		if err := add(r, o); err != nil {
			return nil, err
		}
	}
	o.comingUp(r, coming.rows)
	o.Attention = o.remarks()
	return shown, nil
}

// greeting says why there is nothing to show of us, "" where there is something.
func (r *request) greeting() string {
	switch {
	case r.terms.horizon == 0 && !r.terms.pastKnown:
		return "empty"
	case len(r.pages.Asker.Settings.Us) == 0 && r.terms.us == "":
		return "nobody"
	case len(r.frame.sides) == 0 && r.terms.pastKnown:
		return "before"
	case len(r.frame.sides) == 0:
		return "absent"
	}
	return ""
}

// Ours gives words about us, or where the reader put another in our place the same words by name.
func (f *Frame) Ours(key string) string {
	if f.us == "" {
		return text(key)
	}
	return t(key+".named", f.Side.Text)
}

// Means gives a sentence on what the state of a cell says.
func (f *Frame) Means(c *openCell) string {
	switch {
	case c.State == queries.OthersOnly:
		return f.Ours("means.others_only")
	case c.May():
		return word("means.may", c.State)
	}
	return word("means", c.State)
}

// DebtsWords gives the words over a list of what is owed, and those where nothing is.
func (f *Frame) DebtsWords(d queries.Direction, none bool) string {
	if none {
		return f.Ours("debts.none." + string(d))
	}
	return f.Ours("debts." + string(d))
}

// heading names the region that all countries lie in, else whose coverage it is.
func (o *overview) heading(r *request) string {
	region := ""
	if r.terms.us != "" { // not the usual us: the page says whose it is
		return t("overview.heading", r.frame.Side.Text)
	}
	for i, row := range o.countries() {
		c, _ := graph.LookupCountry(string(row.Country))
		if i > 0 && c.Region != region {
			region = ""
			break
		}
		region = c.Region
	}
	return cmp.Or(region, t("overview.heading", r.frame.Side.Text))
}

// timelineAnswer is an answer of timeline.
type timelineAnswer struct {
	rows   []queries.TimelineEntry
	totals map[string]int
}

func timelineOf(r *request, parameters url.Values, limit int) (timelineAnswer, error) {
	answer, rows, err := askRows[queries.TimelineEntry](r, "timeline", parameters, limit)
	if err != nil {
		return timelineAnswer{}, err
	}
	return timelineAnswer{rows, answer.Totals}, nil
}

// sumUp counts what the heading tells: each figure leads to what it counts.
func sumUp(r *request, o *overview) error {
	met, err := r.ask("counterparts", nil, 1)
	if err != nil {
		return err
	}
	told, err := r.ask("timeline", held, 1)
	if err != nil {
		return err
	}
	o.Sums = sums{
		Countries: len(o.countries()), Organisations: met.Totals["organisations"], Records: told.Totals["records"],
		AtLeast: told.Totals["at_least"], OnlyMay: told.Totals["only_may"], Undated: told.Totals["undated"],
	}
	return nil
}

// debts are what is owed in one direction.
type debts struct {
	Direction queries.Direction
	Rows      []debt
	// More is how many are not listed.
	More int
}

// debt is a commitment as a sentence tells it.
type debt struct {
	queries.CommitmentRow
	Other queries.Named
	Due   string
}

// owed lists what is owed, ours and theirs, the first due first.
func owed(r *request, o *overview) error {
	for _, direction := range []queries.Direction{queries.Ours, queries.Theirs} {
		answer, rows, err := askRows[queries.CommitmentRow](r, "commitments", url.Values{"direction": {string(direction)}}, shownDebts)
		if err != nil {
			return err
		}
		list := debts{Direction: direction, More: answer.Totals[string(direction)] - len(rows)}
		for _, row := range rows {
			d := debt{row, row.OwedTo, dueWords(row.DueSpan)}
			if direction == queries.Theirs {
				d.Other = row.OwedBy
			}
			list.Rows = append(list.Rows, d)
		}
		o.Debts = append(o.Debts, list)
	}
	return nil
}

// comingUp tells what is ahead: first that of which the day has passed, which waits for somebody to say what became of it.
func (o *overview) comingUp(r *request, rows []queries.TimelineEntry) {
	for _, row := range rows {
		list := &o.Coming
		if row.Overdue {
			list = &o.Past
		}
		if len(*list) == shownComing {
			o.MoreComing++
			continue
		}
		*list = append(*list, r.occasion(row.Occasion))
	}
}

// openCell is a cell whose facts are shown.
type openCell struct {
	*matrixCell
	Occasions []occasion
	// Left is how many of its records are not listed: a row carries the newest twenty.
	Left int
	// Unnamed are the unnamed groups on record there.
	Unnamed []queries.Named
	// OnRecord are organisations on record there, where nobody of them was met.
	OnRecord []queries.Named
	// MetBy are others who met them, the strongest ties first; MoreMetBy that there are more.
	MetBy     []queries.Named
	MoreMetBy bool
}

// opened finds what the opened cell rests on.
func opened(r *request, o *overview) error {
	for _, row := range o.Rows {
		for _, c := range row.Cells {
			if c == nil || !c.Opened {
				continue
			}
			open := &openCell{matrixCell: c}
			o.Open, row.Open = open, open
			return open.find(r, o.By)
		}
	}
	return nil
}

func (c *openCell) find(r *request, by string) error {
	if len(c.Facts) == 0 {
		if err := c.onRecord(r, by); err != nil || c.State != queries.OthersOnly {
			return err
		}
		return c.metBy(r)
	}
	parameters := url.Values{"undated": {"true"}}
	for _, id := range c.Facts {
		parameters.Add("id", string(id))
	}
	found, err := timelineOf(r, parameters, queries.MaxFacts)
	if err != nil {
		return err
	}
	for _, row := range slices.Backward(found.rows) {
		c.Occasions = append(c.Occasions, r.occasion(row.Occasion))
	}
	if c.Meetings > len(found.rows) {
		c.Left = c.Meetings - len(found.rows)
	}
	return nil
}

// shownOnRecord is how many organisations an opened cell lists.
const shownOnRecord = 20

// onRecord lists the organisations that stand in a cell, as coverage counts them.
func (c *openCell) onRecord(r *request, by string) error {
	if by == string(queries.ByTopic) || c.Country == "" {
		return nil
	}
	return r.view(func(v *network.View) error {
		c.OnRecord, c.Unnamed = nil, nil
		v.Organisations(func(s network.Stakeholder, o network.Organisation) {
			list := &c.OnRecord
			if o.Placeholder {
				list = &c.Unnamed
			}
			if o.Country != c.Country || len(*list) == shownOnRecord || slices.Contains(r.frame.sides, v.ID(s)) || !standsIn(o, by, c.Column) {
				return
			}
			*list = append(*list, queries.Named{ID: v.ID(s), Name: v.Name(v.ID(s))})
			r.put(v, v.ID(s))
		})
		return nil
	})
}

// standsIn says whether an organisation stands in a column of mandates or kinds.
func standsIn(o network.Organisation, by, column string) bool {
	switch {
	case by == string(queries.ByKind):
		return string(o.Kind) == column
	case o.Placeholder || len(o.Mandates) == 0:
		return column == queries.NotStated
	}
	return slices.Contains(o.Mandates, graph.Mandate(column))
}

// shownMetBy is how many others an opened cell lists.
const shownMetBy = 5

// metBy lists those neither of us nor of the country who met somebody of the cell.
func (c *openCell) metBy(r *request) error {
	of := url.Values{}
	for _, o := range slices.Concat(c.OnRecord, c.Unnamed) {
		of.Add("of", string(o.ID))
	}
	if c.Country == "" {
		of.Add("of", string(c.Body.ID))
	}
	if len(of) == 0 {
		return nil
	}
	answer, rows, err := askRows[queries.Counterpart](r, "counterparts", of, 0)
	if err != nil {
		return err
	}
	return r.view(func(v *network.View) error {
		c.MetBy, c.MoreMetBy = nil, answer.Next != ""
		for _, row := range rows {
			switch {
			case row.Role != queries.RoleMet || slices.Contains(r.frame.sides, row.ID) || c.Country != "" && countryOf(v, row.ID) == c.Country:
			case len(c.MetBy) == shownMetBy:
				c.MoreMetBy = true
			default:
				c.MetBy = append(c.MetBy, row.Named)
			}
		}
		return nil
	})
}

// countryOf gives the country of an organisation, not that of its seat: coverage goes by it alone.
func countryOf(v *network.View, id graph.ID) graph.CountryCode {
	if s, ok := v.Find(id); ok {
		o, _ := v.Organisation(s)
		return o.Country
	}
	return ""
}

// coverageColumns are what the columns can be.
func coverageColumns() []Choice {
	return []Choice{
		{Text: string(queries.ByMandate), Words: t("coverage.by.mandate")},
		{Text: string(queries.ByKind), Words: t("coverage.by.kind")},
		{Text: string(queries.ByTopic), Words: t("coverage.by.topic")},
	}
}

// Key gives the sentence in which a debt is told.
func (d debt) Key() string {
	return "debts." + string(d.Direction) + "." + string(d.Basis)
}
