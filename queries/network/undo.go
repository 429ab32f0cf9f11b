package network

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"liaison/graph"
)

// errUndone is told where there is nothing to undo.
var errUndone = graph.Errorf(graph.Conflict, "there is nothing to undo: everything is as it was before")

// undo gives the changes that take back revisions, or of one revision a single document; none where all is as it was before. Contents go back to what they
// were before the first of them, labels stay as they are now. Where later changes stand on it - a document was changed again, or one that did not exist
// before is referred to - it is a Conflict that says so. Revisions of done are parts of the same undo: they are no later changes.
func (n *Network) undo(ctx context.Context, revisions []graph.Revision, only graph.ID, done []graph.Revision) ([]graph.Change, error) {
	touched, order, err := n.touched(ctx, revisions, only)
	if err != nil {
		return nil, err
	}
	u := &undoing{n: n, touched: touched, done: done}
	for _, id := range order {
		if err := u.document(ctx, id); err != nil {
			return nil, err
		}
	}
	if err := u.lostEnds(ctx); err != nil {
		return nil, err
	}
	if len(u.problems) > 0 {
		return nil, &graph.Error{Kind: graph.Conflict, Message: "this cannot be undone, later changes stand on it:", Problems: u.problems}
	}
	return u.changes, nil
}

// stretch is from which revision on and up to which a document was touched by what is to be undone.
type stretch struct {
	first, last graph.Revision
	noun        graph.Noun
}

func (n *Network) touched(ctx context.Context, revisions []graph.Revision, only graph.ID) (map[graph.ID]stretch, []graph.ID, error) {
	if len(revisions) == 0 {
		return nil, nil, graph.Errorf(graph.NotFound, "there are no such revisions to undo")
	}
	touched := map[graph.ID]stretch{}
	var order []graph.ID
	for _, r := range slices.Sorted(slices.Values(revisions)) {
		commits, err := n.store.Log(ctx, r-1, 1)
		if err != nil {
			return nil, nil, err
		}
		if r < 1 || len(commits) == 0 {
			return nil, nil, graph.Errorf(graph.NotFound, "there is no revision %d", r)
		}
		for _, e := range commits[0].Entries {
			if only != "" && e.ID != only {
				continue
			}
			s, again := touched[e.ID]
			if !again {
				s.first = r
				order = append(order, e.ID)
			}
			s.last, s.noun = r, e.Noun
			touched[e.ID] = s
		}
	}
	if len(order) == 0 {
		return nil, nil, graph.Errorf(graph.NotFound, "%s was not changed by that revision", only)
	}
	return touched, order, nil
}

// undoing gathers the changes of an undo and what stands against it.
type undoing struct {
	n        *Network
	touched  map[graph.ID]stretch
	done     []graph.Revision
	changes  []graph.Change
	removed  []graph.ID
	problems []graph.Problem
}

func (u *undoing) document(ctx context.Context, id graph.ID) error {
	s := u.touched[id]
	entries, err := u.n.store.Read(ctx, []graph.Key{{ID: id}, {ID: id, Revision: max(s.first-1, 0)}})
	if err != nil {
		return err
	}
	now, before := entries[0], entries[1]
	if s.first == 1 {
		before = graph.Entry{ID: id} // revision 0 would ask for now
	}
	if now.Revision != s.last && !slices.Contains(u.done, now.Revision) {
		u.problems = append(u.problems, graph.Problem{Document: string(id), Text: fmt.Sprintf("was changed later, by revision %d: undo that first", now.Revision)})
		return nil
	}
	switch {
	case before.Deleted() && now.Deleted():
	case before.Deleted():
		u.changes = append(u.changes, graph.Delete(id, graph.ExpectRevision(now.Revision)))
		u.removed = append(u.removed, id)
	default:
		return u.bringBack(now, before)
	}
	return nil
}

func (u *undoing) bringBack(now, before graph.Entry) error {
	d, err := graph.Decode(before.Noun, before.Body)
	if err != nil {
		return err
	}
	label := u.n.labelOf(before.ID)
	d.Header().Marking, d.Header().Audience = label.Marking, label.Audience
	expect := graph.ExpectRevision(now.Revision)
	if now.Deleted() {
		expect = graph.ExpectAbsent()
	}
	u.changes = append(u.changes, graph.Put(d, expect))
	return nil
}

// labelOf gives a document's label now, or its last.
func (n *Network) labelOf(id graph.ID) graph.Label {
	n.mu.RLock()
	defer n.mu.RUnlock()
	number, ok := n.ids.find(id)
	if !ok {
		return graph.Label{}
	}
	doc := n.documents[number]
	return graph.Label{Marking: doc.marking, Audience: n.audiences.sets[doc.audience]}
}

// maxReferrers is how many documents an error names for each that is referred to.
const maxReferrers = 5

// lostEnds looks for documents that refer to what would be removed, other than those removed or changed with it.
func (u *undoing) lostEnds(ctx context.Context) error {
	for _, id := range u.removed {
		listed := 0
		for _, other := range u.n.mayReferTo(id) {
			if _, undone := u.touched[other]; undone || listed == maxReferrers {
				continue
			}
			refers, err := u.refers(ctx, other, id)
			if err != nil {
				return err
			}
			if refers {
				listed++
				u.problems = append(u.problems, graph.Problem{Document: string(id), Text: fmt.Sprintf("is referred to by %s since: undo that first", other)})
			}
		}
	}
	return nil
}

func (u *undoing) refers(ctx context.Context, from, to graph.ID) (bool, error) {
	entries, err := u.n.store.Read(ctx, []graph.Key{{ID: from}})
	if err != nil || entries[0].Deleted() {
		return false, err
	}
	d, err := graph.Decode(entries[0].Noun, entries[0].Body)
	if err != nil {
		return false, err
	}
	found := false
	d.References(func(r graph.Reference) { found = found || *r.Target == to })
	return found, nil
}

// mayReferTo gives the documents that ever referred to one, each once.
func (n *Network) mayReferTo(id graph.ID) []graph.ID {
	n.mu.RLock()
	defer n.mu.RUnlock()
	number, ok := n.ids.find(id)
	if !ok {
		return nil
	}
	seen := map[docNumber]bool{}
	var list []graph.ID
	add := func(other docNumber) {
		if !seen[other] {
			seen[other] = true
			list = append(list, n.ids.text(other))
		}
	}
	for _, other := range n.referrers[number] {
		add(other)
	}
	if s := n.documents[number].stakeholder; s != MaxStakeholders {
		for _, row := range n.took[s] {
			add(n.engagements.at(row).doc)
		}
	}
	for _, row := range n.inner[number] {
		add(n.engagements.at(row).doc)
	}
	return list
}

// Undoing says what to take back, and who does so why: a revision, of which perhaps one document, or a whole import.
type Undoing struct {
	Revision      graph.Revision
	Document      graph.ID
	Batch         graph.BatchID
	Actor, Reason string
}

// UndoAndApply prepares an undo and applies it. An import too large for one Apply is taken back revision by revision, the last
// first; where that stops halfway, asking again goes on.
func (n *Network) UndoAndApply(ctx context.Context, u Undoing) (graph.Result, error) {
	if u.Batch == "" {
		return n.undoOnce(ctx, []graph.Revision{u.Revision}, u)
	}
	revisions := n.RevisionsOf(u.Batch)
	if len(revisions) == 0 {
		return graph.Result{}, graph.Errorf(graph.NotFound, "there is no import %q", u.Batch)
	}
	result, err := n.undoOnce(ctx, revisions, u)
	if graph.KindOf(err) != graph.TooLarge {
		return result, err
	}
	total := graph.Result{}
	for _, r := range slices.Backward(revisions) {
		result, err := n.undoOnce(ctx, []graph.Revision{r}, u)
		if err != nil && !errors.Is(err, errUndone) {
			if total.Changed > 0 {
				err = graph.Errorf(graph.KindOf(err), "%d documents are undone, up to revision %d; then it stopped, and can be asked to go on: %w", total.Changed, total.Revision, err)
			}
			return total, err
		}
		if result.Changed > 0 {
			total.Revision, total.Time = result.Revision, result.Time
		}
		total.Changed += result.Changed
	}
	if total.Changed == 0 {
		return total, errUndone
	}
	return total, nil
}

// undoneBatch names what undoes an import.
func undoneBatch(b graph.BatchID) graph.BatchID { return "undo-" + b }

func (n *Network) undoOnce(ctx context.Context, revisions []graph.Revision, u Undoing) (graph.Result, error) {
	batch := u.Batch
	var done []graph.Revision
	if batch != "" {
		done = n.RevisionsOf(undoneBatch(batch))
	} else if commits, err := n.store.Log(ctx, revisions[0]-1, 1); err == nil && revisions[0] > 0 && len(commits) > 0 {
		batch = commits[0].Batch
	}
	changes, err := n.undo(ctx, revisions, u.Document, done)
	if err != nil {
		return graph.Result{}, err
	}
	if len(changes) == 0 {
		return graph.Result{}, errUndone
	}
	w := graph.Write{ID: graph.NewApplyID(), Actor: u.Actor, Reason: u.Reason, Changes: changes}
	if batch != "" {
		// What an undo of an import leaves is as that import found it: importing again must not see an edit by hand.
		w.Batch = undoneBatch(batch)
	}
	result, err := n.Apply(ctx, w)
	if err == nil && result.Changed == 0 {
		err = errUndone
	}
	return result, err
}
