package pages

import (
	"math"
	"net/url"
	"slices"
	"strconv"

	"liaison/graph"
	"liaison/queries"
)

// drawing is the timeline as it is drawn: a lane for each country, and in it a bar for each engagement, as wide as its date.
type drawing struct {
	scale
	Height int
	Months []tick
	Lanes  []*lane
	// Day is where the day looked at is.
	Day int
	// Undated were held, nobody knows when: they have no place in it.
	Undated []occasion
	// Dateless is how many are ahead, nobody knows when: they are told beside it, and not drawn.
	Dateless int
	// Left is how many there are besides those drawn.
	Left int
}

// scale turns days into places.
type scale struct{ From, To graph.Day }

// tick is the beginning of a month.
type tick struct {
	X     int
	Words string
}

// lane holds the bars of one country, in as many lines as keep them apart.
type lane struct {
	Name      string
	Y, Height int
	Bars      []*bar
	// ends are where the lines end so far.
	ends []int
}

// bar is one engagement: perhaps from X on over Width, certainly from Core on over CoreWidth.
type bar struct {
	occasion
	X, Width        int
	Core, CoreWidth int
	Y               int
	// Label is where its words begin, or end where there is no room after it.
	Label     int
	LabelEnds bool
}

// The measures of the drawing, in its own units.
const (
	drawingWidth = 960
	namesWidth   = 118
	headHeight   = 26
	lineHeight   = 31
	laneSpace    = 9
	leastBar     = 7
	letterWidth  = 6.3
	labelSpace   = 10
	targetWidth  = 26
	// mostTicks is how many months have room for their names.
	mostTicks = 17
)

const monthsOfYear, daysOfMonth = 12, 30

// NamesWidth gives the width of the column with the names of the lanes.
func (d *drawing) NamesWidth() int { return namesWidth - 2 }

// Width gives the width of the drawing.
func (d *drawing) Width() int { return drawingWidth }

// mostDrawn is how many engagements can be told apart in a drawing.
const mostDrawn = 150

// windows are how many days back the drawing may go: as far as there is room.
var windows = []graph.Day{365, 183, 92, 31}

// firstDay and lastDay are those that can be written.
var firstDay, lastDay = graph.DayOf(1, 1, 1), graph.DayOf(9999, 12, 31)

// drawn draws the engagements around the day looked at.
func drawn(r *request, o *overview) error {
	ahead := min(r.terms.AsOf+queries.ActiveDays, lastDay)
	var found timelineAnswer
	for i, back := range windows {
		window := url.Values{"from": {firstOfMonth(max(r.terms.AsOf-back, firstDay)).String()}, "to": {ahead.String()}, "undated": {"true"}}
		counted, err := timelineOf(r, window, 1)
		if err != nil {
			return err
		}
		if counted.totals["records"] > mostDrawn && i+1 < len(windows) {
			continue
		}
		if found, err = timelineOf(r, window, mostDrawn); err != nil {
			return err
		}
		break
	}
	if len(found.rows) == 0 {
		return nil
	}
	bounds := scale{firstOfMonth(r.terms.AsOf - windows[0]), ahead}
	o.Drawing = r.draw(o.countries(), found.rows, bounds, found.totals["records"])
	return nil
}

// draw draws engagements within bounds, out of so many.
func (r *request) draw(countries []*matrixRow, rows []queries.TimelineEntry, bounds scale, of int) *drawing {
	d := &drawing{scale: around(rows, r.terms.AsOf, bounds), Left: of - len(rows)}
	d.Day = d.x(r.terms.AsOf)
	d.months()
	d.fill(r, countries, rows)
	return d
}

func firstOfMonth(d graph.Day) graph.Day {
	year, month, _ := d.Civil()
	return graph.DayOf(year, month, 1)
}

// around gives whole months that hold all that is drawn and the day looked at, within bounds.
func around(rows []queries.TimelineEntry, day graph.Day, bounds scale) scale {
	first, last := day, day
	for _, row := range rows {
		if row.Undated {
			continue
		}
		if from := max(row.Span[0], bounds.From); from != graph.MinDay {
			first = min(first, from)
		}
		if row.Span[3] != graph.MaxDay {
			last = max(last, min(row.Span[3], bounds.To))
		}
	}
	return scale{firstOfMonth(first), firstOfMonth(firstOfMonth(last) + 31)}
}

func (s scale) x(d graph.Day) int {
	d = min(max(d, s.From), s.To)
	return namesWidth + int(math.Round(float64(d-s.From)*float64(drawingWidth-namesWidth-1)/float64(s.To-s.From)))
}

// Since gives the month with which the drawing begins, in words.
func (s scale) Since() string {
	year, month, _ := s.From.Civil()
	return monthWords(month, year, true)
}

// months marks the months: each where there are few, else every third, else the years that there is room for.
func (d *drawing) months() {
	step := 1
	for _, s := range []int{3, 12, 60, 300} {
		if int(d.To-d.From) > mostTicks*step*daysOfMonth {
			step = s
		}
	}
	n := 0
	for m := d.From; m < d.To; m = firstOfMonth(m + 31) {
		year, month, _ := m.Civil()
		if n%step == 0 {
			words := t("mon." + strconv.Itoa(int(month)))
			if n == 0 || month == 1 || step >= monthsOfYear {
				words = t("date.month", words, year)
			}
			d.Months = append(d.Months, tick{d.x(m), words})
		}
		n++
	}
}

// fill puts the engagements into the lanes of their countries; one with parties of two countries is in both.
func (d *drawing) fill(r *request, countries []*matrixRow, rows []queries.TimelineEntry) {
	lanes := map[graph.CountryCode]*lane{}
	for _, row := range countries {
		lanes[row.Country] = &lane{Name: row.Name}
		d.Lanes = append(d.Lanes, lanes[row.Country])
	}
	elsewhere := &lane{Name: t("timeline.elsewhere")}
	d.Lanes = append(d.Lanes, elsewhere)
	for _, row := range rows {
		one := r.occasion(row.Occasion)
		if row.Undated { // what is ahead is told as such, beside the drawing
			if row.Status == graph.Held {
				d.Undated = append(d.Undated, one)
			} else {
				d.Dateless++
			}
			continue
		}
		placed := false
		for _, country := range r.countriesOf(row.Occasion) {
			if l := lanes[country]; l != nil {
				l.add(d.bar(one))
				placed = true
			}
		}
		if !placed {
			elsewhere.add(d.bar(one))
		}
	}
	const mostEmpty = 8 // lanes: where there are more, those without a bar go
	d.Lanes = slices.DeleteFunc(d.Lanes, func(l *lane) bool {
		return len(l.Bars) == 0 && (l == elsewhere || len(d.Lanes) > mostEmpty)
	})
	y := headHeight
	for _, l := range d.Lanes {
		l.Y, l.Height = y, max(1, len(l.ends))*lineHeight+laneSpace
		for i := range l.Bars {
			l.Bars[i].Y += y
		}
		y += l.Height
	}
	d.Height = y
}

// countriesOf gives the countries of an engagement: that of its place, and those of who took part and is not of the side.
func (r *request) countriesOf(e queries.Occasion) []graph.CountryCode {
	var list []graph.CountryCode
	add := func(c graph.CountryCode) {
		if c != "" && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	add(e.Country)
	for _, p := range e.Who {
		if !slices.Contains(r.frame.sides, p.ID) && p.Role != graph.Interpreter && p.Role != graph.Facilitator && p.Role != graph.Observer {
			add(p.Country)
		}
	}
	return list
}

// bar draws an engagement. What has no bound on one side is drawn to the day that bounds the picture.
func (d *drawing) bar(e occasion) *bar {
	b := &bar{occasion: e, X: d.x(e.Span[0])}
	b.Width = max(leastBar, d.x(e.Span[3]+min(1, graph.MaxDay-e.Span[3]))-b.X)
	if begin, end := e.Span[1], e.Span[2]; begin <= end && end != graph.MaxDay && begin != graph.MaxDay && end >= d.From {
		b.Core = d.x(begin)
		b.CoreWidth = max(leastBar, d.x(end+1)-b.Core)
	}
	b.Label = b.X
	if words := b.words(); b.X+words > drawingWidth {
		b.Label, b.LabelEnds = drawingWidth, true
	}
	return b
}

// Hit is how wide a bar is to a finger.
func (b *bar) Hit() int { return max(b.Width, targetWidth) }

// words gives about how wide the words at a bar are.
func (b *bar) words() int { return int(float64(len([]rune(b.Short))) * letterWidth) }

// add puts a bar in the first line of the lane that has room for it and its words.
func (l *lane) add(b *bar) {
	from, to := b.X, max(b.X+b.Width, b.X+b.words())
	if b.LabelEnds {
		from, to = min(b.X, drawingWidth-b.words()), drawingWidth
	}
	line := slices.IndexFunc(l.ends, func(end int) bool { return end+labelSpace <= from })
	if line < 0 {
		line = len(l.ends)
		l.ends = append(l.ends, 0)
	}
	l.ends[line] = to
	b.Y = line*lineHeight + laneSpace
	l.Bars = append(l.Bars, b)
}
