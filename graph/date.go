package graph

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Date is a date as people know it: kept as it was written, and read as four calendar days, the
// earliest and latest on which it can have begun and on which it can have ended. The zero value is an
// unknown date. Dates compare with ==.
//
// The notation is the part of EDTF (ISO 8601-2:2019, levels 0 and 1) that the model needs:
//
//	2021  2021-02  2021-02-22  2021-02-22T14:30   one day, known to the year, month, day; a time only orders
//	2021-02-22/2021-03-01                          lasts from one to the other
//	[2021-03-03..2021-03-04]                       one day between, both included
//	[..2021-03-04]  [2021-03-03..]                 one day, not after, not before
//	2015/..  2015/  ../2021  /2021                 has not ended; not known to have ended; beginning unknown
//	2015/ended  /ended                             ended, date unknown (no EDTF: it has no such thing)
//	2020-10?  2020-10~  2020-10%                   uncertain, approximate, both: kept, and widen nothing
//
// An interval's part may be in brackets itself: [2021-01..2021-02]/2021-03. No spaces, and only the figures 0 to 9.
type Date struct {
	// text is empty where the date is unknown; days have no meaning then.
	text string
	days [4]Day
	// minutes is the time of day plus one, 0 where there is none.
	minutes   int16
	ended     bool
	uncertain bool
}

// ParseDate reads the notation. The empty text is the unknown date. What it cannot read is a *DateError.
func ParseDate(text string) (Date, error) {
	if day, ok := plainDay(text); ok {
		return Date{text: text, days: [4]Day{day, day, day, day}}, nil
	}
	if text == "" {
		return Date{}, nil
	}
	d, reason := readNotation(text)
	if reason != "" {
		return Date{}, &DateError{text, reason}
	}
	return d, nil
}

// MustDate is ParseDate for texts in code; it panics on an error.
func MustDate(text string) Date {
	d, err := ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOfDay gives the date that is that one day, and the unknown date for MinDay and MaxDay.
func DateOfDay(day Day) Date {
	if day == MinDay || day == MaxDay {
		return Date{}
	}
	return Date{text: day.String(), days: [4]Day{day, day, day, day}}
}

// String gives the date as it was written.
func (d Date) String() string { return d.text }

// IsZero says that the date is unknown. ("/ended" is not: that it is over is known.)
func (d Date) IsZero() bool { return d.text == "" }

// Dated says that something is known of when it began or ended.
func (d Date) Dated() bool { return !Undated(d.Days()) }

// Days gives the four days: earliest and latest beginning, earliest and latest end.
func (d Date) Days() [4]Day {
	if d.text == "" {
		return [4]Day{MinDay, MaxDay, MinDay, MaxDay}
	}
	return d.days
}

// EarliestBeginning gives the earliest day on which it can have begun, MinDay where there is no bound.
func (d Date) EarliestBeginning() Day { return d.Days()[0] }

// LatestBeginning gives the latest day on which it can have begun, MaxDay where there is no bound.
func (d Date) LatestBeginning() Day { return d.Days()[1] }

// EarliestEnd gives the earliest day on which it can have ended; MaxDay where it has not ended.
func (d Date) EarliestEnd() Day { return d.Days()[2] }

// LatestEnd gives the latest day on which it can have ended, MaxDay where there is no bound.
func (d Date) LatestEnd() Day { return d.Days()[3] }

// EndedUnknown says "ended, date unknown": it is over, nobody knows since when, and it is never current.
func (d Date) EndedUnknown() bool { return d.ended }

// Uncertain says that the date, or a part of it, was written with ?, ~ or %.
func (d Date) Uncertain() bool { return d.uncertain }

// Minutes gives the time of day in minutes after midnight, of an interval that of its beginning; -1 where there is none.
// It only orders what is on the same day.
func (d Date) Minutes() int { return int(d.minutes) - 1 }

// AgeFrom gives the day from which an age counts: the earliest end, so that a tie is never overstated;
// where the end is open or not known, the earliest beginning. MinDay where there is no such day.
func (d Date) AgeFrom() Day { return AgeFrom(d.Days()) }

// AgeFrom is the same for four days.
func AgeFrom(days [4]Day) Day {
	if days[2] == MaxDay {
		return days[0]
	}
	return days[2]
}

// In says whether the date certainly is, and may be, in a period whose two days are included. An unknown date is in
// no period.
func (d Date) In(from, to Day) (certain, may bool) {
	return InPeriod(d.Days(), from, to)
}

// InPeriod is the same for four days.
func InPeriod(days [4]Day, from, to Day) (certain, may bool) {
	if Undated(days) {
		return false, false
	}
	return days[1] <= to && days[2] >= from, days[0] <= to && days[3] >= from
}

// Undated says that four days are those of an unknown date.
func Undated(days [4]Day) bool {
	return days == [4]Day{MinDay, MaxDay, MinDay, MaxDay}
}

// BegunBy says whether it certainly had, and may have, begun by the end of a day. An unknown
// beginning has begun on every day, though not for certain.
func (d Date) BegunBy(day Day) (certain, may bool) {
	days := d.Days()
	return days[1] <= day && days[1] != MaxDay, days[0] <= day
}

// CurrentOn says whether it certainly was, and may have been, current on a day. What has ended at an unknown date is current on
// no day, and neither is the unknown date: what to make of a link without any date is for its owner to say.
func (d Date) CurrentOn(day Day) (certain, may bool) {
	if d.ended {
		return false, false
	}
	return d.In(day, day)
}

// MarshalText gives the date as it was written.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads what ParseDate reads. An error leaves the date as it was.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// What the reasons of errors show as a mending.
const (
	dateExamples    = "write it like 2021, 2021-02, 2021-02-22, 2021-02-22/2021-03-01, [2021-03-03..2021-03-04], 2015/.. or 2015/ended"
	bracketExample  = "write it like [2021-03-03..2021-03-04]"
	dateMarks       = "?~%"
	openEnd         = ".."
	endedWord       = "ended"
	longestNotation = 100
)

// dayPart is one side of a date: one day, however well known.
type dayPart struct {
	first, last Day
	// minutes is the time of day plus one, 0 where there is none.
	minutes   int16
	uncertain bool
}

// anyDay is a side of which nothing is known.
var anyDay = dayPart{first: MinDay, last: MaxDay}

// before says that one part is wholly before another. A time of day decides within a day, where both have one.
func (p dayPart) before(other dayPart) bool {
	if p.last != other.first || p.first != p.last || other.first != other.last {
		return p.last < other.first
	}
	return p.minutes > 0 && other.minutes > 0 && p.minutes < other.minutes
}

// readNotation reads what is not simply a day. It gives a reason where the text is no date.
func readNotation(text string) (d Date, reason string) {
	if len(text) > longestNotation {
		return d, "this is too long for a date; " + dateExamples
	}
	if begin, end, isInterval := strings.Cut(text, "/"); isInterval {
		d, reason = readInterval(begin, end)
	} else {
		var p dayPart
		p, reason = readPart(text)
		d = Date{days: [4]Day{p.first, p.last, p.first, p.last}, minutes: p.minutes, uncertain: p.uncertain}
	}
	d.text = text
	return d, reason
}

func readInterval(begin, end string) (Date, string) {
	if strings.Contains(end, "/") {
		return Date{}, "this has more than one stroke; write an interval like 2021-02-22/2021-03-01"
	}
	from, reason := anyDay, ""
	known := begin != "" && begin != openEnd
	if known {
		if from, reason = readPart(begin); reason != "" {
			return Date{}, reason
		}
	}
	d := Date{days: [4]Day{from.first, from.last, from.first, MaxDay}, minutes: from.minutes, uncertain: from.uncertain}
	switch end {
	case endedWord:
		d.ended = true
		return d, ""
	case "", openEnd:
		if !known {
			return Date{}, "this has neither a beginning nor an end; leave the date out, or write /ended for what is over"
		}
		if end == openEnd {
			d.days[2] = MaxDay
		}
		return d, ""
	}
	to, reason := readPart(end)
	if reason != "" {
		return Date{}, reason
	}
	if to.before(from) {
		return Date{}, "this ends before it begins; turn the two dates around"
	}
	// What begins within one range and ends within another begins no later than it can have ended, and the other way about.
	d.days = [4]Day{from.first, min(from.last, to.last), max(from.first, to.first), to.last}
	d.uncertain = from.uncertain || to.uncertain
	return d, ""
}

// readPart reads a text that is one part of a date and nothing else: "2021-02?" or "[2021..2022]".
func readPart(text string) (dayPart, string) {
	if day, ok := plainDay(text); ok {
		return dayPart{first: day, last: day}, ""
	}
	r := notationReader{text: text}
	p, reason := r.part()
	if reason == "" && r.at < len(text) {
		reason = goesOn(text[r.at:])
	}
	return p, reason
}

// goesOn says what is wrong with what follows a date.
func goesOn(rest string) string {
	switch {
	case strings.ContainsRune(dateMarks, rune(rest[0])):
		return "only one of the marks ? ~ % goes after a date; % says uncertain and approximate"
	case rest[0] >= '0' && rest[0] <= '9':
		return "years have four figures, months and days two; " + dateExamples
	}
	return fmt.Sprintf("the date is followed by %q; ", rest) + dateExamples
}

// lastDay is the last that can be written.
var lastDay = civil(9999, 12, 31)

const yearsWritten = "years go from 0001 to 9999"

// notationReader reads one part from left to right. Its methods give a reason where the text is no date.
type notationReader struct {
	text string
	at   int
}

func (r *notationReader) part() (p dayPart, reason string) {
	if r.take("[") {
		p, reason = r.bracket()
	} else {
		p, reason = r.day()
	}
	return p, reason
}

// bracket reads what follows "[". One of its two days may be left out: "[..2021]" is a day not after 2021 (so do answers
// print what has no bound on one side).
func (r *notationReader) bracket() (dayPart, string) {
	from, to, reason := anyDay, anyDay, ""
	if !r.follows(openEnd) {
		if from, reason = r.day(); reason != "" {
			return anyDay, reason
		}
	}
	if !r.take(openEnd) {
		return anyDay, "two dots are missing between the two days; " + bracketExample
	}
	if !r.follows("]") {
		if to, reason = r.day(); reason != "" {
			return anyDay, reason
		}
	}
	switch {
	case !r.take("]"):
		return anyDay, "the closing bracket is missing; " + bracketExample
	case from == anyDay && to == anyDay:
		return anyDay, "this has neither a first nor a last day; leave the date out"
	case to.before(from):
		return anyDay, "the last day is before the first; turn the two around"
	}
	return dayPart{from.first, to.last, 0, r.mark() || from.uncertain || to.uncertain}, ""
}

// day reads a year, a month or a day with or without a time, and a mark.
func (r *notationReader) day() (p dayPart, reason string) {
	year, ok := r.number(4)
	switch {
	case !ok:
		return p, noDate(r.text)
	case year == 0:
		return p, yearsWritten
	}
	p = dayPart{first: civil(year, 1, 1), last: civil(year, 12, 31)}
	if r.take("-") {
		if reason = r.monthOf(year, &p); reason != "" {
			return p, reason
		}
	}
	p.uncertain = r.mark()
	return p, ""
}

// noDate says why a text does not even begin as a date.
func noDate(text string) string {
	for _, c := range text {
		if c > unicode.MaxASCII && unicode.IsDigit(c) {
			return fmt.Sprintf("%q is no figure from 0 to 9; ", c) + dateExamples
		}
	}
	return "this is no date; " + dateExamples
}

// monthOf reads what follows a year.
func (r *notationReader) monthOf(year int, p *dayPart) string {
	month, ok := r.number(2)
	if !ok || month < 1 || month > 12 {
		return "a month from 01 to 12, in two figures, must follow the year; " + dateExamples
	}
	days := daysIn(year, month)
	p.first, p.last = civil(year, month, 1), civil(year, month, days)
	if !r.take("-") {
		return ""
	}
	day, ok := r.number(2)
	switch {
	case !ok:
		return "a day in two figures must follow the month; write it like 2021-02-22"
	case day < 1 || day > days:
		return noSuchDay(year, month)
	}
	p.first = civil(year, month, day)
	p.last = p.first
	if !r.take("T") {
		return ""
	}
	return r.timeOfDay(p)
}

func noSuchDay(year, month int) string {
	return fmt.Sprintf("%s %d has %d days", time.Month(month), year, daysIn(year, month))
}

func (r *notationReader) timeOfDay(p *dayPart) string {
	hour, ok := r.number(2)
	colon := r.take(":")
	minute, ok2 := r.number(2)
	if !ok || !colon || !ok2 || hour > 23 || minute > 59 {
		return "a time from 00:00 to 23:59 must follow the T; write it like 2021-02-22T14:30"
	}
	p.minutes = int16(hour*60+minute) + 1
	return ""
}

// mark takes one of the marks for uncertain, approximate, or both.
func (r *notationReader) mark() bool {
	if r.at == len(r.text) || strings.IndexByte(dateMarks, r.text[r.at]) < 0 {
		return false
	}
	r.at++
	return true
}

// number takes a number of so many figures.
func (r *notationReader) number(figures int) (int, bool) {
	if r.at+figures > len(r.text) {
		return 0, false
	}
	n := 0
	for _, c := range []byte(r.text[r.at : r.at+figures]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	r.at += figures
	return n, true
}

func (r *notationReader) follows(text string) bool { return strings.HasPrefix(r.text[r.at:], text) }

func (r *notationReader) take(text string) bool {
	if !r.follows(text) {
		return false
	}
	r.at += len(text)
	return true
}
