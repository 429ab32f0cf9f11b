package storetest

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"time"

	"liaison/graph"
)

func emptyStore(f *fixture) {
	if head := f.head(); head != 0 {
		f.Errorf("head: got %d, want 0", head)
	}
	if log := wholeLog(f.T, f.store, 10); len(log) != 0 {
		f.Errorf("log: got %d revisions, want none", len(log))
	}
}

func applyAndRead(f *fixture) {
	org := Org("a", "Agency A")
	result := f.write(graph.Write{Actor: "expert", Reason: "why", Batch: "b1", Changes: []graph.Change{create(org)}})
	if result.Revision != 1 || result.Changed != 1 {
		f.Errorf("result: got revision %d, changed %d, want 1 and 1", result.Revision, result.Changed)
	}
	body, err := graph.Encode(org)
	if err != nil {
		f.Fatal(err)
	}
	got := f.entry("a", 0)
	if got.Noun != graph.NounOrganisation || got.Revision != 1 || !bytes.Equal(got.Body, body) {
		f.Errorf("read: got %s at %d: %s", got.Noun, got.Revision, got.Body)
	}
	log := wholeLog(f.T, f.store, 10)
	if len(log) != 1 {
		f.Fatalf("log: got %d revisions, want 1", len(log))
	}
	c := log[0]
	if c.Actor != "expert" || c.Reason != "why" || c.Batch != "b1" || c.Apply == "" || !c.Time.Equal(result.Time) {
		f.Errorf("log: got %+v", c)
	}
	if time.Since(c.Time).Abs() > time.Minute || c.Time.Location() != time.UTC {
		f.Errorf("time: got %v, want now, in UTC", c.Time)
	}
	if len(c.Entries) != 1 || c.Entries[0].ID != "a" || c.Entries[0].Revision != 1 || !bytes.Equal(c.Entries[0].Body, body) {
		f.Errorf("log entries: got %+v", c.Entries)
	}
}

func absentDocuments(f *fixture) {
	f.apply(create(Org("a", "A")))
	if e := f.entry("never", 0); !e.Deleted() || e.Revision != 0 {
		f.Errorf("a document that never existed: got %+v", e)
	}
	f.refuse(graph.NotFound, graph.Delete("never", graph.ExpectAbsent()))
	f.apply(graph.Delete("a", graph.ExpectRevision(1)))
	if e := f.entry("a", 0); !e.Deleted() || e.Revision != 2 || e.Noun != graph.NounOrganisation {
		f.Errorf("a deleted document: got %+v", e)
	}
	f.refuse(graph.NotFound, graph.Delete("a", graph.ExpectRevision(2)))
	standings, err := f.store.Standings(background, []graph.ID{"a", "never"})
	if err != nil || len(standings) != 1 || !standings["a"].Deleted {
		f.Errorf("standings: got %+v, error %v", standings, err)
	}
}

func refusedWrites(f *fixture) {
	f.refuse(graph.Invalid)
	f.refuse(graph.Invalid, create(Org("a", "A")), create(Org("a", "B")))
	bad := Org("bad", "")
	bad.Marking = 0
	bad.Kind = "castle"
	err := f.refuse(graph.Invalid, create(Org("good", "Good")), create(bad))
	if problems := graph.ProblemsOf(err); len(problems) != 3 {
		f.Errorf("problems: got %v, want all three: name, marking, kind", problems)
	}
	if e := f.entry("good", 0); !e.Deleted() {
		f.Error("a part of a refused write was written")
	}
	if _, err := f.store.Apply(background, graph.Write{Changes: []graph.Change{create(Org("a", "A"))}}); graph.KindOf(err) != graph.Invalid {
		f.Errorf("a write without id: got %v", err)
	}
}

func expectations(f *fixture) {
	f.apply(create(Org("a", "A")))
	f.refuse(graph.Conflict, create(Org("a", "again")))
	f.refuse(graph.Conflict, update(Org("a", "stale"), 7))
	f.refuse(graph.Conflict, update(Org("new", "absent"), 1))
	f.apply(update(Org("a", "second"), 1))
	err := f.refuse(graph.Conflict, update(Org("a", "stale"), 1), create(Org("b", "B")), update(Org("a2", "x"), 1))
	if problems := graph.ProblemsOf(err); len(problems) != 2 {
		f.Errorf("conflicts: got %v, want both", problems)
	}
	f.refuse(graph.Conflict, graph.Delete("a", graph.ExpectRevision(1)))
	f.apply(graph.Delete("a", graph.ExpectRevision(2)))
	f.apply(create(Org("a", "once more")))
	person := &graph.Person{Head: graph.Head{ID: "a", Marking: graph.Clear}, Names: []graph.Name{{Text: "P"}}}
	f.refuse(graph.Conflict, update(person, 4))
}

func asLastImported(f *fixture) {
	imported := func(kind graph.ErrorKind, batch graph.BatchID, d graph.Document) {
		f.Helper()
		_, err := f.store.Apply(background, graph.Write{ID: graph.NewApplyID(), Batch: batch, Changes: []graph.Change{graph.Put(d, graph.ExpectAsImported())}})
		if graph.KindOf(err) != kind {
			f.Fatalf("import %s of %q: got error %v, want kind %q", batch, graph.NamesOf(d)[0].Text, err, kind)
		}
	}
	imported("", "one", Org("a", "first"))
	imported("", "two", Org("a", "second"))
	f.apply(update(Org("a", "by hand"), 2))
	imported(graph.Conflict, "three", Org("a", "third"))
	imported("", "three", Org("a", "by hand")) // it is what the import would write
	f.apply(update(Org("a", "second"), 3))     // brought back by hand to what was imported
	imported("", "four", Org("a", "fourth"))
	f.apply(graph.Delete("a", graph.ExpectRevision(5)))
	imported(graph.Conflict, "five", Org("a", "fifth")) // deleted by hand
	f.apply(create(Org("b", "made by hand")))
	imported(graph.Conflict, "six", Org("b", "sixth"))
}

func sameApplyAgain(f *fixture) {
	w := graph.Write{ID: "once", Changes: []graph.Change{create(Org("a", "A"))}}
	first := f.write(w)
	f.apply(update(Org("a", "later"), 1))
	w.Changes = []graph.Change{create(Org("b", "other changes"))}
	if again := f.write(w); again.Revision != first.Revision || again.Changed != 1 || !again.Time.Equal(first.Time) {
		f.Errorf("again: got %+v, want %+v", again, first)
	}
	if e := f.entry("b", 0); !e.Deleted() {
		f.Error("the second Apply of an id wrote something")
	}
	// One that changed nothing is remembered too, or its retry could undo what came between.
	nothing := graph.Write{ID: "nothing", Changes: []graph.Change{update(Org("a", "later"), 2)}}
	if got := f.write(nothing); got.Revision != 2 || got.Changed != 0 {
		f.Errorf("nothing: got %+v, want revision 2, changed 0", got)
	}
	f.apply(update(Org("a", "third"), 2))
	if got := f.write(nothing); got.Revision != 2 || got.Changed != 0 {
		f.Errorf("nothing again: got %+v, want revision 2, changed 0", got)
	}
	second := f.open(f.T)
	if again, err := second.Apply(background, w); err != nil || again.Revision != first.Revision {
		f.Errorf("again through another handle: got %+v, error %v", again, err)
	}
}

func sameApplyAtOnce(f *fixture) {
	var group sync.WaitGroup
	results := make([]graph.Result, 8)
	errs := make([]error, 8)
	for i := range results {
		group.Go(func() {
			results[i], errs[i] = f.store.Apply(background, graph.Write{ID: "one", Changes: []graph.Change{create(Org("a", "A"))}})
		})
	}
	group.Wait()
	for i, r := range results {
		if errs[i] != nil || r.Revision != 1 || r.Changed != 1 {
			f.Errorf("writer %d: got %+v, error %v", i, r, errs[i])
		}
	}
	if head := f.head(); head != 1 {
		f.Errorf("head: got %d, want 1", head)
	}
}

func changesNothing(f *fixture) {
	f.apply(create(Org("a", "A")))
	if got := f.apply(update(Org("a", "A"), 1)); got.Revision != 1 || got.Changed != 0 {
		f.Errorf("got %+v, want revision 1, changed 0", got)
	}
	if got := f.apply(update(Org("a", "A"), 1), create(Org("b", "B"))); got.Revision != 2 || got.Changed != 1 {
		f.Errorf("got %+v, want revision 2, changed 1", got)
	}
	if e := f.entry("a", 0); e.Revision != 1 {
		f.Errorf("a: got revision %d, want 1", e.Revision)
	}
}

func references(f *fixture) {
	f.refuse(graph.Invalid, create(Meeting("m", "2021", "nobody")))
	f.apply(create(Meeting("m", "2021", "a", "b")), create(Org("a", "A")), create(Org("b", "B")))
	post := &graph.Post{Head: graph.Head{ID: "post", Marking: graph.Clear}, Titles: []graph.Name{{Text: "Head"}}, Organisation: "m"}
	err := f.refuse(graph.Invalid, create(post))
	if !strings.Contains(err.Error(), "organisation") {
		f.Errorf("wrong noun: got %v, want it to say what it must be", err)
	}
	post.Organisation = "a"
	f.apply(create(post))
	f.refuse(graph.Invalid, graph.Delete("b", graph.ExpectRevision(1)), create(Meeting("m2", "2021", "b")))
}

func lostEnds(f *fixture) {
	f.apply(create(Org("a", "A")), create(Org("b", "B")), create(Meeting("m", "2021", "a", "b")))
	f.apply(graph.Delete("b", graph.ExpectRevision(1)))
	f.refuse(graph.Invalid, create(Meeting("m2", "2021", "a", "b")))
	changed := Meeting("m", "2021", "a", "b")
	changed.Summary = "the lost end may stay"
	f.apply(update(changed, 1))
	f.apply(create(Org("b", "B again")))
	f.apply(create(Meeting("m2", "2021", "a", "b")))
}

func child(id graph.ID, parent graph.ID, valid string) *graph.Organisation {
	o := Org(id, string(id))
	o.Parents = []graph.Parent{{Organisation: parent, Valid: graph.MustDate(valid)}}
	return o
}

func circles(f *fixture) {
	f.refuse(graph.Invalid, create(child("a", "a", "")))
	f.refuse(graph.Invalid, create(child("a", "b", "")), create(child("b", "c", "")), create(child("c", "a", "")))
	f.apply(create(Org("a", "A")), create(child("b", "a", "")), create(child("c", "b", "2015/2020")))
	f.refuse(graph.Invalid, update(child("a", "c", ""), 1))
	f.refuse(graph.Invalid, update(child("a", "c", "2020/2021"), 1)) // both may hold on a day of 2020
	f.apply(update(child("a", "c", "2021/2022"), 1))
	f.apply(create(child("d", "c", "")))
	f.refuse(graph.Invalid, update(child("b", "a", "2021"), 1), update(child("c", "b", ""), 1))
}

func engagementCircles(f *fixture) {
	within := func(id, outer graph.ID) *graph.Engagement {
		e := Meeting(id, "2021", "a")
		e.Within = outer
		return e
	}
	f.apply(create(Org("a", "A")), create(within("m1", "")), create(within("m2", "m1")), create(within("m3", "m2")))
	f.refuse(graph.Invalid, update(within("m1", "m3"), 1))
	f.refuse(graph.Invalid, update(within("m1", "m1"), 1))
}

func limits(f *fixture) {
	big := Meeting("m", "2021")
	big.Summary = strings.Repeat("s", graph.MaxText)
	f.apply(create(big))
	big = Meeting("m2", "2021")
	big.Summary = strings.Repeat("s", graph.MaxText+1)
	f.refuse(graph.Invalid, create(big))

	// A document of exactly the limit: evidence carries the bulk.
	f.apply(create(&graph.Source{Head: graph.Head{ID: "s", Marking: graph.Clear}, Title: "Source"}))
	huge := Meeting("m3", "2021")
	for range 11 {
		huge.Evidence = append(huge.Evidence, graph.Citation{Source: "s", Quote: strings.Repeat("q", 90_000)})
	}
	body, err := graph.Encode(huge)
	if err != nil {
		f.Fatal(err)
	}
	huge.Summary = strings.Repeat("s", graph.MaxDocument-len(body)-len(`"summary":"",`))
	f.apply(create(huge))
	if e := f.entry("m3", 0); len(e.Body) != graph.MaxDocument {
		f.Errorf("size: got %d, want %d", len(e.Body), graph.MaxDocument)
	}
	huge.ID = "m4x"
	f.refuse(graph.TooLarge, create(huge))

	many := make([]graph.Change, graph.MaxChanges+1)
	for i := range many {
		many[i] = create(Org(numbered("o", i), "x"))
	}
	f.refuse(graph.TooLarge, many...)
}

func tenThousandChanges(f *fixture) {
	changes := make([]graph.Change, 0, 10_000)
	for i := range 2_000 {
		changes = append(changes, create(Org(numbered("o", i), "Организация")))
	}
	for i := range 8_000 {
		changes = append(changes, create(Meeting(numbered("m", i), "2021-02", numbered("o", i%2_000), numbered("o", (i*7+1)%2_000))))
	}
	if got := f.apply(changes...); got.Revision != 1 || got.Changed != 10_000 {
		f.Fatalf("got %+v", got)
	}
	log := wholeLog(f.T, f.store, 1)
	if len(log) != 1 || len(log[0].Entries) != 10_000 {
		f.Fatalf("log: got %d revisions", len(log))
	}
	for i, e := range log[0].Entries {
		if e.ID != changes[i].ID() {
			f.Fatalf("entry %d: got %s, want %s", i, e.ID, changes[i].ID())
		}
	}
}

func endedContext(f *fixture) {
	ended, cancel := context.WithCancel(background)
	cancel()
	_, err := f.store.Apply(ended, graph.Write{ID: "x", Changes: []graph.Change{create(Org("a", "A"))}})
	if err == nil {
		f.Error("apply with an ended context: got no error")
	}
	if head := f.head(); head != 0 {
		f.Errorf("head: got %d, want 0", head)
	}
}

func closingTwice(f *fixture) {
	for range 2 {
		if err := f.store.Close(); err != nil {
			f.Fatalf("close: %v", err)
		}
	}
	if _, err := f.store.Head(background); graph.KindOf(err) != graph.Unavailable {
		f.Errorf("head after close: got %v", err)
	}
	if _, err := f.store.Apply(background, graph.Write{ID: "x", Changes: []graph.Change{create(Org("a", "A"))}}); graph.KindOf(err) != graph.Unavailable {
		f.Errorf("apply after close: got %v", err)
	}
}
