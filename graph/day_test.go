package graph_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liaison/graph"
)

func TestParseDay(t *testing.T) {
	for _, c := range []struct {
		text string
		want graph.Day
	}{
		{"1970-01-01", 0},
		{"1969-12-31", -1},
		{"2000-02-29", 11016},
		{"2021-03-15", 18701},
		{"0001-01-01", -719162},
		{"9999-12-31", 2932896},
	} {
		got, err := graph.ParseDay(c.text)
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("ParseDay(%q): got %d (%s), error %v, want %d", c.text, got, got, err, c.want)
		}
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "one day is needed"},
		{"2021", "one day is needed"},
		{"2021-03-15T14:30", "one day is needed"},
		{"2021-03-15?", "one day is needed"},
		{"2021-03-15/2021-03-15", "one day is needed"},
		{"-", "no date"},
		{"20a1-03-15", "no date"},
		{"2021-02-29", "February 2021 has 28 days"},
		{"1900-02-29", "February 1900 has 28 days"},
		{"2021-04-31", "April 2021 has 30 days"},
		{"2021-00-10", "month"},
		{"0000-01-01", "0001 to 9999"},
		{"2021/03/15", "more than one stroke"},
	} {
		got, err := graph.ParseDay(c.text)
		var failure *graph.DateError
		if !errors.As(err, &failure) || failure.Text != c.text || !strings.Contains(failure.Reason, c.says) {
			t.Errorf("ParseDay(%q): got %v, error %v, want an error that says %q", c.text, got, err, c.says)
		}
	}
}

func TestDaysAgreeWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := drawDay(t, "day")
		year, month, date := day.Civil()
		if got := graph.DayOf(year, month, date); got != day {
			t.Fatalf("DayOf(%d, %s, %d): got %d, want %d", year, month, date, got, day)
		}
		if got := graph.DayOfTime(day.Time().Add(24*time.Hour - time.Nanosecond)); got != day {
			t.Fatalf("DayOfTime at the end of %s: got %s", day, got)
		}
		if got, err := graph.ParseDay(day.String()); err != nil || got != day {
			t.Fatalf("ParseDay(%q): got %d, error %v, want %d", day, got, err, day)
		}
	})
}

func TestDayAsText(t *testing.T) {
	for _, c := range []struct {
		day  graph.Day
		text string
	}{{graph.MinDay, "-"}, {graph.MaxDay, "+"}, {graph.DayOf(2021, time.March, 15), "2021-03-15"}} {
		text, err := c.day.MarshalText()
		if err != nil || string(text) != c.text {
			t.Errorf("MarshalText of %d: got %q, error %v, want %q", c.day, text, err, c.text)
		}
		var got graph.Day
		if err := got.UnmarshalText(text); err != nil || got != c.day {
			t.Errorf("UnmarshalText(%q): got %d, error %v, want %d", text, got, err, c.day)
		}
	}
	got := graph.Day(7)
	if err := got.UnmarshalText([]byte("2021-02-30")); err == nil || got != 7 {
		t.Errorf("UnmarshalText of no day: got %d, error %v, want 7 as before and an error", got, err)
	}
}

func TestDateErrorsSayTheText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2021-02-30", "2021-02-30: why"},
		{"", `"": why`},
		{"early Smarch", `"early Smarch": why`},
		{"a\x00", `"a\x00": why`},
		{strings.Repeat("я", 100), strings.Repeat("я", 40) + "...: why"},
	} {
		if got := (&graph.DateError{Text: c.text, Reason: "why"}).Error(); got != c.want {
			t.Errorf("the error of %q: got %s, want %s", c.text, got, c.want)
		}
	}
}

// drawDay draws a day of the years 0001 to 9999.
func drawDay(t *rapid.T, label string) graph.Day {
	return graph.Day(rapid.Int32Range(int32(graph.DayOf(1, 1, 1)), int32(graph.DayOf(9999, 12, 31))).Draw(t, label))
}
