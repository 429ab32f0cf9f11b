package graph_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liaison/graph"
)

func TestParseDateDays(t *testing.T) {
	for _, c := range []struct{ text, days string }{
		{"2021", "2021-01-01 2021-12-31 2021-01-01 2021-12-31"},
		{"2021-02", "2021-02-01 2021-02-28 2021-02-01 2021-02-28"},
		{"2020-02", "2020-02-01 2020-02-29 2020-02-01 2020-02-29"},
		{"2021-02-22", "2021-02-22 2021-02-22 2021-02-22 2021-02-22"},
		{"2021-02-22T14:30", "2021-02-22 2021-02-22 2021-02-22 2021-02-22"},
		{"2021-02-22/2021-03-01", "2021-02-22 2021-02-22 2021-03-01 2021-03-01"},
		{"2021-02/2021-03", "2021-02-01 2021-02-28 2021-03-01 2021-03-31"},
		{"2021-02/2021", "2021-02-01 2021-02-28 2021-02-01 2021-12-31"},
		{"2021/2021-03", "2021-01-01 2021-03-31 2021-03-01 2021-03-31"},
		{"[2021-03-03..2021-03-04]", "2021-03-03 2021-03-04 2021-03-03 2021-03-04"},
		{"[2020-09-01..2021-03]", "2020-09-01 2021-03-31 2020-09-01 2021-03-31"},
		{"[2021-01..2021-02]/2021-03", "2021-01-01 2021-02-28 2021-03-01 2021-03-31"},
		{"2015/..", "2015-01-01 2015-12-31 + +"},
		{"2015/", "2015-01-01 2015-12-31 2015-01-01 +"},
		{"../2021", "- 2021-12-31 2021-01-01 2021-12-31"},
		{"/2021", "- 2021-12-31 2021-01-01 2021-12-31"},
		{"2015/ended", "2015-01-01 2015-12-31 2015-01-01 +"},
		{"/ended", "- + - +"},
		{"2020-10?", "2020-10-01 2020-10-31 2020-10-01 2020-10-31"},
		{"2020-10~", "2020-10-01 2020-10-31 2020-10-01 2020-10-31"},
		{"2020-10-05%", "2020-10-05 2020-10-05 2020-10-05 2020-10-05"},
		{"", "- + - +"},
	} {
		d, err := graph.ParseDate(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		var got []string
		for _, day := range d.Days() {
			got = append(got, day.String())
		}
		if strings.Join(got, " ") != c.days || d.String() != c.text {
			t.Errorf("%q: got %s, want %s", c.text, got, c.days)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"2021-02-30", "February 2021 has 28 days"},
		{"2021-13", "month"},
		{"21-02-2021", "is not a date"},
		{"2021-02-22T25:00", "23:59"},
		{"2021-03/2021-02", "turn"},
		{"[2021-03..2021-02]", "turn"},
		{"[2021-03", "two dots"},
		{"[2021-03..2021-04", "bracket"},
		{"2021x", "goes on"},
		{"0000", "is not a date"},
		{"٢٠٢١", "is not a date"},
		{"../..", "neither"},
		{"/", "neither"},
		{"soon", "is not a date"},
	} {
		_, err := graph.ParseDate(c.text)
		var failure *graph.DateError
		if !errors.As(err, &failure) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: got %v, want an error that says %q", c.text, err, c.says)
		}
	}
}

func TestDateOnADay(t *testing.T) {
	day := func(text string) graph.Day {
		d, err := graph.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		text, on                       string
		begun, mayBegun, is, may, aged bool
	}{
		{"2021-02", "2021-02-10", false, true, false, true, true},
		{"2021-02", "2021-03-01", true, true, false, false, true},
		{"2015/..", "2021-01-01", true, true, true, true, true},
		{"2015/", "2021-01-01", true, true, false, true, true},
		{"2015/ended", "2016-01-01", true, true, false, false, true},
		{"../2021-02", "2020-01-01", false, true, false, true, true},
		{"", "2020-01-01", false, true, false, false, false},
	} {
		d := graph.MustDate(c.text)
		begun, mayBegun := d.BegunBy(day(c.on))
		is, may := d.CurrentOn(day(c.on))
		if begun != c.begun || mayBegun != c.mayBegun || is != c.is || may != c.may || (d.AgeFrom() != graph.MinDay) != c.aged {
			t.Errorf("%q on %s: begun %t/%t, current %t/%t, aged from %s", c.text, c.on, begun, mayBegun, is, may, d.AgeFrom())
		}
	}
	if got := graph.MustDate("2015/..").AgeFrom(); got != day("2015-01-01") {
		t.Errorf("the age of an open end counts from %s, want its beginning", got)
	}
	if m := graph.MustDate("2021-02-22T14:30").Minutes(); m != 14*60+30 {
		t.Errorf("minutes: got %d", m)
	}
}

func TestReadDate(t *testing.T) {
	today := graph.DayOf(2021, time.March, 15)
	for _, c := range []struct{ typed, want string }{
		{"early October 2020", "[2020-10-01..2020-10-10]"},
		{"mid-March 2021", "[2021-03-11..2021-03-20]"},
		{"end of February 2021", "[2021-02-21..2021-02-28]"},
		{"3-4 March 2021", "2021-03-03/2021-03-04"},
		{"3 – 4 March", "2021-03-03/2021-03-04"},
		{"3rd and 4th March 2021", "2021-03-03/2021-03-04"},
		{"22 Feb - 1 March 2021", "2021-02-22/2021-03-01"},
		{"30 Dec - 2 Jan 2021", "2020-12-30/2021-01-02"},
		{"spring 2021", "[2021-03-01..2021-05-31]"},
		{"winter 2020", "[2020-12-01..2021-02-28]"},
		{"Q1 2021", "[2021-01-01..2021-03-31]"},
		{"first half of 2021", "[2021-01-01..2021-06-30]"},
		{"December 2020", "2020-12"},
		{"April", "2020-04"},
		{"March", "2021-03"},
		{"22 фев 2021", "2021-02-22"},
		{"22 февраля 2021 г.", "2021-02-22"},
		{"начало октября 2020", "[2020-10-01..2020-10-10]"},
		{"весна 2021", "[2021-03-01..2021-05-31]"},
		{"3 au 4 mars 2021", "2021-03-03/2021-03-04"},
		{"début octobre 2020", "[2020-10-01..2020-10-10]"},
		{"22.02.2021", "2021-02-22"},
		{"3/4/2021", "2021-04-03"},
		{"March 3, 2021", "2021-03-03"},
		{"1st of March 2021", "2021-03-01"},
		{"since 2015", "2015/.."},
		{"until March 2021", "../2021-03"},
		{"today", "2021-03-15"},
		{"вчера", "2021-03-14"},
		{"16 March", "2020-03-16"},
		{" 2021-02 ", "2021-02"},
	} {
		d, err := graph.ReadDate(c.typed, today)
		if err != nil || d.String() != c.want {
			t.Errorf("%q: got %q, error %v, want %q", c.typed, d, err, c.want)
		}
	}
	for _, typed := range []string{"soon", "02/22/2021", "30 February 2021", "the day after", "31 April", "13 13 2021", "Marchember"} {
		if d, err := graph.ReadDate(typed, today); err == nil {
			t.Errorf("%q: got %q, want an error", typed, d)
		}
	}
}

func checkDays(t interface{ Fatalf(string, ...any) }, d graph.Date) {
	days := d.Days()
	if days[0] > days[1] || days[2] > days[3] || days[0] > days[2] || days[1] > days[3] {
		t.Fatalf("%q: the days %v are out of order", d, days)
	}
}

func TestPeriodsAreMonotone(t *testing.T) {
	texts := []string{"", "2021", "2021-02", "2021-02-22", "[2020-12-15..2021-01-10]", "2020/2021-01", "2019/..", "2019/", "../2021", "/ended", "2020/ended"}
	rapid.Check(t, func(t *rapid.T) {
		d := graph.MustDate(rapid.SampledFrom(texts).Draw(t, "date"))
		from := graph.DayOf(2018, 1, 1) + graph.Day(rapid.IntRange(0, 1500).Draw(t, "from"))
		to := from + graph.Day(rapid.IntRange(0, 800).Draw(t, "length"))
		certain, may := d.In(from, to)
		widerCertain, widerMay := d.In(from-graph.Day(rapid.IntRange(0, 300).Draw(t, "before")), to+graph.Day(rapid.IntRange(0, 300).Draw(t, "after")))
		if certain && !may || certain && !widerCertain || may && !widerMay {
			t.Fatalf("%q in %s..%s: certain %t, may %t; in a wider period %t, %t", d, from, to, certain, may, widerCertain, widerMay)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2021-02-22", "[2021..2022]/2023", "2015/ended", "2020-10?", "2021-02-22T14:30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := graph.ParseDate(text)
		if err != nil {
			return
		}
		checkDays(t, d)
		if again, err := graph.ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("%q read again: %q, %v", text, again, err)
		}
	})
}

func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"early October 2020", "3-4 March 2021", "22 фев 2021", "since 2015", "Q1 2021", "31 dec"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := graph.ReadDate(text, graph.DayOf(2021, time.March, 15))
		if err != nil {
			return
		}
		checkDays(t, d)
		if again, err := graph.ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("%q was read as %q, which reads as %q, %v", text, d, again, err)
		}
	})
}

func BenchmarkParseDate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := graph.ParseDate("2021-02-22"); err != nil {
			b.Fatal(err)
		}
	}
}
