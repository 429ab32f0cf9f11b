package graph_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liaison/graph"
)

// The day on which the tests read: a Monday.
var readOn = graph.DayOf(2021, time.March, 15)

func TestReadDate(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		// the notation, unchanged, and typed loosely
		{"", ""},
		{"2021-02-22", "2021-02-22"},
		{" 2021-02 ", "2021-02"},
		{"[2021-03-03..2021-03-04]", "[2021-03-03..2021-03-04]"},
		{"2015/..", "2015/.."},
		{"/ended", "/ended"},
		{"2020-10?", "2020-10?"},
		{"2021–02–22", "2021-02-22"},
		{"2021-02-22 / 2021-03-01", "2021-02-22/2021-03-01"},
		{"[2021-03-03 … 2021-03-04]", "[2021-03-03..2021-03-04]"},
		{"2021-02-22t14:30", "2021-02-22T14:30"},
		{"2021-02-22 14:30", "2021-02-22T14:30"},
		{"2021-02-22 - 2021-02-25", "2021-02-22/2021-02-25"},

		// days
		{"22 Feb 2021", "2021-02-22"},
		{"22 FEBRUARY 2021", "2021-02-22"},
		{"22\u00a0February\u202f2021", "2021-02-22"},
		{"February 22, 2021", "2021-02-22"},
		{"March 3rd, 2021", "2021-03-03"},
		{"1st of March 2021", "2021-03-01"},
		{"the first of March, 2021", "2021-03-01"},
		{"22-Feb-2021", "2021-02-22"},
		{"2021 Feb 22", "2021-02-22"},
		{"Sept. 5, 2020", "2020-09-05"},
		{"Monday, 22 February 2021", "2021-02-22"},
		{"on 22 February 2021 at 14:30", "2021-02-22T14:30"},
		{"22 Feb 2021 9:05", "2021-02-22T09:05"},
		{"22 фев 2021", "2021-02-22"},
		{"22 февр. 2021", "2021-02-22"},
		{"22 февраля 2021 г.", "2021-02-22"},
		{"22 февраля 2021 года", "2021-02-22"},
		{"22-го февраля 2021", "2021-02-22"},
		{"22 февраля 2021 в 14:30", "2021-02-22T14:30"},
		{"1er mars 2021", "2021-03-01"},
		{"le 22 février 2021", "2021-02-22"},
		{"22 fevrier 2021", "2021-02-22"},
		{"14 juil. 2020", "2020-07-14"},

		// days in figures
		{"22.02.2021", "2021-02-22"},
		{"22.02.2021 г.", "2021-02-22"},
		{"22. 02. 2021", "2021-02-22"},
		{"22/02/2021", "2021-02-22"},
		{"22-02-2021", "2021-02-22"},
		{"3/4/2021", "2021-04-03"},
		{"2021/02/22", "2021-02-22"},
		{"2021.02.22", "2021-02-22"},
		{"02.2021", "2021-02"},
		{"02/2021", "2021-02"},
		{"2021/02", "2021-02"},
		{"22.02", "2021-02-22"},
		{"22.02.2021 14:30", "2021-02-22T14:30"},

		// without a year: the most recent that has begun
		{"March", "2021-03"},
		{"April", "2020-04"},
		{"15 March", "2021-03-15"},
		{"16 March", "2020-03-16"},
		{"29 February", "2020-02-29"},
		{"14-16 March", "2021-03-14/2021-03-16"},
		{"16-17 March", "2020-03-16/2020-03-17"},
		{"22 Feb-1 March", "2021-02-22/2021-03-01"},
		{"30 Dec - 2 Jan", "2020-12-30/2021-01-02"},
		{"spring", "[2021-03-01..2021-05-31]"},
		{"summer", "[2020-06-01..2020-08-31]"},
		{"winter", "[2020-12-01..2021-02-28]"},
		{"Q1", "[2021-01-01..2021-03-31]"},
		{"Q4", "[2020-10-01..2020-12-31]"},
		{"late March", "[2020-03-21..2020-03-31]"},

		// months and years
		{"December 2020", "2020-12"},
		{"in December, 2020", "2020-12"},
		{"2020 December", "2020-12"},
		{"декабрь 2020 г.", "2020-12"},
		{"в декабре 2020", "2020-12"},
		{"décembre 2020", "2020-12"},
		{"in 2020", "2020"},
		{"2020 год", "2020"},
		{"2020 г.", "2020"},

		// parts
		{"early October 2020", "[2020-10-01..2020-10-10]"},
		{"beginning of October 2020", "[2020-10-01..2020-10-10]"},
		{"mid-March 2021", "[2021-03-11..2021-03-20]"},
		{"mid October 2020", "[2020-10-11..2020-10-20]"},
		{"late October 2020", "[2020-10-21..2020-10-31]"},
		{"the end of February 2021", "[2021-02-21..2021-02-28]"},
		{"начало октября 2020", "[2020-10-01..2020-10-10]"},
		{"в середине октября 2020 года", "[2020-10-11..2020-10-20]"},
		{"конец февраля 2020", "[2020-02-21..2020-02-29]"},
		{"début octobre 2020", "[2020-10-01..2020-10-10]"},
		{"mi-octobre 2020", "[2020-10-11..2020-10-20]"},
		{"fin d'octobre 2020", "[2020-10-21..2020-10-31]"},
		{"early 2021", "[2021-01-01..2021-04-30]"},
		{"mid-2020", "[2020-05-01..2020-08-31]"},
		{"конец 2020 года", "[2020-09-01..2020-12-31]"},
		{"spring 2021", "[2021-03-01..2021-05-31]"},
		{"the fall of 2020", "[2020-09-01..2020-11-30]"},
		{"winter 2020", "[2020-12-01..2021-02-28]"},
		{"winter 2019", "[2019-12-01..2020-02-29]"},
		{"winter 2020/21", "[2020-12-01..2021-02-28]"},
		{"winter 2020-2021", "[2020-12-01..2021-02-28]"},
		{"весна 2021", "[2021-03-01..2021-05-31]"},
		{"летом 2020 года", "[2020-06-01..2020-08-31]"},
		{"printemps 2021", "[2021-03-01..2021-05-31]"},
		{"été 2020", "[2020-06-01..2020-08-31]"},
		{"Q1 2021", "[2021-01-01..2021-03-31]"},
		{"2021 Q1", "[2021-01-01..2021-03-31]"},
		{"q3/2020", "[2020-07-01..2020-09-30]"},
		{"second quarter of 2020", "[2020-04-01..2020-06-30]"},
		{"IV квартал 2020 г.", "[2020-10-01..2020-12-31]"},
		{"1 кв. 2021", "[2021-01-01..2021-03-31]"},
		{"1er trimestre 2021", "[2021-01-01..2021-03-31]"},
		{"first half of 2021", "[2021-01-01..2021-06-30]"},
		{"H2 2020", "[2020-07-01..2020-12-31]"},
		{"2-е полугодие 2020", "[2020-07-01..2020-12-31]"},
		{"первая половина 2020 года", "[2020-01-01..2020-06-30]"},
		{"premier semestre 2020", "[2020-01-01..2020-06-30]"}, //nolint:misspell // French

		// ranges
		{"3-4 March 2021", "2021-03-03/2021-03-04"},
		{"3 – 4 March", "2021-03-03/2021-03-04"},
		{"3—4 march 2021", "2021-03-03/2021-03-04"},
		{"3 and 4 March 2021", "2021-03-03/2021-03-04"},
		{"3rd and 4th March 2021", "2021-03-03/2021-03-04"},
		{"March 3-4, 2021", "2021-03-03/2021-03-04"},
		{"from 3 to 4 March 2021", "2021-03-03/2021-03-04"},
		{"3/4 March 2021", "2021-03-03/2021-03-04"},
		{"22 Feb - 1 March 2021", "2021-02-22/2021-03-01"},
		{"28 Feb - 3 March 2021", "2021-02-28/2021-03-03"},
		{"30 Dec - 2 Jan 2021", "2020-12-30/2021-01-02"},
		{"30 Dec 2020 - 2 Jan", "2020-12-30/2021-01-02"},
		{"22-25.02.2021", "2021-02-22/2021-02-25"},
		{"22.02-25.02.2021", "2021-02-22/2021-02-25"},
		{"22.02.2021 - 25.02.2021", "2021-02-22/2021-02-25"},
		{"22 Feb 2021 14:30-16:00", "2021-02-22T14:30/2021-02-22T16:00"},
		{"Feb-Mar 2021", "2021-02/2021-03"},
		{"December 2020 to February 2021", "2020-12/2021-02"},
		{"Dec - Feb 2021", "2020-12/2021-02"},
		{"late February - early March 2021", "[2021-02-21..2021-02-28]/[2021-03-01..2021-03-10]"},
		{"early-mid March 2021", "[2021-03-01..2021-03-10]/[2021-03-11..2021-03-20]"},
		{"late 2020 - early 2021", "[2020-09-01..2020-12-31]/[2021-01-01..2021-04-30]"},
		{"Q3-Q4 2020", "[2020-07-01..2020-09-30]/[2020-10-01..2020-12-31]"},
		{"first half - second half 2020", "[2020-01-01..2020-06-30]/[2020-07-01..2020-12-31]"},
		{"3 March 2021 09:00 or 4 March 2021", "[2021-03-03..2021-03-04]"},
		{"last week - today", "[2021-03-08..2021-03-14]/2021-03-15"},
		{"Tue-Thu", "2021-03-09/2021-03-11"},
		{"3 March - Friday", "2021-03-03/2021-03-05"},
		{"winter - spring 2021", "[2020-12-01..2021-02-28]/[2021-03-01..2021-05-31]"},
		{"2015-2018", "2015/2018"},
		{"from 2015 to 2018", "2015/2018"},
		{"с 3 по 4 марта 2021 г.", "2021-03-03/2021-03-04"},
		{"с 28 февраля по 3 марта 2021 года", "2021-02-28/2021-03-03"},
		{"3 и 4 марта 2021", "2021-03-03/2021-03-04"},
		{"3 au 4 mars 2021", "2021-03-03/2021-03-04"},
		{"du 28 février au 3 mars 2021", "2021-02-28/2021-03-03"},
		{"3 et 4 mars 2021", "2021-03-03/2021-03-04"},
		{"3 or 4 March 2021", "[2021-03-03..2021-03-04]"},
		{"between 3 and 10 March 2021", "[2021-03-03..2021-03-10]"},
		{"между 3 и 10 марта 2021", "[2021-03-03..2021-03-10]"},
		{"February or March 2021", "[2021-02..2021-03]"},
		{"early or mid March 2021", "[2021-03-01..2021-03-20]"},

		// bounds
		{"since 2015", "2015/.."},
		{"from 2015", "2015/.."},
		{"с 2015 года", "2015/.."},
		{"depuis mars 2015", "2015-03/.."},
		{"since early October 2020", "[2020-10-01..2020-10-10]/.."},
		{"2015 to present", "2015/.."},
		{"2015 - now", "2015/.."},
		{"с 2015 г. по настоящее время", "2015/.."},
		{"с 2015 по н.в.", "2015/.."},
		{"until 2021", "../2021"},
		{"until March 2021", "../2021-03"},
		{"до 2021 г.", "../2021"},
		{"jusqu'en 2021", "../2021"},
		{"jusqu’au 3 mars 2021", "../2021-03-03"},
		{"by 31 January 2021", "../2021-01-31"},
		{"before 2021", "[..2020-12-31]"},
		{"before March 2021", "[..2021-02-28]"},
		{"after 2015", "[2016-01-01..]"},
		{"после 22.02.2021", "[2021-02-23..]"},
		{"avant mars 2021", "[..2021-02-28]"},
		{"ended", "/ended"},
		{"unknown", ""},

		// counted from today
		{"today", "2021-03-15"},
		{"Yesterday", "2021-03-14"},
		{"вчера", "2021-03-14"},
		{"aujourd'hui", "2021-03-15"},
		{"hier", "2021-03-14"},
		{"tomorrow", "2021-03-16"},
		{"last week", "[2021-03-08..2021-03-14]"},
		{"на прошлой неделе", "[2021-03-08..2021-03-14]"},
		{"la semaine dernière", "[2021-03-08..2021-03-14]"},
		{"this week", "[2021-03-15..2021-03-21]"},
		{"last month", "2021-02"},
		{"last year", "2020"},
		{"yesterday at 10:00", "2021-03-14T10:00"},
		{"Monday", "2021-03-15"},
		{"on Tuesday", "2021-03-09"},

		// doubt
		{"about March 2021", "2021-03~"},
		{"circa 2015", "2015~"},
		{"около 2015 г.", "2015~"},
		{"March 2021?", "2021-03?"},
		{"about March 2021?", "2021-03%"},
		{"early October 2020?", "[2020-10-01..2020-10-10]?"},
		{"3-4 March 2021?", "2021-03-03?/2021-03-04?"},
		{"~2015", "2015~"},

		// months of the region
		{"22 ақпан 2021", "2021-02-22"},
		{"2021 жылғы 22 ақпан", "2021-02-22"},
		{"3-4 наурыз 2021", "2021-03-03/2021-03-04"},
		{"Қыркүйек 2020", "2020-09"},
		{"22-февраль 2021-жыл", "2021-02-22"},
		{"2021-жылдын 22-февралы", "2021-02-22"},
		{"22 бирдин айы 2021", "2021-02-22"},
		{"аяк оона 2020", "2020-09"},
		{"2021-yil 22-fevral", "2021-02-22"},
		{"3-4 mart 2021", "2021-03-03/2021-03-04"},
		{"22 феврали соли 2021", "2021-02-22"},
		{"2021-nji ýylyň 22-nji fewraly", "2021-02-22"},
		{"sentýabr 2020", "2020-09"},
		{"maý 2020", "2020-05"},
		{"мамыр 2020", "2020-05"},
		{"шілде 2020", "2020-07"},
	} {
		d, err := graph.ReadDate(c.typed, readOn)
		if err != nil || d.String() != c.want {
			t.Errorf("ReadDate(%q): got %q, error %v, want %q", c.typed, d, err, c.want)
			continue
		}
		checkDate(t, d)
	}
}

func TestReadDateLongAfterALeapYear(t *testing.T) {
	for _, c := range []struct{ typed, today, want string }{
		{"29 February", "1904-01-01", "1896-02-29"},
		{"29 February", "1904-02-29", "1904-02-29"},
		{"29 February", "1907-06-01", "1904-02-29"},
		{"28-29 February", "1904-01-01", "1896-02-28/1896-02-29"},
	} {
		if got, err := graph.ReadDate(c.typed, bound(t, c.today)); err != nil || got.String() != c.want {
			t.Errorf("ReadDate(%q) on %s: got %q, error %v, want %q", c.typed, c.today, got, err, c.want)
		}
	}
}

func TestReadDateRefuses(t *testing.T) {
	for _, c := range []struct{ typed, says string }{
		{"soon", `"soon" is not understood in a date; try 3-4 March 2021`},
		{"the day after", "not understood"},
		{"Marchember", "not understood"},
		{"ma 2021", "not understood"},
		{"$5", `"$" is not understood`},
		{"jui 2020", "may be more than one month"},
		{"02/22/2021", "no month 22; the day goes first"},
		{"30 February 2021", "February 2021 has 28 days"},
		{"31 April", "April 2021 has 30 days"},
		{"0 March 2021", "0 is neither a day"},
		{"2021-02-30", "February 2021 has 28 days"},
		{"2021-13", "01 to 12"},
		{"2015-18", "01 to 12"},
		{"[2021-03..2021-02]", "turn the two around"},
		{"22.02.21", "four figures"},
		{"22 Feb 21", "four figures"},
		{"13 13 2021", "cannot be read"},
		{"202", "neither a day nor a year"},
		{"5", "the month is missing"},
		{"early", "the month is missing"},
		{"14:30", "the month is missing"},
		{"March 2021 14:30", "a time needs a day"},
		{"22 March 2021 25:00", "no time"},
		{"4-3 March 2021", "turn the two dates around"},
		{"4 or 3 March 2021", "turn the two around"},
		{"3 and 10 March 2021", "not next to each other"},
		{"Tuesday 22 February 2021", "2021-02-22 is no Tuesday"},
		{"Q5 2021", "quarters go from 1 to 4"},
		{"third half of 2021", "a first and a second half"},
		{"spring 2020/21", "only a winter"},
		{"winter 2020/22", "only a winter"},
		{"winter 9999", "0001 to 9999"},
		{"after 9999", "0001 to 9999"},
		{"before 0001", "0001 to 9999"},
		{"since 2021-02-00", "a part that is 0"},
		{"until 3-4 March 2021", "bounds what has a beginning and an end"},
		{"since", "cannot be read"},
		{"since 30 February 2021", "February 2021 has 28 days"},
		{"since 22.02.21", "four figures"},
		{"since March March", "cannot be read"},
		{"3 March 2021 - 30 February 2021", "February 2021 has 28 days"},
		{"30 February 2021 - 3 March 2021", "February 2021 has 28 days"},
		{"22.02.21 - 25.02.21", "four figures"},
		{"between 2015", "cannot be read"},
		{"?", "cannot be read"},
		{"31 April - Friday", "April 2021 has 30 days"},
		{"0000 March", "0001 to 9999"},
		{"٢٢ March 2021", "not understood"},
		{strings.Repeat("March ", 100), "too long"},
	} {
		d, err := graph.ReadDate(c.typed, readOn)
		var failure *graph.DateError
		if !errors.As(err, &failure) || !strings.Contains(failure.Reason, c.says) || d != (graph.Date{}) {
			t.Errorf("ReadDate(%q): got %q, error %v, want an error that says %q", c.typed, d, err, c.says)
		}
	}
}

func TestReadDateOnAnyDay(t *testing.T) {
	typed := []string{"today", "yesterday", "last week", "next month", "March", "29 February", "3-4 January", "28-29 February", "29 Feb - 1 March", "30 Dec - 2 Jan", "winter", "Q2", "Friday", "late May"}
	rapid.Check(t, func(t *rapid.T) {
		today := graph.DayOf(1900, 1, 1) + graph.Day(rapid.IntRange(0, 100_000).Draw(t, "today"))
		text := rapid.SampledFrom(typed).Draw(t, "typed")
		d, err := graph.ReadDate(text, today)
		if err != nil {
			t.Fatalf("ReadDate(%q) on %s: got error %v, want none", text, today, err)
		}
		checkDate(t, d)
		first := d.EarliestBeginning()
		if text == "next month" {
			return
		}
		if years := today - first; first > today || years > 8*366 || years > 366 && !strings.Contains(text, "29") && text != "winter" {
			t.Fatalf("ReadDate(%q) on %s: got %q, want the most recent that has begun", text, today, d)
		}
	})
}

// Every notation is a reading of itself.
func TestReadDateKeepsTheNotation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawDate(t)
		if got, err := graph.ReadDate(want.String(), readOn); err != nil || got != want {
			t.Fatalf("ReadDate(%q): got %q, error %v, want it unchanged", want, got, err)
		}
	})
}

func FuzzReadDate(f *testing.F) {
	for _, s := range dateSeeds {
		f.Add(s, int32(readOn))
	}
	for _, s := range []string{
		"early October 2020", "3-4 March 2021", "22 фев 2021", "since 2015", "Q1 2021", "31 dec", "winter 2020/21", "22.02-25.02.2021", "last week",
		"между 3 и 10 марта 2021", "2021-nji ýylyň 22-nji fewraly", "about March 2021?", "Mon 14:30-16:00", "н.в.", "before 0001", "after 9999",
	} {
		f.Add(s, int32(readOn))
	}
	f.Add("yesterday", int32(graph.MinDay))
	f.Add("last week", int32(graph.MaxDay))
	f.Fuzz(func(t *testing.T, text string, today int32) {
		d, err := graph.ReadDate(text, graph.Day(today))
		if err != nil {
			checkDateError(t, strings.TrimSpace(text), err)
			return
		}
		checkDate(t, d)
	})
}

func TestReadDateAhead(t *testing.T) {
	for _, c := range []struct{ typed, from, want string }{
		{"31 March", "2021-03-15", "2021-03-31"},
		{"15 March", "2021-03-15", "2021-03-15"},
		{"14 March", "2021-03-15", "2022-03-14"},
		{"March", "2021-03-15", "2021-03"},
		{"mid-March", "2021-03-15", "[2021-03-11..2021-03-20]"},
		{"28 Dec - 3 Jan", "2021-03-15", "2021-12-28/2022-01-03"},
		{"29 February", "2021-03-15", "2024-02-29"},
		{"Friday", "2021-03-15", "2021-03-19"},
		{"Monday", "2021-03-15", "2021-03-15"},
		{"Friday - Monday", "2021-03-15", "2021-03-19/2021-03-22"},
		{"tomorrow", "2021-03-15", "2021-03-16"},
		{"next week", "2021-03-15", "[2021-03-22..2021-03-28]"},
		{"31 March 2020", "2021-03-15", "2020-03-31"},
		{"by June", "2021-03-15", "../2021-06"},
	} {
		if got, err := graph.ReadDateAhead(c.typed, bound(t, c.from)); err != nil || got.String() != c.want {
			t.Errorf("ReadDateAhead(%q) from %s: got %q, error %v, want %q", c.typed, c.from, got, err, c.want)
		}
	}
}
