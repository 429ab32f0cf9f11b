package network

import (
	"bytes"
	"context"
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
		entry, err := n.logEntry(ctx, Terms{Clearance: c, MinGrade: g}, commits[0])
		if err != nil {
			return nil, err
		}
		if len(entry.Changes) > 0 {
			log = append(log, entry)
		}
	}
	return log, nil
}

func (n *Network) logEntry(ctx context.Context, t Terms, c graph.Commit) (LogEntry, error) {
	entry := LogEntry{Revision: c.Revision, Time: c.Time, Actor: c.Actor, Reason: c.Reason, Batch: c.Batch}
	ids := make([]graph.ID, len(c.Entries))
	for i, e := range c.Entries {
		ids[i] = e.ID
	}
	before, err := n.documentsAt(ctx, t, c.Revision-1, ids)
	if err != nil {
		return entry, err
	}
	after, err := n.documentsAt(ctx, t, c.Revision, ids)
	if err != nil {
		return entry, err
	}
	for _, e := range c.Entries {
		x, err := form(before[e.ID])
		if err != nil {
			return entry, err
		}
		y, err := form(after[e.ID])
		if err != nil {
			return entry, err
		}
		if !bytes.Equal(y, e.Body) || (e.Deleted() && x == nil) {
			entry.Reason = "" // something of this revision is unseen
		}
		if !bytes.Equal(x, y) {
			entry.Changes = append(entry.Changes, LogChange{e.ID, e.Noun, before[e.ID], after[e.ID]})
		}
	}
	return entry, nil
}

// form gives a document's JSON form, nil for one that is not there.
func form(d graph.Document) ([]byte, error) {
	if d == nil {
		return nil, nil
	}
	return graph.Encode(d)
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
