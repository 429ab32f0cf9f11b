package network_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/queries/network"
)

// all is the clearance of somebody who sees everything.
var all = graph.Clearance{Marking: graph.Red}

func load(t interface{ Fatal(...any) }, s graph.Store) *network.Network {
	n, err := network.Load(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func apply(t interface{ Fatal(...any) }, n *network.Network, batch graph.BatchID, changes ...graph.Change) graph.Revision {
	result, err := n.Apply(context.Background(), graph.Write{ID: graph.NewApplyID(), Batch: batch, Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	return result.Revision
}

// TestUndoBringsBack undoes random revisions and imports: contents are what they were before, labels stay what they are now.
func TestUndoBringsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := storetest.NewMemory()
		n := load(t, s)
		ids := []graph.ID{"a", "b", "c"}
		at := map[graph.ID]graph.Revision{}
		change := func() []graph.Change {
			var changes []graph.Change
			for _, id := range ids {
				if !rapid.Bool().Draw(t, "touched") {
					continue
				}
				d := storetest.Org(id, fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "name")))
				d.Marking = rapid.SampledFrom(graph.Markings()).Draw(t, "marking")
				switch {
				case at[id] == 0:
					changes = append(changes, graph.Put(d, graph.ExpectAbsent()))
				case rapid.IntRange(0, 3).Draw(t, "delete") == 0:
					changes = append(changes, graph.Delete(id, graph.ExpectRevision(at[id])))
				default:
					changes = append(changes, graph.Put(d, graph.ExpectRevision(at[id])))
				}
			}
			return changes
		}
		write := func(batch graph.BatchID) {
			changes := change()
			if len(changes) == 0 {
				return
			}
			apply(t, n, batch, changes...)
			standings, err := s.Standings(context.Background(), ids)
			if err != nil {
				t.Fatal(err)
			}
			for id, standing := range standings {
				at[id] = standing.Revision
				if standing.Deleted {
					at[id] = 0
				}
			}
		}
		for range rapid.IntRange(0, 4).Draw(t, "before") {
			write("")
		}
		before := n.Head()
		write("import")
		write("import")
		if n.Head() == before {
			return
		}
		now := bodies(t, s, ids, n.Head())
		_, err := n.UndoAndApply(context.Background(), network.Undoing{Clearance: all, Batch: "import"})
		if err != nil && graph.KindOf(err) != graph.Conflict {
			t.Fatal(err)
		}
		if err != nil {
			if !strings.Contains(err.Error(), "nothing to undo") {
				t.Fatalf("nothing came after, but: %v", err)
			}
			return
		}
		then, after := bodies(t, s, ids, before), bodies(t, s, ids, n.Head())
		for _, id := range ids {
			if (then[id] == nil) != (after[id] == nil) {
				t.Fatalf("%s: was there before: %t, is there after undo: %t", id, then[id] != nil, after[id] != nil)
			}
			if then[id] == nil {
				continue
			}
			if now[id] != nil && after[id].Header().Marking != now[id].Header().Marking {
				t.Fatalf("%s: undo changed the label from %s to %s", id, now[id].Header().Marking, after[id].Header().Marking)
			}
			after[id].Header().Marking = then[id].Header().Marking
			x, _ := graph.Encode(then[id])
			y, _ := graph.Encode(after[id])
			if !bytes.Equal(x, y) {
				t.Fatalf("%s: was %s, is %s after undo", id, x, y)
			}
		}
	})
}

func bodies(t interface{ Fatal(...any) }, s graph.Store, ids []graph.ID, at graph.Revision) map[graph.ID]graph.Document {
	all := map[graph.ID]graph.Document{}
	for _, id := range ids {
		entries, err := s.Read(context.Background(), []graph.Key{{ID: id, Revision: at}})
		if err != nil {
			t.Fatal(err)
		}
		if at == 0 || entries[0].Deleted() {
			continue
		}
		if all[id], err = graph.Decode(entries[0].Noun, entries[0].Body); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestUndoIsRefused tells why where later changes stand on what would be undone.
func TestUndoIsRefused(t *testing.T) {
	n := load(t, storetest.NewMemory())
	first := apply(t, n, "", graph.Put(storetest.Org("a", "A"), graph.ExpectAbsent()), graph.Put(storetest.Org("b", "B"), graph.ExpectAbsent()))
	second := apply(t, n, "", graph.Put(storetest.Org("a", "A again"), graph.ExpectRevision(first)))
	third := apply(t, n, "", graph.Put(storetest.Meeting("m", "2021", "b"), graph.ExpectAbsent()))
	for _, c := range []struct {
		undo network.Undoing
		kind graph.ErrorKind
		says string
	}{
		{network.Undoing{Clearance: all, Revision: first, Document: "a"}, graph.Conflict, "revision 2"},
		{network.Undoing{Clearance: all, Revision: first, Document: "b"}, graph.Conflict, "referred to by m"},
		{network.Undoing{Clearance: all, Revision: 99}, graph.NotFound, "99"},
		{network.Undoing{Clearance: all, Revision: second, Document: "b"}, graph.NotFound, "not changed"},
		{network.Undoing{Clearance: all, Batch: "none"}, graph.NotFound, "none"},
	} {
		if _, err := n.UndoAndApply(t.Context(), c.undo); graph.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: got %v, want kind %s and %q", c.undo, err, c.kind, c.says)
		}
	}
	// In the right order all can be undone, and an undo too.
	for _, r := range []graph.Revision{third, second} {
		if _, err := n.UndoAndApply(t.Context(), network.Undoing{Clearance: all, Revision: r}); err != nil {
			t.Fatal(err)
		}
	}
	redo, err := n.UndoAndApply(t.Context(), network.Undoing{Clearance: all, Revision: n.Head()})
	if err != nil || redo.Changed != 1 {
		t.Errorf("undo of an undo: got %+v, error %v", redo, err)
	}
}

// TestUndoOfALargeImport takes back an import that was made twice and is too large for one Apply, in parts of which each stands on the next, then again.
func TestUndoOfALargeImport(t *testing.T) {
	n := load(t, storetest.NewMemory())
	const parts, each = 2, 6_000
	importAs := func(title string) {
		for part := range parts {
			var changes []graph.Change
			for i := range each {
				id := graph.ID(fmt.Sprintf("s%d", part*each+i))
				changes = append(changes, graph.Put(&graph.Source{Head: graph.Head{ID: id, Marking: graph.Clear}, Title: title}, graph.ExpectAsImported()))
			}
			apply(t, n, "w", changes...)
		}
	}
	importAs("one")
	importAs("another")
	result, err := n.UndoAndApply(t.Context(), network.Undoing{Clearance: all, Batch: "w"})
	if err != nil || result.Changed < parts*each {
		t.Fatalf("undo: got %+v, error %v", result, err)
	}
	if _, err := n.UndoAndApply(t.Context(), network.Undoing{Clearance: all, Batch: "w"}); graph.KindOf(err) != graph.Conflict || !strings.Contains(err.Error(), "nothing to undo") {
		t.Errorf("undo of what is undone: got %v", err)
	}
	importAs("one") // as the import found it, so no edit by hand
}

// TestUndoOfAPartGoesOn undoes one revision of an import by itself, then the whole import.
func TestUndoOfAPartGoesOn(t *testing.T) {
	n := load(t, storetest.NewMemory())
	apply(t, n, "w", graph.Put(storetest.Org("a", "A"), graph.ExpectAsImported()))
	second := apply(t, n, "w", graph.Put(storetest.Org("b", "B"), graph.ExpectAsImported()))
	if _, err := n.UndoAndApply(t.Context(), network.Undoing{Clearance: all, Revision: second}); err != nil {
		t.Fatal(err)
	}
	if _, err := n.UndoAndApply(t.Context(), network.Undoing{Clearance: all, Batch: "w"}); err != nil {
		t.Errorf("undo of the rest: %v", err)
	}
	apply(t, n, "w", graph.Put(storetest.Org("b", "B"), graph.ExpectAsImported()))
}
