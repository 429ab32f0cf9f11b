package graph_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
)

// TestPutBackUndoesRedact takes out of documents with every reference that there is what refers to hidden ones, and puts it back.
func TestPutBackUndoesRedact(t *testing.T) {
	fact := graph.Fact{Evidence: []graph.Citation{{Source: "a", Quote: "1"}, {Source: "b", Quote: "2"}, {Source: "c", Quote: "3"}}}
	documents := []graph.Document{
		&graph.Organisation{
			Parents: []graph.Parent{{Organisation: "a"}, {Organisation: "b"}, {Organisation: "c"}}, Predecessors: []graph.Predecessor{{Organisation: "b"}, {Organisation: "a"}},
		},
		&graph.Tenure{Fact: fact, Person: "p", Post: "q", SecondedFrom: "a"},
		&graph.Engagement{Fact: fact, Within: "a", Participants: []graph.Participation{
			{Stakeholder: "a"}, {Stakeholder: "p", ActingFor: "b", Post: "c"}, {Stakeholder: "p", ActingFor: "b", Post: "a"}, {Stakeholder: "c", Post: "b"}, {Stakeholder: "b"},
		}},
		&graph.Cooperation{Fact: fact, Parties: []graph.Party{{Organisation: "a"}, {Country: "KG"}, {Organisation: "b"}, {Organisation: "c"}}},
		&graph.Commitment{Fact: fact, OwedBy: "p", OwedTo: "q", HandledBy: "b", ArisingFrom: "c"},
		&graph.Source{Title: "s"}, &graph.Person{}, &graph.Post{Organisation: "p"},
	}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(documents).Draw(t, "document")
		hidden := rapid.SliceOf(rapid.SampledFrom([]graph.ID{"a", "b", "c"})).Draw(t, "hidden")
		sees := func(id graph.ID) bool { return !slices.Contains(hidden, id) }
		stored, err := graph.Encode(d)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := graph.Decode(d.Noun(), stored)
		if err != nil {
			t.Fatal(err)
		}
		graph.Redact(seen, sees)
		seen.References(func(r graph.Reference) {
			if !sees(*r.Target) {
				t.Fatalf("%s shows %s", r.Field(), *r.Target)
			}
		})
		if taken := graph.PutBack(seen, d, sees); len(taken) > 0 {
			t.Fatalf("%v are taken", taken)
		}
		back, err := graph.Encode(seen)
		if err != nil {
			t.Fatal(err)
		}
		if string(back) != string(stored) {
			t.Fatalf("got\n%s\nwant\n%s", back, stored)
		}
	})
	written := &graph.Commitment{HandledBy: "mine"}
	if taken := graph.PutBack(written, &graph.Commitment{HandledBy: "a"}, func(id graph.ID) bool { return id != "a" }); !slices.Equal(taken, []string{"handled_by"}) || written.HandledBy != "mine" {
		t.Errorf("where a hidden reference stands, what is written gives %v, %q", taken, written.HandledBy)
	}
}

// TestWider compares labels: somebody might see the one who does not see the other.
func TestWider(t *testing.T) {
	label := func(m graph.Marking, groups ...graph.Group) graph.Label {
		return graph.Label{Marking: m, Audience: groups}
	}
	for _, c := range []struct {
		label, than graph.Label
		wider       bool
	}{
		{label(graph.Green), label(graph.Amber), true},
		{label(graph.Amber), label(graph.Green), false},
		{label(graph.Green), label(graph.Green), false},
		{label(graph.Green), label(graph.Green, "team"), true},
		{label(graph.Green, "team"), label(graph.Green), false},
		{label(graph.Green, "team"), label(graph.Green, "team", "board"), false},
		{label(graph.Green, "team", "board"), label(graph.Green, "team"), true},
		{label(graph.Clear, "team"), label(graph.Green), true},
	} {
		if got := c.label.Wider(c.than); got != c.wider {
			t.Errorf("%v wider than %v: got %v", c.label, c.than, got)
		}
	}
}
