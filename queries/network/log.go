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
	// Reason is withheld where the revision holds anything that the reader does not see: it may tell of it.
	Reason  string
	Batch   graph.BatchID
	Changes []LogChange
}

// LogChange is one document's change, both sides as the reader sees them; nil is not there.
type LogChange struct {
	ID            graph.ID
	Noun          graph.Noun
	Before, After graph.Document
}

// How says in a word what the change did: created, changed or deleted.
func (c LogChange) How() string {
	switch {
	case c.After == nil:
		return "deleted"
	case c.Before == nil:
		return "created"
	default:
		return "changed"
	}
}

// Log gives up to limit revisions after one that changed something that a reader with this clearance and least grade sees. A change whose sides then agree is
// left out, a revision without changes too.
func (n *Network) Log(ctx context.Context, c graph.Clearance, g graph.MinGrade, after graph.Revision, limit int) ([]LogEntry, error) {
	var log []LogEntry
	for head := n.Head(); after < head && len(log) < limit; {
		commits, err := n.store.Log(ctx, after, 1)
		if err != nil || len(commits) == 0 {
			return log, err
		}
		after = commits[0].Revision
		entry, err := n.logEntry(ctx, Terms{Clearance: c, MinGrade: g}, commits[0], "")
		if err != nil {
			return nil, err
		}
		if len(entry.Changes) > 0 {
			log = append(log, entry)
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
		if entry, err = n.logEntry(ctx, t, commits[0], id); err != nil {
			return entry, err
		}
		head := entry
		head.Changes = nil
		n.told.put(key, head)
		return entry, nil
	}
	before, err := n.documentsAt(ctx, t, r-1, []graph.ID{id})
	if err != nil {
		return entry, err
	}
	after, err := n.documentsAt(ctx, t, r, []graph.ID{id})
	if err != nil {
		return entry, err
	}
	x, y, err := forms(before[id], after[id])
	if !bytes.Equal(x, y) {
		noun := after[id]
		if noun == nil {
			noun = before[id]
		}
		entry.Changes = []LogChange{{id, noun.Noun(), before[id], after[id]}}
	}
	return entry, err
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

// logEntry gives a revision as a reader may know of it; only, unless empty, is the one document of which it tells the change.
func (n *Network) logEntry(ctx context.Context, t Terms, c graph.Commit, only graph.ID) (LogEntry, error) {
	entry := LogEntry{Revision: c.Revision, Time: c.Time, Actor: c.Actor, Reason: c.Reason, Batch: c.Batch}
	var told, ids []graph.ID
	for _, e := range c.Entries {
		ids = append(ids, e.ID)
		if only == "" || e.ID == only || e.Deleted() {
			told = append(told, e.ID)
		}
	}
	before, err := n.documentsAt(ctx, t, c.Revision-1, told)
	if err != nil {
		return entry, err
	}
	after, err := n.documentsAt(ctx, t, c.Revision, ids)
	if err != nil {
		return entry, err
	}
	for _, e := range c.Entries {
		x, y, err := forms(before[e.ID], after[e.ID])
		if err != nil {
			return entry, err
		}
		if !bytes.Equal(y, e.Body) || (e.Deleted() && x == nil) {
			entry.Reason = "" // something of this revision is unseen
		}
		if !bytes.Equal(x, y) && (only == "" || e.ID == only) {
			entry.Changes = append(entry.Changes, LogChange{e.ID, e.Noun, before[e.ID], after[e.ID]})
		}
	}
	return entry, nil
}

// forms gives the JSON form of both sides of a change, nil where there is none.
func forms(before, after graph.Document) (x, y []byte, err error) {
	if before != nil {
		if x, err = graph.Encode(before); err != nil {
			return nil, nil, err
		}
	}
	if after != nil {
		y, err = graph.Encode(after)
	}
	return x, y, err
}

// documentsAt reads documents as a reader sees them at a revision.
func (n *Network) documentsAt(ctx context.Context, t Terms, known graph.Revision, ids []graph.ID) (documents map[graph.ID]graph.Document, err error) {
	t.Known = known
	err = n.Ask(ctx, t, func(v *View) (err error) {
		documents, err = v.Documents(ctx, ids)
		return err
	})
	return documents, err
}
