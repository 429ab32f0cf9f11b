package graph_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
)

func TestParseDateDays(t *testing.T) {
	for _, c := range []struct{ text, days string }{
		{"2021", "2021-01-01 2021-12-31 2021-01-01 2021-12-31"},
		{"0001", "0001-01-01 0001-12-31 0001-01-01 0001-12-31"},
		{"9999", "9999-01-01 9999-12-31 9999-01-01 9999-12-31"},
		{"2021-02", "2021-02-01 2021-02-28 2021-02-01 2021-02-28"},
		{"2020-02", "2020-02-01 2020-02-29 2020-02-01 2020-02-29"},
		{"2021-02-22", "2021-02-22 2021-02-22 2021-02-22 2021-02-22"},
		{"2021-02-22T14:30", "2021-02-22 2021-02-22 2021-02-22 2021-02-22"},
		{"2021-02-22/2021-03-01", "2021-02-22 2021-02-22 2021-03-01 2021-03-01"},
		{"2021-02-22/2021-02-22", "2021-02-22 2021-02-22 2021-02-22 2021-02-22"},
		{"2021-02-22T09:00/2021-02-22T17:30", "2021-02-22 2021-02-22 2021-02-22 2021-02-22"},
		{"2021-02/2021-03", "2021-02-01 2021-02-28 2021-03-01 2021-03-31"},
		{"2021-02/2021", "2021-02-01 2021-02-28 2021-02-01 2021-12-31"},
		{"2021/2021-03", "2021-01-01 2021-03-31 2021-03-01 2021-03-31"},
		{"2021/2021", "2021-01-01 2021-12-31 2021-01-01 2021-12-31"},
		{"[2021-03-03..2021-03-04]", "2021-03-03 2021-03-04 2021-03-03 2021-03-04"},
		{"[2021-03-03..2021-03-03]", "2021-03-03 2021-03-03 2021-03-03 2021-03-03"},
		{"[2020-09-01..2021-03]", "2020-09-01 2021-03-31 2020-09-01 2021-03-31"},
		{"[..2021-03]", "- 2021-03-31 - 2021-03-31"},
		{"[2021-03..]", "2021-03-01 + 2021-03-01 +"},
		{"[2021-01..2021-02]/2021-03", "2021-01-01 2021-02-28 2021-03-01 2021-03-31"},
		{"2021-01/[2021-01-20..2021-03]", "2021-01-01 2021-01-31 2021-01-20 2021-03-31"},
		{"[2021-01..2021-05]/[2021-02..2021-03]", "2021-01-01 2021-03-31 2021-02-01 2021-03-31"},
		{"2015/..", "2015-01-01 2015-12-31 + +"},
		{"[2015..2016]/..", "2015-01-01 2016-12-31 + +"},
		{"[..2015]/..", "- 2015-12-31 + +"},
		{"2015/", "2015-01-01 2015-12-31 2015-01-01 +"},
		{"[..2015]/", "- 2015-12-31 - +"},
		{"../2021", "- 2021-12-31 2021-01-01 2021-12-31"},
		{"/2021", "- 2021-12-31 2021-01-01 2021-12-31"},
		{"/[2021-01..2021-02]", "- 2021-02-28 2021-01-01 2021-02-28"},
		{"2015/ended", "2015-01-01 2015-12-31 2015-01-01 +"},
		{"/ended", "- + - +"},
		{"../ended", "- + - +"},
		{"2020-10?", "2020-10-01 2020-10-31 2020-10-01 2020-10-31"},
		{"2020-10~", "2020-10-01 2020-10-31 2020-10-01 2020-10-31"},
		{"2020-10-05%", "2020-10-05 2020-10-05 2020-10-05 2020-10-05"},
		{"2020-10-05T08:15?", "2020-10-05 2020-10-05 2020-10-05 2020-10-05"},
		{"2015?/2016~", "2015-01-01 2015-12-31 2016-01-01 2016-12-31"},
		{"[2015?..2016]", "2015-01-01 2016-12-31 2015-01-01 2016-12-31"},
		{"[2015..2016]~/..", "2015-01-01 2016-12-31 + +"},
		{"", "- + - +"},
	} {
		d, err := graph.ParseDate(c.text)
		if err != nil {
			t.Errorf("ParseDate(%q): got error %v, want none", c.text, err)
			continue
		}
		if got := shown(d.Days()); got != c.days || d.String() != c.text {
			t.Errorf("ParseDate(%q): got %q with days %s, want %s", c.text, d, got, c.days)
		}
		single := [4]graph.Day{d.EarliestBeginning(), d.LatestBeginning(), d.EarliestEnd(), d.LatestEnd()}
		if single != d.Days() {
			t.Errorf("ParseDate(%q): got days %s one by one, want %s", c.text, shown(single), c.days)
		}
		if got, want := d.Uncertain(), strings.ContainsAny(c.text, "?~%"); got != want {
			t.Errorf("ParseDate(%q): got uncertain %t, want %t", c.text, got, want)
		}
		if got, want := d.EndedUnknown(), strings.HasSuffix(c.text, "ended"); got != want {
			t.Errorf("ParseDate(%q): got ended %t, want %t", c.text, got, want)
		}
		if got, want := d.Dated(), c.days != "- + - +"; got != want {
			t.Errorf("ParseDate(%q): got dated %t, want %t", c.text, got, want)
		}
		if got, want := d.IsZero(), c.text == ""; got != want {
			t.Errorf("ParseDate(%q): got zero %t, want %t", c.text, got, want)
		}
	}
}

func shown(days [4]graph.Day) string {
	texts := make([]string, len(days))
	for i, day := range days {
		texts[i] = day.String()
	}
	return strings.Join(texts, " ")
}

func TestParseDateRefuses(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"2021-02-30", "2021-02-30: February 2021 has 28 days"},
		{"2021-02-00", "February 2021 has 28 days"},
		{"2021-02-30/2021-03-01", "February 2021 has 28 days"},
		{"[2021-02-30..2021-03-01]", "February 2021 has 28 days"},
		{"2021-13", "01 to 12"},
		{"2021-2-3", "two figures"},
		{"2021-02-3", "two figures"},
		{"2021-", "01 to 12"},
		{"21-02-2021", "this is no date"},
		{"-2021", "this is no date"},
		{"12021", "four figures"},
		{"20210222", "four figures"},
		{"0000", "0001 to 9999"},
		{"2021-02-22T25:00", "23:59"},
		{"2021-02-22T24:00", "23:59"},
		{"2021-02-22T14", "23:59"},
		{"2021-02T14:30", "followed by"},
		{"2021-02-22T14:30:00Z", "followed by"},
		{"2021-03/2021-02", "turn the two dates around"},
		{"2021/[..2020]", "turn the two dates around"},
		{"2021-02-22T14:30/2021-02-22T09:00", "turn the two dates around"},
		{"[2021-03..2021-02]", "turn the two around"},
		{"[2021-02-22T14:30..2021-02-22T09:00]", "turn the two around"},
		{"[2021-03", "two dots"},
		{"[2021-03]", "two dots"},
		{"[2021-03..2021-04", "bracket is missing"},
		{"[2021-03..", "this is no date"},
		{"[..]", "neither"},
		{"[2021..2022]x", "followed by"},
		{"2021..2022", "followed by"},
		{"2021x", "followed by"},
		{"2021 ", "followed by"},
		{" 2021", "this is no date"},
		{"2021?~", "only one of the marks"},
		{"2015/2016/2017", "more than one stroke"},
		{"٢٠٢١", "no figure from 0 to 9"},
		{"２０２１", "no figure from 0 to 9"},
		{"2021-0२", "01 to 12"},
		{"../..", "neither"},
		{"/", "neither"},
		{"..", "this is no date"},
		{"ended", "this is no date"},
		{"ended/2021", "this is no date"},
		{"soon", "this is no date"},
		{strings.Repeat("2", 1000), "too long"},
	} {
		d, err := graph.ParseDate(c.text)
		var failure *graph.DateError
		if !errors.As(err, &failure) || failure.Text != c.text || !strings.Contains(err.Error(), c.says) || d != (graph.Date{}) {
			t.Errorf("ParseDate(%q): got %q, error %v, want an error that says %q", c.text, d, err, c.says)
		}
	}
}

func TestMinutes(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"2021-02-22T14:30", 870},
		{"2021-02-22T00:00", 0},
		{"2021-02-22T23:59", 1439},
		{"2021-02-22T09:00/2021-02-23T10:00", 540},
		{"/2021-02-23T10:00", -1},
		{"[2021-02-22T09:00..2021-02-23]", -1},
		{"2021-02-22", -1},
		{"2021", -1},
		{"", -1},
	} {
		if got := graph.MustDate(c.text).Minutes(); got != c.want {
			t.Errorf("Minutes of %q: got %d, want %d", c.text, got, c.want)
		}
	}
}

func TestAgeFrom(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2021-02", "2021-02-01"},
		{"2021-02-22/2021-03-01", "2021-03-01"},
		{"2021-02/2021-03", "2021-03-01"},
		{"2015/..", "2015-01-01"},
		{"2015/", "2015-01-01"},
		{"2015/ended", "2015-01-01"},
		{"../2021", "2021-01-01"},
		{"[..2021]", "-"},
		{"[..2021]/..", "-"},
		{"/ended", "-"},
		{"", "-"},
	} {
		if got := graph.MustDate(c.text).AgeFrom().String(); got != c.want {
			t.Errorf("AgeFrom of %q: got %s, want %s", c.text, got, c.want)
		}
	}
}

// An answer of a date: whether it certainly is so, and whether it may be.
const (
	never     = "no"
	maybe     = "may"
	certainly = "certain"
)

func answer(certain, may bool) string {
	switch {
	case certain && may:
		return certainly
	case may:
		return maybe
	case certain:
		return "certain though it may not be"
	}
	return never
}

func TestDateInAPeriod(t *testing.T) {
	for _, c := range []struct{ text, from, to, want string }{
		{"2021-02", "2021-02-01", "2021-02-28", certainly},
		{"2021-02", "2021-02-02", "2021-02-28", maybe},
		{"2021-02", "2021-02-28", "2021-03-28", maybe},
		{"2021-02", "2021-03-01", "2021-03-28", never},
		{"2021-02", "-", "2021-02-27", maybe},
		{"2021-02", "-", "+", certainly},
		{"2021-02-20/2021-03-05", "2021-02-22", "2021-02-23", certainly},
		{"2021-02/2021-04", "2021-03-01", "2021-03-31", certainly},
		{"2015/..", "2021-01-01", "2021-01-31", certainly},
		{"2015/", "2021-01-01", "2021-01-31", maybe},
		{"2015/", "2014-01-01", "2014-12-31", never},
		{"../2021", "1990-01-01", "1990-12-31", maybe},
		{"../2021", "2021-01-01", "2021-12-31", certainly},
		{"../2021", "2022-01-01", "2022-12-31", never},
		{"2015/ended", "2020-01-01", "2020-12-31", maybe},
		{"/ended", "-", "+", never},
		{"", "-", "+", never},
	} {
		if got := answer(graph.MustDate(c.text).In(bound(t, c.from), bound(t, c.to))); got != c.want {
			t.Errorf("%q in %s to %s: got %s, want %s", c.text, c.from, c.to, got, c.want)
		}
	}
}

func bound(t *testing.T, text string) (day graph.Day) {
	t.Helper()
	if err := day.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return day
}

func TestDateOnADay(t *testing.T) {
	for _, c := range []struct{ text, on, begun, current string }{
		{"2021-02", "2021-01-31", never, never},
		{"2021-02", "2021-02-10", maybe, maybe},
		{"2021-02", "2021-02-28", certainly, maybe},
		{"2021-02", "2021-03-01", certainly, never},
		{"2015/..", "2021-01-01", certainly, certainly},
		{"2015/", "2021-01-01", certainly, maybe},
		{"2015/2020-06", "2020-06-10", certainly, maybe},
		{"2015/ended", "2015-06-01", maybe, never},
		{"2015/ended", "2016-01-01", certainly, never},
		{"/ended", "2016-01-01", maybe, never},
		{"../2021-02", "2020-01-01", maybe, maybe},
		{"../2021-02", "2021-03-01", certainly, never},
		{"[2021-02..]", "+", maybe, maybe},
		{"", "2020-01-01", maybe, never},
		{"", "-", maybe, never},
		{"", "+", maybe, never},
	} {
		d, on := graph.MustDate(c.text), bound(t, c.on)
		if got := answer(d.BegunBy(on)); got != c.begun {
			t.Errorf("%q begun by %s: got %s, want %s", c.text, c.on, got, c.begun)
		}
		if c.text == "[2021-02..]" {
			continue // MaxDay is no day to be current on
		}
		if got := answer(d.CurrentOn(on)); got != c.current {
			t.Errorf("%q current on %s: got %s, want %s", c.text, c.on, got, c.current)
		}
	}
}

func TestDateAsText(t *testing.T) {
	type row struct{ When graph.Date }
	for _, text := range []string{"", "2021-02", "2015/ended", "[2021-03-03..2021-03-04]~"} {
		want := row{graph.MustDate(text)}
		kept, err := json.Marshal(want)
		if err != nil || string(kept) != fmt.Sprintf(`{"When":%q}`, text) {
			t.Errorf("%q as JSON: got %s, error %v", text, kept, err)
		}
		got := row{graph.MustDate("1999")}
		if err := json.Unmarshal(kept, &got); err != nil || got != want {
			t.Errorf("%s read again: got %v, error %v, want %v", kept, got, err, want)
		}
	}
	got := graph.MustDate("1999")
	if err := got.UnmarshalText([]byte("soon")); err == nil || got != graph.MustDate("1999") {
		t.Errorf("UnmarshalText of no date: got %q, error %v, want 1999 as before and an error", got, err)
	}
}

func TestDateOfDay(t *testing.T) {
	day := graph.DayOf(2021, 2, 22)
	if got, want := graph.DateOfDay(day), graph.MustDate("2021-02-22"); got != want {
		t.Errorf("DateOfDay(%s): got %q, want %q", day, got, want)
	}
	for _, day := range []graph.Day{graph.MinDay, graph.MaxDay} {
		if got := graph.DateOfDay(day); !got.IsZero() {
			t.Errorf("DateOfDay(%s): got %q, want the unknown date", day, got)
		}
	}
}

func TestMustDatePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("MustDate of no date: got no panic, want one")
		}
	}()
	graph.MustDate("soon")
}

// drawDate draws a date of any form, written by the rules of the notation and kept if ParseDate takes it.
func drawDate(t *rapid.T) graph.Date {
	for range 100 {
		if d, err := graph.ParseDate(drawNotation(t)); err == nil {
			return d
		}
	}
	t.Skip("no date drawn")
	return graph.Date{}
}

func drawNotation(t *rapid.T) string {
	switch rapid.IntRange(0, 9).Draw(t, "form") {
	case 0:
		return rapid.SampledFrom([]string{"", "/ended"}).Draw(t, "nothing")
	case 1, 2, 3:
		return drawPart(t)
	case 4:
		return drawPart(t) + rapid.SampledFrom([]string{"/..", "/", "/ended"}).Draw(t, "end")
	case 5:
		return rapid.SampledFrom([]string{"../", "/"}).Draw(t, "beginning") + drawPart(t)
	}
	return drawPart(t) + "/" + drawPart(t)
}

func drawPart(t *rapid.T) string {
	text := drawOne(t)
	switch rapid.IntRange(0, 5).Draw(t, "bracket") {
	case 0:
		text = "[" + text + ".." + drawOne(t) + "]"
	case 1:
		text = rapid.SampledFrom([]string{"[.." + text + "]", "[" + text + "..]"}).Draw(t, "one bound")
	}
	return text + rapid.SampledFrom([]string{"", "", "", "?", "~", "%"}).Draw(t, "mark")
}

func drawOne(t *rapid.T) string {
	day := graph.DayOf(2019, 1, 1) + graph.Day(rapid.IntRange(0, 1200).Draw(t, "day"))
	text := day.String()
	switch rapid.IntRange(0, 3).Draw(t, "precision") {
	case 0:
		return text[:4]
	case 1:
		return text[:7]
	case 2:
		return fmt.Sprintf("%sT%02d:%02d", text, rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
	}
	return text
}

// checkDate holds for every date there can be.
func checkDate(t interface{ Fatalf(string, ...any) }, d graph.Date) {
	days := d.Days()
	if days[0] > days[1] || days[2] > days[3] || days[0] > days[2] || days[1] > days[3] {
		t.Fatalf("%q: got days out of order: %s", d, shown(days))
	}
	if age := d.AgeFrom(); age != graph.MinDay && (age < days[0] || age > days[3]) {
		t.Fatalf("%q: got age from %s, want a day of %s", d, age, shown(days))
	}
	if m := d.Minutes(); m < -1 || m >= 24*60 {
		t.Fatalf("%q: got %d minutes", d, m)
	}
	if again, err := graph.ParseDate(d.String()); err != nil || again != d {
		t.Fatalf("%q read again: got %q, error %v", d, again, err)
	}
}

func TestDatesAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawNotation(t)
		d, err := graph.ParseDate(text)
		if err != nil {
			return
		}
		if d.String() != text {
			t.Fatalf("ParseDate(%q): got %q, want the text as written", text, d)
		}
		checkDate(t, d)
	})
}

func TestPeriodsAreMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t)
		from := graph.DayOf(2018, 1, 1) + graph.Day(rapid.IntRange(0, 1800).Draw(t, "from"))
		to := from + graph.Day(rapid.IntRange(0, 800).Draw(t, "length"))
		certain, may := d.In(from, to)
		widerFrom, widerTo := from-graph.Day(rapid.IntRange(0, 300).Draw(t, "before")), to+graph.Day(rapid.IntRange(0, 300).Draw(t, "after"))
		if rapid.Bool().Draw(t, "no first day") {
			widerFrom = graph.MinDay
		}
		if rapid.Bool().Draw(t, "no last day") {
			widerTo = graph.MaxDay
		}
		widerCertain, widerMay := d.In(widerFrom, widerTo)
		if certain && !may || certain && !widerCertain || may && !widerMay {
			t.Fatalf("%q in %s to %s: got %s, want no more than in %s to %s, which is %s",
				d, from, to, answer(certain, may), widerFrom, widerTo, answer(widerCertain, widerMay))
		}
	})
}

func TestWhatBeganStaysBegun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t)
		day := graph.DayOf(2018, 1, 1) + graph.Day(rapid.IntRange(0, 1800).Draw(t, "day"))
		begun, mayBegun := d.BegunBy(day)
		later, mayLater := d.BegunBy(day + graph.Day(rapid.IntRange(0, 800).Draw(t, "later")))
		current, mayCurrent := d.CurrentOn(day)
		if begun && !mayBegun || begun && !later || mayBegun && !mayLater {
			t.Fatalf("%q begun by %s: got %s, and later %s", d, day, answer(begun, mayBegun), answer(later, mayLater))
		}
		if current && !mayCurrent || current && !begun || mayCurrent && !mayBegun || d.EndedUnknown() && mayCurrent {
			t.Fatalf("%q on %s: got current %s, want no more than begun, which is %s", d, day, answer(current, mayCurrent), answer(begun, mayBegun))
		}
	})
}

// What a date may be is what one of the things it can stand for is: each begins and ends on some day of its ranges.
func TestPeriodsAreWhatTheirDaysSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t)
		days := d.Days()
		if !d.Dated() {
			return
		}
		window := func(day graph.Day) graph.Day {
			return min(max(day, graph.DayOf(2010, 1, 1)), graph.DayOf(2030, 1, 1))
		}
		begin := graph.Day(rapid.Int32Range(int32(window(days[0])), int32(window(days[1]))).Draw(t, "begins"))
		end := graph.Day(rapid.Int32Range(int32(window(days[2])), int32(window(days[3]))).Draw(t, "ends"))
		if end < begin {
			return
		}
		from := graph.DayOf(2018, 1, 1) + graph.Day(rapid.IntRange(0, 1800).Draw(t, "from"))
		to := from + graph.Day(rapid.IntRange(0, 800).Draw(t, "length"))
		is := begin <= to && end >= from
		if certain, may := d.In(from, to); certain && !is || is && !may {
			t.Fatalf("%q in %s to %s: got %s, though from %s to %s it is %t", d, from, to, answer(certain, may), begin, end, is)
		}
	})
}

// dateSeeds are forms to begin fuzzing with, and what fuzzing found.
var dateSeeds = []string{
	"", "2021", "2021-02", "2021-02-22", "[2021..2022]/2023", "2015/ended", "2020-10?", "2021-02-22T14:30", "../2021", "/2021~",
	"2015/..", "2015/", "[..2021]", "[2021..]/", "2021-02-22T14:30/2021-02-22T09:00", "[2021-02-22T14:30..2021-02-22]?",
}

func FuzzParseDate(f *testing.F) {
	for _, s := range dateSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := graph.ParseDate(text)
		if err == nil {
			if d.String() != text {
				t.Fatalf("ParseDate(%q): got %q, want the text as written", text, d)
			}
			checkDate(t, d)
			return
		}
		checkDateError(t, text, err)
	})
}

func checkDateError(t *testing.T, text string, err error) {
	var failure *graph.DateError
	if !errors.As(err, &failure) || failure.Reason == "" || len(err.Error()) > 2000 {
		t.Fatalf("%q: got error %v, want a *DateError of bounded length with a reason", text, err)
	}
}

func BenchmarkParseDate(b *testing.B) {
	texts := []string{"2021-02-22", "2021-02", "2021-02-22/2021-03-01", "[2021-03-03..2021-03-04]", "2021-02-22T14:30"}
	for _, text := range texts {
		b.Run(strings.ReplaceAll(text, "/", "_to_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := graph.ParseDate(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestParseDateAllocatesNothing(t *testing.T) {
	for _, text := range slices.DeleteFunc(slices.Clone(dateSeeds), func(text string) bool { return strings.Contains(text, "T14:30/") }) {
		if got := testing.AllocsPerRun(100, func() { _, _ = graph.ParseDate(text) }); got != 0 {
			t.Errorf("ParseDate(%q): got %v allocations, want 0", text, got)
		}
	}
}
