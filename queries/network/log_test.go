package network_test

import (
	"fmt"
	"slices"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/queries/network"
)

// TestLogThroughTheView shows each reader of the log what they see, and withholds the reason where there is more.
func TestLogThroughTheView(t *testing.T) {
	n := load(t, storetest.NewMemory())
	open, secret := storetest.Org("open", "Open"), storetest.Org("secret", "Secret")
	secret.Marking = graph.Red
	write := func(reason string, changes ...graph.Change) graph.Revision {
		result, err := n.Apply(t.Context(), graph.Write{ID: graph.NewApplyID(), Actor: "a", Reason: reason, Changes: changes})
		if err != nil {
			t.Fatal(err)
		}
		return result.Revision
	}
	first := write("both", graph.Put(open, graph.ExpectAbsent()), graph.Put(secret, graph.ExpectAbsent()))
	meeting := storetest.Meeting("m", "2021", "open", "secret")
	second := write("they met", graph.Put(meeting, graph.ExpectAbsent()))
	hidden := storetest.Meeting("m", "2021", "open", "secret")
	hidden.Participants[1].HeadOfSide = true
	write("only the hidden participant changes", graph.Put(hidden, graph.ExpectRevision(second)))
	raised := storetest.Org("open", "Open")
	raised.Marking = graph.Amber
	write("raised", graph.Put(raised, graph.ExpectRevision(first)))
	write("gone", graph.Delete("secret", graph.ExpectRevision(first)))

	for _, c := range []struct {
		clearance graph.Marking
		changes   map[graph.Revision]int
		reasons   map[graph.Revision]string
	}{
		{graph.Red, map[graph.Revision]int{1: 2, 2: 1, 3: 1, 4: 1, 5: 1}, map[graph.Revision]string{1: "both", 2: "they met", 5: "gone"}},
		{graph.Amber, map[graph.Revision]int{1: 1, 2: 1, 4: 1}, map[graph.Revision]string{1: "", 2: "", 4: "raised"}},
		{graph.Clear, map[graph.Revision]int{2: 1}, map[graph.Revision]string{2: ""}}, // what was raised later is hidden from the beginning
	} {
		log, err := n.Log(t.Context(), graph.Clearance{Marking: c.clearance}, graph.MinGrade{}, 0, 100, true)
		if err != nil {
			t.Fatal(err)
		}
		got := map[graph.Revision]int{}
		for _, e := range log {
			got[e.Revision] = len(e.Changes)
			if want, told := c.reasons[e.Revision]; told && e.Reason != want {
				t.Errorf("%s: revision %d gives the reason %q, want %q", c.clearance, e.Revision, e.Reason, want)
			}
		}
		if len(got) != len(c.changes) {
			t.Errorf("%s: got changes %v, want %v", c.clearance, got, c.changes)
		}
		for r, n := range c.changes {
			if got[r] != n {
				t.Errorf("%s: revision %d has %d changes, want %d", c.clearance, r, got[r], n)
			}
		}
	}
}

// TestHistoryIsThatOfTheLog asks for the history of each document again and again, while labels change: what is remembered of a revision tells each reader what the log does.
func TestHistoryIsThatOfTheLog(t *testing.T) {
	n := load(t, storetest.NewMemory())
	ids := []graph.ID{"open", "secret", "m"}
	revisions := map[graph.ID]graph.Revision{}
	write := func(reason string, documents ...graph.Document) {
		var changes []graph.Change
		for _, d := range documents {
			expect := graph.ExpectAbsent()
			if r, ok := revisions[d.Header().ID]; ok {
				expect = graph.ExpectRevision(r)
			}
			changes = append(changes, graph.Put(d, expect))
		}
		result, err := n.Apply(t.Context(), graph.Write{ID: graph.NewApplyID(), Actor: "a", Reason: reason, Changes: changes})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range documents {
			revisions[d.Header().ID] = result.Revision
		}
	}
	compare := func() {
		t.Helper()
		for _, marking := range graph.Markings() {
			clearance := graph.Clearance{Marking: marking}
			log, err := n.Log(t.Context(), clearance, graph.MinGrade{}, 0, 100, true)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range ids {
				var want []string
				for _, e := range log {
					for _, c := range e.Changes {
						if c.ID == id {
							want = append([]string{fmt.Sprint(e.Revision, e.Time, e.Actor, e.Reason, c.Noun, c.Before != nil, c.After != nil)}, want...)
						}
					}
				}
				for range 2 {
					history, err := n.History(t.Context(), network.Terms{Clearance: clearance, Known: n.Head()}, id, 0, 100)
					if err != nil {
						t.Fatal(err)
					}
					var got []string
					for _, e := range history {
						c := e.Changes[0]
						got = append(got, fmt.Sprint(e.Revision, e.Time, e.Actor, e.Reason, c.Noun, c.Before != nil, c.After != nil))
					}
					if !slices.Equal(got, want) {
						t.Errorf("%s, %s: the history is\n%q, the log has\n%q", marking, id, got, want)
					}
				}
			}
		}
	}
	labelled := func(id graph.ID, m graph.Marking) graph.Document {
		o := storetest.Org(id, "Name of "+string(id))
		o.Marking = m
		return o
	}
	write("both", labelled("open", graph.Clear), labelled("secret", graph.Red))
	write("they met", storetest.Meeting("m", "2021", "open", "secret"))
	compare()
	write("raised", labelled("open", graph.Amber))
	compare()
	write("lowered", labelled("secret", graph.Green))
	compare()
	write("lowered again", labelled("open", graph.Clear))
	compare()
}
