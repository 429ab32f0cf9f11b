package graph

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ReadDate reads a date as people type it - "early October 2020", "3-4 March 2021", "22 фев 2021", "printemps 2021" - and
// gives it in the notation of ParseDate, which shows how it was read. What is in that notation already is kept as it is.
// Words are English, Russian and French; months also Kazakh, Kyrgyz, Tajik, Turkmen and Uzbek. What it takes for granted:
//
//   - Without a year it is the most recent that has begun by today: on 15 March "14-16 March" is of this year, "16 March" of the last.
//   - In figures the day comes first (03.04.2021 is the third of April), unless the year does (2021.04.03).
//   - Early, mid and late are the days 1-10, 11-20 and 21 to the last of a month, and the thirds of a year.
//   - Spring, summer and autumn begin in March, June and September; winter 2020 is December 2020 to February 2021.
//   - "3 and 4 March" lasts from one to the other; "3 or 4 March", "between 3 and 4 March" are one day of these.
//   - "Since 2015" (or "from") has not ended; "until 2021" (or "till", "by") ends in 2021, its beginning unknown.
//   - "Before 2021" and "after 2021" are one day outside of it: [..2020-12-31], [2022-01-01..].
//   - Weeks begin on Monday (ISO 8601); "last week" is one day of it.
//   - "About March 2021" and "March 2021?" keep their doubt as the marks ~ and ?.
//
// What cannot be read is a *DateError with an example of what can.
func ReadDate(text string, today Day) (Date, error) { return readDate(text, anchor{today: today}) }

// ReadDateAhead reads what is still to come, seen from a day: without a year it is the next that has not ended before it. On 15 March "31 March" and
// "March" are of this year, "14 March" of the next, and "Friday" is the next one.
func ReadDateAhead(text string, from Day) (Date, error) {
	return readDate(text, anchor{today: from, ahead: true})
}

// anchor is the day from which what was not said is found: back from it, or ahead.
type anchor struct {
	today Day
	ahead bool
}

func readDate(text string, base anchor) (Date, error) {
	text = strings.TrimSpace(text)
	d, failed := ParseDate(text)
	if failed == nil {
		return d, nil
	}
	if len(text) > longestTyped {
		return Date{}, &DateError{text, "this is too long for a date; " + typedExamples}
	}
	tidy := tidyDate(text)
	if d, err := ParseDate(asNotation(tidy)); err == nil {
		return d, nil
	}
	notation, err := readTyped(tidy, base)
	if err == nil {
		if d, err = ParseDate(notation); err == nil {
			return d, nil
		}
	}
	if meantAsNotation.MatchString(text) {
		err = failed
	}
	return Date{}, &DateError{text, reasonOf(err)}
}

// ReadDay reads one day as people type it; see ReadDate.
func ReadDay(text string, today Day) (Day, error) {
	d, err := ReadDate(text, today)
	if err == nil && d.EarliestBeginning() != d.LatestEnd() {
		err = notOneDay(text)
	}
	return d.EarliestBeginning(), err
}

const (
	typedExamples = "try 3-4 March 2021, early October 2020, spring 2021, since 2015 or 2021-02-22"
	// longestTyped is in bytes: a Cyrillic letter is two.
	longestTyped = 200
)

// meantAsNotation is what should fail with the reason of ParseDate.
var meantAsNotation = regexp.MustCompile(`^(\[|\d{4}-?\d*$|\d{4}-\d\d-\d\d)`)

// reasonOf gives an error's words without the text that it is about: here that is only a part of what was typed.
func reasonOf(err error) string {
	var failed *DateError
	if errors.As(err, &failed) {
		return failed.Reason
	}
	return err.Error()
}

// sameSigns brings the signs that typing and word processors vary to one form; "\u00ad", "\u200b" and "\ufeff" are not seen at all.
var sameSigns = strings.NewReplacer("‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "…", "..",
	",", " ", ";", " ", "'", " ", "’", " ", "ʼ", " ", "ё", "е", "\u00ad", "", "\u200b", "", "\ufeff", "")

// tidyDate brings case, spaces, dashes and accents to one form. Accents go from Latin letters alone: "fevrier" is as good as
// "février", but й is not и.
func tidyDate(text string) string {
	var b strings.Builder
	latin := false
	for _, c := range norm.NFD.String(strings.ToLower(text)) {
		if unicode.Is(unicode.Mn, c) {
			if latin {
				continue
			}
		} else {
			latin = unicode.Is(unicode.Latin, c)
		}
		b.WriteRune(c)
	}
	return strings.Join(strings.Fields(sameSigns.Replace(norm.NFC.String(b.String()))), " ")
}

var (
	loosePunctuation = regexp.MustCompile(` ?(/|\.\.|\[|\]) ?`)
	smallTime        = regexp.MustCompile(`(\d)t(\d)`)
)

// asNotation takes from a tidy text what keeps it from being in the notation: spaces around its signs, a small T.
func asNotation(tidy string) string {
	return smallTime.ReplaceAllString(loosePunctuation.ReplaceAllString(tidy, "$1"), "${1}T$2")
}

var errNotTyped = errors.New("this cannot be read as a date; " + typedExamples)

// readTyped reads a tidy text and gives it in the notation of ParseDate.
func readTyped(text string, base anchor) (string, error) {
	if notation, ok := wholePhrases[text]; ok {
		return notation, nil
	}
	tokens, err := dateTokens(text)
	if err != nil {
		return "", err
	}
	tokens, mark := takeMark(tokens)
	if len(tokens) == 0 {
		return "", errNotTyped
	}
	first := tokens[0].class
	if last := len(tokens) - 1; last >= 2 && tokens[last].class == aNow && strings.IndexByte(joiners, tokens[last-1].class) >= 0 {
		// "2015 to present", "since 2015 to now"
		tokens = tokens[:last-1]
		if first == aSince {
			tokens = tokens[1:]
		}
		return readBound(aSince, tokens, mark, base)
	}
	if strings.IndexByte(bounds, first) < 0 {
		return readSides(tokens, mark, base)
	}
	// "from 3 to 4 March" is a range and no bound.
	if _, _, _, isRange := splitRange(tokens[1:], base); first == aSince && isRange {
		return readSides(tokens[1:], mark, base)
	}
	return readBound(first, tokens[1:], mark, base)
}

// wholePhrases are texts that are not made of parts.
var wholePhrases = map[string]string{
	"unknown": "", "date unknown": "", "undated": "", "неизвестно": "", "дата неизвестна": "", "inconnu": "", "inconnue": "",
	"ended": "/ended", "ended, date unknown": "/ended", "ended date unknown": "/ended",
}

// takeMark takes the words and signs of doubt from the ends.
func takeMark(tokens []dateToken) (rest []dateToken, mark string) {
	if len(tokens) > 0 && tokens[0].class == anAbout {
		mark, tokens = "~", tokens[1:]
	}
	if last := len(tokens) - 1; last >= 0 && strings.IndexByte(dateMarks, tokens[last].class) >= 0 {
		if mark != "" && tokens[last].class != anAbout {
			mark = "%"
		} else {
			mark = string(tokens[last].class)
		}
		tokens = tokens[:last]
	}
	return tokens, mark
}

// readBound reads what follows "since", "until", "before" or "after".
func readBound(bound byte, tokens []dateToken, mark string, base anchor) (string, error) {
	s, ok, err := readSide(tokens, base)
	if err != nil {
		return "", err
	}
	if !ok {
		if _, _, _, isRange := splitRange(tokens, base); isRange {
			return "", errors.New("this bounds what has a beginning and an end already; " + typedExamples)
		}
		return "", errNotTyped
	}
	s.complete(base)
	if err := s.check(); err != nil {
		return "", err
	}
	first, last := s.days()
	switch bound {
	case aSince:
		return s.notation(mark) + "/..", nil
	case anUntil:
		return "../" + s.notation(mark), nil
	case anAfter:
		if last == lastDay {
			return "", errors.New(yearsWritten)
		}
		return "[" + (last + 1).String() + "..]" + mark, nil
	default: // aBefore
		return "[.." + (first - 1).String() + "]" + mark, nil
	}
}

// splitRange finds the word or sign between two sides.
func splitRange(tokens []dateToken, base anchor) (at int, from, to dateSide, ok bool) {
	for at := 1; at < len(tokens)-1; at++ {
		if strings.IndexByte(joiners, tokens[at].class) < 0 {
			continue
		}
		// An error of a side shows where that side is read again.
		from, fromOK, _ := readSide(tokens[:at], base)
		to, toOK, _ := readSide(tokens[at+1:], base)
		if fromOK && toOK {
			return at, from, to, true
		}
	}
	return 0, from, to, false
}

// readSides reads one side, or two and what is between them.
func readSides(tokens []dateToken, mark string, base anchor) (string, error) {
	isBetween := tokens[0].class == aBetween
	if isBetween {
		tokens = tokens[1:]
	}
	s, ok, err := readSide(tokens, base)
	if err != nil {
		return "", err
	}
	if ok && !isBetween {
		s.complete(base)
		return s.notation(mark), s.check()
	}
	at, from, to, ok := splitRange(tokens, base)
	if !ok {
		return "", errNotTyped
	}
	for _, side := range [][]dateToken{tokens[:at], tokens[at+1:]} {
		if _, _, err := readSide(side, base); err != nil {
			return "", err
		}
	}
	joiner := tokens[at].class
	if isBetween {
		joiner = anOr
	}
	from.borrow(&to, base)
	if err := from.check(); err != nil {
		return "", err
	}
	if err := to.check(); err != nil {
		return "", err
	}
	return joinSides(joiner, &from, &to, mark)
}

// borrow gives two sides of a range what only one of them says: "3-4 March 2021", "28 Dec - 3 Jan 2021", "22 Feb 14:30-16:00".
func (s *dateSide) borrow(to *dateSide, base anchor) {
	if to.onlyWeekday() { // the next such day
		s.complete(base)
		if s.check() == nil {
			first, _ := s.days()
			to.setDay(first + Day((to.weekday-isoWeekday(first)+7)%7))
		}
		return
	}
	switch {
	case *to == dateSide{minutes: to.minutes}:
		to.year, to.month, to.day = s.year, s.month, s.day
	case s.needsMonth():
		s.month = to.month
	case to.needsMonth():
		to.month = s.month
	}
	turn := 0 // of the year
	if s.firstMonth() > to.firstMonth() {
		turn = 1
	}
	switch {
	case s.isWeek || to.isWeek:
	case s.year == 0 && to.year != 0:
		s.year = to.year - turn
	case to.year == 0:
		s.completeAs(base, func(year int) bool { return s.inCalendar(year) && to.inCalendar(year+turn) })
		to.year = s.year + turn
	}
}

// joinSides gives two sides in the notation: one day between them, or what lasts from one to the other.
func joinSides(joiner byte, from, to *dateSide, mark string) (string, error) {
	first, end := from.days()
	next, last := to.days()
	switch {
	case joiner == anAnd && next > end+1:
		return "", errors.New("these two dates are not next to each other; enter them one by one")
	case joiner != anOr:
		return from.notation(mark) + "/" + to.notation(mark), nil
	}
	one, other := from.notation(""), to.notation("")
	if strings.ContainsAny(one+other, "[T") {
		one, other = first.String(), last.String()
	}
	return "[" + one + ".." + other + "]" + mark, nil
}
