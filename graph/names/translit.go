package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// cyrillic gives the Latin form of Cyrillic letters, after the systems of the US Board on Geographic Names and the UK Permanent
// Committee on Geographical Names: Russian (BGN/PCGN 1947), Kazakh (1979), Kyrgyz (1979), Uzbek (1979, since 2000 the Uzbek
// alphabet of 1995), Tajik (1994) and Turkmen (1979, since 2000 the Turkmen alphabet). One table serves all: a document rarely says which of
// these languages a name is in, and they agree but for the letters in reading. Where we depart from them: ё is yo throughout (as in all
// but the Russian table, which has ë), hard and soft signs are left out (as ICAO Doc 9303 leaves out ь), Kazakh и is i and э is e
// (their marks tell letters apart, not sounds).
var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "yo", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	// Kazakh, Kyrgyz, Turkmen
	'ә': "ä", 'ғ': "gh", 'қ': "q", 'ң': "ng", 'ө': "ö", 'ұ': "ū", 'ү': "ü", 'һ': "h", 'і': "i", 'җ': "j",
	// Uzbek, Tajik
	'ў': "oʻ", 'ҳ': "h", 'ҷ': "j", 'ӣ': "í", 'ӯ': "ŭ",
	// Bashkir, Tatar and other letters of the region's minorities
	'ҙ': "z", 'ҡ': "q", 'ҫ': "s", 'ҥ': "ng", 'ӈ': "ng", 'ҕ': "gh", 'ӷ': "gh", 'ҹ': "j", 'ӊ': "ng", 'ҝ': "g", 'ҵ': "ts", 'ӡ': "z", 'ӏ': "",
	// Ukrainian, Belarusian, Serbian and Macedonian letters (ICAO Doc 9303), met in names
	'є': "ye", 'ї': "yi", 'ґ': "g", 'ђ': "d", 'ѕ': "dz", 'ј': "y", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dzh",
}

// reading is how one language reads the common table.
type reading struct {
	// iotated says that е is "ye" at a word's beginning, after a vowel and after й, ъ, ь.
	iotated bool
	own     map[rune]string
}

// The readings. Kazakh, Kyrgyz and Tajik have "e" for е everywhere; Kyrgyz ж is j; Uzbek ғ is gʻ.
var (
	russian = reading{iotated: true}
	kyrgyz  = reading{own: map[rune]string{'ж': "j"}}
	uzbek   = reading{iotated: true, own: map[rune]string{'ғ': "gʻ"}}
	plainE  = reading{} // Kazakh and Tajik
)

// readingOf guesses the language of a text by the letters that only some have. A text of Russian letters alone is read as Russian, as
// the passports of the region do.
func readingOf(text []rune) reading {
	found := russian
	for _, r := range text {
		switch unicode.ToLower(r) {
		case 'ў':
			return uzbek
		case 'җ':
			return russian // Turkmen, iotated too
		case 'ә', 'ғ', 'қ', 'ұ', 'һ', 'і', 'ҳ', 'ҷ', 'ӣ', 'ӯ':
			found = plainE
		case 'ө', 'ү', 'ң':
			if found.iotated {
				found = kyrgyz
			}
		}
	}
	return found
}

// Latin gives the form of a name in Latin letters, to be shown under a name in Cyrillic: "Қасым-Жомарт Тоқаев" gives
// "Qasym-Zhomart Toqaev". The tables are BGN/PCGN's; the language is guessed by its letters. Text in other scripts stays as it is.
func Latin(name string) string {
	if !strings.ContainsFunc(name, isCyrillic) {
		return name
	}
	text := []rune(norm.NFC.String(name))
	reading := readingOf(text)
	var b strings.Builder
	letter := false
	for i, r := range text {
		switch {
		case isCyrillic(r):
			b.WriteString(inCase(reading.letter(text, i), text, i))
			letter = true
		case letter && unicode.Is(unicode.M, r):
			// A stress mark belongs to the Cyrillic letter, and would make another letter of the Latin one.
		default:
			b.WriteRune(r)
			letter = false
		}
	}
	return b.String()
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }

// letter gives the Latin form, in small letters, of the letter at a place.
func (l reading) letter(text []rune, at int) string {
	r := unicode.ToLower(text[at])
	if r == 'е' && l.iotated && iotated(text[:at]) {
		return "ye"
	}
	if own, ok := l.own[r]; ok {
		return own
	}
	return letterOf(r)
}

// iotated says whether е after this text is "ye": after a vowel, й or a sign, or at the beginning of a word.
func iotated(before []rune) bool {
	for len(before) > 0 && unicode.Is(unicode.M, before[len(before)-1]) {
		before = before[:len(before)-1] // a stress mark
	}
	if len(before) == 0 {
		return true
	}
	last := unicode.ToLower(before[len(before)-1])
	return strings.ContainsRune("аеёиоуыэюяўіїєәөүұӣӯйъь", last) || !unicode.IsLetter(last)
}

// letterOf gives the Latin form of a Cyrillic letter by the common table; a letter that it lacks loses its marks or stays.
func letterOf(r rune) string {
	if text, ok := cyrillic[r]; ok {
		return text
	}
	if unicode.Is(unicode.M, r) {
		return ""
	}
	base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	if text, ok := cyrillic[unicode.ToLower(base)]; ok {
		return text
	}
	return string(r)
}

// inCase writes a letter's Latin form in the letter's case: Щ is "Shch" in Щукин and "SHCH" among capitals.
func inCase(latin string, text []rune, at int) string {
	if !unicode.IsUpper(text[at]) || latin == "" {
		return latin
	}
	if amongCapitals(text, at) {
		return strings.ToUpper(latin)
	}
	first := []rune(latin)
	first[0] = unicode.ToUpper(first[0])
	return string(first)
}

func amongCapitals(text []rune, at int) bool {
	if at+1 < len(text) && unicode.IsLetter(text[at+1]) {
		return unicode.IsUpper(text[at+1])
	}
	return at > 0 && unicode.IsUpper(text[at-1])
}
