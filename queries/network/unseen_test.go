package network_test

import (
	"errors"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/queries/network"
)

var amber = graph.Clearance{Marking: graph.Amber}

// write applies changes for a reason, and gives the revision.
func write(t *testing.T, n *network.Network, reason string, changes ...graph.Change) graph.Revision {
	t.Helper()
	result, err := n.Apply(t.Context(), graph.Write{ID: graph.NewApplyID(), Actor: "somebody", Reason: reason, Batch: graph.BatchID(reason), Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	return result.Revision
}

func marked(d graph.Document, m graph.Marking) graph.Document {
	d.Header().Marking = m
	return d
}

// withSecret gives a network of two organisations, one of which only some see, and the revision of a meeting of both.
func withSecret(t *testing.T) (*network.Network, graph.Revision) {
	t.Helper()
	n := load(t, storetest.NewMemory())
	write(t, n, "begin", graph.Put(storetest.Org("open", "Open"), graph.ExpectAbsent()))
	write(t, n, "secret", graph.Put(marked(storetest.Org("secret", "Secret"), graph.Red), graph.ExpectAbsent()))
	return n, write(t, n, "met", graph.Put(storetest.Meeting("m", "2021", "open", "secret"), graph.ExpectAbsent()))
}

// TestReasonIsWithheld holds the reason and the batch of a revision back where either side of any of its changes has something unseen.
func TestReasonIsWithheld(t *testing.T) {
	n, met := withSecret(t)
	without := storetest.Meeting("m", "2021", "open")
	without.Summary = "changed"
	out := write(t, n, "took them out, they are our informant", graph.Put(without, graph.ExpectRevision(met)))
	write(t, n, "a plain change", graph.Put(storetest.Meeting("m", "2021-03", "open"), graph.ExpectRevision(out)))
	second := write(t, n, "met again", graph.Put(storetest.Meeting("again", "2021", "open", "secret"), graph.ExpectAbsent()))
	write(t, n, "deleted because of them", graph.Delete("again", graph.ExpectRevision(second)))
	raised := write(t, n, "x", graph.Put(marked(storetest.Org("x", "X"), graph.Red), graph.ExpectAbsent()))
	write(t, n, "lowered: was secret because of Y", graph.Put(storetest.Org("x", "X"), graph.ExpectRevision(raised)))
	log, err := n.Log(t.Context(), amber, graph.MinGrade{}, 0, 100, false)
	if err != nil {
		t.Fatal(err)
	}
	told := ""
	for _, e := range log {
		told += e.Reason + "|" + string(e.Batch) + "\n"
		for _, c := range e.Changes {
			if c.Before != nil || c.After != nil {
				t.Errorf("revision %d has documents, which nobody asked for", e.Revision)
			}
		}
	}
	if want := "begin|begin\n|\n|\na plain change|a plain change\n|\n|\n|\n"; told != want {
		t.Errorf("the log tells\n%swant\n%s", told, want)
	}
}

// TestUndoTellsNothingUnseen answers an undo of a change that is not seen as of one that there is not.
func TestUndoTellsNothingUnseen(t *testing.T) {
	n, met := withSecret(t)
	hidden := storetest.Meeting("m", "2021", "open", "secret")
	hidden.Participants[1].HeadOfSide = true
	unseen := write(t, n, "", graph.Put(hidden, graph.ExpectRevision(met)))
	other := write(t, n, "", graph.Put(storetest.Org("other", "Other"), graph.ExpectAbsent()))
	for _, document := range []graph.ID{"", "m"} {
		_, err := n.UndoAndApply(t.Context(), network.Undoing{Revision: unseen, Document: document, Clearance: amber})
		_, absent := n.UndoAndApply(t.Context(), network.Undoing{Revision: other + 90, Document: document, Clearance: amber})
		if graph.KindOf(err) != graph.NotFound || graph.KindOf(absent) != graph.NotFound {
			t.Errorf("undo of an unseen change of %q: %v, of none: %v", document, err, absent)
		}
	}
	seen := storetest.Meeting("m", "2021", "open", "secret")
	seen.Participants[1].HeadOfSide, seen.Summary = true, "seen"
	changed := write(t, n, "", graph.Put(seen, graph.ExpectRevision(unseen)))
	seen = storetest.Meeting("m", "2021", "open", "secret")
	seen.Summary = "seen too"
	last := write(t, n, "", graph.Put(seen, graph.ExpectRevision(changed)))
	seen = storetest.Meeting("m", "2021", "open", "secret")
	seen.Summary, seen.Participants[1].HeadOfSide = "seen too", true
	write(t, n, "", graph.Put(seen, graph.ExpectRevision(last)))
	_, err := n.UndoAndApply(t.Context(), network.Undoing{Revision: changed, Clearance: amber})
	if graph.KindOf(err) != graph.Conflict || !strings.Contains(err.Error(), "by revision 7:") {
		t.Errorf("undo of what was changed later: %v, want a conflict with revision %d, the last that they see", err, last)
	}
}

// TestUndoWithPartiesGone undoes changes of a meeting of which a party was deleted, or came back: that is no change of the meeting.
func TestUndoWithPartiesGone(t *testing.T) {
	begin := func(t *testing.T) (n *network.Network, b, met graph.Revision) {
		n = load(t, storetest.NewMemory())
		write(t, n, "", graph.Put(storetest.Org("a", "A"), graph.ExpectAbsent()))
		b = write(t, n, "", graph.Put(storetest.Org("b", "B"), graph.ExpectAbsent()))
		return n, b, write(t, n, "", graph.Put(storetest.Meeting("m", "2021", "a", "b"), graph.ExpectAbsent()))
	}
	wrong := func() *graph.Engagement {
		m := storetest.Meeting("m", "2021", "a", "b")
		m.Summary = "wrong"
		return m
	}
	undo := func(t *testing.T, n *network.Network, u network.Undoing) {
		t.Helper()
		u.Clearance = all
		if _, err := n.UndoAndApply(t.Context(), u); err != nil {
			t.Fatal(err)
		}
		write(t, n, "", graph.Put(storetest.Org("c", "C"), graph.ExpectAbsent()))
		err := n.Ask(t.Context(), network.Terms{Clearance: all, Known: n.Head()}, func(v *network.View) error {
			found, err := v.Documents(t.Context(), []graph.ID{"m", "b"})
			if m, ok := found["m"].(*graph.Engagement); err == nil && (!ok || m.Summary != "" || found["b"] != nil && len(m.Participants) != 2) {
				t.Errorf("after the undo: %+v", m)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Run("deleted since", func(t *testing.T) {
		n, b, met := begin(t)
		changed := write(t, n, "", graph.Put(wrong(), graph.ExpectRevision(met)))
		write(t, n, "", graph.Delete("b", graph.ExpectRevision(b)))
		undo(t, n, network.Undoing{Revision: changed})
	})
	t.Run("changed in what is gone", func(t *testing.T) {
		observing := storetest.Meeting("m", "2021", "a", "b")
		observing.Participants[1].Role = graph.Observer
		for name, change := range map[string]*graph.Engagement{"another role": observing, "left out": storetest.Meeting("m", "2021", "a")} {
			n, b, met := begin(t)
			changed := write(t, n, "", graph.Put(change, graph.ExpectRevision(met)))
			deleted := write(t, n, "", graph.Delete("b", graph.ExpectRevision(b)))
			_, err := n.UndoAndApply(t.Context(), network.Undoing{Revision: changed, Clearance: all})
			if graph.KindOf(err) != graph.Conflict || !strings.Contains(err.Error(), "what it says of b, which was deleted since") {
				t.Errorf("%s: %v", name, err)
			}
			for _, r := range []graph.Revision{deleted, changed} { // as it says
				if _, err := n.UndoAndApply(t.Context(), network.Undoing{Revision: r, Clearance: all}); err != nil {
					t.Errorf("%s: undo of revision %d: %v", name, r, err)
				}
			}
		}
	})
	t.Run("back since", func(t *testing.T) {
		n, b, met := begin(t)
		write(t, n, "", graph.Delete("b", graph.ExpectRevision(b)))
		changed := write(t, n, "", graph.Put(wrong(), graph.ExpectRevision(met)))
		write(t, n, "", graph.Put(storetest.Org("b", "B"), graph.ExpectAbsent()))
		undo(t, n, network.Undoing{Revision: changed})
	})
	t.Run("back with the change", func(t *testing.T) {
		n, b, met := begin(t)
		write(t, n, "", graph.Delete("b", graph.ExpectRevision(b)))
		changed := write(t, n, "", graph.Put(wrong(), graph.ExpectRevision(met)), graph.Put(storetest.Org("b", "B"), graph.ExpectAbsent()))
		undo(t, n, network.Undoing{Revision: changed, Document: "m"})
	})
	t.Run("deleted with it", func(t *testing.T) {
		n, b, met := begin(t)
		gone := write(t, n, "", graph.Delete("b", graph.ExpectRevision(b)), graph.Delete("m", graph.ExpectRevision(met)))
		undo(t, n, network.Undoing{Revision: gone})
	})
}

// edit writes as somebody who does not see all.
func edit(t *testing.T, n *network.Network, edits ...network.Edit) (graph.Result, error) {
	t.Helper()
	return n.Write(t.Context(), network.Writing{ID: graph.NewApplyID(), Actor: "somebody", Clearance: amber, Edits: edits})
}

// TestCreatingTellsNothingUnseen answers who creates what was deleted, and never there for them, that the id is not available, and nothing of what it was.
func TestCreatingTellsNothingUnseen(t *testing.T) {
	n, _ := withSecret(t)
	post := &graph.Post{Head: graph.Head{ID: "p", Marking: graph.Amber}, Titles: []graph.Name{{Text: "Chief", Language: "en"}}, Organisation: "secret"}
	created := write(t, n, "", graph.Put(post, graph.ExpectAbsent()))
	write(t, n, "", graph.Delete("p", graph.ExpectRevision(created)))
	for _, d := range []graph.Document{marked(storetest.Org("p", "P"), graph.Amber), storetest.Org("p", "P")} {
		_, err := edit(t, n, network.Edit{Document: d})
		if !errors.Is(err, network.ErrNotAvailable) || strings.Contains(err.Error(), "post") || strings.Contains(err.Error(), "AMBER") {
			t.Errorf("created over what was never seen: %v", err)
		}
	}
}

// TestCircleTellsNothingUnseen refuses a circle through what the writer does not see without its id, whatever that looks like.
func TestCircleTellsNothingUnseen(t *testing.T) {
	for _, id := range []graph.ID{"secret", "secret.", "a:"} {
		n := load(t, storetest.NewMemory())
		a, b, secret := storetest.Org("a", "A"), storetest.Org("b", "B"), storetest.Org(id, "Secret")
		secret.Marking = graph.Red
		write(t, n, "", graph.Put(a, graph.ExpectAbsent()))
		b.Parents, secret.Parents = []graph.Parent{{Organisation: id}}, []graph.Parent{{Organisation: "a"}}
		write(t, n, "", graph.Put(secret, graph.ExpectAbsent()), graph.Put(b, graph.ExpectAbsent()))
		version, err := network.VersionOf(a)
		if err != nil {
			t.Fatal(err)
		}
		within := storetest.Org("a", "A")
		within.Parents = []graph.Parent{{Organisation: "b"}}
		if _, err = edit(t, n, network.Edit{Document: within, Match: version}); !errors.Is(err, network.ErrNotAvailable) || strings.Contains(err.Error(), string(id)) {
			t.Errorf("a circle through %q: %v", id, err)
		}
	}
}

// TestWritingNothing answers a write that changes nothing with the last revision that its writer sees, not with one that they do not.
func TestWritingNothing(t *testing.T) {
	n, _ := withSecret(t)
	open := storetest.Org("open", "Open")
	version, err := network.VersionOf(open)
	if err != nil {
		t.Fatal(err)
	}
	write(t, n, "", graph.Put(marked(storetest.Org("another", "Another"), graph.Red), graph.ExpectAbsent()))
	result, err := edit(t, n, network.Edit{Document: open, Match: version})
	if err != nil || result.Changed != 0 || result.Revision != 3 || result.Time.IsZero() {
		t.Errorf("got %+v, %v, want revision 3", result, err)
	}
}

// TestAnotherNounIsNotThere finds no document of another noun than is asked for, and deletes none.
func TestAnotherNounIsNotThere(t *testing.T) {
	n, _ := withSecret(t)
	version, err := network.VersionOf(storetest.Org("open", "Open"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := edit(t, n, network.Edit{Delete: "open", Match: version, Noun: graph.NounPerson}); graph.KindOf(err) != graph.NotFound {
		t.Errorf("deleting an organisation as a person: %v", err)
	}
	if _, err := edit(t, n, network.Edit{Delete: "open", Match: version, Noun: graph.NounOrganisation}); err != nil {
		t.Error(err)
	}
}
