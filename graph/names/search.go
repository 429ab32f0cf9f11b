package names

import (
	"cmp"
	"slices"
	"strings"
)

// Search gives all names that a text fits, best first, among those that seen lets through. Every word of the text must fit a word of
// the name; the last may be the beginning of one, so that it can be asked while somebody types. A text without letters and digits
// fits nothing.
func (x *Index) Search(text string, seen func(Ref) bool) []Hit { return x.Best(text, 0, seen) }

// Best gives the best hits of [Index.Search], at most so many; 0 is all. What seen hides takes no hit's place.
func (x *Index) Best(text string, limit int, seen func(Ref) bool) []Hit {
	s := newSearch(x, text, true)
	var found []ranked
	for _, c := range s.candidates() {
		name := &x.names[c.name]
		if !seen(name.ref) {
			continue
		}
		if v, ok := s.judge(c); ok {
			found = append(found, ranked{c.name, v.rank(text, name.length), v})
		}
		if limit > 0 && len(found) >= 2*limit+1000 {
			found = x.best(found, limit)
		}
	}
	found = x.best(found, limit)
	hits := make([]Hit, len(found))
	for i, f := range found {
		name := &x.names[f.name]
		hits[i] = Hit{name.ref, name.text, f.verdict.why, f.verdict.typos, f.verdict.reason(text, name.text), f.rank}
	}
	return hits
}

// ranked is a name that fits.
type ranked struct {
	name    int32
	rank    int64
	verdict verdict
}

func (x *Index) best(found []ranked, limit int) []ranked {
	slices.SortFunc(found, func(a, b ranked) int {
		if a.rank != b.rank {
			return cmp.Compare(a.rank, b.rank)
		}
		one, other := &x.names[a.name], &x.names[b.name]
		return cmp.Or(strings.Compare(one.text, other.text), cmp.Compare(one.ref, other.ref))
	})
	if limit > 0 && len(found) > limit {
		return found[:limit]
	}
	return found
}

// candidate is a name that may fit: by its words, or as a whole.
type candidate struct {
	name           int32
	byWords, whole bool
}

// candidates gives the names that may fit, in the order they were added.
func (s *search) candidates() []candidate {
	if len(s.words) == 0 {
		return nil
	}
	// For each name, the units that fit a word of it.
	fitted := make([]uint64, len(s.x.names))
	cover := make([]uint64, len(s.words))
	for i, u := range s.units {
		wanted := false
		for at := u.from; at < u.to; at++ {
			cover[at] |= 1 << i
			wanted = wanted || s.listed>>at&1 != 0
		}
		if !wanted {
			continue
		}
		for n := range u.fits {
			for _, name := range s.x.words[n].in {
				fitted[name] |= 1 << i
			}
		}
	}
	s.markWhole(fitted)
	needed := cover[:0]
	for at, c := range cover {
		if s.listed>>at&1 != 0 {
			needed = append(needed, c)
		}
	}
	var candidates []candidate
	for name, units := range fitted {
		if units == 0 {
			continue
		}
		c := candidate{int32(name), coversAll(units, needed), units&markedWhole != 0}
		if c.byWords || c.whole {
			candidates = append(candidates, c)
		}
	}
	return candidates
}

// markedWhole marks a name found as a whole; units take the bits below it.
const markedWhole = 1 << 63

// markWhole marks the names that may be the text with other spaces, or go by it as an acronym, or be an acronym of it.
func (s *search) markWhole(fitted []uint64) {
	mark := func(name int32) { fitted[name] |= markedWhole }
	s.x.whole.find(s.whole, mark)
	s.x.acronyms.find(s.whole, mark)
	for _, acronym := range acronymsOf(s.text) {
		s.x.whole.find(acronym, mark)
	}
}

func coversAll(units uint64, needed []uint64) bool {
	for _, c := range needed {
		if units&c == 0 {
			return false
		}
	}
	return true
}

// judge says whether and how a name fits.
func (s *search) judge(c candidate) (verdict, bool) {
	name := &s.x.names[c.name]
	if s.equals(name) {
		if scriptOf(s.text) != scriptOf(name.text) {
			return verdict{why: WhyScript}, true
		}
		return verdict{why: WhyExact}, true
	}
	if c.whole && s.x.wholeOf(name) == s.whole {
		return verdict{why: WhySpelling}, true
	}
	var v verdict
	ok := false
	if c.byWords {
		v, ok = s.pair(name)
	}
	if c.whole && (!ok || v.why > WhyAcronym) && s.isAcronym(name) {
		return verdict{why: WhyAcronym}, true
	}
	return v, ok
}

// isAcronym says whether the text is an acronym of a name, or the name of the text.
func (s *search) isAcronym(name *indexed) bool {
	return slices.Contains(acronymsOf(name.text), s.whole) || slices.Contains(acronymsOf(s.text), s.x.wholeOf(name))
}

// equals says whether a name has the same exact key.
func (s *search) equals(name *indexed) bool {
	if len(s.words) != len(name.words) {
		return false
	}
	for i, w := range s.words {
		if s.x.words[name.words[i]].plain != w.plain {
			return false
		}
	}
	return true
}

// wholeOf gives a name without spaces.
func (x *Index) wholeOf(name *indexed) string {
	var b strings.Builder
	for _, n := range name.words {
		b.WriteString(x.words[n].plain)
	}
	return b.String()
}
