package names

import (
	"slices"
	"strings"
)

// Sounds that have no small letter of their own. Skeletons are written in small letters and these.
const (
	soundUzbekO = 'O' // oʻ: o in Uzbek, у in Russian
	soundSh     = "S"
	soundCh     = "C"
	soundZh     = "J" // and dzh: ж is zh in Russian, j in Kyrgyz; дж writes Tajik ҷ and Uzbek j
	soundTs     = "T"
)

// spelling is a way to write a sound, and what it may stand for.
type spelling struct {
	written string
	sounds  []string
}

// spellings bring together how passports (ICAO Doc 9303), BGN/PCGN, the Latin alphabets of Kazakh (2021), Uzbek (1995) and Turkmen
// (1999), and the German and French ways of writing Russian, write one sound. Longer ones come first. Where one spelling stands
// for two sounds in different alphabets, a word has a skeleton for each.
var spellings = []spelling{
	{"shch", []string{soundSh}},
	{"tsch", []string{soundCh}},
	{"dsch", []string{soundZh}},
	{"sch", []string{soundSh}},
	{"tch", []string{soundCh}},
	{"dzh", []string{soundZh}},
	{"sh", []string{soundSh}},
	{"zh", []string{soundZh}},
	{"dj", []string{soundZh}},
	{"ts", []string{soundTs}},
	{"tz", []string{soundTs}},
	{"ch", []string{soundCh, "h"}}, // German Achmetow
	{"tj", []string{soundCh, "ti"}},
	{"kh", []string{"h"}},
	{"gh", []string{"g"}},
	{"ph", []string{"f"}},
	{"th", []string{"t"}},
	{"ck", []string{"k"}},
	{"ou", []string{"u"}},
	{"ng", []string{"ng", "n"}},   // ң, in Russian often н: Kengesh, Кенеш
	{"j", []string{soundZh, "i"}}, // German and Scandinavian for й
	{"x", []string{"h", "ks"}},    // Uzbek х; English and French ks
	{"c", []string{soundTs, "k"}}, // ц; English and French k
	{"O", []string{"o", "u"}},
	{"q", []string{"k"}},
	{"w", []string{"v"}},
	{"y", []string{"i"}},
}

// spellingsBy finds spellings by their first letter.
var spellingsBy = func() (by [128][]spelling) {
	for _, s := range spellings {
		by[s.written[0]] = append(by[s.written[0]], s)
	}
	return by
}()

// maxSkeletons is how many skeletons a word may have: three doubtful spellings. Words with more keep the commonest reading of the rest.
const maxSkeletons = 8

// skeletons gives the forms in which spellings of one word meet, the likeliest first. sound is a word's sound.
func skeletons(sound string) []string {
	made := []string{""}
	for at := 0; at < len(sound); {
		s := spellingAt(sound[at:])
		at += len(s.written)
		grown := made
		for _, other := range s.sounds[1:] {
			for _, m := range made {
				if len(grown) < maxSkeletons {
					grown = append(grown[:len(grown):len(grown)], m+other)
				}
			}
		}
		for i := range made {
			grown[i] = made[i] + s.sounds[0]
		}
		made = grown
	}
	kept := made[:0]
	for _, m := range made {
		if m = smooth(m); !slices.Contains(kept, m) {
			kept = append(kept, m)
		}
	}
	return kept
}

// spellingAt gives the spelling that a text begins with; a letter in no table stands for itself.
func spellingAt(text string) spelling {
	if text[0] < 128 {
		for _, s := range spellingsBy[text[0]] {
			if strings.HasPrefix(text, s.written) {
				return s
			}
		}
	}
	return alone[text[0]]
}

// alone are letters, or bytes of letters of other alphabets, that stand for themselves.
var alone = func() (all [256]spelling) {
	for b := range all {
		self := string([]byte{byte(b)})
		all[b] = spelling{self, []string{self}}
	}
	return all
}()

// smooth takes out what comes and goes between alphabets: doubled letters (Jeenbekov, Massimov), the glide before e (Tokayev, Tokaev;
// Yerbol, Erbol; Vasilyevich, Vasilevich), and ё, which is yo, io, jo or, in passports, e (Artyom, Artem; Mirziyoyev, Mirzieev).
func smooth(s string) string {
	s = single(s)
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case s[i] == 'i' && next == 'e':
		case s[i] == 'i' && next == 'o' && (i == 0 || !isVowel(s[i-1])):
			b = append(b, 'e')
			i++
		default:
			b = append(b, s[i])
		}
	}
	return single(string(b))
}

func isVowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }

// single writes doubled letters once. Only letters of our own alphabet are: bytes of others may repeat inside a letter.
func single(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if i > 0 && s[i] == s[i-1] && s[i] < 128 && s[i] > '9' {
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// stem gives a surname's skeleton without its Russian ending: Rahmonov took the name Rahmon. It needs four letters to be told by.
func stem(skeleton string) (string, bool) {
	for _, ending := range []string{"ova", "eva", "ov", "ev"} {
		if bare, ok := strings.CutSuffix(skeleton, ending); ok && len(bare) >= 4 {
			return bare, true
		}
	}
	return "", false
}

// isPatronymic says whether a word is a father's name, by its skeleton: it may be left out where a person has other names.
func isPatronymic(skeleton string) bool {
	for _, ending := range []string{"oviC", "eviC", "ovna", "evna", "iCna", "uli", "kizi", "ogli", "ugli", "oglu", "ulu"} {
		if strings.HasSuffix(skeleton, ending) && (len(skeleton) >= 6 || skeleton == ending) {
			return true
		}
	}
	return false
}

// fillers are words that a name can do without, in plain letters: English, French, Russian, and "and" in the region's languages.
var fillers = set("of the and for in to on at by a an", "de la le les du des et l d en pour au aux sur",
	"po na pri dlya iz ot so vo za i v", "zhana jana zhane zhene va we ham")

func set(lists ...string) map[string]bool {
	made := map[string]bool{}
	for _, list := range lists {
		for _, w := range strings.Fields(list) {
			made[w] = true
		}
	}
	return made
}

// isInitial says whether a word is one letter, or one Cyrillic letter in Latin: a given name cut short.
func isInitial(plain string) bool {
	switch plain {
	case "zh", "kh", "ts", "ch", "sh", "shch", "yo", "yu", "ya", "ye", "gh", "dzh":
		return true
	}
	return len([]rune(plain)) == 1
}
