package names

import (
	"strings"
	"unicode/utf8"
)

// fit is how a word of a search fits a word of a name, from the best on; past fitTypo, each is one more typing error.
type fit uint8

const (
	fitSame fit = iota
	fitSpelling
	fitInitial
	fitBeginning
	fitEnding
	fitTypo
)

// typos gives the number of typing errors.
func (f fit) typos() int {
	if f < fitTypo {
		return 0
	}
	return int(f-fitTypo) + 1
}

// cost weighs fits where words can be paired in several ways: one worse fit costs as much as sixteen of the next better kind.
func (f fit) cost() int { return 1 << (4 * min(int(f), 7)) >> 4 }

// unit is a word of a search, or two neighbours written as one, with the words of the index that it fits.
type unit struct {
	from, to int
	fits     map[int32]fit
	// initial is set for one letter, which fits all words that begin with it; these are too many to list.
	initial []string
}

// search is a search under way.
type search struct {
	x     *Index
	text  string
	words []word
	units []unit
	// Sets of bits. Names may lack fillers and patronymics. listed are those of the others whose fits list all words that they
	// fit: an initial fits too many.
	fillers, patronymics, listed uint64
	// whole is the text without spaces.
	whole string
}

// newSearch prepares a search. typing says that the last word may not have been typed to its end.
func newSearch(x *Index, text string, typing bool) *search {
	s := &search{x: x, text: shortened(text)}
	s.words = split(s.text)
	s.words = s.words[:min(len(s.words), maxWords)]
	s.whole = compact(s.words)
	s.fillers, s.patronymics = optional(s.words)
	for i, w := range s.words {
		u := unit{from: i, to: i + 1}
		if len(s.words) > 1 && isInitial(w.plain) {
			u.initial = append([]string{w.plain}, skeletons(w.sound)...)
		} else if (s.fillers|s.patronymics)>>i&1 == 0 {
			s.listed |= 1 << i
		}
		u.fits = x.fits(w, typing && i == len(s.words)-1, true)
		s.units = append(s.units, u)
	}
	if s.listed == 0 { // initials and fillers alone: taken as words
		s.listed = (uint64(1)<<len(s.words) - 1) &^ s.fillers &^ s.patronymics
	}
	for i := range len(s.words) - 1 {
		pair := glue(s.words[i : i+2])
		hyphened := s.words[i+1].hyphened
		if fits := x.fits(pair, typing && hyphened && i+2 == len(s.words), hyphened); len(fits) > 0 {
			s.units = append(s.units, unit{from: i, to: i + 2, fits: fits})
		}
	}
	return s
}

// maxSearch is how much of a search is looked at, in bytes: longer than any name, and short enough to be answered at once.
const maxSearch = 600

func shortened(text string) string {
	if len(text) <= maxSearch {
		return text
	}
	return strings.ToValidUTF8(text[:maxSearch], "")
}

// optional gives the words of a search that a name may lack: fillers, and a patronymic beside two other names. A single letter is a
// filler only between other words; else it is an initial.
func optional(words []word) (filler, patronymic uint64) {
	for i, w := range words {
		inside := i > 0 && i < len(words)-1
		switch {
		case fillers[w.plain] && (inside || len(w.plain) > 1):
			filler |= 1 << i
		case isPatronymic(skeletons(w.sound)[0]):
			patronymic |= 1 << i
		}
	}
	all := uint64(1)<<len(words) - 1
	if filler == all {
		filler = 0
	}
	if needed := all &^ filler &^ patronymic; needed&(needed-1) == 0 { // fewer than two are left
		patronymic = 0
	}
	return filler, patronymic
}

// fits gives the words of the index that a word fits, each with how. beginning says that the word may be the beginning of another;
// typos, that typing errors are looked for: it takes a look at every word.
func (x *Index) fits(w word, beginning, typos bool) map[int32]fit {
	found := fitting{}
	if n, ok := x.byPlain[w.plain]; ok {
		found.keep(n, fitSame)
	}
	sounds := skeletons(w.sound)
	for _, s := range sounds {
		found.keepAll(x.bySkeleton[s], fitSpelling)
		found.keepAll(x.bySkeleton["-"+s], fitEnding)
		if bare, ok := stem(s); ok {
			found.keepAll(x.bySkeleton[bare], fitEnding)
		}
	}
	if !typos {
		return found
	}
	for _, n := range x.initials {
		if begins(w.plain, sounds, append([]string{x.words[n].plain}, x.words[n].skeletons...)) {
			found.keep(n, fitInitial)
		}
	}
	if beginning && utf8.RuneCountInString(w.plain) >= minBeginning {
		x.beginnings(found, w.plain, sounds)
	}
	if forgiving(w.plain) {
		x.typos(found, w.plain, sounds)
	}
	return found
}

// minBeginning is the fewest letters of a word not typed to its end that find anything.
const minBeginning = 2

type fitting map[int32]fit

func (f fitting) keep(n int32, as fit) {
	if old, ok := f[n]; !ok || as < old {
		f[n] = as
	}
}

func (f fitting) keepAll(words []int32, as fit) {
	for _, n := range words {
		f.keep(n, as)
	}
}

// begins says whether a word begins with an initial, in plain letters or as it sounds. An initial's plain form comes first, its skeletons
// follow.
func begins(plain string, sounds, initial []string) bool {
	if strings.HasPrefix(plain, initial[0]) {
		return true
	}
	for _, i := range initial[1:] {
		for _, s := range sounds {
			if strings.HasPrefix(s, i) {
				return true
			}
		}
	}
	return false
}

func (x *Index) beginnings(found fitting, plain string, sounds []string) {
	x.plain.beginning(found, plain)
	for _, s := range sounds {
		if len(s) > minBeginning {
			s = strings.TrimSuffix(s, "i") // a glide that what follows may take away: Tokay of Tokayev
		}
		x.sounds.beginning(found, s)
	}
}

// beginning keeps the words that begin with a text. Most lack some letter of it, and need no comparing.
func (f *forms) beginning(found fitting, text string) {
	set := letterSet(text)
	for i, letters := range f.letters {
		if set&^letters == 0 && strings.HasPrefix(f.text[i], text) {
			found.keep(f.word[i], fitBeginning)
		}
	}
}

// typos looks for words a few typing errors away, as written and as they sound.
func (x *Index) typos(found fitting, plain string, sounds []string) {
	x.near(found, &x.plain, plain)
	for _, s := range sounds {
		x.near(found, &x.sounds, s)
	}
}

// near looks for words a few typing errors away in one form. One letter in five is of that form: ji in Tajikistan may be one sound,
// and Pakistan would be two from it.
func (x *Index) near(found fitting, f *forms, text string) {
	set, length := letterSet(text), utf8.RuneCountInString(text)
	if length < 4 {
		return
	}
	most := length / 4 // a longer word forgives more than this one does by its own length, but no more than this
	for i, other := range f.letters {
		letters := int(f.length[i])
		if tooFar(set, other, length, letters, most) {
			continue
		}
		limit := typosForgiven(length, letters)
		if tooFar(set, other, length, letters, limit) || !forgiving(f.text[i]) {
			continue
		}
		if limit == 0 {
			if length == 4 && transposed(text, f.text[i]) {
				found.keep(f.word[i], fitTypo)
			}
			continue
		}
		if d := distance(text, f.text[i], limit); d > 0 && d <= limit {
			found.keep(f.word[i], fitTypo+fit(d-1))
		}
	}
}
