package graph

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// dateShapes are the orders in which the tokens of one side of a date may stand, as roles: d day, m month, n month in figures,
// y year, x a year of two figures, p part of month or year, s season, q quarter and h half with their number o, f and e the
// second year of a winter in four and two figures, i a date of ISO 8601, r a word like "today". Signs stand for themselves.
// A shape may lack what its neighbour in a range or the day of today supplies.
const dateShapes = `
	d m y dm md dy dmy mdy ymd ydm my ym d-my d-m-y d-m yd-m
	d.n.y d/n/y d-n-y y.n.d y/n/d n.y n/y y/n d.n d/n
	dmx d-m-x d.n.x d/n/x
	p pm pmy pym p-m p-my py p-y yp
	s sy ys sf s/f sy/e sy-e sy/f sy-f
	qo oq qoy oqy yqo yoq qo/y
	hoy ohy yho yoh ho oh
	i r`

// roleClass gives the class of tokens that may have a role.
var roleClass = map[rune]byte{
	'd': aNumber, 'n': aNumber, 'x': aNumber, 'o': aNumber, 'e': aNumber, 'y': aYear, 'f': aYear,
	'm': aMonth, 'p': aPart, 's': aSeason, 'q': aQuarter, 'h': aHalf, 'i': anISODate, 'r': aRelative,
}

// shapesByClasses finds the roles of tokens by their classes.
var shapesByClasses = sync.OnceValue(func() map[string]string {
	shapes := map[string]string{}
	for _, shape := range strings.Fields(dateShapes) {
		classes := strings.Map(func(role rune) rune {
			if class, ok := roleClass[role]; ok {
				return rune(class)
			}
			return role
		}, shape)
		if _, taken := shapes[classes]; !taken {
			shapes[classes] = shape
		}
	}
	return shapes
})

// dateSide is one side of a date as typed; 0 is what was not said.
type dateSide struct {
	year, month, day int
	// part is 1 to 3 of a month or year, season the month that it begins with, quarter 1 to 4, half 1 or 2.
	part, season, quarter, half int
	// weekday is 1 (Monday) to 7, minutes the time of day plus one.
	weekday, minutes int
	// winterEnd is the second year of "winter 2020/21", as written.
	winterEnd int
	// week is the Monday of a week, where a week is meant.
	week   Day
	isWeek bool
}

// readSide reads the tokens of one side; ok is false where they are in no shape.
func readSide(tokens []dateToken, base anchor) (s dateSide, ok bool, err error) {
	var classes strings.Builder
	var rest []dateToken
	for _, t := range tokens {
		switch {
		case t.class == aWeekday && s.weekday == 0:
			s.weekday = t.number
		case t.class == aTime && s.minutes == 0:
			s.minutes = t.iso.minutes
		default:
			classes.WriteByte(t.class)
			rest = append(rest, t)
		}
	}
	if len(rest) == 0 {
		return s, s.weekday > 0 || s.minutes > 0, nil
	}
	shape, ok := shapesByClasses()[classes.String()]
	if !ok {
		return s, false, nil
	}
	ordinal := 0
	for i, role := range shape {
		s.take(role, rest[i], base.today)
		switch role {
		case 'o':
			ordinal = rest[i].number
		case 'x':
			err = errors.New("the year needs four figures; write it like 22.02.2021")
		}
	}
	if err == nil {
		err = s.count(shape, ordinal)
	}
	return s, true, err
}

// take gives a token's number to the field of its role.
func (s *dateSide) take(role rune, t dateToken, today Day) {
	fields := map[rune]*int{'d': &s.day, 'n': &s.month, 'm': &s.month, 'y': &s.year, 'p': &s.part, 's': &s.season, 'e': &s.winterEnd, 'f': &s.winterEnd}
	if field, ok := fields[role]; ok {
		*field = t.number
		return
	}
	switch role {
	case 'i':
		s.year, s.month, s.day = t.iso.year, t.iso.month, t.iso.day
	case 'r':
		s.relative(relativeDays[t.number].unit, relativeDays[t.number].shift, today)
	}
}

// count takes the number of a quarter or half, and checks the second year of a winter.
func (s *dateSide) count(shape string, ordinal int) error {
	switch {
	case strings.ContainsRune(shape, 'q'):
		s.quarter = ordinal
		if ordinal < 1 || ordinal > 4 {
			return errors.New("quarters go from 1 to 4; write it like Q1 2021")
		}
	case strings.ContainsRune(shape, 'h'):
		s.half = ordinal
		if ordinal < 1 || ordinal > 2 {
			return errors.New("there is a first and a second half; write it like first half of 2021")
		}
	case s.winterEnd > 0 && (s.season != 12 || s.winterEnd != s.year+1 && s.winterEnd != (s.year+1)%100):
		return errors.New("only a winter has two years, one after the other; write it like winter 2020/21")
	}
	return nil
}

// relative sets what a word like "yesterday" means.
func (s *dateSide) relative(unit byte, shift int, today Day) {
	year, month, _ := today.Civil()
	switch unit {
	case 'd':
		s.setDay(today + Day(shift))
	case 'w':
		s.isWeek, s.week = true, today-Day(isoWeekday(today)-1)+Day(7*shift)
	case 'm':
		year, month, _ = DayOf(year, month+time.Month(shift), 1).Civil()
		s.year, s.month = year, int(month)
	case 'y':
		s.year = year + shift
	}
}

func (s *dateSide) setDay(day Day) {
	year, month, d := day.Civil()
	s.year, s.month, s.day = year, int(month), d
}

// isoWeekday gives 1 for Monday to 7 for Sunday.
func isoWeekday(day Day) int { return (int(day.Time().Weekday())+6)%7 + 1 }

// needsMonth says that what was said is part of a month that was not.
func (s *dateSide) needsMonth() bool { return s.month == 0 && (s.day > 0 || s.part > 0 && s.year == 0) }

// firstMonth gives the month it begins in, to tell whether a range goes over the turn of the year.
func (s *dateSide) firstMonth() int {
	switch {
	case s.season > 0:
		return s.season
	case s.quarter > 0:
		return 3*s.quarter - 2
	case s.half > 0:
		return 6*s.half - 5
	}
	return max(s.month, 1)
}

// days gives the first and last day of a side of which all is known.
func (s *dateSide) days() (first, last Day) {
	months := func(from, count int) (Day, Day) {
		return DayOf(s.year, time.Month(from), 1), DayOf(s.year, time.Month(from+count), 0)
	}
	switch {
	case s.isWeek:
		return s.week, s.week + 6
	case s.season > 0:
		return months(s.season, 3)
	case s.quarter > 0:
		return months(s.firstMonth(), 3)
	case s.half > 0:
		return months(s.firstMonth(), 6)
	case s.part > 0 && s.month == 0:
		return months(4*s.part-3, 4)
	case s.part > 0:
		first = civil(s.year, s.month, 10*s.part-9)
		if s.part == 3 {
			return first, civil(s.year, s.month, daysIn(s.year, s.month))
		}
		return first, first + 9
	case s.day > 0:
		first = civil(s.year, s.month, s.day)
		return first, first
	case s.month > 0:
		return months(s.month, 1)
	}
	return months(1, 12)
}

// check gives what is wrong with a side of which all is known.
func (s *dateSide) check() error {
	switch {
	case s.isWeek:
		return nil
	case s.month > 12:
		return fmt.Errorf("there is no month %d; the day goes first, then the month, then the year, like 22.02.2021", s.month)
	case s.needsMonth(), s.month == 0 && s.minutes > 0:
		return errors.New("the month is missing; " + typedExamples)
	case s.year < 1 || s.year > 9999:
		return errors.New(yearsWritten)
	case s.minutes > 0 && s.day == 0:
		return errors.New("a time needs a day; write it like 22 February 2021 14:30")
	case s.month > 0 && s.day > daysIn(s.year, s.month):
		return errors.New(noSuchDay(s.year, s.month))
	}
	first, last := s.days()
	if last > lastDay {
		return errors.New(yearsWritten)
	}
	if s.weekday > 0 && (first != last || isoWeekday(first) != s.weekday) {
		return fmt.Errorf("%s is no %s; leave the day of the week out", s.notation(""), time.Weekday(s.weekday%7))
	}
	return nil
}

// inCalendar says that a day without its year exists in one.
func (s *dateSide) inCalendar(year int) bool {
	return s.month == 0 || s.month > 12 || s.day <= daysIn(year, s.month)
}

// onlyWeekday says that nothing but a day of the week was said, or its time.
func (s *dateSide) onlyWeekday() bool {
	return s.weekday > 0 && *s == dateSide{weekday: s.weekday, minutes: s.minutes}
}

// leapGap is the most years from one 29 February to the next: 1900 had none.
const leapGap = 8

// complete finds what was not said: the most recent such date that has begun by the anchor's day, or ahead of it the next that has not ended before.
func (s *dateSide) complete(base anchor) { s.completeAs(base, s.inCalendar) }

// completeAs does so with a year that is possible.
func (s *dateSide) completeAs(base anchor, possible func(year int) bool) {
	if s.onlyWeekday() {
		back := Day((isoWeekday(base.today) - s.weekday + 7) % 7)
		s.setDay(base.today - back)
		if base.ahead && back > 0 {
			s.setDay(base.today - back + 7)
		}
	}
	if s.year != 0 || s.needsMonth() || s.month > 12 {
		return
	}
	thisYear, _, _ := base.today.Civil()
	for gap := 0; gap <= leapGap; gap++ {
		s.year = thisYear - gap
		if base.ahead {
			s.year = thisYear + gap
		}
		first, last := s.days()
		if (base.ahead && last >= base.today || !base.ahead && first <= base.today) && possible(s.year) {
			return
		}
	}
	s.year = thisYear // no year has such a day: check says so
}

// notation gives a side in the notation of ParseDate, with a mark.
func (s *dateSide) notation(mark string) string {
	switch {
	case s.isWeek, s.part+s.season+s.quarter+s.half > 0:
		first, last := s.days()
		return "[" + first.String() + ".." + last.String() + "]" + mark
	case s.minutes > 0:
		return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d", s.year, s.month, s.day, (s.minutes-1)/60, (s.minutes-1)%60) + mark
	case s.day > 0:
		return fmt.Sprintf("%04d-%02d-%02d", s.year, s.month, s.day) + mark
	case s.month > 0:
		return fmt.Sprintf("%04d-%02d", s.year, s.month) + mark
	}
	return fmt.Sprintf("%04d", s.year) + mark
}
