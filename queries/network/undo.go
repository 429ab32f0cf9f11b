package network

import (
	"context"
	"encoding/json"
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
			if seen, err = n.seesChange(ctx, by, r); err != nil {
				return nil, nil, err
			}
		}
	}
	if !seen {
		return nil, nil, by.missing()
	}
	return touched, order, nil
}

// seesChange says whether who undoes sees anything of what a revision changed, or of its change of the one document.
func (n *Network) seesChange(ctx context.Context, by Undoing, r graph.Revision) (sees bool, err error) {
	t := Terms{Clearance: by.Clearance, Known: r}
	if by.Document != "" {
		entry, err := n.changeOf(ctx, t, r, by.Document)
		return len(entry.Changes) > 0, err
	}
	err = n.Ask(ctx, t, func(v *View) (err error) {
		sees, err = v.changedBy(ctx, r)
		return err
	})
	return sees, err
}

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

// documents looks at some documents: before they were touched, as that left them, and now. What they name is left in or out by who sees it now, and before they were touched by
// who will see it when all is undone: what was deleted since, or came back, is no change of theirs.
func (u *undoing) documents(ctx context.Context, ids []graph.ID) error {
	first, last := map[graph.ID]graph.Revision{}, map[graph.ID]graph.Revision{}
	for _, id := range ids {
		first[id], last[id] = u.touched[id].first-1, u.touched[id].last
	}
	var before, after, now map[graph.ID]graph.Document
	told := len(u.problems)
	err := u.n.Ask(ctx, u.terms, func(v *View) (err error) {
		undone := v.at(v.terms.Known)
		undone.instead = map[docNumber]int32{}
		for id, s := range u.touched {
			if number, ok := v.n.ids.find(id); ok {
				undone.instead[number] = int32(s.first - 1)
			}
		}
		if before, err = v.versions(ctx, first, undone); err != nil {
			return err
		}
		if after, err = v.versions(ctx, last, v); err != nil {
			return err
		}
		if now, err = v.Documents(ctx, ids); err != nil {
			return err
		}
		u.problems = u.problems[:told] // of labels as they were
		return u.lost(ctx, v, undone, ids, first, last)
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := u.document(ctx, id, before[id], after[id], now[id]); err != nil {
			return err
		}
	}
	return nil
}

// lost looks for changes about something that is gone, which no undo can write back: a participation of somebody who was deleted since. What came or went as a whole is none.
func (u *undoing) lost(ctx context.Context, v, undone *View, ids []graph.ID, first, last map[graph.ID]graph.Revision) error {
	was, err := v.sidesThen(ctx, first)
	if err != nil {
		return err
	}
	changed := maps.Clone(last)
	maps.DeleteFunc(changed, func(id graph.ID, _ graph.Revision) bool { return was[id].document == nil })
	is, err := v.sidesThen(ctx, changed)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if was[id].document == nil || is[id].document == nil {
			continue
		}
		var gone []graph.ID
		note := func(r graph.Reference) {
			if !v.SeesID(*r.Target) && !undone.SeesID(*r.Target) && !slices.Contains(gone, *r.Target) {
				gone = append(gone, *r.Target)
			}
		}
		was[id].document.References(note)
		is[id].document.References(note)
		for _, other := range gone {
			before, errBefore := partsAbout(was[id].body, other)
			after, errAfter := partsAbout(is[id].body, other)
			if err := errors.Join(errBefore, errAfter); err != nil {
				return err
			}
			if !slices.Equal(before, after) {
				u.problems = append(u.problems, graph.Problem{Document: string(id), Text: fmt.Sprintf("was changed in what it says of %s, which was deleted since: undo that first", other)})
			}
		}
	}
	return nil
}

// sidesThen gives the sides of documents, of each that at a revision of its own.
func (v *View) sidesThen(ctx context.Context, of map[graph.ID]graph.Revision) (map[graph.ID]side, error) {
	groups := map[graph.Revision][]graph.ID{}
	for id, r := range of {
		groups[r] = append(groups[r], id)
	}
	all := make(map[graph.ID]side, len(of))
	for r, group := range groups {
		sides, err := v.at(r).sides(ctx, group)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, sides)
	}
	return all, nil
}

// partsAbout gives what of a document's JSON form names another, in order: its own fields, and what lies within it whole.
func partsAbout(body []byte, other graph.ID) (parts []string, err error) {
	var tree map[string]any
	if err := json.Unmarshal(body, &tree); err != nil {
		return nil, err
	}
	var within func(x any)
	within = func(x any) {
		switch x := x.(type) {
		case []any:
			for _, item := range x {
				if item == string(other) {
					parts = append(parts, string(other))
				}
				within(item)
			}
		case map[string]any:
			for _, value := range x {
				if value == string(other) {
					part, _ := json.Marshal(x) //nolint:errchkjson // it was read from JSON
					parts = append(parts, string(part))
				}
				within(value)
			}
		}
	}
	for name, value := range tree {
		if value == string(other) {
			parts = append(parts, name)
			continue
		}
		within(value)
	}
	slices.Sort(parts)
	return parts, nil
}

// versions reads versions that the reader sees, of each document that of a revision; what they hang on and name is there if it is seen in another view.
func (v *View) versions(ctx context.Context, of map[graph.ID]graph.Revision, seen *View) (map[graph.ID]graph.Document, error) {
	var keys []graph.Key
	views := map[graph.Revision]*View{}
	for id, r := range of {
		then := views[r]
		if then == nil {
			then = v.at(r)
			views[r] = then
		}
		number, ok := v.n.ids.find(id)
		if !ok {
			continue
		}
		if row := then.version(number); row >= 0 && seen.whole(number, row) {
			keys = append(keys, graph.Key{ID: id, Revision: graph.Revision(v.n.life(v.n.documents[number].noun, row).born)})
		}
	}
	entries, err := v.fetch(ctx, keys)
	if err != nil {
		return nil, err
	}
	return seen.redacted(entries)
}

// document undoes what was done to one document; nil is not there.
func (u *undoing) document(ctx context.Context, id graph.ID, before, after, now graph.Document) error {
	version, err := versionOrNone(now)
	if err != nil {
		return err
	}
	left, err := versionOrNone(after)
	if err != nil {
		return err
	}
	if version != left && !slices.Contains(u.done, u.n.changedLast(id)) {
		later, err := u.changedLater(ctx, id)
		if err != nil {
			return err
		}
		u.problems = append(u.problems, graph.Problem{Document: string(id), Text: later + ": undo that first"})
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

// changedLater says by which revision, that who undoes sees, a document was changed after what is to be undone.
func (u *undoing) changedLater(ctx context.Context, id graph.ID) (string, error) {
	for _, r := range u.n.revisionsOf(id) {
		if r <= u.touched[id].last {
			break
		}
		entry, err := u.n.changeOf(ctx, u.terms, r, id)
		if err != nil {
			return "", err
		}
		if len(entry.Changes) > 0 {
			return fmt.Sprintf("was changed later, by revision %d", r), nil
		}
	}
	return "was changed later", nil
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
		var documents map[graph.ID]graph.Document
		err := u.n.Ask(ctx, u.terms, func(v *View) (err error) {
			documents, err = v.Documents(ctx, others)
			return err
		})
		if err != nil {
			return err
		}
		listed := 0
		for _, other := range others {
			d := documents[other]
			if d == nil || listed == maxReferrers {
				continue
			}
			if refersTo(d, id) {
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
