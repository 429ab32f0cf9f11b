package network

import (
	"bytes"
	"context"
	"slices"
	"time"

	"liaison/graph"
)

// LogEntry is a revision as a reader may know of it.
type LogEntry struct {
	Revision graph.Revision
	Time     time.Time
	Actor    string
	// Reason and Batch, which whoever imports names as they like, are withheld where the revision holds anything that the reader does not see: they may tell of it.
	Reason  string
	Batch   graph.BatchID
	Changes []LogChange
}

// LogChange is one document's change as the reader sees it.
type LogChange struct {
	ID   graph.ID
	Noun graph.Noun
	// How says what the change did: Created, Changed or Deleted.
	How string
	// Before and After are both sides, where they are asked for; nil is not there.
	Before, After graph.Document
}

// What a change does to a document.
const (
	Created = "created"
	Changed = "changed"
	Deleted = "deleted"
)

// maxTold is how many changes a part of the log tells: it ends with the revision that brings it there.
const maxTold = 5_000

// Log gives up to limit revisions after one that changed something that a reader with this clearance and least grade sees, fewer where they have many changes; with
// both sides of each change where documents asks for them. A change whose sides then agree is left out, a revision without changes too.
func (n *Network) Log(ctx context.Context, c graph.Clearance, g graph.MinGrade, after graph.Revision, limit int, documents bool) ([]LogEntry, error) {
	var log []LogEntry
	told := 0
	for head := n.Head(); after < head && len(log) < limit && told < maxTold; {
		commits, err := n.store.Log(ctx, after, 1)
		if err != nil || len(commits) == 0 {
			return log, err
		}
		after = commits[0].Revision
		entry, err := n.logEntry(ctx, Terms{Clearance: c, MinGrade: g}, commits[0], "", documents)
		if err != nil {
			return nil, err
		}
		if len(entry.Changes) > 0 {
			log = append(log, entry)
			told += len(entry.Changes)
		}
	}
	return log, nil
}

// History gives up to limit revisions before one, the newest first, that changed what a reader sees of one document; before 0 begins with the newest. Of each it tells
// that document's change only.
func (n *Network) History(ctx context.Context, t Terms, id graph.ID, before graph.Revision, limit int) ([]LogEntry, error) {
	var log []LogEntry
	for _, r := range n.revisionsOf(id) {
		if (before > 0 && r >= before) || r > t.Known {
			continue
		}
		entry, err := n.changeOf(ctx, t, r, id)
		if err != nil {
			return log, err
		}
		if len(entry.Changes) > 0 {
			log = append(log, entry)
		}
		if len(log) == limit {
			break
		}
	}
	return log, nil
}

// changeOf gives a revision as a reader may know of it, with one document's change only. Who made it and why is remembered: an import has thousands of documents, all of
// which must be looked at to know whether its reason may be told, and each of their histories has it.
func (n *Network) changeOf(ctx context.Context, t Terms, r graph.Revision, id graph.ID) (LogEntry, error) {
	key := lookKey{t.Clearance.String(), t.MinGrade, n.labelChanges(), r}
	entry, known := n.told.get(key)
	if !known {
		commits, err := n.store.Log(ctx, r-1, 1)
		if err != nil || len(commits) == 0 {
			return LogEntry{}, err
		}
		if entry, err = n.logEntry(ctx, t, commits[0], id, true); err != nil {
			return entry, err
		}
		head := entry
		head.Changes = nil
		n.told.put(key, head)
		return entry, nil
	}
	before, err := n.sidesAt(ctx, t, r-1, []graph.ID{id})
	if err != nil {
		return entry, err
	}
	after, err := n.sidesAt(ctx, t, r, []graph.ID{id})
	if err != nil {
		return entry, err
	}
	if change, ok := changeOfSides(before[id], after[id]); ok {
		entry.Changes = []LogChange{change}
	}
	return entry, nil
}

// labelChanges counts the changes of labels so far.
func (n *Network) labelChanges() uint64 {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.labels
}

// revisionsOf gives the revisions that changed a document, the newest first.
func (n *Network) revisionsOf(id graph.ID) []graph.Revision {
	n.mu.RLock()
	defer n.mu.RUnlock()
	number, ok := n.ids.find(id)
	if !ok {
		return nil
	}
	var list []graph.Revision
	doc := n.documents[number]
	for row := doc.latest; row >= 0; row = n.prev(doc.noun, row) {
		l := n.life(doc.noun, row)
		if l.died != alive {
			list = append(list, graph.Revision(l.died))
		}
		list = append(list, graph.Revision(l.born))
	}
	return slices.Compact(list)
}

// logEntry gives a revision as a reader may know of it; only, unless empty, is the one document of which it tells the change. It keeps both sides of a change only where documents
// asks for them: a revision has tens of thousands.
func (n *Network) logEntry(ctx context.Context, t Terms, c graph.Commit, only graph.ID, documents bool) (LogEntry, error) {
	entry := LogEntry{Revision: c.Revision, Time: c.Time, Actor: c.Actor, Reason: c.Reason, Batch: c.Batch}
	for entries := range slices.Chunk(c.Entries, sidesAtOnce) {
		ids := make([]graph.ID, len(entries))
		for i, e := range entries {
			ids[i] = e.ID
		}
		before, err := n.sidesAt(ctx, t, c.Revision-1, ids)
		if err != nil {
			return entry, err
		}
		after, err := n.sidesAt(ctx, t, c.Revision, ids)
		if err != nil {
			return entry, err
		}
		for _, id := range ids {
			if !before[id].whole || !after[id].whole {
				entry.Reason, entry.Batch = "", ""
			}
			if only != "" && id != only {
				continue
			}
			change, differs := changeOfSides(before[id], after[id])
			if !differs {
				continue
			}
			if !documents {
				change.Before, change.After = nil, nil
			}
			entry.Changes = append(entry.Changes, change)
		}
	}
	return entry, nil
}

// sidesAtOnce is how many documents are compared at once.
const sidesAtOnce = 500

// side is one side of a change as a reader sees it.
type side struct {
	document graph.Document // nil where it is not there for them
	body     []byte         // its JSON form
	// whole says that nothing of what is stored is hidden from them.
	whole bool
}

// changeOfSides gives the change between two sides, false where they agree.
func changeOfSides(before, after side) (LogChange, bool) {
	if bytes.Equal(before.body, after.body) {
		return LogChange{}, false
	}
	c := LogChange{How: Changed, Before: before.document, After: after.document}
	d := after.document
	switch {
	case d == nil:
		c.How, d = Deleted, before.document
	case before.document == nil:
		c.How = Created
	}
	c.ID, c.Noun = d.Header().ID, d.Noun()
	return c, true
}

// sides gives documents as the reader sees them at the view's revision, to be compared.
func (v *View) sides(ctx context.Context, ids []graph.ID) (map[graph.ID]side, error) {
	sides := make(map[graph.ID]side, len(ids))
	for _, id := range ids {
		number, ok := v.n.ids.find(id)
		sides[id] = side{whole: !ok || v.stored(number) < 0}
	}
	entries, err := v.entries(ctx, ids)
	if err != nil {
		return nil, err
	}
	documents, err := v.redacted(entries)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		body, err := graph.Encode(documents[e.ID])
		if err != nil {
			return nil, err
		}
		sides[e.ID] = side{documents[e.ID], body, bytes.Equal(body, e.Body)}
	}
	return sides, nil
}

// sidesAt gives the sides of documents as a reader sees them at a revision.
func (n *Network) sidesAt(ctx context.Context, t Terms, known graph.Revision, ids []graph.ID) (sides map[graph.ID]side, err error) {
	t.Known = known
	err = n.Ask(ctx, t, func(v *View) (err error) {
		sides, err = v.sides(ctx, ids)
		return err
	})
	return sides, err
}
