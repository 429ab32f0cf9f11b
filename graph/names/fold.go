// Package names knows when two names are one: across scripts, spellings, passports and typing errors. It works on strings and knows
// nothing of what they name.
//
// A name goes through three forms, each looser than the one before. The Latin form ([Latin]) writes Cyrillic in Latin letters. The
// plain form drops case, marks and punctuation; joined by spaces it is the exact key ([Exact]). The skeleton of a word writes it as
// it sounds, so that what passports and national alphabets write differently meets.
package names

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Exact gives the key by which a name is found exactly, whatever its script, case, marks and punctuation: "Нур-Султан" and
// "nur sultan" have one key, and so have a Cyrillic name and its [Latin] form. The key of a key is itself. Stores keep keys as a
// property, so a change here means writing them anew.
func Exact(name string) string {
	words := split(name)
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = w.plain
	}
	return strings.Join(plain, " ")
}

// word is a word of a name, folded.
type word struct {
	// plain has small letters without marks.
	plain string
	// sound is plain with the marks that carry a sound written out ("ş" as "sh"); skeletons are made of it.
	sound string
	// hyphened says that a hyphen, and nothing else, parts the word from the one before.
	hyphened bool
}

// split gives the words of a name.
func split(name string) []word {
	var s splitter
	// Composed first: a letter and its mark are looked up together.
	for _, r := range norm.NFC.String(Latin(name)) {
		s.rune(r)
	}
	s.end()
	return s.words
}

type splitter struct {
	words        []word
	plain, sound []byte
	// gap is what stands between the last word and the next; 0 is nothing yet.
	gap rune
}

func (s *splitter) rune(r rune) {
	switch {
	case strings.ContainsRune(apostrophes, r):
		s.apostrophe()
	case unicode.In(r, unicode.M, unicode.Cf) || r == '·':
		// Marks, soft hyphens and marks of direction do not part words; nor does the point that BGN/PCGN sets in n·g.
	case unicode.Is(unicode.Pd, r) || r == '−':
		s.end()
		s.part('-')
	default:
		f := folded(r)
		if f.plain == "" {
			s.end()
			s.part(' ')
			return
		}
		s.plain, s.sound = append(s.plain, f.plain...), append(s.sound, f.sound...)
	}
}

// part notes what stands between two words; anything beside a hyphen takes its joining force.
func (s *splitter) part(by rune) {
	if s.gap == 0 {
		s.gap = by
	} else {
		s.gap = ' '
	}
}

// end ends a word, if one has begun.
func (s *splitter) end() {
	if len(s.plain) == 0 {
		return
	}
	s.words = append(s.words, word{string(s.plain), string(s.sound), s.gap == '-' && len(s.words) > 0})
	s.plain, s.sound, s.gap = s.plain[:0], s.sound[:0], 0
}

// apostrophes stand inside words in Uzbek, in French and in transliterated soft and hard signs; without them the word is the same.
const apostrophes = "'’‘ʼʻ`´ʹʺ′″ʾʿ＇"

// apostrophe leaves an apostrophe out. Only Uzbek oʻ has a sound of its own: Russian writes it у (Oʻtkir, Уткир).
func (s *splitter) apostrophe() {
	if n := len(s.sound); n > 0 && s.sound[n-1] == 'o' {
		s.sound[n-1] = soundUzbekO
	}
}

// fold is what becomes of a letter: nothing where it is no letter.
type fold struct{ plain, sound string }

// foldTable holds what letters up to the Cyrillic block become; it is worked out once, because indexing asks for every letter.
var foldTable = sync.OnceValue(func() []fold {
	table := make([]fold, 0x530)
	for r := range table {
		table[r] = foldOf(rune(r))
	}
	return table
})

func folded(r rune) fold {
	if table := foldTable(); int(r) < len(table) {
		return table[r]
	}
	return foldOf(r)
}

// foldOf folds case by Unicode's full case folding, then takes letters and marks apart (NFKD) and drops the marks. Turkish and
// Kazakh dotted and dotless i all become i: their users and ours type either.
func foldOf(r rune) fold {
	// Full folding gives Cherokee in capitals, and capitals in small letters; small letters once more make it one.
	small := strings.ToLower(cases.Fold().String(norm.NFKC.String(string(r))))
	var b strings.Builder
	for _, part := range norm.NFKD.String(small) {
		if strings.ContainsRune(apostrophes, part) {
			continue // of ŉ
		}
		if !unicode.IsLetter(part) && !unicode.IsDigit(part) {
			if !unicode.Is(unicode.M, part) {
				return fold{} // such as ½: parts of it are no word
			}
			continue
		}
		switch text, ok := undivided[part]; {
		case ok:
			b.WriteString(text)
		case unicode.Is(unicode.Cyrillic, part):
			b.WriteString(compatibleCyrillic(part))
		default:
			b.WriteRune(part)
		}
	}
	f := fold{plain: b.String(), sound: b.String()}
	if sound, ok := marked[norm.NFC.String(small)]; ok {
		f.sound = sound
	}
	return f
}

// compatibleCyrillic folds a Cyrillic letter that came out of another, such as ᵸ; Latin has written all others in Latin before.
func compatibleCyrillic(r rune) string {
	latin := letterOf(r)
	if latin == string(r) {
		return latin
	}
	var b strings.Builder
	for _, l := range latin {
		b.WriteString(foldOf(l).plain)
	}
	return b.String()
}

// undivided are Latin letters that do not come apart into a letter and a mark.
var undivided = map[rune]string{
	'ı': "i", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ə': "a", 'ǝ': "a", 'ŋ': "ng",
	'ħ': "h", 'ɣ': "gh", 'ƣ': "gh", 'ƶ': "zh", 'ⱪ': "q", 'ⱨ': "h", 'ꞑ': "ng",
}

// marked are the letters of the Turkmen (1993/1999), Kazakh (2021), Turkish and Azerbaijani alphabets and of ISO 9 whose mark
// makes another sound of them.
var marked = map[string]string{
	"ş": "sh", "š": "sh", "ŝ": "sh", "ș": "sh", "ś": "sh", "ç": "ch", "č": "ch", "ĉ": "ch", "ž": "zh", "ƶ": "zh", "ģ": "gh",
	"ň": "ng", "ņ": "ng", "ñ": "ng", "ŋ": "ng", "ꞑ": "ng",
}
