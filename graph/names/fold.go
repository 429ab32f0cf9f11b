// Package names knows when two names are one: across scripts, spellings, passports and typing errors. It imports nothing of this
// project.
package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// cyrillic gives the Latin form of Cyrillic letters: Russian after BGN/PCGN (1947), and the letters that Kazakh, Kyrgyz, Uzbek,
// Tajik and Turkmen add after the BGN/PCGN tables of those languages. Where two languages read one letter differently, the
// skeleton brings the readings together.
var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "yo", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	// Kazakh, Kyrgyz, Turkmen
	'ә': "a", 'ғ': "gh", 'қ': "q", 'ң': "ng", 'ө': "o", 'ұ': "u", 'ү': "u", 'һ': "h", 'і': "i", 'җ': "j",
	// Uzbek, Tajik
	'ў': "o", 'ҳ': "h", 'ҷ': "j", 'ӣ': "i", 'ӯ': "u",
	// Ukrainian and Belarusian letters, met in names
	'є': "ye", 'ї': "yi", 'ґ': "g",
}

// latin gives the plain form of Latin letters that do not come apart into a letter and a mark.
var latin = map[rune]string{'ı': "i", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ə': "a", 'ŋ': "ng"}

// apostrophes stand inside words in Uzbek, French and transliterated names; without them the word is the same.
const apostrophes = "'’‘ʼʻ`´ʹʺ′"

// Latin gives the form of a name in Latin letters, to be shown under a name in Cyrillic. Case is kept for first letters.
func Latin(name string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(name) {
		text, known := cyrillic[unicode.ToLower(r)]
		switch {
		case !known:
			b.WriteRune(r)
		case unicode.IsUpper(r) && text != "":
			b.WriteString(strings.ToUpper(text[:1]) + text[1:])
		default:
			b.WriteString(text)
		}
	}
	return b.String()
}

// Words gives the words of a name in plain small Latin letters: no case, no marks, no punctuation.
func Words(name string) []string { return strings.Fields(plain(name, ' ')) }

// plain folds a name; hyphen is what stands for a hyphen between letters.
func plain(name string, hyphen rune) string {
	var b strings.Builder
	// Composed first: Cyrillic й and ё are letters of their own, and must not lose their marks.
	for _, r := range norm.NFC.String(name) {
		r = unicode.ToLower(r)
		if text, ok := cyrillic[r]; ok {
			b.WriteString(text)
			continue
		}
		for _, part := range norm.NFKD.String(string(r)) {
			part = unicode.ToLower(part)
			switch text, ok := latin[part]; {
			case ok:
				b.WriteString(text)
			case unicode.Is(unicode.M, part) || strings.ContainsRune(apostrophes, part):
			case unicode.IsLetter(part) || unicode.IsDigit(part):
				b.WriteString(cyrillicOr(part))
			case unicode.Is(unicode.Pd, part):
				if hyphen != 0 {
					b.WriteRune(hyphen)
				}
			default:
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// cyrillicOr gives the Latin form of a letter that came apart into Cyrillic, or the letter itself.
func cyrillicOr(r rune) string {
	if text, ok := cyrillic[r]; ok {
		return text
	}
	return string(r)
}

// Exact gives the key by which a name is found exactly, whatever its script, case, marks and punctuation: Нур-Султан and Nur
// Sultan have one key. It is stored, so it must not change lightly.
func Exact(name string) string { return strings.Join(Words(name), " ") }

// spellings brings together how passports (ICAO 9303), national alphabets and transliterations write one sound. Longer ones come first.
var spellings = strings.NewReplacer(
	"shch", "s", "tsch", "c", "dzh", "j", "tch", "c", "dsh", "j",
	"zh", "j", "dj", "j", "kh", "h", "gh", "g", "ch", "c", "sh", "s", "ts", "c", "ph", "f", "th", "t", "ck", "k",
	"iye", "ie", "iyo", "io", "ye", "e", "yo", "o", "ya", "a", "yu", "u", "ij", "i", "iy", "i", "ou", "u",
	"q", "k", "w", "v", "y", "i", "x", "h",
)

// skeleton gives the form in which spellings of one word meet.
func skeleton(word string) string {
	replaced := spellings.Replace(word)
	var b strings.Builder
	var last rune
	for _, r := range replaced {
		if r != last { // doubled letters come and go between alphabets
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// fillers are words that a name can do without.
var fillers = map[string]bool{
	"of": true, "the": true, "and": true, "for": true, "in": true, "to": true,
	"de": true, "la": true, "le": true, "les": true, "du": true, "des": true, "et": true, "l": true, "d": true,
	"i": true, "v": true, "po": true, "na": true,
}
