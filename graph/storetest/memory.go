package storetest

import (
	"context"
	"sync"
	"time"

	"liaison/graph"
)

// Memory is a store in memory, for tests that make many: it keeps the contract and forgets everything.
type Memory struct {
	mu        sync.RWMutex
	commits   []graph.Commit
	standings map[graph.ID]graph.Standing
	versions  map[graph.ID][]graph.Entry
	applied   map[graph.ApplyID]graph.Result
	closed    bool
}

// NewMemory gives an empty store.
func NewMemory() *Memory {
	return &Memory{standings: map[graph.ID]graph.Standing{}, versions: map[graph.ID][]graph.Entry{}, applied: map[graph.ApplyID]graph.Result{}}
}

func (m *Memory) ready(ctx context.Context) error {
	if m.closed {
		return graph.Errorf(graph.Unavailable, "the store is closed")
	}
	return ctx.Err()
}

func (m *Memory) last() graph.Commit {
	if len(m.commits) == 0 {
		return graph.Commit{}
	}
	return m.commits[len(m.commits)-1]
}

func (m *Memory) append(c graph.Commit) {
	m.commits = append(m.commits, c)
	for _, e := range c.Entries {
		s := graph.Standing{Noun: e.Noun, Revision: c.Revision, Imported: m.standings[e.ID].Imported, Deleted: e.Deleted()}
		if c.Batch != "" {
			s.Imported = c.Revision
		}
		m.standings[e.ID] = s
		m.versions[e.ID] = append(m.versions[e.ID], e)
	}
	m.applied[c.Apply] = c.Result(0)
}

// Apply appends one revision.
func (m *Memory) Apply(ctx context.Context, w graph.Write) (graph.Result, error) {
	bodies, err := graph.CheckWrite(w)
	if err != nil {
		return graph.Result{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.ready(ctx); err != nil {
		return graph.Result{}, err
	}
	if first, again := m.applied[w.ID]; again {
		return first, nil
	}
	commit, result, err := graph.Prepare(ctx, reading{m}, w, bodies, m.last(), time.Now())
	if err != nil {
		return graph.Result{}, err
	}
	if len(commit.Entries) > 0 {
		m.append(commit)
	}
	m.applied[w.ID] = result
	return result, nil
}

// Restore appends revisions as they are.
func (m *Memory) Restore(_ context.Context, commits []graph.Commit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, c := range commits {
		if c.Revision != m.last().Revision+graph.Revision(i)+1 {
			return graph.Errorf(graph.Conflict, "revision %d does not follow", c.Revision)
		}
	}
	for _, c := range commits {
		m.append(c)
	}
	return nil
}

// reading reads without the lock, for graph.Prepare.
type reading struct{ m *Memory }

// Standings gives where documents stand.
func (r reading) Standings(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	found := map[graph.ID]graph.Standing{}
	for _, id := range ids {
		if s, ok := r.m.standings[id]; ok {
			found[id] = s
		}
	}
	return found, nil
}

// Bodies gives the bodies of versions.
func (r reading) Bodies(_ context.Context, keys []graph.Key) ([][]byte, error) {
	return graph.Bodies(r.entries(keys)), nil
}

func (r reading) entries(keys []graph.Key) []graph.Entry {
	entries := make([]graph.Entry, len(keys))
	for i, k := range keys {
		entries[i].ID = k.ID
		for _, e := range r.m.versions[k.ID] {
			if k.Revision == 0 || e.Revision <= k.Revision {
				entries[i] = e
			}
		}
	}
	return entries
}

// Standings gives where documents stand now.
func (m *Memory) Standings(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return reading{m}.Standings(ctx, ids)
}

// Read gives documents as of a revision each.
func (m *Memory) Read(_ context.Context, keys []graph.Key) ([]graph.Entry, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return reading{m}.entries(keys), nil
}

// Log gives whole revisions after one.
func (m *Memory) Log(_ context.Context, after graph.Revision, limit int) ([]graph.Commit, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var page []graph.Commit
	entries := 0
	for _, c := range m.commits[min(int(after), len(m.commits)):] {
		if len(page) > 0 && entries >= limit {
			break
		}
		page = append(page, c)
		entries += len(c.Entries)
	}
	return page, nil
}

// Head gives the last revision.
func (m *Memory) Head(ctx context.Context) (graph.Revision, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.last().Revision, m.ready(ctx)
}

// Close closes the store.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}
