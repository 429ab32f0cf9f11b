package exchange

import (
	"context"
	"time"

	"liaison/graph"
)

// overlay is a store as it would be after what a dry run has prepared so far: a graph.Transaction that never writes.
type overlay struct {
	store     graph.Store
	standings map[graph.ID]graph.Standing
	bodies    map[graph.Key][]byte
	last      graph.Commit
	started   bool
}

func newOverlay(store graph.Store) *overlay {
	return &overlay{store: store, standings: map[graph.ID]graph.Standing{}, bodies: map[graph.Key][]byte{}}
}

// Standings gives where documents would stand.
func (o *overlay) Standings(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	found, err := o.store.Standings(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if s, ok := o.standings[id]; ok {
			found[id] = s
		}
	}
	return found, nil
}

// Bodies gives the bodies of versions, prepared ones among them.
func (o *overlay) Bodies(ctx context.Context, keys []graph.Key) ([][]byte, error) {
	bodies := make([][]byte, len(keys))
	var stored []graph.Key
	var places []int
	for i, key := range keys {
		if body, ok := o.bodies[key]; ok {
			bodies[i] = body
			continue
		}
		stored, places = append(stored, key), append(places, i)
	}
	if len(stored) == 0 {
		return bodies, nil
	}
	entries, err := o.store.Read(ctx, stored)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		bodies[places[i]] = e.Body
	}
	return bodies, nil
}

// apply prepares a write by the rules of Apply and keeps what it would change.
func (o *overlay) apply(ctx context.Context, w graph.Write) (graph.Result, error) {
	bodies, err := graph.CheckWrite(w)
	if err != nil {
		return graph.Result{}, err
	}
	if !o.started {
		if o.last.Revision, err = o.store.Head(ctx); err != nil {
			return graph.Result{}, err
		}
		o.started = true
	}
	commit, result, err := graph.Prepare(ctx, o, w, bodies, o.last, time.Now())
	if err != nil {
		return graph.Result{}, err
	}
	for _, e := range commit.Entries {
		o.standings[e.ID] = graph.Standing{Noun: e.Noun, Revision: e.Revision, Imported: e.Revision, Deleted: e.Deleted()}
		o.bodies[graph.Key{ID: e.ID, Revision: e.Revision}] = e.Body
	}
	if len(commit.Entries) > 0 {
		o.last = graph.Commit{Revision: commit.Revision, Time: commit.Time}
	}
	return result, nil
}
