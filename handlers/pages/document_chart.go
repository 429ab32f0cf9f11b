package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"liaison/graph"
	"liaison/queries"
)

// incumbent is a person in a post for a time.
type incumbent struct {
	Tenure graph.ID
	Person queries.Named
	Post   queries.Named
	// At is the post's organisation, where the page is not its own.
	At           *queries.Named
	Capacity     graph.Capacity
	Rank         string
	SecondedFrom *queries.Named
	// When says how long in words, Seen on which days they were seen in it.
	When     string
	Seen     []string
	Evidence queries.Evidence
	// Current says that they may hold it on the day looked at.
	Current bool
	Bar     tenureBar
	tenure  *graph.Tenure
}

// incumbentOf tells a tenure. What is of a later day than the one looked at is left out: an end after it reads as not ended.
func (x *reading) incumbentOf(d *graph.Tenure) incumbent {
	h := incumbent{
		Tenure: d.ID, Person: x.named(d.Person), Post: x.named(d.Post), Capacity: d.Capacity, Rank: d.Rank,
		SecondedFrom: x.maybe(d.SecondedFrom), When: x.lasting(d.Valid), Evidence: x.evidence(d), tenure: d,
	}
	if d.Valid.IsZero() {
		h.When = t("tenure.no_dates")
	}
	for _, day := range d.SeenOn {
		if day.EarliestBeginning() <= x.v.AsOf() {
			h.Seen = append(h.Seen, dateWords(day.String()))
		}
	}
	_, h.Current = d.Valid.CurrentOn(x.v.AsOf())
	h.Current = h.Current || d.Valid.IsZero()
	return h
}

// lasting says in words how long something lasts, as it reads on the day looked at.
func (x *reading) lasting(d graph.Date) string { return dateWords(asOf(d, x.v.AsOf())) }

// asOf gives a span in the notation of dates as it reads on a day: an end after the day is none yet.
func asOf(d graph.Date, day graph.Day) string {
	begin, end, lasts := strings.Cut(d.String(), "/")
	if !lasts || end == "" || end == ".." || end == "ended" || d.EarliestEnd() <= day {
		return d.String()
	}
	if begin == "" || begin == ".." {
		return ""
	}
	return begin + "/.."
}

// incumbents lists the tenures of a person or in a post that have begun by the day looked at, current ones first and then the newest.
func (x *reading) incumbents(of graph.ID, limit int) ([]incumbent, bool, error) {
	found, more, err := x.referring(graph.NounTenure, of, "", limit)
	if err != nil {
		return nil, false, err
	}
	var list []incumbent
	for _, d := range found {
		tenure, ok := d.(*graph.Tenure)
		if !ok || tenure.Person != of && tenure.Post != of {
			continue // seconded from there
		}
		if later, err := x.later(d); later || err != nil {
			continue
		}
		list = append(list, x.incumbentOf(tenure))
	}
	slices.SortStableFunc(list, func(a, b incumbent) int {
		if a.Current != b.Current {
			if a.Current {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.begun(), a.begun())
	})
	return list, more, nil
}

// begun gives the day by which somebody held the post at the latest, for the order of a list.
func (h *incumbent) begun() graph.Day {
	first := h.tenure.Valid.LatestBeginning()
	for _, day := range h.tenure.SeenOn {
		first = min(first, day.LatestEnd())
	}
	if first == graph.MaxDay {
		return graph.MinDay
	}
	return first
}

// axis is the scale of a drawing through time, in hundredths of its width so that it fits any.
type axis struct {
	from, to graph.Day
	// Years are its marks, Day is where the day looked at is.
	Years []yearMark
	Day   string
}

// yearMark is where a year begins.
type yearMark struct{ At, Words string }

// tenureBar is how a tenure is drawn: perhaps it lasted from May on over MayWidth, certainly from Core on over CoreWidth. OpenStart and OpenEnd say that nothing bounds it there.
type tenureBar struct {
	May, MayWidth      string
	Core, CoreWidth    string
	Seen               []stretch
	OpenStart, OpenEnd bool
}

// stretch is a part of the width.
type stretch struct{ At, Width string }

// mostYears is how many marks of years can be told apart on a phone, yearSteps how many years may be between them.
const mostYears = 6

var yearSteps = []int{1, 2, 5, 10, 20, 50, 100}

// axisOf makes a scale of whole years on which tenures fit, up to the day looked at.
func axisOf(day graph.Day, held ...*incumbent) *axis {
	if len(held) == 0 {
		return nil
	}
	first := day
	for _, h := range held {
		for _, d := range append([]graph.Date{h.tenure.Valid}, h.tenure.SeenOn...) {
			for _, known := range d.Days() {
				if known != graph.MinDay {
					first = min(first, known)
				}
			}
		}
	}
	from, _, _ := first.Civil()
	to, _, _ := day.Civil()
	a := &axis{from: graph.DayOf(from, 1, 1), to: graph.DayOf(to+1, 1, 1)}
	step := yearSteps[len(yearSteps)-1]
	if at := slices.IndexFunc(yearSteps, func(step int) bool { return (to-from)/step < mostYears }); at >= 0 {
		step = yearSteps[at]
	}
	for year := from; year <= to; year += step {
		a.Years = append(a.Years, yearMark{a.at(graph.DayOf(year, 1, 1)), strconv.Itoa(year)})
	}
	a.Day = a.at(day)
	for _, h := range held {
		h.Bar = a.draw(h, day)
	}
	return a
}

func (a *axis) hundredths(d graph.Day) float64 {
	d = min(max(d, a.from), a.to)
	return 100 * float64(d-a.from) / float64(a.to-a.from)
}

func (a *axis) at(d graph.Day) string { return fmt.Sprintf("%.2f%%", a.hundredths(d)) }

func (a *axis) stretch(from, to graph.Day) stretch {
	const least = 0.6 // of a hundredth: what is drawn must be seen
	return stretch{a.at(from), fmt.Sprintf("%.2f%%", max(least, a.hundredths(to)-a.hundredths(from)))}
}

// draw draws a tenure up to the day looked at. Nothing bounds one without dates but that.
func (a *axis) draw(h *incumbent, day graph.Day) tenureBar {
	days := h.tenure.Valid.Days()
	end := min(days[3], day)
	b := tenureBar{OpenStart: days[0] == graph.MinDay, OpenEnd: days[3] > day}
	may := a.stretch(max(days[0], a.from), end+1)
	b.May, b.MayWidth = may.At, may.Width
	if begin, last := days[1], min(days[2], day); begin <= last && begin != graph.MaxDay {
		core := a.stretch(begin, last+1)
		b.Core, b.CoreWidth = core.At, core.Width
	}
	for _, d := range h.tenure.SeenOn {
		if d.EarliestBeginning() <= day {
			b.Seen = append(b.Seen, a.stretch(d.EarliestBeginning(), min(d.LatestEnd(), day)+1))
		}
	}
	return b
}
