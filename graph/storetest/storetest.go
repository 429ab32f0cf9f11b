// Package storetest is the contract of graph.Store as tests: one suite, run over every store, no exceptions.
package storetest

import (
	"context"
	"fmt"
	"testing"

	"liaison/graph"
)

// Backend makes stores to test.
type Backend struct {
	// New makes an empty place for data and gives a function that opens it; each call gives a handle of its
	// own on the same data, as a second process would have. Handles are closed at the end of the test.
	New func(t testing.TB) func(t testing.TB) graph.Store
}

// Run runs the contract over the backend, each test on a store of its own.
func Run(t *testing.T, b Backend) {
	for _, c := range contract {
		t.Run(c.name, func(t *testing.T) {
			open := b.New(t)
			c.test(&fixture{T: t, open: open, store: open(t)})
		})
	}
}

type contractTest struct {
	name string
	test func(*fixture)
}

// contract is the table of all subtests; a test that is not in it does not run.
var contract = []contractTest{
	{"an empty store", emptyStore},
	{"apply and read", applyAndRead},
	{"absent documents", absentDocuments},
	{"writes that are refused whole", refusedWrites},
	{"expectations", expectations},
	{"as last imported", asLastImported},
	{"the same apply again", sameApplyAgain},
	{"the same apply by many at once", sameApplyAtOnce},
	{"a change that changes nothing", changesNothing},
	{"references", references},
	{"deleting leaves lost ends", lostEnds},
	{"circles of parents", circles},
	{"circles of engagements", engagementCircles},
	{"history by revision", history},
	{"texts are kept byte for byte", texts},
	{"limits", limits},
	{"ten thousand changes", tenThousandChanges},
	{"log in pages", logInPages},
	{"eight writers at once", eightWriters},
	{"a follower of a growing log", follower},
	{"a reader during a write", readerDuringWrite},
	{"log time never goes back", logTime},
	{"restore", restore},
	{"copy", copyStore},
	{"an ended context", endedContext},
	{"closing twice", closingTwice},
	{"random writes against a model", randomWrites},
}

// fixture is one test with its store.
type fixture struct {
	*testing.T
	open  func(t testing.TB) graph.Store
	store graph.Store
}

var background = context.Background()

// apply applies changes under a new id and fails the test where it cannot.
func (f *fixture) apply(changes ...graph.Change) graph.Result {
	f.Helper()
	return f.write(graph.Write{Changes: changes})
}

func (f *fixture) write(w graph.Write) graph.Result {
	f.Helper()
	if w.ID == "" {
		w.ID = graph.NewApplyID()
	}
	if w.Actor == "" {
		w.Actor = "tester"
	}
	result, err := f.store.Apply(background, w)
	if err != nil {
		f.Fatalf("apply: %v", err)
	}
	return result
}

// refuse fails the test unless the changes are refused with an error of that kind.
func (f *fixture) refuse(kind graph.ErrorKind, changes ...graph.Change) error {
	f.Helper()
	before := f.head()
	_, err := f.store.Apply(background, graph.Write{ID: graph.NewApplyID(), Changes: changes})
	if graph.KindOf(err) != kind {
		f.Fatalf("apply: got error %v of kind %q, want kind %q", err, graph.KindOf(err), kind)
	}
	if after := f.head(); after != before {
		f.Fatalf("a refused write moved the head from %d to %d", before, after)
	}
	return err
}

func (f *fixture) head() graph.Revision {
	f.Helper()
	head, err := f.store.Head(background)
	if err != nil {
		f.Fatalf("head: %v", err)
	}
	return head
}

// entry reads one document.
func (f *fixture) entry(id graph.ID, at graph.Revision) graph.Entry {
	f.Helper()
	entries, err := f.store.Read(background, []graph.Key{{ID: id, Revision: at}})
	if err != nil || len(entries) != 1 {
		f.Fatalf("read %s: got %d entries, error %v", id, len(entries), err)
	}
	return entries[0]
}

// wholeLog reads the log from the beginning in pages of a size.
func wholeLog(t testing.TB, s graph.Store, size int) []graph.Commit {
	t.Helper()
	var all []graph.Commit
	for {
		after := graph.Revision(0)
		if len(all) > 0 {
			after = all[len(all)-1].Revision
		}
		page, err := s.Log(background, after, size)
		if err != nil {
			t.Fatalf("log after %d: %v", after, err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
	}
}

// checkLog fails the test unless the log has no gaps and each revision is whole.
func checkLog(t testing.TB, log []graph.Commit) {
	t.Helper()
	for i, c := range log {
		if c.Revision != graph.Revision(i+1) {
			t.Fatalf("the log has revision %d at place %d", c.Revision, i+1)
		}
		if len(c.Entries) == 0 {
			t.Fatalf("revision %d has no entries", c.Revision)
		}
		if i > 0 && c.Time.Before(log[i-1].Time) {
			t.Fatalf("log time goes back from revision %d to %d", i, i+1)
		}
	}
}

// Org makes an organisation of that id and name.
func Org(id graph.ID, name string) *graph.Organisation {
	return &graph.Organisation{
		Head:  graph.Head{ID: id, Marking: graph.Clear},
		Names: []graph.Name{{Text: name}},
		Kind:  graph.Agency,
	}
}

// Meeting makes a held meeting of organisations, the first as initiator.
func Meeting(id graph.ID, when string, organisations ...graph.ID) *graph.Engagement {
	e := &graph.Engagement{
		Head: graph.Head{ID: id, Marking: graph.Clear},
		Kind: graph.Meeting, Status: graph.Held, When: graph.MustDate(when),
	}
	for i, organisation := range organisations {
		role := graph.Counterpart
		if i == 0 {
			role = graph.Initiator
		}
		e.Participants = append(e.Participants, graph.Participation{Stakeholder: organisation, Role: role})
	}
	return e
}

func create(d graph.Document) graph.Change { return graph.Put(d, graph.ExpectAbsent()) }

func update(d graph.Document, r graph.Revision) graph.Change {
	return graph.Put(d, graph.ExpectRevision(r))
}

func numbered(prefix string, n int) graph.ID { return graph.ID(fmt.Sprintf("%s%05d", prefix, n)) }
