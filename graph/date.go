package graph

import (
	"fmt"
	"strings"
	"time"
)

// Date is a date as people know it: kept as it was written, and read as four calendar days, the
// earliest and latest on which it can have begun and on which it can have ended. The zero value is an
// unknown date. Dates compare with ==.
//
// The notation is the part of EDTF (ISO 8601-2:2019, levels 0 and 1) that the model needs:
//
//	2021  2021-02  2021-02-22  2021-02-22T14:30   one day, known to the year, month, day; a time only orders
//	2021-02-22/2021-03-01                          lasts from one to the other
//	[2021-03-03..2021-03-04]                       one day between
//	2015/..  2015/  ../2021  /2021                 has not ended; not known to have ended; beginning unknown
//	2015/ended  /ended                             ended, date unknown (no EDTF: it has no such thing)
//	2020-10?  2020-10~  2020-10%                   uncertain, approximate, both: kept, and widen nothing
type Date struct {
	text  string
	days  [4]Day
	known bool
	ended bool
	// minutes is the time of day plus one, 0 where there is none.
	minutes int16
}

// ParseDate reads the notation. The empty text is the unknown date.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return Date{}, nil
	}
	p := dateParser{text: text}
	d, reason := p.date()
	if reason != "" {
		return Date{}, &DateError{text, reason}
	}
	d.text = text
	d.known = true
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

// DateOfDay gives the date that is that one day.
func DateOfDay(day Day) Date {
	return Date{text: day.String(), days: [4]Day{day, day, day, day}, known: true}
}

// String gives the date as it was written.
func (d Date) String() string { return d.text }

// IsZero says that the date is unknown.
func (d Date) IsZero() bool { return !d.known }

// Days gives the four days: earliest and latest beginning, earliest and latest end.
func (d Date) Days() [4]Day {
	if !d.known {
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

// Uncertain says that the date was written with ?, ~ or %.
func (d Date) Uncertain() bool { return strings.ContainsAny(d.text, "?~%") }

// Minutes gives the time of day in minutes after midnight, or -1.
func (d Date) Minutes() int { return int(d.minutes) - 1 }

// AgeFrom gives the day from which an age counts: the earliest end, so that a tie is never overstated;
// where the end is open, the earliest beginning. MinDay where nothing is known.
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
	return days[1] <= day, days[0] <= day
}

// CurrentOn says whether it certainly was, and may have been, current on a day.
func (d Date) CurrentOn(day Day) (certain, may bool) {
	if d.ended {
		return false, false
	}
	return d.In(day, day)
}

// MarshalText gives the date as it was written.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	*d = parsed
	return err
}

// dateParser reads one date from left to right. Its methods give a reason where the text is no date.
type dateParser struct {
	text string
	at   int
}

const dateExamples = "write it like 2021, 2021-02, 2021-02-22, 2021-02-22/2021-03-01, [2021-03-03..2021-03-04], 2015/.. or 2015/ended"

func (p *dateParser) date() (Date, string) {
	if len(p.text) > 100 {
		return Date{}, "is too long for a date: " + dateExamples
	}
	slash := strings.IndexByte(p.text, '/')
	if slash < 0 {
		first, last, minutes, reason := wholeSide(p.text)
		return Date{days: [4]Day{first, last, first, last}, minutes: minutes}, reason
	}
	return p.interval(slash)
}

func (p *dateParser) interval(slash int) (Date, string) {
	d := Date{days: [4]Day{MinDay, MaxDay, MinDay, MaxDay}}
	whole := p.text
	begin, end := whole[:slash], whole[slash+1:]
	if begin != "" && begin != ".." {
		first, last, minutes, reason := wholeSide(begin)
		if reason != "" {
			return d, reason
		}
		d.days[0], d.days[1], d.minutes = first, last, minutes
	}
	if d.days[0] == MinDay && (end == "" || end == "..") {
		return d, "has neither beginning nor end: leave the date out"
	}
	switch end {
	case "":
		d.days[2] = d.days[0]
		return d, ""
	case "..":
		d.days[2] = MaxDay
		return d, ""
	case "ended":
		d.days[2], d.ended = d.days[0], true
		return d, ""
	}
	first, last, _, reason := wholeSide(end)
	if reason != "" {
		return d, reason
	}
	if last < d.days[0] {
		return d, "ends before it begins: turn the two dates around"
	}
	// What begins within one range and ends within another begins no later than it can have ended.
	d.days[1] = min(d.days[1], last)
	d.days[2], d.days[3] = max(first, d.days[0]), last
	return d, ""
}

// wholeSide reads a text that is one side of an interval and nothing else.
func wholeSide(text string) (first, last Day, minutes int16, reason string) {
	p := dateParser{text: text}
	first, last, minutes, reason = p.side()
	if reason == "" && p.at < len(text) {
		reason = "goes on after the date: " + dateExamples
	}
	return first, last, minutes, reason
}

// side reads one day, however well known: "2021-02?" or "[2021..2022]".
func (p *dateParser) side() (first, last Day, minutes int16, reason string) {
	if !p.take('[') {
		first, last, minutes, reason = p.day()
		return first, last, minutes, reason
	}
	first, last = MinDay, MaxDay
	if !p.takeText("..") {
		if first, _, _, reason = p.day(); reason != "" {
			return first, last, 0, reason
		}
		if !p.takeText("..") {
			return first, last, 0, "lacks two dots between its two days: write it like [2021-03-03..2021-03-04]"
		}
	}
	if p.at < len(p.text) && p.text[p.at] != ']' {
		if _, last, _, reason = p.day(); reason != "" {
			return first, last, 0, reason
		}
	}
	switch {
	case !p.take(']'):
		reason = "lacks the closing bracket: write it like [2021-03-03..2021-03-04]"
	case first == MinDay && last == MaxDay:
		reason = "has neither a first nor a last day: leave the date out"
	case last < first:
		reason = "has its last day before its first: turn the two around"
	}
	return first, last, 0, reason
}

// day reads a year, month or day, a time and a qualifier.
func (p *dateParser) day() (first, last Day, minutes int16, reason string) {
	year, ok := p.number(4)
	if !ok || year == 0 {
		return 0, 0, 0, "is not a date: " + dateExamples
	}
	first, last = civil(year, 1, 1), civil(year, 12, 31)
	if p.take('-') {
		month, ok := p.number(2)
		if !ok || month < 1 || month > 12 {
			return 0, 0, 0, "has no month from 01 to 12 after the year: " + dateExamples
		}
		days := daysIn(year, month)
		first, last = civil(year, month, 1), civil(year, month, days)
		if p.take('-') {
			day, ok := p.number(2)
			if !ok || day < 1 || day > days {
				return 0, 0, 0, fmt.Sprintf("has no such day: %s %d has %d days", time.Month(month), year, days)
			}
			first = civil(year, month, day)
			last = first
			if p.take('T') {
				if minutes, reason = p.timeOfDay(); reason != "" {
					return 0, 0, 0, reason
				}
			}
		}
	}
	if p.at < len(p.text) && strings.IndexByte("?~%", p.text[p.at]) >= 0 {
		p.at++
	}
	return first, last, minutes, ""
}

func (p *dateParser) timeOfDay() (int16, string) {
	hour, ok := p.number(2)
	colon := p.take(':')
	minute, ok2 := p.number(2)
	if !ok || !colon || !ok2 || hour > 23 || minute > 59 {
		return 0, "has no time from 00:00 to 23:59 after the T: write it like 2021-02-22T14:30"
	}
	return int16(hour*60+minute) + 1, ""
}

func (p *dateParser) number(digits int) (int, bool) {
	if p.at+digits > len(p.text) {
		return 0, false
	}
	n := 0
	for _, c := range []byte(p.text[p.at : p.at+digits]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	p.at += digits
	return n, true
}

func (p *dateParser) take(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *dateParser) takeText(text string) bool {
	if strings.HasPrefix(p.text[p.at:], text) {
		p.at += len(text)
		return true
	}
	return false
}
