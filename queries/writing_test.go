package queries_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/queries"
	"liaison/queries/network"
)

// seenBy gives the documents that a reader sees at a revision, by id.
func seenBy(t *rapid.T, n *network.Network, c graph.Clearance, g graph.MinGrade, known graph.Revision) map[graph.ID]graph.Document {
	seen := map[graph.ID]graph.Document{}
	err := n.Ask(context.Background(), network.Terms{Clearance: c, MinGrade: g, Known: known}, func(v *network.View) error {
		all, err := v.AllDocuments(context.Background())
		for _, d := range all {
			seen[d.Header().ID] = d
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// digest gives documents as one text.
func digest(t *rapid.T, documents map[graph.ID]graph.Document) string {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(documents)) {
		body, err := graph.Encode(documents[id])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", body)
	}
	return b.String()
}

// TestHorizonMovesWithWhatIsSeen holds an answer's revision and the ETag to what their reader sees: the horizon's revision is that of the last entry of their log, the
// horizon stays when nothing that they see changed, and moves when anything did, then or now. It is held to that after each
// revision by itself: a label changed and changed back moves it twice, though at the end all is as it was.
func TestHorizonMovesWithWhatIsSeen(t *testing.T) {
	stayed, moved := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		n := askerOver(t, w.store).Network
		r := w.terms(0)
		for range 1 + w.below(3, "revisions") {
			if w.horizonAfterOneRevision(n, r) {
				moved++
			} else {
				stayed++
			}
		}
	})
	if !testing.Short() && (stayed < 5 || moved < 5) {
		t.Errorf("the horizon stayed %d times and moved %d times: the graphs no longer try both", stayed, moved)
	}
}

// horizonAfterOneRevision writes a revision, holds the reader's horizon to what it changed for them, and says whether it moved.
func (w *world) horizonAfterOneRevision(n *network.Network, r queries.Request) (moved bool) {
	t, head := w.t, n.Head()
	at := func(known graph.Revision) network.Horizon {
		h, err := n.Horizon(context.Background(), network.Terms{Clearance: r.Clearance, MinGrade: r.MinGrade, Known: known})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	looked := func() (horizons []network.Horizon, texts []string) {
		for known := max(head-8, 0); known <= head; known++ {
			horizons = append(horizons, at(known))
			texts = append(texts, digest(t, seenBy(t, n, r.Clearance, r.MinGrade, known)))
		}
		return horizons, texts
	}
	horizonsBefore, textsBefore := looked()
	headBefore := at(head)
	everBefore := ever(t, n, r.Clearance, r.MinGrade, head)
	w.revise()
	if err := n.WaitFor(context.Background(), mustHead(t, w.store)); err != nil {
		t.Fatal(err)
	}
	horizonsAfter, textsAfter := looked()
	for i := range textsBefore {
		if textsBefore[i] != textsAfter[i] && horizonsBefore[i] == horizonsAfter[i] {
			t.Fatalf("%s: what was known at revision %d reads otherwise now, the horizon is the same: %v", r.Clearance, int(head)-len(textsBefore)+1+i, horizonsAfter[i])
		}
	}
	log, err := n.Log(context.Background(), r.Clearance, r.MinGrade, 0, 1<<30, true)
	if err != nil {
		t.Fatal(err)
	}
	last := graph.Revision(0)
	if len(log) > 0 {
		last = log[len(log)-1].Revision
	}
	now := at(n.Head())
	if now.Revision != last {
		t.Fatalf("%s: the horizon is revision %d, the log ends at %d", r.Clearance, now.Revision, last)
	}
	if same := ever(t, n, r.Clearance, r.MinGrade, head) == everBefore && last <= head; same && now != headBefore {
		t.Fatalf("%s %s: nothing that they see changed at any time, the horizon moved from %v to %v", r.Clearance, r.MinGrade, headBefore, now)
	}
	return now != headBefore
}

// revise writes one document, new or changed or with another label, or deletes one.
func (w *world) revise() {
	if w.chance(15) {
		w.apply(nil, w.id(one(w, "deleted", []string{"o", "o", "p", "e", "k", "post"}), 4))
		return
	}
	d := one(w, "noun", []func() graph.Document{w.engagement, w.organisation, w.person, w.post, w.tenure, w.commitment, w.cooperation, w.source})()
	if w.chance(45) {
		d.Header().Marking = graph.Red
	}
	w.apply(d, d.Header().ID)
}

// ever gives all that a reader sees of all revisions up to one, as one text.
func ever(t *rapid.T, n *network.Network, c graph.Clearance, g graph.MinGrade, head graph.Revision) string {
	var b strings.Builder
	for known := graph.Revision(1); known <= head; known++ {
		b.WriteString(digest(t, seenBy(t, n, c, g, known)) + "\n")
	}
	return b.String()
}

func mustHead(t *rapid.T, s graph.Store) graph.Revision {
	head, err := s.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return head
}

// editing makes random edits of what a writer sees: nothing changed, something left out, all new, deleted, created. Of partly they do not see all.
func (w *world) editing(seen map[graph.ID]graph.Document, partly []graph.ID) []network.Edit {
	var edits []network.Edit
	used := map[graph.ID]bool{}
	if len(partly) > 0 && w.chance(70) {
		id := one(w, "partly", partly)
		used[id] = true
		version, err := network.VersionOf(seen[id])
		if err != nil {
			w.t.Fatal(err)
		}
		edits = append(edits, network.Edit{Document: seen[id], Match: version})
	}
	for range 1 + w.below(3, "edits") {
		make := one(w, "noun", []func() graph.Document{w.engagement, w.engagement, w.engagement, w.organisation, w.post, w.tenure, w.cooperation, w.commitment, w.source, w.person})
		d := make()
		id := d.Header().ID
		if used[id] {
			continue
		}
		used[id] = true
		now := seen[id]
		e := network.Edit{Document: d}
		if w.chance(80) && now != nil {
			d.Header().Marking, d.Header().Audience = now.Header().Marking, now.Header().Audience
		}
		if now != nil {
			version, err := network.VersionOf(now)
			if err != nil {
				w.t.Fatal(err)
			}
			e.Match = version
			switch w.below(5, "edit") {
			case 0:
				e = network.Edit{Delete: id, Match: version}
			case 1:
				e.Document = now
			case 2:
				if x, ok := now.(*graph.Engagement); ok && len(x.Participants) > 0 {
					x.Participants = slices.Delete(x.Participants, 0, 1)
					x.Summary = "changed"
				}
				e.Document = now
			}
		}
		edits = append(edits, e)
	}
	return edits
}

// hidden lists what of the documents a writer does not see: whole documents, and in those that they see the references to what they do not. A post counts
// while its participation is there.
func hidden(t *rapid.T, all, seen map[graph.ID]graph.Document) map[string]int {
	list := map[string]int{}
	for id, d := range all {
		if seen[id] == nil {
			body, err := graph.Encode(d)
			if err != nil {
				t.Fatal(err)
			}
			list[string(body)]++
			continue
		}
		d.References(func(r graph.Reference) {
			if seen[*r.Target] == nil && !strings.HasSuffix(r.Field(), ".post") {
				field, _, _ := strings.Cut(r.Field(), "[")
				list[fmt.Sprintf("%s %s %s", id, field, *r.Target)]++
			}
		})
		if e, ok := d.(*graph.Engagement); ok {
			for _, p := range e.Participants {
				if p.Post != "" && seen[p.Post] == nil {
					list[fmt.Sprintf("%s %s for %s as %s", id, p.Stakeholder, p.ActingFor, p.Post)]++
				}
			}
		}
	}
	return list
}

// partlySeen gives the documents of which somebody sees a part, from what hidden lists.
func partlySeen(hidden map[string]int, seen map[graph.ID]graph.Document) []graph.ID {
	found := map[graph.ID]bool{}
	for what := range hidden {
		if id, _, isPart := strings.Cut(what, " "); isPart && seen[graph.ID(id)] != nil {
			found[graph.ID(id)] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// TestWriterErasesNothingUnseen lets random people write and undo in random graphs: what only others see is as it was, and what they are told is what they would be told if
// there were only what they see.
func TestWriterErasesNothingUnseen(t *testing.T) {
	written, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		n := askerOver(t, w.store).Network
		r := w.terms(0)
		r.MinGrade = graph.MinGrade{}
		seen := seenBy(t, n, r.Clearance, r.MinGrade, n.Head())
		there := stored(t, w.store)
		before := hidden(t, there, seen)
		undone := w.chance(20)
		var err error
		if undone {
			u := network.Undoing{Revision: graph.Revision(1 + w.below(int(n.Head()), "undo")), Clearance: r.Clearance, Reason: "undo"}
			_, err = n.UndoAndApply(context.Background(), u)
		} else {
			alone := askerOver(t, rebuild(t, w.store, r)).Network
			writing := network.Writing{ID: "written", Reason: "because", Clearance: r.Clearance, Edits: w.editing(seen, partlySeen(before, seen))}
			_, err = n.Write(context.Background(), writing)
			_, errAlone := alone.Write(context.Background(), writing)
			switch {
			case errors.Is(err, network.ErrNotAvailable):
			case recreated(t, n, r.Clearance, writing, seen):
			case fmt.Sprint(err) != fmt.Sprint(errAlone):
				t.Fatalf("%s is told %v, and if there were only what they see %v", r.Clearance, err, errAlone)
			case err == nil:
				got := digest(t, seenBy(t, n, r.Clearance, r.MinGrade, n.Head()))
				if want := digest(t, seenBy(t, alone, r.Clearance, r.MinGrade, alone.Head())); got != want && errAlone == nil {
					t.Fatalf("%s reads after the write\n%s", r.Clearance, differing(got, want))
				}
			}
		}
		if err != nil {
			refused++
			if got, want := digest(t, stored(t, w.store)), digest(t, there); got != want {
				t.Fatalf("a refused write wrote\n%s", differing(got, want))
			}
			return
		}
		written++
		after := stored(t, w.store)
		// What they no longer see because they deleted it, or raised its label, is theirs to hide.
		kept := hidden(t, after, stillSeen(seen, after))
		for what, count := range before {
			id, _, isPart := strings.Cut(what, " ")
			if isPart && after[graph.ID(id)] == nil {
				continue // they deleted the document that it was in, which they see
			}
			if strings.Contains(what, " for ") && !stillTakesPart(what, after) {
				continue // they took the participation out, which they see
			}
			if kept[what] < count {
				t.Fatalf("%s: what they do not see is gone: %s", r.Clearance, what)
			}
		}
	})
	if !testing.Short() && (written < 10 || refused < 10) { // -short tries a few graphs only
		t.Errorf("%d writes were written and %d refused: the edits no longer try both", written, refused)
	}
}

// recreated says whether a write creates what the writer knows to have been deleted: if there were only what they see, it would be new.
func recreated(t *rapid.T, n *network.Network, c graph.Clearance, w network.Writing, seen map[graph.ID]graph.Document) bool {
	return slices.ContainsFunc(w.Edits, func(e network.Edit) bool {
		if e.Document == nil || seen[e.Document.Header().ID] != nil {
			return false
		}
		history, err := n.History(context.Background(), network.Terms{Clearance: c, Known: n.Head()}, e.Document.Header().ID, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		return len(history) > 0
	})
}

// stillSeen gives those of the documents that were seen before, as they are now.
func stillSeen(seen, after map[graph.ID]graph.Document) map[graph.ID]graph.Document {
	still := map[graph.ID]graph.Document{}
	for id, d := range after {
		if seen[id] != nil {
			still[id] = d
		}
	}
	return still
}

func stillTakesPart(what string, after map[graph.ID]graph.Document) bool {
	var id, who, actingFor string
	if _, err := fmt.Sscanf(strings.ReplaceAll(what, " for  as", " for - as"), "%s %s for %s as", &id, &who, &actingFor); err != nil {
		return true
	}
	e, ok := after[graph.ID(id)].(*graph.Engagement)
	return ok && slices.ContainsFunc(e.Participants, func(p graph.Participation) bool {
		return string(p.Stakeholder) == who && (string(p.ActingFor) == actingFor || actingFor == "-" && p.ActingFor == "")
	})
}

// stored gives all documents as they are stored.
func stored(t *rapid.T, s *storetest.Memory) map[graph.ID]graph.Document {
	log, err := s.Log(context.Background(), 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	all := map[graph.ID]graph.Document{}
	for _, commit := range log {
		for _, e := range commit.Entries {
			if e.Deleted() {
				delete(all, e.ID)
				continue
			}
			d, err := graph.Decode(e.Noun, e.Body)
			if err != nil {
				t.Fatal(err)
			}
			all[e.ID] = d
		}
	}
	return all
}
