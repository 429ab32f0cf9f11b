package graph

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Day is a calendar day as people on the spot count it, without a time zone: the number of days since
// 1970-01-01 in the proleptic Gregorian calendar (ISO 8601), years 0001 to 9999.
type Day int32

// MinDay and MaxDay stand for "no bound": before and after every day.
const (
	MinDay Day = math.MinInt32
	MaxDay Day = math.MaxInt32
)

// unboundedBelow and unboundedAbove are how the two sentinels are shown and kept.
const (
	unboundedBelow = "-"
	unboundedAbove = "+"
)

// secondsADay is that of a calendar without leap seconds, as in Unix time.
const secondsADay = 86_400

// DayOf gives the day of a date; the parts may overflow as in time.Date.
func DayOf(year int, month time.Month, day int) Day {
	return DayOfTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOfTime gives the day that a clock in UTC shows.
func DayOfTime(t time.Time) Day {
	seconds := t.Unix()
	days := seconds / secondsADay
	if seconds%secondsADay < 0 {
		days--
	}
	return Day(days)
}

// ParseDay reads "2021-03-15" and nothing else. What it cannot read is a *DateError.
func ParseDay(text string) (Day, error) {
	if day, ok := plainDay(text); ok {
		return day, nil
	}
	if _, err := ParseDate(text); err != nil {
		return 0, err
	}
	return 0, notOneDay(text)
}

func notOneDay(text string) error {
	return &DateError{text, "one day is needed here, written like 2021-03-15"}
}

// Time gives the beginning of the day, in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*secondsADay, 0).UTC() }

// Civil gives the day's year, month and day of the month. It has no meaning for MinDay and MaxDay.
func (d Day) Civil() (year int, month time.Month, day int) { return d.Time().Date() }

// String gives the day as ISO 8601 writes it: "2021-03-15"; "-" for MinDay, "+" for MaxDay.
func (d Day) String() string {
	switch d {
	case MinDay:
		return unboundedBelow
	case MaxDay:
		return unboundedAbove
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText gives what String gives.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText gives: "2021-03-15", or "-" and "+" for no bound. An error leaves the day as it was.
func (d *Day) UnmarshalText(text []byte) error {
	switch string(text) {
	case unboundedBelow:
		*d = MinDay
		return nil
	case unboundedAbove:
		*d = MaxDay
		return nil
	}
	day, err := ParseDay(string(text))
	if err == nil {
		*d = day
	}
	return err
}

// plainDay reads "2021-03-15": the way nearly every date is written, read apart because a million are read at start.
func plainDay(text string) (Day, bool) {
	if len(text) != len(time.DateOnly) || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	century, years, month, day := twoFigures(text[0:2]), twoFigures(text[2:4]), twoFigures(text[5:7]), twoFigures(text[8:10])
	if century < 0 || years < 0 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	year := century*100 + years
	if year == 0 || day > 28 && day > daysIn(year, month) {
		return 0, false
	}
	return civil(year, month, day), true
}

// twoFigures gives the number that two bytes write, or -1.
func twoFigures(text string) int {
	tens, ones := text[0]-'0', text[1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(tens)*10 + int(ones)
}

// civil gives the day of a date in the calendar, without a time.Time: a million dates are read at start.
// The algorithm is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
// It holds for years from 1.
func civil(year, month, day int) Day {
	if month <= 2 {
		year--
	}
	era := year / 400
	yearOfEra := year - era*400
	shifted := month - 3
	if month <= 2 {
		shifted = month + 9
	}
	dayOfYear := (153*shifted+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return Day(era*146_097 + dayOfEra - 719_468)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// DateError says why a text is no date, and how to mend it.
type DateError struct {
	// Text is what was read, Reason what is wrong with it, as words that can stand alone.
	Text, Reason string
}

// shownOfText bounds how much of a text an error repeats, in bytes: a whole page may have been pasted.
const shownOfText = 80

// Error gives the text and the reason: "2021-02-30: February 2021 has 28 days". A text that would not be told
// from the words around it is quoted.
func (e *DateError) Error() string {
	text := e.Text
	if len(text) > shownOfText {
		text = strings.ToValidUTF8(text[:shownOfText], "") + "..."
	}
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == ':' }) {
		text = strconv.Quote(text)
	}
	return text + ": " + e.Reason
}
