package names

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ref is what a name in the index belongs to; the caller knows what it means.
type Ref int32

// Index finds names. Names are added and never removed; adding must not run beside searching, so the caller locks. Which names a
// reader may see is for the caller to say at each search: nothing is ranked by what other names there are.
type Index struct {
	names []indexed
	// words numbers the distinct words of all names; where holds, for each, the names that it occurs in.
	words     []string
	skeletons []string
	letters   []uint64
	where     [][]int32
	wordOf    map[string]int32
	bySkel    map[string][]int32
}

type indexed struct {
	ref   Ref
	text  string
	words []int32 // in order, fillers left out where others remain
}

// NewIndex gives an index without names.
func NewIndex() *Index {
	return &Index{wordOf: map[string]int32{}, bySkel: map[string][]int32{}}
}

// Add adds a name.
func (x *Index) Add(ref Ref, name string) {
	at := int32(len(x.names))
	entry := indexed{ref: ref, text: name}
	for _, w := range content(Words(name)) {
		entry.words = append(entry.words, x.word(w))
	}
	x.names = append(x.names, entry)
	listed := map[int32]bool{}
	for _, w := range append(slices.Clone(entry.words), x.joined(name)...) {
		if !listed[w] {
			listed[w] = true
			x.where[w] = append(x.where[w], at)
		}
	}
}

// joined gives the words that hyphens part, written as one: Anti-Terrorist is Antiterrorist too.
func (x *Index) joined(name string) []int32 {
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Pd, r) }) {
		return nil
	}
	var words []int32
	for _, w := range strings.Fields(plain(name, 0)) {
		words = append(words, x.word(w))
	}
	return words
}

func (x *Index) word(w string) int32 {
	n, ok := x.wordOf[w]
	if !ok {
		n = int32(len(x.words))
		s := skeleton(w)
		x.words = append(x.words, w)
		x.skeletons = append(x.skeletons, s)
		x.letters = append(x.letters, letterSet(s))
		x.where = append(x.where, nil)
		x.wordOf[w] = n
		x.bySkel[s] = append(x.bySkel[s], n)
	}
	return n
}

// content leaves out fillers, unless there is nothing else.
func content(words []string) []string {
	kept := make([]string, 0, len(words))
	for _, w := range words {
		if !fillers[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		return words
	}
	return kept
}

// Hit is a name that fits a search.
type Hit struct {
	Ref  Ref
	Name string
	// Reason says in a few words why it fits.
	Reason string
	// Rank orders hits, smaller is better; equal ones are in the order of their names.
	Rank int64
}

// How a word of a search fits a word of a name, from the best on.
const (
	fitSame = iota
	fitSpelling
	fitBeginning
	fitTypo
	fitTypos
)

// Search gives the names that every word of the text fits, best first, among those that seen lets through. The last word may be the
// beginning of one, so that it can be asked while somebody types.
func (x *Index) Search(text string, seen func(Ref) bool) []Hit {
	text = shortened(text)
	asked := content(Words(text))
	if len(asked) == 0 {
		return nil
	}
	fits := make([]map[int32]int, 0, len(asked))
	for i, w := range asked {
		fits = append(fits, x.fits(w, i == len(asked)-1))
	}
	hits := x.match(text, fits, seen)
	if glued := strings.Fields(plain(text, 0)); len(glued) < len(Words(text)) {
		// The text has hyphens that a name may lack.
		fits = fits[:0]
		for i, w := range content(glued) {
			fits = append(fits, x.fits(w, i == len(glued)-1))
		}
		hits = append(hits, x.match(text, fits, seen)...)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), strings.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref))
	})
	return hits
}

// maxSearch is the length of a search, in bytes: longer than any name, and short enough to answer at once.
const maxSearch = 200

func shortened(text string) string {
	if len(text) <= maxSearch {
		return text
	}
	end := maxSearch
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// fits gives the words of the index that a word of a search fits, each with how.
func (x *Index) fits(asked string, last bool) map[int32]int {
	found := map[int32]int{}
	keep := func(n int32, fit int) {
		if old, ok := found[n]; !ok || fit < old {
			found[n] = fit
		}
	}
	if n, ok := x.wordOf[asked]; ok {
		keep(n, fitSame)
	}
	s := skeleton(asked)
	for _, n := range x.bySkel[s] {
		keep(n, fitSpelling)
	}
	letters := letterSet(s)
	forgiven := typosForgiven(len([]rune(asked)))
	for n, candidate := range x.skeletons {
		if last && len(asked) >= 2 && (strings.HasPrefix(x.words[n], asked) || strings.HasPrefix(candidate, s)) {
			keep(int32(n), fitBeginning)
			continue
		}
		if far := apart(letters, x.letters[n]) > 2*forgiven || abs(len(candidate)-len(s)) > 2*forgiven; far || forgiven == 0 {
			continue
		}
		if d := distance(s, candidate, forgiven); d > 0 && d <= forgiven {
			keep(int32(n), fitTypo+d-1)
		}
	}
	return found
}

// match gives the names in which every asked word fits a word of its own.
func (x *Index) match(text string, fits []map[int32]int, seen func(Ref) bool) []Hit {
	candidates := map[int32]int{}
	for i, f := range fits {
		here := map[int32]bool{}
		for w := range f {
			for _, name := range x.where[w] {
				if candidates[name] == i { // fitted by all words before
					here[name] = true
				}
			}
		}
		for name := range here {
			candidates[name] = i + 1
		}
	}
	var hits []Hit
	for name, n := range candidates {
		if n < len(fits) || !seen(x.names[name].ref) {
			continue
		}
		if hit, ok := x.judge(text, x.names[name], fits); ok {
			hits = append(hits, hit)
		}
	}
	return hits
}

// judge says how well a name fits. Each asked word takes the best word of the name that is left, in order.
func (x *Index) judge(text string, name indexed, fits []map[int32]int) (Hit, bool) {
	words := append(slices.Clone(name.words), x.joined(name.text)...)
	used := make([]bool, len(words))
	worst, sum, inOrder, before := 0, 0, true, -1
	for _, f := range fits {
		best, at := -1, -1
		for i, w := range words {
			if fit, ok := f[w]; ok && !used[i] && (at < 0 || fit < best) {
				best, at = fit, i
			}
		}
		if at < 0 {
			return Hit{}, false
		}
		used[at] = true
		if at < len(name.words) { // words written as one have no place in the order
			inOrder = inOrder && at > before
			before = at
		}
		worst = max(worst, best)
		sum += best
	}
	left := max(0, len(name.words)-len(fits))
	hit := Hit{Ref: name.ref, Name: name.text, Rank: int64(worst)*1_000_000 + int64(sum)*10_000 + int64(left)*100}
	if !inOrder {
		hit.Rank += 50
	}
	hit.Reason = reason(text, name.text, worst, left, inOrder)
	if hit.Reason == reasonSame {
		hit.Rank -= 10
	}
	return hit, true
}

const reasonSame = "the same name"

func reason(asked, name string, worst, left int, inOrder bool) string {
	var said string
	switch worst {
	case fitSame:
		switch {
		case left == 0 && strings.EqualFold(strings.TrimSpace(asked), name):
			return reasonSame
		case left == 0 && scriptOf(asked) != scriptOf(name):
			said = "the same name in another script"
		case left == 0:
			said = "the same words"
		default:
			said = "all words occur in the name"
		}
	case fitSpelling:
		said = "another spelling"
	case fitBeginning:
		said = "begins like it"
	case fitTypo:
		said = "one letter differs"
	default:
		said = "a few letters differ"
	}
	if !inOrder {
		said += ", in another order"
	}
	return said
}

func scriptOf(text string) string {
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			return "Cyrl"
		case unicode.Is(unicode.Latin, r):
			return "Latn"
		}
	}
	return ""
}
