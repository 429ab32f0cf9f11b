package storetest

import (
	"bytes"
	"fmt"

	"pgregory.net/rapid"

	"liaison/graph"
)

// model is the contract in a few lines: the versions of each document.
type model struct {
	versions map[graph.ID][]graph.Entry
	head     graph.Revision
}

func (m *model) at(id graph.ID, r graph.Revision) graph.Entry {
	found := graph.Entry{ID: id}
	for _, e := range m.versions[id] {
		if e.Revision <= r {
			found = e
		}
	}
	return found
}

// randomWrites drives the store with random writes and holds it to the model after each. The store is one for all runs: each
// run uses ids of its own.
func randomWrites(f *fixture) {
	run := 0
	rapid.Check(f.T, func(t *rapid.T) {
		run++
		ids := make([]graph.ID, 4)
		for i := range ids {
			ids[i] = graph.ID(fmt.Sprintf("r%d-%d", run, i))
		}
		head, err := f.store.Head(background)
		if err != nil {
			t.Fatal(err)
		}
		m := &model{versions: map[graph.ID][]graph.Entry{}, head: head}
		for range rapid.IntRange(1, 12).Draw(t, "writes") {
			m.step(t, f.store, ids)
		}
		m.check(t, f.store, ids, head)
	})
}

// step applies one random write to both.
func (m *model) step(t *rapid.T, s graph.Store, ids []graph.ID) {
	var changes []graph.Change
	var after []graph.Entry
	for _, id := range ids {
		if !rapid.Bool().Draw(t, "changed") {
			continue
		}
		now := m.at(id, m.head)
		expect := now.Revision
		if rapid.IntRange(0, 9).Draw(t, "stale") == 0 {
			expect++
		}
		if !now.Deleted() && rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
			changes = append(changes, graph.Delete(id, graph.ExpectRevision(expect)))
			after = append(after, graph.Entry{ID: id, Noun: graph.NounOrganisation})
			continue
		}
		d := Org(id, fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "name")))
		body, err := graph.Encode(d)
		if err != nil {
			t.Fatal(err)
		}
		e := graph.ExpectRevision(expect)
		if now.Deleted() {
			e = graph.ExpectAbsent()
		}
		changes = append(changes, graph.Put(d, e))
		if !bytes.Equal(body, now.Body) {
			after = append(after, graph.Entry{ID: id, Noun: graph.NounOrganisation, Body: body})
		}
	}
	if len(changes) == 0 {
		return
	}
	ok := m.expected(changes)
	result, err := s.Apply(background, graph.Write{ID: graph.NewApplyID(), Changes: changes})
	if (err == nil) != ok {
		t.Fatalf("apply: got error %v, the model says ok=%v", err, ok)
	}
	if !ok {
		return
	}
	if len(after) > 0 {
		m.head++
	}
	if result.Revision != m.head || result.Changed != len(after) {
		t.Fatalf("result: got %+v, want revision %d, changed %d", result, m.head, len(after))
	}
	for _, e := range after {
		e.Revision = m.head
		m.versions[e.ID] = append(m.versions[e.ID], e)
	}
}

// expected says whether all expectations hold in the model.
func (m *model) expected(changes []graph.Change) bool {
	for _, c := range changes {
		now := m.at(c.ID(), m.head)
		switch c.Expect {
		case graph.ExpectAbsent():
			if !now.Deleted() {
				return false
			}
		default:
			if now.Deleted() || c.Expect != graph.ExpectRevision(now.Revision) {
				return false
			}
		}
	}
	return true
}

func (m *model) check(t *rapid.T, s graph.Store, ids []graph.ID, from graph.Revision) {
	for r := from + 1; r <= m.head; r++ {
		for _, id := range ids {
			want := m.at(id, r)
			got, err := s.Read(background, []graph.Key{{ID: id, Revision: r}})
			if err != nil {
				t.Fatal(err)
			}
			if got[0].Revision != want.Revision || !bytes.Equal(got[0].Body, want.Body) {
				t.Fatalf("%s at %d: got revision %d %s, want %d %s", id, r, got[0].Revision, got[0].Body, want.Revision, want.Body)
			}
		}
	}
}
