package graph

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// ReadDate reads a date as people type it - "early October 2020", "3-4 March 2021", "22 фев 2021", "printemps 2021" - in English, Russian
// and French, and gives it in the notation of ParseDate, which shows how it was read. Where no year is given it is the most recent that is not
// after today. Days come before months in figures (03.04.2021 is the third of April). What cannot be read is a *DateError.
func ReadDate(text string, today Day) (Date, error) {
	text = strings.TrimSpace(text)
	if d, err := ParseDate(text); err == nil {
		return d, nil
	}
	words := tidyDate(text)
	for _, bound := range dateBounds {
		if found := bound.form.FindStringSubmatch(words); found != nil {
			return readBound(text, found[1], today, bound.notation)
		}
	}
	for _, p := range datePatterns {
		found := p.form.FindStringSubmatch(words)
		if found == nil {
			continue
		}
		notation, err := p.read(found[1:], today)
		if err != nil {
			return Date{}, &DateError{text, err.Error()}
		}
		d, err := ParseDate(notation)
		if err != nil {
			return Date{}, &DateError{text, "was read as " + notation + ", which is no date"}
		}
		return d, nil
	}
	return Date{}, &DateError{text, "cannot be read as a date: try 3-4 March 2021, early October 2020, spring 2021 or 2021-02-22"}
}

// tidyDate brings spaces, dashes and case to one form.
func tidyDate(text string) string {
	text = strings.ToLower(norm.NFC.String(text))
	text = strings.NewReplacer("–", "-", "—", "-", "‑", "-", "−", "-", "\u00a0", " ", "\u202f", " ", ",", " ", "ё", "е").Replace(text)
	text = strings.Join(strings.Fields(text), " ")
	for _, end := range []string{" г.", " г", " года", " год"} {
		text = strings.TrimSuffix(text, end)
	}
	return text
}

// monthNames are the names by which months are known; three letters of one are enough.
var monthNames = [12][]string{
	{"january", "январь", "января", "январе", "janvier"},
	{"february", "февраль", "февраля", "феврале", "février", "fevrier"},
	{"march", "март", "марта", "марте", "mars"},
	{"april", "апрель", "апреля", "апреле", "avril"},
	{"may", "май", "мая", "мае", "mai"},
	{"june", "июнь", "июня", "июне", "juin"},
	{"july", "июль", "июля", "июле", "juillet"},
	{"august", "август", "августа", "августе", "août", "aout"},
	{"september", "сентябрь", "сентября", "сентябре", "septembre"},
	{"october", "октябрь", "октября", "октябре", "octobre"},
	{"november", "ноябрь", "ноября", "ноябре", "novembre"},
	{"december", "декабрь", "декабря", "декабре", "décembre", "decembre"},
}

func monthOf(word string) (int, bool) {
	word = strings.TrimSuffix(word, ".")
	if len([]rune(word)) < 3 {
		return 0, false
	}
	for i, names := range monthNames {
		for _, name := range names {
			if strings.HasPrefix(name, word) {
				return i + 1, true
			}
		}
	}
	return 0, false
}

// seasons by their words: the months that they begin with. Winter 2020 begins in December 2020.
var seasons = map[string]int{
	"spring": 3, "printemps": 3, "весна": 3, "весной": 3, "summer": 6, "été": 6, "ete": 6, "лето": 6, "летом": 6,
	"autumn": 9, "fall": 9, "automne": 9, "осень": 9, "осенью": 9, "winter": 12, "hiver": 12, "зима": 12, "зимой": 12,
}

// parts of a month by their words: first and last day, 0 for the month's last.
var monthParts = map[string][2]int{
	"early": {1, 10}, "beginning of": {1, 10}, "начало": {1, 10}, "в начале": {1, 10}, "début": {1, 10}, "debut": {1, 10},
	"mid": {11, 20}, "middle of": {11, 20}, "середина": {11, 20}, "в середине": {11, 20}, "mi": {11, 20},
	"late": {21, 0}, "end of": {21, 0}, "конец": {21, 0}, "в конце": {21, 0}, "fin": {21, 0},
}

type datePattern struct {
	form *regexp.Regexp
	read func(parts []string, today Day) (notation string, err error)
}

// datePatterns are tried in order; <day>, <month> and <year> stand for what they say.
var datePatterns = func() []datePattern {
	table := []struct {
		form string
		read func(parts []string, today Day) (string, error)
	}{
		{`(today|сегодня|aujourd'hui)`, func(_ []string, today Day) (string, error) { return today.String(), nil }},
		{`(yesterday|вчера|hier)`, func(_ []string, today Day) (string, error) { return (today - 1).String(), nil }},
		{`<day>[./]<figure>[./]<year>`, func(p []string, _ Day) (string, error) { return dayText(p[0], p[1], p[2]) }},
		{`(early|beginning of|mid|middle of|late|end of|(?:в )?начал[ое]|середина|в середине|конец|в конце|début|debut|mi|fin)[- ](?:de )?<month>(?: <year>)?`, readPart},
		{`<day> ?(?:-|and|to|и|au|et) ?<day> <month>(?: <year>)?`, readDays},
		{`<day> <month>(?: <year>)? ?(?:-|to|до|au) ?<day> <month>(?: <year>)?`, readSpan},
		{`<day> <month>(?: <year>)?`, func(p []string, today Day) (string, error) { return readDay(p[0], p[1], p[2], today) }},
		{`<month> <day>(?: <year>)?`, func(p []string, today Day) (string, error) { return readDay(p[1], p[0], p[2], today) }},
		{`(?:in )?<month>(?: <year>)?`, readMonth},
		{`q([1-4])[ /]?<year>`, readQuarter},
		{`(?:the )?(first|second) half of <year>`, readHalf},
	}
	replace := strings.NewReplacer(
		"<day>", `(\d{1,2})(?:st|nd|rd|th|er)?(?: of)?`, "<figure>", `(\d{1,2})`, "<year>", `(\d{4})`, "<month>", `(\p{L}+\.?)`,
	)
	patterns := make([]datePattern, len(table))
	for i, t := range table {
		patterns[i] = datePattern{regexp.MustCompile("^" + replace.Replace(t.form) + "$"), t.read}
	}
	return patterns
}()

// figures gives a date's day, month and year, where they are those of one.
func figures(day, month, year string) (d, m, y int, err error) {
	d, _ = strconv.Atoi(day)
	y, _ = strconv.Atoi(year)
	if m, _ = strconv.Atoi(month); m == 0 {
		var ok bool
		if m, ok = monthOf(month); !ok {
			return 0, 0, 0, fmt.Errorf("has %q where a month should be", month)
		}
	}
	switch {
	case m > 12:
		return 0, 0, 0, fmt.Errorf("has month %d: write the day first, then the month", m)
	case d < 1 || d > daysIn(y, m):
		return 0, 0, 0, fmt.Errorf("has no such day: %s %d has %d days", time.Month(m), y, daysIn(y, m))
	}
	return d, m, y, nil
}

func dayText(day, month, year string) (string, error) {
	d, m, y, err := figures(day, month, year)
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), err
}

// recentYear gives the year in which a day of a month was last, today included.
func recentYear(day, month string, today Day) string {
	m, ok := monthOf(month)
	if !ok {
		return ""
	}
	d, _ := strconv.Atoi(day)
	year := today.Time().Year()
	if civil(year, m, max(d, 1)) > today {
		year--
	}
	return strconv.Itoa(year)
}

func yearOr(year, day, month string, today Day) string {
	if year != "" {
		return year
	}
	return recentYear(day, month, today)
}

func readDay(day, month, year string, today Day) (string, error) {
	return dayText(day, month, yearOr(year, day, month, today))
}

// readDays reads "3-4 March 2021".
func readDays(p []string, today Day) (string, error) {
	year := yearOr(p[3], p[1], p[2], today)
	first, err := dayText(p[0], p[2], year)
	if err != nil {
		return "", err
	}
	last, err := dayText(p[1], p[2], year)
	return first + "/" + last, err
}

// readSpan reads "22 February - 1 March 2021": a year goes for both where only one is given.
func readSpan(p []string, today Day) (string, error) {
	endYear := yearOr(p[5], p[3], p[4], today)
	beginYear := p[2]
	if beginYear == "" {
		beginYear = endYear
		m, _ := monthOf(p[1])
		n, _ := monthOf(p[4])
		if m > n { // over the turn of the year
			y, _ := strconv.Atoi(endYear)
			beginYear = strconv.Itoa(y - 1)
		}
	}
	first, err := dayText(p[0], p[1], beginYear)
	if err != nil {
		return "", err
	}
	last, err := dayText(p[3], p[4], endYear)
	return first + "/" + last, err
}

// readMonth reads "December 2020", "April", and "spring 2021".
func readMonth(p []string, today Day) (string, error) {
	if first, ok := seasons[p[0]]; ok && p[1] != "" {
		y, _ := strconv.Atoi(p[1])
		return months(y, first, 3), nil
	}
	_, m, y, err := figures("1", p[0], yearOr(p[1], "1", p[0], today))
	return fmt.Sprintf("%04d-%02d", y, m), err
}

func readPart(p []string, today Day) (string, error) {
	days, ok := monthParts[p[0]]
	if !ok {
		days = monthParts["early"] // в начале, начало
	}
	_, m, y, err := figures("1", p[1], yearOr(p[2], "1", p[1], today))
	if err != nil {
		return "", err
	}
	last := days[1]
	if last == 0 {
		last = daysIn(y, m)
	}
	return fmt.Sprintf("[%04d-%02d-%02d..%04d-%02d-%02d]", y, m, days[0], y, m, last), nil
}

func readQuarter(p []string, _ Day) (string, error) {
	q, _ := strconv.Atoi(p[0])
	y, _ := strconv.Atoi(p[1])
	return months(y, 3*q-2, 3), nil
}

func readHalf(p []string, _ Day) (string, error) {
	y, _ := strconv.Atoi(p[1])
	if p[0] == "first" {
		return months(y, 1, 6), nil
	}
	return months(y, 7, 6), nil
}

// months gives one day between the first of a month and the last some months on.
func months(year, first, n int) string {
	end := time.Date(year, time.Month(first+n), 0, 0, 0, 0, 0, time.UTC)
	return fmt.Sprintf("[%04d-%02d-01..%s]", year, first, end.Format(time.DateOnly))
}

// dateBounds are the words that make a date a bound.
var dateBounds = []struct {
	form     *regexp.Regexp
	notation string
}{
	{regexp.MustCompile(`^(?:since|from|depuis|с|со) (.+)$`), "%s/.."},
	{regexp.MustCompile(`^(?:until|till|jusqu'en|до|по) (.+)$`), "../%s"},
}

// readBound reads the date after "since" or "until".
func readBound(whole, text string, today Day, notation string) (Date, error) {
	d, err := ReadDate(text, today)
	if err != nil {
		return Date{}, &DateError{whole, "cannot be read as a date after its first word"}
	}
	if strings.Contains(d.String(), "/") {
		return Date{}, &DateError{whole, "bounds what has a beginning and an end already"}
	}
	return ParseDate(fmt.Sprintf(notation, d))
}
