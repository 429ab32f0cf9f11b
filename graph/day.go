package graph

import (
	"fmt"
	"math"
	"time"
)

// Day is a calendar day as people on the spot count it, without a time zone: the number of days since
// 1970-01-01 in the proleptic Gregorian calendar (ISO 8601).
type Day int32

// MinDay and MaxDay stand for "no bound": before and after every day.
const (
	MinDay Day = math.MinInt32
	MaxDay Day = math.MaxInt32
)

// DayOf gives the day of a date; the parts may overflow as in time.Date.
func DayOf(year int, month time.Month, day int) Day {
	return DayOfTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOfTime gives the day that a clock in UTC shows.
func DayOfTime(t time.Time) Day {
	seconds := t.Unix()
	days := seconds / 86_400
	if seconds%86_400 < 0 {
		days--
	}
	return Day(days)
}

// Time gives the beginning of the day, in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86_400, 0).UTC() }

// String gives the day as ISO 8601 writes it: "2021-03-15".
func (d Day) String() string {
	switch d {
	case MinDay:
		return "-"
	case MaxDay:
		return "+"
	}
	return d.Time().Format(time.DateOnly)
}

// ParseDay reads "2021-03-15".
func ParseDay(text string) (Day, error) {
	date, err := ParseDate(text)
	if err != nil {
		return 0, err
	}
	if date.EarliestBeginning() != date.LatestEnd() {
		return 0, &DateError{text, "is not one day: write it like 2021-03-15"}
	}
	return date.EarliestBeginning(), nil
}

// MarshalText gives what String gives, and nothing for "no bound".
func (d Day) MarshalText() ([]byte, error) {
	if d == MinDay || d == MaxDay {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what ParseDay reads.
func (d *Day) UnmarshalText(text []byte) error {
	day, err := ParseDay(string(text))
	*d = day
	return err
}

// civil gives the day of a date in the calendar, without a time.Time: a million dates are read at start.
// The algorithm is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
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

// DateError says why a text is no date.
type DateError struct{ Text, Reason string }

// Error gives the text and the reason.
func (e *DateError) Error() string { return fmt.Sprintf("%q %s", e.Text, e.Reason) }
