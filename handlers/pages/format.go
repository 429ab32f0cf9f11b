package pages

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"liaison/graph"
	"liaison/queries"
)

// dayWords gives a day as it is said: "15 March 2021".
func dayWords(d graph.Day) string {
	if d == graph.MinDay || d == graph.MaxDay {
		return t("date.none")
	}
	return oneDay(d, true)
}

func oneDay(d graph.Day, withYear bool) string {
	year, month, day := d.Civil()
	if !withYear {
		return t("date.day_month", day, monthName(month))
	}
	return t("date.day", day, monthName(month), year)
}

func monthName(m time.Month) string { return t("month." + strconv.Itoa(int(m))) }

// spanWords gives the four days of a row as words.
func spanWords(s queries.Span) string { return dateWords(s.String()) }

// dateWords gives a date in the notation of documents and answers as words: "3–4 March 2021", "early October 2020", "between September 2020 and
// March 2021", "since 2015". What cannot be read is given as it is.
func dateWords(notation string) string {
	d, err := graph.ParseDate(notation)
	if err != nil {
		return notation
	}
	if d.IsZero() {
		return t("date.none")
	}
	begin, end, lasts := strings.Cut(notation, "/")
	known := begin != "" && begin != ".."
	switch {
	case !lasts:
		return partWords(notation, true)
	case end == "ended" && known:
		return t("date.ended_since", partWords(begin, true))
	case end == "ended":
		return t("date.ended")
	case end == "..":
		return t("date.since", partWords(begin, true))
	case end == "":
		return t("date.since_open", partWords(begin, true))
	case !known:
		return t("date.until", partWords(end, true))
	}
	return fromTo(begin, end)
}

// fromTo gives an interval, and says month and year once where both ends share them.
func fromTo(begin, end string) string {
	from, to := part(begin), part(end)
	sameYear := from.year() == to.year() && from.year() > 0
	if from.first == from.last && to.first == to.last && !from.marked() && !to.marked() {
		y1, m1, d1 := from.first.Civil()
		y2, m2, d2 := to.first.Civil()
		switch {
		case from.first == to.first:
			return oneDay(from.first, true)
		case y1 == y2 && m1 == m2:
			return t("date.days", d1, d2, monthName(m1), y1)
		}
		return t("date.day_to_day", oneDay(from.first, !sameYear), oneDay(to.first, true))
	}
	return t("date.from_to", partWords(begin, !sameYear), partWords(end, true))
}

// oneOf is one day between two, with its marks and its time of day.
type oneOf struct {
	first, last           graph.Day
	uncertain, roundabout bool
	minutes               int
}

func part(notation string) oneOf {
	d, _ := graph.ParseDate(notation) // a part of a date that was read; without bounds where it is none
	return oneOf{
		d.EarliestBeginning(), d.LatestEnd(), strings.ContainsAny(notation, "?%"), strings.ContainsAny(notation, "~%"), d.Minutes(),
	}
}

func (o oneOf) marked() bool { return o.uncertain || o.roundabout || o.minutes >= 0 }

// year gives the year that all of it lies in, 0 where it lies in several.
func (o oneOf) year() int {
	if o.first == graph.MinDay || o.last == graph.MaxDay {
		return 0
	}
	from, _, _ := o.first.Civil()
	to, _, _ := o.last.Civil()
	if from != to {
		return 0
	}
	return from
}

// partWords gives one day, however well it is known.
func partWords(notation string, withYear bool) string {
	o := part(notation)
	words := o.words(withYear)
	if o.minutes >= 0 {
		words = t("date.at_time", words, o.minutes/60, o.minutes%60)
	}
	if o.roundabout {
		words = t("date.about", words)
	}
	if o.uncertain {
		words = t("date.uncertain", words)
	}
	return words
}

func (o oneOf) words(withYear bool) string {
	switch {
	case o.first == o.last:
		return oneDay(o.first, withYear)
	case o.first == graph.MinDay:
		return t("date.not_after", oneDay(o.last, true))
	case o.last == graph.MaxDay:
		return t("date.not_before", oneDay(o.first, true))
	}
	if words := o.named(withYear); words != "" {
		return words
	}
	y1, m1, d1 := o.first.Civil()
	y2, m2, d2 := o.last.Civil()
	first, last := oneDay(o.first, y1 != y2), oneDay(o.last, withYear)
	wholeMonths := d1 == 1 && (o.last+1).Time().Day() == 1
	switch {
	case wholeMonths:
		first, last = monthWords(m1, y1, y1 != y2), monthWords(m2, y2, withYear)
	case y1 == y2 && m1 == m2:
		first = strconv.Itoa(d1)
	}
	if o.last == o.first+1 || wholeMonths && (y2*12+int(m2))-(y1*12+int(m1)) == 1 {
		return t("date.or", first, last)
	}
	if !wholeMonths && y1 == y2 && m1 == m2 {
		return t("date.between_days", d1, d2, monthWords(m1, y1, withYear))
	}
	return t("date.between", first, last)
}

func monthWords(m time.Month, year int, withYear bool) string {
	if !withYear {
		return monthName(m)
	}
	return t("date.month", monthName(m), year)
}

// named gives a stretch of days that has a name: a year, a third of one, a season, a month, a third of one; else "".
func (o oneOf) named(withYear bool) string {
	year, month, day := o.first.Civil()
	is := func(y1 int, m1 time.Month, d1, y2 int, m2 time.Month, d2 int) bool {
		return o.first == graph.DayOf(y1, m1, d1) && o.last == graph.DayOf(y2, m2, d2)
	}
	switch {
	case is(year, 1, 1, year+1, 1, 0):
		return strconv.Itoa(year)
	case is(year, month, 1, year, month+1, 0):
		return monthWords(month, year, withYear)
	case is(year, month, 1, year, month, 10):
		return t("date.early", monthWords(month, year, withYear))
	case is(year, month, 11, year, month, 20):
		return t("date.mid", monthWords(month, year, withYear))
	case day == 21 && is(year, month, 21, year, month+1, 0):
		return t("date.late", monthWords(month, year, withYear))
	}
	for i, third := range []string{"date.early", "date.mid", "date.late"} {
		if m := time.Month(1 + 4*i); is(year, m, 1, year, m+4, 0) {
			return t(third, strconv.Itoa(year))
		}
	}
	for i, season := range []string{"season.spring", "season.summer", "season.autumn", "season.winter"} {
		if m := time.Month(3 + 3*i); is(year, m, 1, year, m+3, 0) {
			return t(season, year)
		}
	}
	return ""
}

// shortDate gives the words of a date with short names of months, for narrow places.
func shortDate(words string) string {
	for m := time.January; m <= time.December; m++ {
		words = strings.ReplaceAll(words, monthName(m), t("mon."+strconv.Itoa(int(m))))
	}
	return words
}

// dueWords says by when something is due.
func dueWords(s queries.Span) string {
	switch {
	case s[3] == graph.MaxDay:
		return t("due.none")
	case s[2] == s[3] || s[0] == graph.MinDay:
		return t("due.by", oneDay(s[3], true))
	}
	return t("due.in", spanWords(s))
}

// recordedAt gives a time of the log, which is in UTC.
func recordedAt(at time.Time) string {
	return t("record.time", oneDay(graph.DayOf(at.Date()), true), at.Hour(), at.Minute())
}

// capital gives words with a capital letter first.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// join joins parts to a list: "A, B and C".
func join(parts []template.HTML) template.HTML {
	var joined template.HTML
	for i, p := range parts {
		switch {
		case i == 0:
			joined = p
		case i == len(parts)-1:
			joined = sentence("list.last", joined, p)
		default:
			joined = sentence("list.next", joined, p)
		}
	}
	return joined
}

// word gives the words for a value of a closed list: word "kind" "regional_body".
func word(list string, value any) string {
	text := asText(value)
	if text == "" {
		return ""
	}
	if words, ok := catalogue[list+"."+text]; ok {
		return words
	}
	return strings.ReplaceAll(text, "_", " ") // topics and the like are open lists
}

// pastWords say what of a page is not now.
func pastWords(x Terms) string {
	day, known := t("frame.past.day", dayWords(x.AsOf)), t("frame.past.known", x.knowledge)
	switch {
	case !x.pastKnown:
		return day
	case x.AsOf == x.Now:
		return known
	}
	return t("frame.past.both", day, known)
}

// countryName gives the name of a country.
func countryName(code any) string {
	if c, ok := graph.LookupCountry(asText(code)); ok {
		return c.Name("en")
	}
	return asText(code)
}

// gradeWords gives a grade in words, as on first use: "B2: usually reliable, probably true".
func gradeWords(g graph.Grade) string {
	if g.IsZero() {
		return t("grade.none")
	}
	return t("grade.words", g.String(), g.Words())
}

// markingWords gives who may read what has the marking.
func markingWords(m graph.Marking) string { return word("marking", m) }

// markingLetters gives a marking without the name of its protocol, for a line in which it can be nothing else.
func markingLetters(m graph.Marking) string { return strings.TrimPrefix(m.String(), "TLP:") }

// statusWords gives a status of HTTP as the heading of a page.
func statusWords(status int) string {
	if words, ok := catalogue["error."+strconv.Itoa(status)]; ok {
		return words
	}
	return http.StatusText(status)
}

// languageName gives the name of a language in that of the pages.
func languageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	return display.Languages(pagesLanguage).Name(tag)
}

// scriptName gives the name of a script in the language of the pages.
func scriptName(code string) string {
	script, err := language.ParseScript(code)
	if err != nil {
		return code
	}
	return display.Scripts(pagesLanguage).Name(script)
}

// languageOf gives the language to tell a reader's machine that a name is in, by its script: what it is exactly is not always recorded.
func languageOf(name string) string {
	for _, c := range name {
		switch {
		case unicode.Is(unicode.Cyrillic, c):
			return "und-Cyrl"
		case unicode.Is(unicode.Arabic, c):
			return "und-Arab"
		case unicode.Is(unicode.Han, c):
			return "und-Hani"
		case unicode.Is(unicode.Latin, c):
			return "en"
		}
	}
	return "en"
}
