package network

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"liaison/graph"
)

// errUndone is told where there is nothing to undo.
var errUndone = graph.Errorf(graph.Conflict, "there is nothing to undo: everything is as it was before")

// undo gives the edits that take back revisions, or of one revision a single document; none where all is as it was before. Contents go back to what they
// were before the first of them as far as the reader sees them, labels stay as they are now. Where later changes stand on it - a document was changed again, or one that did not exist
// before is referred to - it is a Conflict that says so. Revisions of done are parts of the same undo: they are no later changes.
func (n *Network) undo(ctx context.Context, by Undoing, revisions, done []graph.Revision) ([]Edit, error) {
	touched, order, err := n.touched(ctx, by, revisions)
	if err != nil {
		return nil, err
	}
	u := &undoing{n: n, terms: Terms{Clearance: by.Clearance, Known: n.Head()}, touched: touched, done: done}
	for first := 0; first < len(order); first += undoAtOnce {
		if err := u.documents(ctx, order[first:min(first+undoAtOnce, len(order))]); err != nil {
			return nil, err
		}
	}
	if err := u.lostEnds(ctx); err != nil {
		return nil, err
	}
	if len(u.problems) > 0 {
		return nil, &graph.Error{Kind: graph.Conflict, Message: "this cannot be undone, later changes stand on it:", Problems: u.problems}
	}
	return u.edits, nil
}

// undoAtOnce is how many documents are read together.
const undoAtOnce = 1000

// missing is the error where there is nothing that the reader sees of what is to be undone.
func (u Undoing) missing() error {
	switch {
	case u.Batch != "":
		return graph.Errorf(graph.NotFound, "there is no import %q", u.Batch)
	case u.Document != "":
		return graph.Errorf(graph.NotFound, "%s was not changed by revision %d", u.Document, u.Revision)
	}
	return graph.Errorf(graph.NotFound, "there is no revision %d", u.Revision)
}

// stretch is from which revision on and up to which a document was touched by what is to be undone.
type stretch struct{ first, last graph.Revision }

func (n *Network) touched(ctx context.Context, by Undoing, revisions []graph.Revision) (map[graph.ID]stretch, []graph.ID, error) {
	touched := map[graph.ID]stretch{}
	var order []graph.ID
	seen := false
	for _, r := range slices.Sorted(slices.Values(revisions)) {
		commits, err := n.store.Log(ctx, r-1, 1)
		if err != nil {
			return nil, nil, err
		}
		if r < 1 || len(commits) == 0 {
			return nil, nil, by.missing()
		}
		for _, e := range commits[0].Entries {
			if by.Document != "" && e.ID != by.Document {
				continue
			}
			s, again := touched[e.ID]
			if !again {
				s.first = r
				order = append(order, e.ID)
			}
			s.last = r
			touched[e.ID] = s
		}
		if !seen {
			err = n.Ask(ctx, Terms{Clearance: by.Clearance, Known: r}, func(v *View) error {
				seen = v.seesAny(order) || v.at(r-1).seesAny(order)
				return nil
			})
			if err != nil {
				return nil, nil, err
			}
		}
	}
	if !seen {
		return nil, nil, by.missing()
	}
	return touched, order, nil
}

// seesAny says whether any of the documents is there for the reader.
func (v *View) seesAny(ids []graph.ID) bool { return slices.ContainsFunc(ids, v.SeesID) }

// undoing gathers the edits of an undo and what stands against it.
type undoing struct {
	n        *Network
	terms    Terms
	touched  map[graph.ID]stretch
	done     []graph.Revision
	edits    []Edit
	removed  []graph.ID
	problems []graph.Problem
}

// documents looks at some documents: before they were touched, as that left them, and now.
func (u *undoing) documents(ctx context.Context, ids []graph.ID) error {
	before, after := map[graph.ID]graph.Document{}, map[graph.ID]graph.Document{}
	byRevision := func(into map[graph.ID]graph.Document, revision func(stretch) graph.Revision) error {
		groups := map[graph.Revision][]graph.ID{}
		for _, id := range ids {
			r := revision(u.touched[id])
			groups[r] = append(groups[r], id)
		}
		for r, group := range groups {
			found, err := u.n.documentsAt(ctx, u.terms, r, group)
			if err != nil {
				return err
			}
			maps.Copy(into, found)
		}
		return nil
	}
	if err := byRevision(before, func(s stretch) graph.Revision { return s.first - 1 }); err != nil {
		return err
	}
	if err := byRevision(after, func(s stretch) graph.Revision { return s.last }); err != nil {
		return err
	}
	now, err := u.n.documentsAt(ctx, u.terms, u.terms.Known, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := u.document(id, before[id], after[id], now[id]); err != nil {
			return err
		}
	}
	return nil
}

// document undoes what was done to one document; nil is not there.
func (u *undoing) document(id graph.ID, before, after, now graph.Document) error {
	version, err := versionOrNone(now)
	if err != nil {
		return err
	}
	left, err := versionOrNone(after)
	if err != nil {
		return err
	}
	if changed := u.n.changedLast(id); version != left && !slices.Contains(u.done, changed) {
		u.problems = append(u.problems, graph.Problem{Document: string(id), Text: fmt.Sprintf("was changed later, by revision %d: undo that first", changed)})
		return nil
	}
	switch {
	case before == nil && now == nil: // it came and went, or is not there for the reader
	case before == nil:
		u.edits = append(u.edits, Edit{Delete: id, Match: version})
		u.removed = append(u.removed, id)
	default:
		label := u.n.lastLabel(id)
		before.Header().Marking, before.Header().Audience = label.Marking, label.Audience
		u.edits = append(u.edits, Edit{Document: before, Match: version})
	}
	return nil
}

// versionOrNone gives a document's version, "" for one that is not there.
func versionOrNone(d graph.Document) (Version, error) {
	if d == nil {
		return "", nil
	}
	return VersionOf(d)
}

// lastLabel gives a document's label now, or its last.
func (n *Network) lastLabel(id graph.ID) graph.Label {
	n.mu.RLock()
	defer n.mu.RUnlock()
	number, ok := n.ids.find(id)
	if !ok {
		return graph.Label{}
	}
	return n.labelOf(number)
}

// changedLast gives the revision that last changed a document.
func (n *Network) changedLast(id graph.ID) graph.Revision {
	n.mu.RLock()
	defer n.mu.RUnlock()
	number, ok := n.ids.find(id)
	if !ok {
		return 0
	}
	return graph.Revision(n.documents[number].changed)
}

// maxReferrers is how many documents an error names for each that is referred to.
const maxReferrers = 5

// lostEnds looks for documents that refer to what would be removed, other than those removed or changed with it.
func (u *undoing) lostEnds(ctx context.Context) error {
	for _, id := range u.removed {
		var others []graph.ID
		for _, other := range u.n.mayReferTo(id) {
			if _, undone := u.touched[other]; !undone {
				others = append(others, other)
			}
		}
		documents, err := u.n.documentsAt(ctx, u.terms, u.terms.Known, others)
		if err != nil {
			return err
		}
		listed := 0
		for _, other := range others {
			d := documents[other]
			if d == nil || listed == maxReferrers {
				continue
			}
			found := false
			d.References(func(r graph.Reference) { found = found || *r.Target == id })
			if found {
				listed++
				u.problems = append(u.problems, graph.Problem{Document: string(id), Text: fmt.Sprintf("is referred to by %s since: undo that first", other)})
			}
		}
	}
	return nil
}

// mayReferTo gives the documents that ever referred to one, each once.
func (n *Network) mayReferTo(id graph.ID) []graph.ID {
	n.mu.RLock()
	defer n.mu.RUnlock()
	number, ok := n.ids.find(id)
	if !ok {
		return nil
	}
	var list []graph.ID
	for _, other := range n.everReferredTo(number, true) {
		list = append(list, n.ids.text(other))
	}
	return list
}

// everReferredTo gives the documents that ever referred to one, each once; without the engagements that it took part in, or that were within it, where those are not
// wanted: a busy organisation has ten thousands. The lock is the caller's.
func (n *Network) everReferredTo(number docNumber, engagements bool) []docNumber {
	list := slices.Clone(n.referrers[number])
	if !engagements {
		slices.Sort(list)
		return slices.Compact(list)
	}
	if s := n.documents[number].stakeholder; s != MaxStakeholders {
		for _, row := range n.took[s] {
			list = append(list, n.engagements.at(row).doc)
		}
	}
	for _, row := range n.inner[number] {
		list = append(list, n.engagements.at(row).doc)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Undoing says what to take back, and who does so why: a revision, of which perhaps one document, or a whole import.
type Undoing struct {
	Revision      graph.Revision
	Document      graph.ID
	Batch         graph.BatchID
	Actor, Reason string
	// ID is that of the write, "" for a new one.
	ID graph.ApplyID
	// Clearance is what whoever undoes is cleared for: only what they see is undone.
	Clearance graph.Clearance
}

// UndoAndApply prepares an undo and applies it. An import too large for one Apply is taken back revision by revision, the last
// first; where that stops halfway, asking again goes on.
func (n *Network) UndoAndApply(ctx context.Context, u Undoing) (graph.Result, error) {
	if u.Batch == "" {
		return n.undoOnce(ctx, []graph.Revision{u.Revision}, u)
	}
	revisions := n.RevisionsOf(u.Batch)
	if len(revisions) == 0 {
		return graph.Result{}, u.missing()
	}
	result, err := n.undoOnce(ctx, revisions, u)
	if graph.KindOf(err) != graph.TooLarge {
		return result, err
	}
	total := graph.Result{}
	for _, r := range slices.Backward(revisions) {
		part := u
		if u.ID != "" {
			part.ID = graph.ApplyID(fmt.Sprintf("%s-%d", u.ID, r))
		}
		result, err := n.undoOnce(ctx, []graph.Revision{r}, part)
		if err != nil && !errors.Is(err, errUndone) && graph.KindOf(err) != graph.NotFound {
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
	edits, err := n.undo(ctx, u, revisions, done)
	if err == nil && len(edits) == 0 {
		err = errUndone
	}
	if err != nil {
		return n.orFirst(ctx, u.ID, err)
	}
	w := Writing{ID: u.ID, Actor: u.Actor, Reason: u.Reason, Clearance: u.Clearance, Edits: edits}
	if w.ID == "" {
		w.ID = graph.NewApplyID()
	}
	if batch != "" {
		// What an undo of an import leaves is as that import found it: importing again must not see an edit by hand.
		w.Batch = undoneBatch(batch)
	}
	result, err := n.Write(ctx, w)
	if err == nil && result.Changed == 0 {
		err = errUndone
	}
	return result, err
}
