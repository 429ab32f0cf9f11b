package network

import (
	"bytes"
	"context"
	"slices"
	"sort"
	"sync"

	"liaison/graph"
)

// Horizon is how far a reader sees. It moves only with what they may see: two answers to one question with the same horizon are the
// same.
type Horizon struct {
	// Revision is the last, up to the one looked at, that changed something that the reader sees; 0 where none did.
	Revision graph.Revision
	// Relabelled is the last revision that showed them something older, or hid it, by changing its label. What was known then
	// changes with it although no revision that they see does.
	Relabelled graph.Revision
}

// relabelling is a change of a document's label.
type relabelling struct {
	doc           docNumber
	revision      int32
	before, after graph.Label
}

// lookKey is who looked, and how far.
type lookKey struct {
	clearance string
	grade     graph.MinGrade
	labels    uint64 // how many changes of labels there had been
	known     graph.Revision
}

// maxLooks is how many looks are remembered of each thing.
const maxLooks = 4096

// looks remembers what those who looked last were told.
type looks[T any] struct {
	mu   sync.Mutex
	told map[lookKey]T
}

func (l *looks[T]) get(key lookKey) (T, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	told, ok := l.told[key]
	return told, ok
}

func (l *looks[T]) put(key lookKey, told T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.told) >= maxLooks || l.told == nil {
		l.told = map[lookKey]T{}
	}
	l.told[key] = told
}

// Horizon gives how far a reader sees at the revision of the terms.
func (n *Network) Horizon(ctx context.Context, t Terms) (Horizon, error) {
	var s Horizon
	err := n.Ask(ctx, t, func(v *View) (err error) {
		s, err = v.Horizon(ctx)
		return err
	})
	return s, err
}

// Horizon gives how far the view's reader sees at the view's revision.
func (v *View) Horizon(ctx context.Context) (Horizon, error) {
	key := lookKey{v.terms.Clearance.String(), v.terms.MinGrade, v.n.labels, v.terms.Known}
	if s, ok := v.n.horizons.get(key); ok {
		return s, nil
	}
	reader := key
	reader.known = 0
	// What was found at the newest revision that they looked at holds: only what came after must be looked through.
	floor, _ := v.n.newestLooks.get(reader)
	before, ok := v.n.horizons.get(lookKey{key.clearance, key.grade, key.labels, floor})
	if !ok || floor > key.known {
		floor, before = 0, Horizon{}
	}
	s := Horizon{Revision: before.Revision, Relabelled: v.relabelled()}
	for r := key.known; r > floor; r-- {
		changed, err := v.changedBy(ctx, r)
		if graph.KindOf(err) == graph.Unavailable && ctx.Err() == nil {
			s.Revision = r // the store is away: what may have changed counts as changed until it can be looked at
			return s, nil
		}
		if err != nil {
			return s, err
		}
		if changed {
			s.Revision = r
			break
		}
	}
	v.n.horizons.put(key, s)
	v.n.newestLooks.put(reader, max(floor, key.known))
	return s, nil
}

// relabelled gives the last revision that changed a label so that the reader sees more or less of some time before it.
func (v *View) relabelled() graph.Revision {
	for i := len(v.n.relabellings) - 1; i >= 0; i-- {
		v.read()
		r := v.n.relabellings[i]
		if v.terms.Clearance.Sees(r.before) != v.terms.Clearance.Sees(r.after) && v.everThere(r.doc, r.revision) {
			return graph.Revision(r.revision)
		}
	}
	return 0
}

// everThere says whether any version of a document before a revision was there for the reader at any time, but for the document's label now: only then can a change of that show
// it or hide it.
func (v *View) everThere(number docNumber, revision int32) bool {
	doc := &v.n.documents[number]
	for row := doc.latest; row >= 0; row = v.n.prev(doc.noun, row) {
		l := v.n.life(doc.noun, row)
		own := graph.Label{Marking: l.own, Audience: v.n.audiences.sets[v.n.audiences.pairs[l.audiences][0]]}
		if l.born >= revision || !v.terms.Clearance.Sees(own) {
			continue
		}
		whole := func(r int32) bool { return l.born <= r && r < l.died && v.at(graph.Revision(r)).whole(number, row) }
		if whole(l.born) || slices.ContainsFunc(v.n.needed(doc.noun, row), func(other docNumber) bool { return v.n.anyBirth(other, whole) }) {
			return true
		}
	}
	return false
}

// needed gives the documents that a version cannot be without.
func (n *Network) needed(noun nounCode, row int32) []docNumber {
	switch noun {
	case nounPost:
		return []docNumber{n.entities[row].within}
	case nounTenure:
		t := &n.tenures[row]
		needed := []docNumber{t.person, t.post}
		for post := n.documents[t.post].latest; post >= 0; post = n.entities[post].prev {
			needed = append(needed, n.entities[post].within)
		}
		return needed
	case nounCommitment:
		return []docNumber{n.commitments[row].owedBy, n.commitments[row].owedTo}
	case nounCooperation:
		var needed []docNumber
		for _, p := range n.cooperations[row].parties {
			if p.organisation != noDocument {
				needed = append(needed, p.organisation)
			}
		}
		return needed
	default:
		return nil
	}
}

// anyBirth says whether any of the revisions that made a version of a document fits.
func (n *Network) anyBirth(number docNumber, fits func(int32) bool) bool {
	doc := &n.documents[number]
	for row := doc.latest; row >= 0; row = n.prev(doc.noun, row) {
		if fits(n.life(doc.noun, row).born) {
			return true
		}
	}
	return false
}

// changedBy says whether a revision changed something that the reader sees: there is a document that is there for them on one side of it only, or
// reads differently.
func (v *View) changedBy(ctx context.Context, r graph.Revision) (bool, error) {
	before, after := v.at(r-1), v.at(r)
	var both []graph.ID // seen on both sides: what they read must be compared
	differs, err := false, error(nil)
	v.n.changedIn(int32(r), func(number docNumber) bool {
		v.read()
		was, is := before.seesDocument(number), after.seesDocument(number)
		switch {
		case was != is:
			differs = true
		case is:
			both = append(both, v.n.ids.text(number))
		}
		if len(both) == compareAtOnce {
			differs, err = compare(ctx, before, after, both)
			both = both[:0]
		}
		return !differs && err == nil
	})
	if differs || err != nil || len(both) == 0 {
		return differs, err
	}
	return compare(ctx, before, after, both)
}

// compareAtOnce is how many documents are read to be compared; the first nearly always differs.
const compareAtOnce = 50

// at gives the same reader's view of another revision.
func (v *View) at(r graph.Revision) *View {
	other := &View{n: v.n, terms: v.terms, known: int32(r), grades: v.grades}
	other.terms.Known = r
	return other
}

// compare says whether any of some documents reads otherwise in one view than in another.
func compare(ctx context.Context, before, after *View, ids []graph.ID) (differs bool, err error) {
	was, err := before.sides(ctx, ids)
	if err != nil {
		return false, err
	}
	is, err := after.sides(ctx, ids)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(ids, func(id graph.ID) bool { return !bytes.Equal(was[id].body, is[id].body) }), nil
}

// changedIn calls visit for each document that a revision made a version of or deleted, until visit gives false. Rows are in the order of the revisions
// that made them, in each table.
func (n *Network) changedIn(r int32, visit func(docNumber) bool) {
	rows := func(size int, born func(int) int32, doc func(int) docNumber) bool {
		for i := sort.Search(size, func(i int) bool { return born(i) >= r }); i < size && born(i) == r; i++ {
			if !visit(doc(i)) {
				return false
			}
		}
		return true
	}
	_ = rows(int(n.engagements.n), func(i int) int32 { return n.engagements.at(uint32(i)).born }, func(i int) docNumber { return n.engagements.at(uint32(i)).doc }) &&
		rows(len(n.entities), func(i int) int32 { return n.entities[i].born }, func(i int) docNumber { return n.entities[i].doc }) &&
		rows(len(n.commitments), func(i int) int32 { return n.commitments[i].born }, func(i int) docNumber { return n.commitments[i].doc }) &&
		rows(len(n.tenures), func(i int) int32 { return n.tenures[i].born }, func(i int) docNumber { return n.tenures[i].doc }) &&
		rows(len(n.cooperations), func(i int) int32 { return n.cooperations[i].born }, func(i int) docNumber { return n.cooperations[i].doc }) &&
		rows(len(n.deletions), func(i int) int32 { return n.deletions[i].revision }, func(i int) docNumber { return n.deletions[i].doc })
}
