package graph

import (
	"context"
	"time"
)

// Revision counts what was applied to a store, from 1; 0 is the empty store. Revisions have no gaps.
type Revision int64

// ApplyID names one Apply, for ever: the same id again gives the first result, so that a driver's
// retry and a client's Idempotency-Key are one mechanism.
type ApplyID string

// BatchID names an import: all its Applies share it, and it can be undone as a whole. A revision
// with a batch was written by an import; one without, by hand.
type BatchID string

// Store keeps the change log and the documents that it leads to. There is one way to write.
//
// All methods may be called by many goroutines at once, and by many processes on one store. A method
// whose context ends returns the context's error; nothing of its Apply is then written, or all.
// Errors are *Error with a kind; a store that cannot be reached is Unavailable.
type Store interface {
	// Apply appends one revision: all the changes, or none. Its corners:
	//   - no changes at all, more than MaxChanges, or the same document twice: Invalid (TooLarge for too many);
	//   - a document that breaks a rule of the model, refers to what does not exist or was deleted
	//     (a reference that its version before had already is left alone: a lost end), or makes a
	//     circle of parents or of engagements within one another: Invalid, with every problem;
	//   - an expectation that does not hold: Conflict, with every problem;
	//   - deleting what others refer to: allowed; deleting what does not exist: NotFound;
	//   - a change that changes nothing is not written; if none is left, no revision is, and the
	//     result is the head with Changed 0;
	//   - the same ApplyID again: the first result, whatever the changes now are, and nothing is written;
	//   - two writers at once: one after the other, in the order of revisions; log time never goes back.
	// When it returns, the revision is durable.
	Apply(ctx context.Context, w Write) (Result, error)

	// Restore appends revisions that another store's Log gave, as they are: same numbers, times and
	// actors. The first must follow the head (Conflict otherwise). It is how a store is copied; nothing is
	// checked but the order.
	Restore(ctx context.Context, commits []Commit) error

	// Read gives documents as of a revision each (0: as of now), in the order asked. An id that did not exist
	// or was deleted then is an Entry with an empty Body and Revision 0 (never existed) or that of the deletion.
	Read(ctx context.Context, keys []Key) ([]Entry, error)

	// Standings gives where documents stand now; ids that never existed are left out. It is what Prepare
	// reads, so that a dry run can be prepared outside any transaction and is as honest as the real one.
	Standings(ctx context.Context, ids []ID) (map[ID]Standing, error)

	// Log gives whole revisions after one, in order and without gaps, as long as the entries
	// of those given are fewer than limit; at least one if there is any. A reader that follows a log while it
	// grows misses none and never sees part of one. After the head it gives none and no error.
	Log(ctx context.Context, after Revision, limit int) ([]Commit, error)

	// Head gives the last revision, 0 for an empty store.
	Head(ctx context.Context) (Revision, error)

	// Close releases the store; closing twice is no error. Any other method is then Unavailable.
	Close() error
}

// MaxChanges is the number of changes in one Apply.
const MaxChanges = 20_000

// MaxApply is the size of all documents in one Apply, in bytes of their JSON form.
const MaxApply = 64 << 20

// Write is what one Apply is asked to do.
type Write struct {
	// ID must be new for a new Apply; NewApplyID makes one.
	ID ApplyID
	// Actor is who, Reason why.
	Actor, Reason string
	// Batch is set by imports.
	Batch   BatchID
	Changes []Change
}

// Change puts or deletes one document.
type Change struct {
	// Document is the document to put, whole; nil to delete the one named by Delete.
	Document Document
	// Delete is the id to delete.
	Delete ID
	// Expect says what the change takes for granted.
	Expect Expectation
}

// ID gives the id of the document that is changed.
func (c Change) ID() ID {
	if c.Document != nil {
		return c.Document.Header().ID
	}
	return c.Delete
}

// Put makes a change that puts a document.
func Put(d Document, e Expectation) Change { return Change{Document: d, Expect: e} }

// Delete makes a change that deletes a document.
func Delete(id ID, e Expectation) Change { return Change{Delete: id, Expect: e} }

// Expectation is what a change takes for granted about the document before it. There is no "whatever it
// is": nobody overwrites what they have not read.
type Expectation struct {
	kind     expectation
	revision Revision
}

type expectation uint8

const (
	expectAbsent expectation = iota
	expectRevision
	expectAsImported
)

// ExpectAbsent expects no document: none before, or a deleted one. It is the zero value.
func ExpectAbsent() Expectation { return Expectation{} }

// ExpectRevision expects that the document was last changed by that revision.
func ExpectRevision(r Revision) Expectation { return Expectation{expectRevision, r} }

// ExpectAsImported expects no document or one as an import last left it: what was edited by hand since is a
// conflict, to be reviewed.
func ExpectAsImported() Expectation { return Expectation{kind: expectAsImported} }

// Result is what an Apply did.
type Result struct {
	// Revision is the one written, or the head where nothing changed.
	Revision Revision
	Time     time.Time
	// Changed is the number of documents that changed, Created how many of them were not there before.
	Changed, Created int
}

// Key asks for a document as of a revision; revision 0 asks for it as of now.
type Key struct {
	ID       ID
	Revision Revision
}

// Entry is one version of a document in the log.
type Entry struct {
	ID   ID
	Noun Noun
	// Revision is the one that made this version.
	Revision Revision
	// Body is the document's JSON form, empty where the document was deleted.
	Body []byte
}

// Deleted says that the entry is a deletion.
func (e Entry) Deleted() bool { return len(e.Body) == 0 }

// Bodies gives the bodies of entries, nil for those that are deleted or not there.
func Bodies(entries []Entry) [][]byte {
	bodies := make([][]byte, len(entries))
	for i, e := range entries {
		bodies[i] = e.Body
	}
	return bodies
}

// Commit is one revision of the log.
type Commit struct {
	Revision Revision
	// Time is in UTC, to the microsecond; it never goes back from one revision to the next.
	Time   time.Time
	Apply  ApplyID
	Actor  string
	Reason string
	Batch  BatchID
	// Entries are the documents changed, in the order of the changes; each id once.
	Entries []Entry
}

// Result gives what the commit did. How many documents it created only its preparation knows.
func (c Commit) Result(created int) Result {
	return Result{Revision: c.Revision, Time: c.Time, Changed: len(c.Entries), Created: created}
}
