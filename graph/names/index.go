package names

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"
)

// Ref is what a name in the index belongs to: a row number that the caller understands, one for each version of a name.
type Ref int32

// Index finds names. Names are added and never removed: what a reader may see, now or at an earlier revision, is for the caller to
// say at each search. One writer and many readers may share an index if the caller locks, [Index.Add] against everything else;
// searches may run beside one another.
type Index struct {
	names []indexed
	// words are the distinct words of all names, by number; byPlain and bySkeleton find them. Stems stand in bySkeleton behind a
	// hyphen, which no skeleton has.
	words      []entry
	byPlain    map[string]int32
	bySkeleton map[string][]int32
	plain      forms
	sounds     forms
	// initials are the words that stand for any word that begins with them.
	initials []int32
	// whole finds names by all their letters without spaces, acronyms by the first letters of their words.
	whole, acronyms hashed
}

// indexed is a name: its words, in order, and those that hyphens part written as one.
type indexed struct {
	ref    Ref
	length uint16 // in letters
	text   string
	words  []int32
	glued  []glued
}

// glued is a word made of the words from one up to another.
type glued struct {
	word     int32
	from, to uint8
}

// entry is a distinct word.
type entry struct {
	plain string
	// sounds are the sounds met, skeletons what they gave.
	sounds, skeletons []string
	filler            bool
	in                []int32 // the names it is in
}

// maxWords is how many words of a name or a search are looked at, so that a set of them fits 64 bits. Longer names are none.
const maxWords = 32

// NewIndex gives an index without names.
func NewIndex() *Index {
	return &Index{byPlain: map[string]int32{}, bySkeleton: map[string][]int32{}}
}

// Add adds a name. The same name may be added again, under the same ref or another.
func (x *Index) Add(ref Ref, name string) {
	at := int32(len(x.names))
	words := split(name)
	words = words[:min(len(words), maxWords)]
	added := indexed{ref: ref, text: name, length: uint16(min(utf8.RuneCountInString(name), 1<<16-1))}
	for _, w := range words {
		added.words = append(added.words, x.word(w))
	}
	for _, span := range hyphened(words) {
		added.glued = append(added.glued, glued{x.word(glue(words[span[0]:span[1]])), uint8(span[0]), uint8(span[1])})
	}
	x.names = append(x.names, added)
	for _, n := range added.words {
		x.list(n, at)
	}
	for _, g := range added.glued {
		x.list(g.word, at)
	}
	x.whole.add(compact(words), at)
	for _, acronym := range acronymsOf(name) {
		x.acronyms.add(acronym, at)
	}
}

// list notes that a word is in the name being added, once.
func (x *Index) list(n, name int32) {
	in := &x.words[n].in
	if len(*in) == 0 || (*in)[len(*in)-1] != name {
		*in = append(*in, name)
	}
}

// word gives the number of a word, a new one where it is not known yet.
func (x *Index) word(w word) int32 {
	if n, ok := x.byPlain[w.plain]; ok {
		x.addSkeletons(n, w)
		return n
	}
	n := int32(len(x.words))
	x.words = append(x.words, entry{plain: w.plain, filler: fillers[w.plain]})
	x.byPlain[w.plain] = n
	x.plain.add(n, w.plain)
	x.addSkeletons(n, w)
	if isInitial(w.plain) {
		x.initials = append(x.initials, n)
	}
	return n
}

// addSkeletons adds the skeletons of a word; one plain form may sound in several ways ("Aşgabat" and "Asgabat").
func (x *Index) addSkeletons(n int32, w word) {
	e := &x.words[n]
	if slices.Contains(e.sounds, w.sound) {
		return
	}
	e.sounds = append(e.sounds, w.sound)
	for _, s := range skeletons(w.sound) {
		if slices.Contains(e.skeletons, s) {
			continue
		}
		e.skeletons = append(e.skeletons, s)
		x.sounds.add(n, s)
		x.bySkeleton[s] = append(x.bySkeleton[s], n)
		if bare, ok := stem(s); ok {
			x.bySkeleton["-"+bare] = append(x.bySkeleton["-"+bare], n)
		}
	}
}

// hyphened gives the runs of words that hyphens part, and each two neighbours in them, as pairs of from and to: Anti-Terrorist is
// Antiterrorist too.
func hyphened(words []word) [][2]int {
	var spans [][2]int
	from := 0
	for i := 1; i <= len(words); i++ {
		if i < len(words) && words[i].hyphened {
			spans = append(spans, [2]int{i - 1, i + 1})
			continue
		}
		if i-from > 2 {
			spans = append(spans, [2]int{from, i})
		}
		from = i
	}
	return spans
}

// glue writes words as one.
func glue(words []word) word {
	var plain, sound strings.Builder
	for _, w := range words {
		plain.WriteString(w.plain)
		sound.WriteString(w.sound)
	}
	return word{plain: plain.String(), sound: sound.String()}
}

func compact(words []word) string { return glue(words).plain }

// hashed finds names by texts without keeping the texts: what it finds may be another's, and is looked at again.
type hashed struct {
	first map[uint64]int32
	links []link
}

type link struct{ name, next int32 }

func hash(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return h.Sum64()
}

func (h *hashed) add(text string, name int32) {
	if h.first == nil {
		h.first = map[uint64]int32{}
	}
	key := hash(text)
	next, ok := h.first[key]
	if !ok {
		next = -1
	}
	h.first[key] = int32(len(h.links))
	h.links = append(h.links, link{name, next})
}

// find calls with the names that may have been added under a text.
func (h *hashed) find(text string, found func(name int32)) {
	at, ok := h.first[hash(text)]
	for ok && at >= 0 {
		found(h.links[at].name)
		at = h.links[at].next
	}
}

// forms are words in one form, apart from what else is known of them, so that all can be looked through quickly.
type forms struct {
	text    []string
	word    []int32
	letters []uint32
	length  []uint8
}

func (f *forms) add(word int32, text string) {
	f.text, f.word = append(f.text, text), append(f.word, word)
	f.letters, f.length = append(f.letters, letterSet(text)), append(f.length, uint8(min(utf8.RuneCountInString(text), 255)))
}
