package graph

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// A class says what a token is. Tokens of one side of a date are matched as text against dateShapes, so a class is one letter.
const (
	aNumber   = 'D' // of one or two figures, or "first"
	aYear     = 'Y'
	aMonth    = 'M'
	aPart     = 'P' // early, mid, late
	aSeason   = 'S'
	aQuarter  = 'Q'
	aHalf     = 'H'
	aWeekday  = 'W'
	aTime     = 'T'
	anISODate = 'I'
	aRelative = 'R' // today, last week
	aSince    = '>'
	anUntil   = '<' // between two sides: to
	aBefore   = 'b'
	anAfter   = 'a'
	aBetween  = 'B'
	anAnd     = '&'
	anOr      = '|'
	aNow      = '*'
	anAbout   = '~' // likewise the sign
	aDash     = '-'
	aStroke   = '/'
	aDot      = '.'
	aFiller   = '_' // says nothing
	aSuffix   = '+' // says nothing, and neither does a dash before it: 22-го, 2021-yil
	joiners   = "-/<&|"
	bounds    = "<>ba"
)

// dateToken is a word, number or sign. number is a month for a month, and so on; iso is for anISODate and aTime.
type dateToken struct {
	class  byte
	number int
	iso    dateSide
}

// dateWords are the words but those of months; spelt as tidyDate leaves them, apart by commas.
var dateWords = []struct {
	class  byte
	number int
	words  string
}{
	{aPart, 1, "early, beginning, beginning of, start of, начало, начале, в начале, debut"},
	{aPart, 2, "mid, middle, middle of, середина, середине, в середине, mi, milieu"},
	{aPart, 3, "late, end, end of, конец, конце, в конце, fin"},
	{aSeason, 3, "spring, весна, весной, весны, printemps"},
	{aSeason, 6, "summer, лето, летом, лета, ete"},
	{aSeason, 9, "autumn, fall, осень, осенью, осени, automne"},
	{aSeason, 12, "winter, зима, зимой, зимы, hiver"},
	{aQuarter, 0, "q, quarter, кв, квартал, квартале, t, trimestre"},
	{aHalf, 0, "h, half, половина, половине, полугодие, полугодии, semestre, moitie"}, //nolint:misspell // French
	{aNumber, 1, "first, i, первый, первая, первое, первой, первом, premier, premiere"},
	{aNumber, 2, "second, ii, второй, вторая, второе, втором, deuxieme, seconde"},
	{aNumber, 3, "third, iii, третий, третьем, troisieme"},
	{aNumber, 4, "fourth, iv, четвертый, четвертом, quatrieme"},
	{aWeekday, 1, "monday, mon, понедельник, пн, lundi"},
	{aWeekday, 2, "tuesday, tue, tues, вторник, вт, mardi"},
	{aWeekday, 3, "wednesday, wed, среда, среду, ср, mercredi"},
	{aWeekday, 4, "thursday, thu, thurs, четверг, чт, jeudi"},
	{aWeekday, 5, "friday, fri, пятница, пятницу, пт, vendredi"},
	{aWeekday, 6, "saturday, sat, суббота, субботу, сб, samedi"},
	{aWeekday, 7, "sunday, sun, воскресенье, вс, dimanche"},
	{aSince, 0, "since, from, starting, с, со, начиная с, depuis, du, des, a partir de, a partir du"},
	{anUntil, 0, "until, till, to, by, through, up to, not later than, до, по, не позднее, jusqu a, jusqu au, jusqu en, au, a"},
	{aBefore, 0, "before, earlier than, перед, раньше, avant"},
	{anAfter, 0, "after, later than, после, позднее, apres"},
	{aBetween, 0, "between, между, entre"},
	{anAnd, 0, "and, и, et, va, және, жана, ва, we"},
	{anOr, 0, "or, или, либо, ou"},
	{aNow, 0, "now, present, the present, ongoing, настоящее время, н в, нв, сейчас, present day, aujourd hui encore"},
	{anAbout, 0, "about, around, circa, ca, approximately, approx, roughly, примерно, около, приблизительно, environ, vers"},
	{aFiller, 0, "the, of, in, on, at, during, le, la, l, en, de, d, в, во, на, г, гг, год, года, году, годы, годов, year, соли, сол"},
	{aSuffix, 0, "st, nd, rd, th, er, re, e, eme, ieme, го, е, й, ый, ой, ий, я, ая, ое, ого, му, м, nji, njy, жылғы, жылы, жыл, жылдын, yil, yilning, yili, йил, йили, yylyn, yyly, yyl"},
}

// relativeDays are words that mean a day, week, month or year counted from today's.
var relativeDays = []struct {
	unit  byte
	shift int
	words string
}{
	{'d', 0, "today, сегодня, aujourd hui"},
	{'d', -1, "yesterday, вчера, hier"},
	{'d', -2, "the day before yesterday, day before yesterday, позавчера, avant hier"},
	{'d', 1, "tomorrow, завтра, demain"},
	{'w', 0, "this week, на этой неделе, эта неделя, cette semaine"},
	{'w', -1, "last week, на прошлой неделе, прошлая неделя, la semaine derniere, semaine derniere"},
	{'w', 1, "next week, на следующей неделе, la semaine prochaine, semaine prochaine"},
	{'m', 0, "this month, в этом месяце, ce mois"},
	{'m', -1, "last month, в прошлом месяце, прошлый месяц, le mois dernier, mois dernier"},
	{'m', 1, "next month, в следующем месяце, le mois prochain, mois prochain"},
	{'y', 0, "this year, в этом году, cette annee"},
	{'y', -1, "last year, в прошлом году, прошлый год, l annee derniere, annee derniere"},
	{'y', 1, "next year, в следующем году, l annee prochaine, annee prochaine"},
}

// monthNames are the names of months and the cases in which dates use them: English; Russian (and Kyrgyz and Uzbek in Cyrillic);
// French; Kazakh in both scripts; Kyrgyz; Tajik; Uzbek in Latin; Turkmen. Three letters are enough where only one month begins so.
var monthNames = [12]string{
	"january, январь, января, январе, janvier, қаңтар, қаңтарда, qantar, январы, үчтүн айы, январ, январи, yanvar, yanwar, yanwary",
	"february, февраль, февраля, феврале, fevrier, ақпан, ақпанда, aqpan, февралы, бирдин айы, феврал, феврали, fevral, fewral, fewraly",
	"march, март, марта, марте, mars, наурыз, наурызда, nauryz, марты, жалган куран, марти, mart, marty",
	"april, апрель, апреля, апреле, avril, сәуір, сәуірде, sauir, апрели, чын куран, апрел, aprel, apreli",
	"may, май, мая, мае, mai, мамыр, мамырда, mamyr, майы, бугу, майи, mayy",
	"june, июнь, июня, июне, juin, маусым, маусымда, mausym, июну, кулжа, июн, июни, iyun, iyuny",
	"july, июль, июля, июле, juillet, шілде, шілдеде, shilde, июлу, теке, июл, июли, iyul, iyuly",
	"august, август, августа, августе, aout, тамыз, тамызда, tamyz, августу, баш оона, августи, avgust, awgust, awgusty",
	"september, сентябрь, сентября, сентябре, septembre, қыркүйек, қыркүйекте, qyrkuiek, сентябры, аяк оона, сентябр, сентябри, sentabr, sentyabr, sentyabry",
	"october, октябрь, октября, октябре, octobre, қазан, қазанда, qazan, октябры, тогуздун айы, октябр, октябри, oktabr, oktyabr, oktyabry",
	"november, ноябрь, ноября, ноябре, novembre, қараша, қарашада, qarasha, ноябры, жетинин айы, ноябр, ноябри, noyabr, noyabry",
	"december, декабрь, декабря, декабре, decembre, желтоқсан, желтоқсанда, jeltoqsan, декабры, бештин айы, декабр, декабри, dekabr, dekabry",
}

const shortestMonth = 3 // letters

// wordsInPhrase is how many words the longest entry of the vocabulary has.
const wordsInPhrase = 4

// vocabulary finds what a word or phrase is. months holds every beginning of a month's name, with 0 where two months begin so.
var vocabulary = sync.OnceValue(func() (v struct {
	words  map[string]dateToken
	months map[string]int
},
) {
	v.words, v.months = map[string]dateToken{}, map[string]int{}
	for i, names := range monthNames {
		for _, name := range listed(names) {
			v.words[name] = dateToken{class: aMonth, number: i + 1}
			letters := []rune(name)
			for n := shortestMonth; n < len(letters); n++ {
				beginning := string(letters[:n])
				if month, taken := v.months[beginning]; taken && month != i+1 {
					v.months[beginning] = 0
				} else {
					v.months[beginning] = i + 1
				}
			}
		}
	}
	for _, w := range dateWords {
		for _, word := range listed(w.words) {
			v.words[word] = dateToken{class: w.class, number: w.number}
		}
	}
	for i, r := range relativeDays {
		for _, word := range listed(r.words) {
			v.words[word] = dateToken{class: aRelative, number: i}
		}
	}
	return v
})

func listed(words string) []string { return strings.Split(words, ", ") }

var (
	isoForm    = regexp.MustCompile(`^(\d{4})-(\d\d)(?:-(\d\d))?`)
	timeForm   = regexp.MustCompile(`^t?(\d{1,2}):(\d\d)`)
	numberForm = regexp.MustCompile(`^\d+`)
	wordForm   = regexp.MustCompile(`^\pL[\pL\pM]*`)
	phraseForm = regexp.MustCompile(fmt.Sprintf(`^\pL(?:[\pL\pM]*[. ]+){0,%d}[\pL\pM]*`, wordsInPhrase-1))
)

// dateTokens cuts a tidy text into tokens, without what says nothing.
func dateTokens(text string) ([]dateToken, error) {
	var tokens []dateToken
	for rest := text; rest != ""; {
		t, length, err := nextToken(rest)
		if err != nil {
			return nil, err
		}
		rest = strings.TrimLeft(rest[length:], " ")
		last := len(tokens) - 1
		switch {
		case t.class == aFiller:
		case t.class == aDot && (!isFigures(tokens, last) || !startsWithFigure(rest)):
			// It ends an abbreviation, an ordinal or the sentence.
		case t.class == aSuffix:
			if last > 0 && tokens[last].class == aDash && isFigures(tokens, last-1) {
				tokens = tokens[:last]
			}
		default:
			tokens = append(tokens, t)
		}
	}
	return tokens, nil
}

// isFigures says that there is a token at a place, and that it is a number.
func isFigures(tokens []dateToken, at int) bool {
	return at >= 0 && (tokens[at].class == aNumber || tokens[at].class == aYear)
}

func startsWithFigure(text string) bool { return text != "" && text[0] >= '0' && text[0] <= '9' }

// nextToken gives the token that a text begins with, and its length.
func nextToken(text string) (t dateToken, length int, err error) {
	if found := isoForm.FindStringSubmatch(text); found != nil && !startsWithFigure(text[len(found[0]):]) {
		iso := dateSide{year: figures(found[1]), month: figures(found[2]), day: figures(found[3])}
		if iso.year == 0 || iso.month == 0 || iso.day == 0 && found[3] != "" {
			return t, 0, fmt.Errorf("%s has a part that is 0; %s", found[0], typedExamples)
		}
		return dateToken{class: anISODate, iso: iso}, len(found[0]), nil
	}
	if found := timeForm.FindStringSubmatch(text); found != nil {
		hour, minute := figures(found[1]), figures(found[2])
		if hour > 23 || minute > 59 {
			return t, 0, fmt.Errorf("%s:%s is no time from 0:00 to 23:59", found[1], found[2])
		}
		return dateToken{class: aTime, iso: dateSide{minutes: hour*60 + minute + 1}}, len(found[0]), nil
	}
	if number := numberForm.FindString(text); number != "" {
		t, err = numberToken(number)
		return t, len(number), err
	}
	if strings.IndexByte("-/.~?%", text[0]) >= 0 {
		return dateToken{class: text[0]}, 1, nil
	}
	return wordToken(text)
}

func numberToken(number string) (dateToken, error) {
	t := dateToken{class: aNumber}
	switch len(number) {
	case 1, 2:
	case 4:
		t.class = aYear
	default:
		return t, fmt.Errorf("%s is neither a day nor a year of four figures; %s", number, typedExamples)
	}
	t.number = figures(number)
	if t.number == 0 {
		return t, fmt.Errorf("%s is neither a day nor a month, and %s", number, yearsWritten)
	}
	return t, nil
}

// figures gives the number that a few figures write; none are 0.
func figures(text string) int {
	n := 0
	for _, c := range text {
		n = n*10 + int(c-'0')
	}
	return n
}

// wordToken gives the longest phrase of the vocabulary that a text begins with, else the month that its first word begins.
func wordToken(text string) (t dateToken, length int, err error) {
	phrase := phraseForm.FindString(text)
	for ; phrase != ""; phrase = phrase[:max(0, strings.LastIndexAny(phrase, " ."))] {
		if t, known := vocabulary().words[strings.ReplaceAll(phrase, ".", "")]; known {
			return t, len(phrase), nil
		}
	}
	word := wordForm.FindString(text)
	month, known := vocabulary().months[word]
	switch {
	case month > 0:
		return dateToken{class: aMonth, number: month}, len(word), nil
	case known:
		return t, 0, fmt.Errorf("%q may be more than one month; write more of its name", word)
	case word == "":
		word = string([]rune(text)[:1])
	}
	return t, 0, fmt.Errorf("%q is not understood in a date; %s", word, typedExamples)
}
