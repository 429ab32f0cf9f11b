package storetest

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"liaison/graph"
)

func history(f *fixture) {
	f.apply(create(Org("a", "first")))
	f.apply(create(Org("b", "B")))
	f.apply(update(Org("a", "second"), 1))
	f.apply(graph.Delete("a", graph.ExpectRevision(3)))
	f.apply(create(Org("a", "third")))
	for at, want := range []struct {
		revision graph.Revision
		name     string
	}{{5, "third"}, {1, "first"}, {1, "first"}, {3, "second"}, {4, ""}, {5, "third"}} {
		e := f.entry("a", graph.Revision(at))
		if e.Revision != want.revision || !strings.Contains(string(e.Body), want.name) || e.Deleted() != (want.name == "") {
			f.Errorf("a at %d: got revision %d %s, want %d %q", at, e.Revision, e.Body, want.revision, want.name)
		}
	}
	if e := f.entry("b", 1); !e.Deleted() || e.Revision != 0 {
		f.Errorf("b before it existed: got %+v", e)
	}
	entries, err := f.store.Read(background, []graph.Key{{ID: "b"}, {ID: "x"}, {ID: "a", Revision: 1}, {ID: "b"}})
	if err != nil || len(entries) != 4 || entries[0].ID != "b" || entries[2].Revision != 1 || entries[3].ID != "b" {
		f.Errorf("read in order: got %+v, error %v", entries, err)
	}
}

func texts(f *fixture) {
	names := []string{
		"Нур-Султан", "Раҳмон", "Жээнбеков", "e\u0301 is not é", "𐍈 four bytes", "quotes \" ' ` and \\ and $x",
		"<b>&amp;</b>", "zero\u200dwidth", "right-to-left العربية", "\u2028 line separator",
	}
	for i, name := range names {
		f.apply(create(Org(numbered("o", i), name)))
	}
	for i, name := range names {
		d, err := graph.Decode(graph.NounOrganisation, f.entry(numbered("o", i), 0).Body)
		if err != nil {
			f.Fatal(err)
		}
		if got := graph.NamesOf(d)[0].Text; got != name {
			f.Errorf("name: got %q, want %q", got, name)
		}
	}
	f.refuse(graph.Invalid, create(Org("nul", "a\x00b")))
	f.refuse(graph.Invalid, create(Org("broken", "a\xffb")))
	f.apply(create(Org("Case", "upper")), create(Org("case", "lower")))
	if f.entry("Case", 0).Revision == 0 || bytes.Equal(f.entry("Case", 0).Body, f.entry("case", 0).Body) {
		f.Error("ids that differ in case must be different documents")
	}
}

func logInPages(f *fixture) {
	for i := range 5 {
		f.apply(create(Org(numbered("a", i), "A")), create(Org(numbered("b", i), "B")), create(Org(numbered("c", i), "C")))
	}
	for limit, want := range map[int]int{0: 1, 1: 1, 3: 1, 4: 2, 6: 2, 7: 3, 100: 5} {
		page, err := f.store.Log(background, 0, limit)
		if err != nil || len(page) != want {
			f.Errorf("limit %d: got %d revisions, error %v, want %d", limit, len(page), err, want)
		}
		for _, c := range page {
			if len(c.Entries) != 3 {
				f.Errorf("limit %d: revision %d has %d entries, want 3", limit, c.Revision, len(c.Entries))
			}
		}
	}
	if page, err := f.store.Log(background, 5, 10); err != nil || len(page) != 0 {
		f.Errorf("after the head: got %d revisions, error %v", len(page), err)
	}
	if page, err := f.store.Log(background, 3, 10); err != nil || len(page) != 2 || page[0].Revision != 4 {
		f.Errorf("after 3: got %+v, error %v", page, err)
	}
	if one, three := wholeLog(f.T, f.store, 1), wholeLog(f.T, f.store, 100); !reflect.DeepEqual(one, three) {
		f.Error("the log differs with the size of its pages")
	}
}

func eightWriters(f *fixture) {
	const writers, each = 8, 20
	var group sync.WaitGroup
	acknowledged := make([][]graph.Result, writers)
	for w := range writers {
		s := f.store
		if w%2 == 1 {
			s = f.open(f.T)
		}
		group.Go(func() {
			for i := range each {
				changes := []graph.Change{create(Org(graph.ID(fmt.Sprintf("w%d-%d-a", w, i)), "A")), create(Org(graph.ID(fmt.Sprintf("w%d-%d-b", w, i)), "B"))}
				result, err := s.Apply(background, graph.Write{ID: graph.NewApplyID(), Actor: fmt.Sprint(w), Changes: changes})
				if err != nil {
					f.Errorf("writer %d: %v", w, err)
					return
				}
				acknowledged[w] = append(acknowledged[w], result)
			}
		})
	}
	group.Wait()
	log := wholeLog(f.T, f.store, 7)
	checkLog(f.T, log)
	if len(log) != writers*each {
		f.Fatalf("log: got %d revisions, want %d", len(log), writers*each)
	}
	for w, results := range acknowledged {
		for i, r := range results {
			c := log[r.Revision-1]
			if c.Actor != fmt.Sprint(w) || len(c.Entries) != 2 || c.Entries[0].ID != graph.ID(fmt.Sprintf("w%d-%d-a", w, i)) {
				f.Errorf("writer %d: revision %d is not what was acknowledged", w, r.Revision)
			}
		}
	}
}

func follower(f *fixture) {
	const writers, each = 2, 60
	var group sync.WaitGroup
	var stopped atomic.Bool
	for w := range writers {
		s := f.open(f.T)
		group.Go(func() {
			for i := range each {
				var changes []graph.Change
				for k := range 1 + (i+w)%9 {
					changes = append(changes, create(Org(graph.ID(fmt.Sprintf("w%d-%d-%d", w, i, k)), fmt.Sprint(1+(i+w)%9))))
				}
				if _, err := s.Apply(background, graph.Write{ID: graph.NewApplyID(), Changes: changes}); err != nil {
					f.Errorf("writer: %v", err)
				}
			}
		})
	}
	go func() { group.Wait(); stopped.Store(true) }()
	var seen []graph.Commit
	for {
		done := stopped.Load()
		page, err := f.store.Log(background, graph.Revision(len(seen)), 50)
		if err != nil {
			f.Fatalf("log: %v", err)
		}
		seen = append(seen, page...)
		if done && len(page) == 0 {
			break
		}
	}
	checkLog(f.T, seen)
	if len(seen) != writers*each {
		f.Fatalf("the follower saw %d revisions, want %d", len(seen), writers*each)
	}
	for _, c := range seen {
		d, err := graph.Decode(graph.NounOrganisation, c.Entries[0].Body)
		if err != nil {
			f.Fatal(err)
		}
		if want := graph.NamesOf(d)[0].Text; fmt.Sprint(len(c.Entries)) != want {
			f.Fatalf("revision %d: got %d entries, want %s", c.Revision, len(c.Entries), want)
		}
	}
}

func readerDuringWrite(f *fixture) {
	f.apply(create(Org("a", "0")), create(Org("b", "0")))
	var group sync.WaitGroup
	group.Go(func() {
		for i := range 40 {
			name := fmt.Sprint(i + 1)
			f.apply(update(Org("a", name), graph.Revision(i+1)), update(Org("b", name), graph.Revision(i+1)))
		}
	})
	reader := f.open(f.T)
	for f.head() < 41 && !f.Failed() {
		head, err := reader.Head(background)
		if err != nil {
			f.Fatal(err)
		}
		entries, err := reader.Read(background, []graph.Key{{ID: "a", Revision: head}, {ID: "b", Revision: head}})
		if err != nil {
			f.Fatal(err)
		}
		if entries[0].Revision != entries[1].Revision || entries[0].Revision != head {
			f.Fatalf("half a revision: a at %d, b at %d, head %d", entries[0].Revision, entries[1].Revision, head)
		}
	}
	group.Wait()
}

func logTime(f *fixture) {
	future := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	body, err := graph.Encode(Org("a", "A"))
	if err != nil {
		f.Fatal(err)
	}
	commit := graph.Commit{Revision: 1, Time: future, Apply: "one", Entries: []graph.Entry{{ID: "a", Noun: graph.NounOrganisation, Revision: 1, Body: body}}}
	if err := f.store.Restore(background, []graph.Commit{commit}); err != nil {
		f.Fatal(err)
	}
	if got := f.apply(create(Org("b", "B"))); got.Time.Before(future) {
		f.Errorf("time: got %v, want not before %v", got.Time, future)
	}
}

func restore(f *fixture) {
	f.write(graph.Write{Actor: "one", Reason: "r", Batch: "imp", Changes: []graph.Change{create(Org("a", "A"))}})
	f.apply(create(Org("b", "B")), graph.Delete("a", graph.ExpectRevision(1)))
	log := wholeLog(f.T, f.store, 10)

	if err := f.store.Restore(background, []graph.Commit{{Revision: 5, Apply: "five"}}); graph.KindOf(err) != graph.Conflict {
		f.Errorf("a gap: got %v", err)
	}
	body, err := graph.Encode(Org("c", "C"))
	if err != nil {
		f.Fatal(err)
	}
	more := []graph.Commit{
		{Revision: 3, Time: log[1].Time, Apply: "three", Actor: "x", Batch: "imp2", Entries: []graph.Entry{{ID: "c", Noun: graph.NounOrganisation, Revision: 3, Body: body}}},
		{Revision: 4, Time: log[1].Time, Apply: "four", Entries: []graph.Entry{{ID: "b", Noun: graph.NounOrganisation, Revision: 4}}},
	}
	if err := f.store.Restore(background, more); err != nil {
		f.Fatal(err)
	}
	if got := wholeLog(f.T, f.store, 10); !reflect.DeepEqual(got[2:], more) {
		f.Errorf("log: got %+v, want %+v", got[2:], more)
	}
	standings, err := f.store.Standings(background, []graph.ID{"b", "c"})
	if err != nil || !standings["b"].Deleted || standings["c"].Imported != 3 {
		f.Errorf("standings: got %+v, error %v", standings, err)
	}
	if again := f.write(graph.Write{ID: "four", Changes: []graph.Change{create(Org("z", "Z"))}}); again.Revision != 4 {
		f.Errorf("a restored Apply again: got %+v", again)
	}
	f.apply(update(Org("c", "changed"), 3))
}

// copyStore copies a store's log into memory and proves graph.Copy's comparison on the store itself.
func copyStore(f *fixture) {
	for i := range 30 {
		f.write(graph.Write{Actor: "a", Batch: "b", Changes: []graph.Change{create(Org(numbered("o", i), "Имя"))}})
	}
	f.apply(graph.Delete("o00003", graph.ExpectRevision(4)))
	if err := graph.Copy(background, f.store, f.open(f.T), nil); err != nil {
		f.Errorf("a copy onto itself has nothing to do: got %v", err)
	}
	log := wholeLog(f.T, f.store, 10)
	differs := slices.Clone(log)
	differs[7].Actor = "somebody else"
	if err := graph.Copy(background, fixedLog{f.store, differs}, f.store, nil); graph.KindOf(err) != graph.Conflict || !strings.Contains(err.Error(), "8") {
		f.Errorf("a log that differs at revision 8: got %v", err)
	}
}

// fixedLog is a store with a log of its own, to copy from.
type fixedLog struct {
	graph.Store
	commits []graph.Commit
}

// Head gives the last of its revisions.
func (l fixedLog) Head(context.Context) (graph.Revision, error) {
	return graph.Revision(len(l.commits)), nil
}

// Log gives all that come after.
func (l fixedLog) Log(_ context.Context, after graph.Revision, _ int) ([]graph.Commit, error) {
	return l.commits[after:], nil
}
