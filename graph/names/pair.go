package names

import "math/bits"

// verdict is how a name fits a search.
type verdict struct {
	why   Why
	typos int
	// spelled is how many words are spelled in another way, left how many words of the name nothing asked for.
	spelled, left int
	// moved says that words stand in another order, bare that a patronymic asked for is missing.
	moved, bare bool
}

// pairing pairs the words of a search with words of a name, each with one of its own. Words may fit several ("Karim Karimov"), so it
// tries all ways, and keeps the cheapest.
type pairing struct {
	s     *search
	name  *indexed
	steps int
	found bool
	best  paired
}

// paired are the pairs made so far.
type paired struct {
	used           uint64 // words of the name
	cost, end      int
	typos, spelled int
	worst          fit
	moved, bare    bool
	// firm says that some word is more than an initial: "Z. K. Kurmanov" is not Kulubaev Zheenbek.
	firm bool
}

// maxSteps bounds the work on one name: "ka ka ka ka" against a name of many words that begin so. The best so far then stands.
const maxSteps = 500

// These weigh order, words taken together and a missing patronymic beside fits: words that fit one by one are not taken together, or
// one of the name would be left over.
const (
	costMoved = 1
	costGlued = 1 << 5
	costBare  = 1 << 40 // any fit is better: a patronymic may be mistyped
)

// pair pairs a search with a name.
func (s *search) pair(name *indexed) (verdict, bool) {
	p := pairing{s: s, name: name}
	p.from(0, paired{})
	if !p.found {
		return verdict{}, false
	}
	b := p.best
	v := verdict{typos: b.typos, spelled: b.spelled, moved: b.moved, bare: b.bare}
	for i, w := range name.words {
		if b.used>>i&1 == 0 && !s.x.words[w].filler {
			v.left++
		}
	}
	v.why = p.why(v)
	return v, true
}

func (p *pairing) why(v verdict) Why {
	switch {
	case p.best.worst >= fitTypo:
		return WhyTypo
	case p.best.worst == fitEnding:
		return WhyEnding
	case p.best.worst == fitBeginning:
		return WhyBeginning
	case p.best.worst == fitInitial:
		return WhyInitials
	case v.left > 0 || v.bare:
		return WhyWords
	case v.moved:
		return WhyOrder
	case v.spelled > 0:
		return WhySpelling
	case bits.OnesCount64(p.best.used) < len(p.name.words) || p.s.fillers != 0:
		return WhyWords // all but the fillers
	}
	return WhySpelling // written as one word, or apart
}

// from pairs the words of the search from one on.
func (p *pairing) from(at int, so paired) {
	if p.steps++; p.steps > maxSteps || p.found && so.cost >= p.best.cost {
		return
	}
	if at == len(p.s.words) {
		if so.firm {
			p.best, p.found = so, true
		}
		return
	}
	filler := p.s.fillers>>at&1 != 0
	for i := range p.s.units {
		if u := &p.s.units[i]; u.from == at && (!filler || u.to > at+1) {
			p.with(u, so)
		}
	}
	switch {
	case filler:
		p.from(at+1, so)
	case p.s.patronymics>>at&1 != 0:
		so.bare = true
		so.cost += costBare
		p.from(at+1, so)
	}
}

// with pairs one unit of the search with each word of the name that it fits, and goes on from there.
func (p *pairing) with(u *unit, so paired) {
	for i, w := range p.name.words {
		if f, ok := p.s.fit(u, w); ok {
			p.take(u, so, f, i, i+1)
		}
	}
	for _, g := range p.name.glued {
		if f, ok := p.s.fit(u, g.word); ok {
			p.take(u, so, f, int(g.from), int(g.to))
		}
	}
}

func (p *pairing) take(u *unit, so paired, f fit, from, to int) {
	span := (uint64(1)<<to - 1) &^ (uint64(1)<<from - 1)
	if so.used&span != 0 {
		return
	}
	so.used |= span
	so.cost += f.cost() << 1
	if to > from+1 || u.to > u.from+1 {
		so.cost += costGlued
	}
	if from < so.end {
		so.moved = true
		so.cost += costMoved
	}
	so.end = to
	so.worst = max(so.worst, f)
	so.firm = so.firm || f != fitInitial
	so.typos += f.typos()
	if f == fitSpelling {
		so.spelled++
	}
	p.from(u.to, so)
}

// fit says how a unit fits a word of the index.
func (s *search) fit(u *unit, n int32) (fit, bool) {
	if f, ok := u.fits[n]; ok {
		return f, true
	}
	if u.initial != nil && begins(s.x.words[n].plain, s.x.words[n].skeletons, u.initial) {
		return fitInitial, true
	}
	return 0, false
}
