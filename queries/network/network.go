// Package network is the graph in memory: a fold over the change log into compact rows, one for each version of a document
// with the revisions between which it was current, and the View, which is the only way to read them.
package network

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"liaison/graph"
	"liaison/graph/names"
)

// Network is the graph in memory. It follows the log of its store; many questions may be asked of it at once.
type Network struct {
	store graph.Store

	// folding is held by whoever reads the log and folds it, so that revisions are folded once and in order.
	folding sync.Mutex
	// contact is when the log was last read to its end, in microseconds.
	contact atomic.Int64
	// followed says that Follow runs.
	followed atomic.Bool

	// mu guards all below. A question holds it for reading and lets go of it every thousand rows or so, so
	// that a long question does not stall writers: rows are never removed, and a question
	// looks at one revision from its beginning to its end.
	mu   sync.RWMutex
	head graph.Revision
	// moved is closed when the head moves, and another takes its place.
	moved chan struct{}
	// labels counts the changes of labels: a question during which one changed is asked again.
	labels uint64
	// relabellings are these changes, deletions what was deleted, both in order.
	relabellings []relabelling
	deletions    []deletion
	// times holds the time of each revision, in microseconds, batches the import that wrote it.
	times   []int64
	batches map[graph.BatchID][]graph.Revision

	// settled is how many documents there were when the head moved last: those after it are being folded.
	settled docNumber
	// order has a lock of its own.
	order order

	ids       *idTable
	documents []document
	audiences audiences
	topics    topics
	places    placeNumbers

	engagements chunks[engagement]
	// before gives the row of an engagement's version before this one; few have one.
	before map[uint32]uint32
	extras map[uint32]extra

	stakeholders []stakeholder
	entities     []entity
	tenures      []tenure
	cooperations []cooperation
	commitments  []commitment

	// took holds, for each stakeholder, the rows of engagements that it takes part in.
	took [][]uint32
	// The other adjacencies hold rows, or for inner engagement rows, by the document referred to.
	inner          map[docNumber][]uint32
	tenuresOf      map[docNumber][]int32 // of a person, in a post
	postsOf        map[docNumber][]int32
	childrenOf     map[docNumber][]int32
	cooperationsOf map[docNumber][]int32
	commitmentsOf  map[docNumber][]int32
	// referrers holds, for each document, those that ever referred to it otherwise than by taking part.
	referrers map[docNumber][]docNumber

	// What readers were told last has locks of its own: their horizons, the newest revision that each looked at, and revisions without their changes.
	horizons    looks[Horizon]
	newestLooks looks[graph.Revision]
	told        looks[LogEntry]

	namesIndex *names.Index
	// named tells for each name in the index whose it is; exact finds names by their exact key.
	named []nameRow
	exact map[string][]int32
}

// nameRow is one name of one version of an entity.
type nameRow struct {
	entity int32
	name   int32 // which of its names
}

// referenceNames finds countries and places by their names; they are the same for all networks, and hidden from nobody.
var referenceNames = sync.OnceValue(func() (r struct {
	index *names.Index
	hits  []Hit // what each name belongs to
},
) {
	r.index = names.NewIndex()
	add := func(list []graph.Name, of Hit) {
		for _, name := range list {
			r.index.Add(names.Ref(len(r.hits)), name.Text)
			of.Language = name.Language
			r.hits = append(r.hits, of)
		}
	}
	for _, c := range graph.Countries() {
		add(c.Names, Hit{ID: graph.ID(c.Code), Noun: nounCountry})
	}
	for _, p := range graph.Places() {
		add(p.Names, Hit{ID: graph.ID(p.ID), Noun: nounPlace})
	}
	return r
})

func empty(store graph.Store) *Network {
	return &Network{
		store:          store,
		moved:          make(chan struct{}),
		batches:        map[graph.BatchID][]graph.Revision{},
		ids:            newIDTable(),
		audiences:      newAudiences(),
		topics:         newTopics(),
		places:         newPlaceNumbers(),
		before:         map[uint32]uint32{},
		extras:         map[uint32]extra{},
		inner:          map[docNumber][]uint32{},
		tenuresOf:      map[docNumber][]int32{},
		postsOf:        map[docNumber][]int32{},
		childrenOf:     map[docNumber][]int32{},
		cooperationsOf: map[docNumber][]int32{},
		commitmentsOf:  map[docNumber][]int32{},
		referrers:      map[docNumber][]docNumber{},
		namesIndex:     names.NewIndex(),
		exact:          map[string][]int32{},
	}
}

// Load folds the store's log to its end. progress, unless nil, is told how far it is.
func Load(ctx context.Context, store graph.Store, progress func(done, total graph.Revision)) (*Network, error) {
	n := empty(store)
	return n, n.catchUp(ctx, progress)
}

// Store gives the store that the network follows, for writing and for copying; documents are read through a View.
func (n *Network) Store() graph.Store { return n.store }

// Head gives the last revision folded.
func (n *Network) Head() graph.Revision {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.head
}

// Rows gives how many versions of documents are in memory.
func (n *Network) Rows() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return int(n.engagements.n) + len(n.entities) + len(n.tenures) + len(n.cooperations) + len(n.commitments)
}

// Contact gives when the network was last known to be as new as the store: what it tells may be as old as that.
func (n *Network) Contact() time.Time { return time.UnixMicro(n.contact.Load()) }

// silence is how long a store that is followed may not answer before it counts as away.
const silence = 5 * time.Second

// Away says whether the store that is followed does not answer, and since when.
func (n *Network) Away() (since time.Time, away bool) {
	since = n.Contact()
	return since, n.followed.Load() && time.Since(since) > silence
}

// Moved gives the head, and a channel that is closed when it moves.
func (n *Network) Moved() (graph.Revision, <-chan struct{}) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.head, n.moved
}

// Apply applies a write and folds it before it returns: a writer reads its own writes.
func (n *Network) Apply(ctx context.Context, w graph.Write) (graph.Result, error) {
	result, err := n.store.Apply(ctx, w)
	if err != nil {
		return result, err
	}
	return result, n.WaitFor(ctx, result.Revision)
}

// WaitFor folds until the network is at least as new as a revision, which another process may have written. A revision that
// the store does not have yet is waited for until the context ends; then the error is Unavailable.
func (n *Network) WaitFor(ctx context.Context, r graph.Revision) error {
	for pause := time.Millisecond; n.Head() < r; pause = min(2*pause, 100*time.Millisecond) {
		if err := n.catchUp(ctx, nil); err != nil && ctx.Err() == nil {
			return err // where the context ended, the select below says so in the caller's terms
		}
		if n.Head() >= r {
			break
		}
		select {
		case <-ctx.Done():
			return graph.Errorf(graph.Unavailable, "revision %d is not here yet: ask again later (%w)", r, ctx.Err())
		case <-time.After(pause):
		}
	}
	return nil
}

// Follow folds what other processes write, until the context ends. It asks the store again after each pause. An error of
// the store is told to failed and does not end it: reads go on from memory while the store is away.
func (n *Network) Follow(ctx context.Context, pause time.Duration, failed func(error)) {
	n.followed.Store(true)
	defer n.followed.Store(false)
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := n.catchUp(ctx, nil); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}

// RevisionOn gives the last revision up to the end of a day, UTC.
func (n *Network) RevisionOn(day graph.Day) graph.Revision {
	n.mu.RLock()
	defer n.mu.RUnlock()
	end := (day + 1).Time().UnixMicro()
	low, high := 0, len(n.times)
	for low < high { // log time never goes back, so the times are sorted
		middle := (low + high) / 2
		if n.times[middle] < end {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return graph.Revision(low)
}

// timeOf gives the time of a revision; the zero time where there is none such.
func (n *Network) timeOf(r graph.Revision) time.Time {
	if r < 1 || int(r) > len(n.times) {
		return time.Time{}
	}
	return time.UnixMicro(n.times[r-1]).UTC()
}

// RevisionsOf gives the revisions that an import wrote.
func (n *Network) RevisionsOf(batch graph.BatchID) []graph.Revision {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return append([]graph.Revision(nil), n.batches[batch]...)
}
