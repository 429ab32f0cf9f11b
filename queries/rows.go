package queries

import (
	"encoding/json"
	"fmt"
	"strconv"

	"liaison/graph"
)

// Named is a document shown by its name. An engine gives the id; the name, and what else can be told
// from the document, is filled in afterwards, the same for every engine.
type Named struct {
	ID   graph.ID `json:"id"`
	Name string   `json:"name"`
}

// Span is a date as its four days: earliest and latest beginning, earliest and latest end. It is shown in the notation of
// dates (EDTF), as narrow as the four days allow, and empty where nothing is known.
type Span [4]graph.Day

// NoSpan is the span of an unknown date.
func NoSpan() Span { return Span{graph.MinDay, graph.MaxDay, graph.MinDay, graph.MaxDay} }

// String gives the notation: "2021-03-03/2021-03-04", "2020-12", "[2020-09-01..2021-03-31]", "".
func (s Span) String() string {
	switch {
	case s == NoSpan() || s == Span{}:
		return ""
	case s[0] == s[2] && s[1] == s[3]:
		return oneDay(s[0], s[1])
	}
	begin, end := "", ""
	if s[0] != graph.MinDay || s[1] != graph.MaxDay {
		begin = oneDay(s[0], s[1])
	}
	switch {
	case s[3] != graph.MaxDay:
		end = oneDay(s[2], s[3])
	case s[2] == graph.MaxDay:
		end = ".."
	}
	if begin == "" {
		begin = ".."
	}
	return begin + "/" + end
}

// oneDay gives the notation of one day between two.
func oneDay(from, to graph.Day) string {
	switch {
	case from == to:
		return from.String()
	case from == graph.MinDay:
		return "[.." + to.String() + "]"
	case to == graph.MaxDay:
		return "[" + from.String() + "..]"
	}
	for _, text := range []string{from.String()[:7], from.String()[:4]} {
		if d, err := graph.ParseDate(text); err == nil && d.EarliestBeginning() == from && d.LatestEnd() == to {
			return text
		}
	}
	return "[" + from.String() + ".." + to.String() + "]"
}

// MarshalText gives what String gives.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalJSON reads the four days as numbers, which is how an engine outside gives them.
func (s *Span) UnmarshalJSON(raw []byte) error {
	if string(raw) == "null" {
		*s = NoSpan()
		return nil
	}
	var days []graph.Day
	var numbers []int32
	if err := json.Unmarshal(raw, &numbers); err != nil || len(numbers) != 4 {
		return fmt.Errorf("a span is four days as numbers, not %s", raw)
	}
	for _, n := range numbers {
		days = append(days, graph.Day(n))
	}
	*s = Span(days)
	return nil
}

// Strength is a tie's strength in ten-thousandths, as it is shown and ranked.
type Strength int64

// Billionths is a strength as it is summed up.
type Billionths int64

// Shown gives the strength to four decimals, half up.
func (b Billionths) Shown() Strength { return Strength((b + 50_000) / 100_000) }

// String gives the strength with four decimals: "0.4963".
func (s Strength) String() string {
	decimals := strconv.FormatInt(int64(10_000+s%10_000), 10)[1:]
	return strconv.FormatInt(int64(s/10_000), 10) + "." + decimals
}

// MarshalJSON gives the number with four decimals.
func (s Strength) MarshalJSON() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalJSON reads billionths as a whole number, which is how an engine outside gives them.
func (s *Strength) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	*s = Billionths(n).Shown()
	return err
}

// Tally counts the records behind a row.
type Tally struct {
	// Meetings is the number of records, those included that only may count.
	Meetings int `json:"meetings" doc:"how many records count, those included that only may"`
	// AtLeast is the number of occasions that the records stand for, at least.
	AtLeast int `json:"at_least" doc:"how many occasions these stand for, at least"`
	// OnlyMay is how many of the records only may count; Undated how many have no date.
	OnlyMay int  `json:"only_may" doc:"how many of them only may count: by their dates it is not certain"`
	Undated int  `json:"undated" doc:"how many of them have no date"`
	Certain bool `json:"certain" doc:"at least one of them counts for certain"`
	// Last is when the newest record was.
	Last Span `json:"last" doc:"when the newest was (EDTF)"`
	// Facts are the ids of the newest records, at most twenty, newest first.
	Facts []graph.ID `json:"facts" doc:"the ids of the newest engagements behind the row, at most twenty, newest first: read each at /api/v1/engagements/ID"`
}

// MaxFacts is the number of facts that a row carries.
const MaxFacts = 20

// Citation is one piece of evidence as it is shown.
type Citation struct {
	Source  Named  `json:"source"`
	Locator string `json:"locator,omitempty"`
	Quote   string `json:"quote,omitempty"`
}

// Evidence is what a fact rests on.
type Evidence struct {
	Grade     graph.Grade   `json:"grade"`
	Marking   graph.Marking `json:"marking"`
	Citations []Citation    `json:"citations"`
}

// Key is a row's place in the order of an answer: larger ranks first, then by text. It is all that a cursor
// needs to find the next row.
type Key struct {
	Rank int64  `json:"rank"`
	Text string `json:"text"`
}

// Before says whether k comes before other.
func (k Key) Before(other Key) bool {
	if k.Rank != other.Rank {
		return k.Rank > other.Rank
	}
	return k.Text < other.Text
}
