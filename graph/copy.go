package graph

import (
	"bytes"
	"context"
)

// copyBatch is how many entries are held in memory at once.
const copyBatch = 10_000

// Copy copies the log of one store into another that is empty, or holds the beginning of the same log, and then proves both logs
// equal by reading both to the end. Where they differ it gives a Conflict that names the first revision that does.
// progress, unless nil, is told how far it is.
func Copy(ctx context.Context, from, to Store, progress func(done, total Revision)) error {
	total, err := from.Head(ctx)
	if err != nil {
		return err
	}
	after, err := to.Head(ctx)
	if err != nil {
		return err
	}
	if after > total {
		return Errorf(Conflict, "the store to copy to is at revision %d, the one to copy from at %d: it holds more than can be copied", after, total)
	}
	// What is there already must be the same before anything is added to it.
	if err := compare(ctx, from, to, after); err != nil {
		return err
	}
	for after < total {
		commits, err := from.Log(ctx, after, copyBatch)
		if err != nil {
			return err
		}
		if len(commits) == 0 {
			return Errorf(Unavailable, "the log to copy from ends at revision %d, its head is %d", after, total)
		}
		if err := to.Restore(ctx, commits); err != nil {
			return err
		}
		after = commits[len(commits)-1].Revision
		if progress != nil {
			progress(after, max(total, after))
		}
	}
	return compare(ctx, from, to, after)
}

// compare reads both logs up to a revision and gives a Conflict at the first that differs.
func compare(ctx context.Context, from, to Store, until Revision) error {
	for after := Revision(0); after < until; {
		left, err := from.Log(ctx, after, copyBatch)
		if err != nil {
			return err
		}
		right, err := to.Log(ctx, after, copyBatch)
		if err != nil {
			return err
		}
		n := min(len(left), len(right))
		if n == 0 {
			return Errorf(Conflict, "the logs differ: one ends at revision %d", after)
		}
		for i := range n {
			if !sameCommit(left[i], right[i]) {
				return Errorf(Conflict, "the logs differ at revision %d: these are not copies of one store", left[i].Revision)
			}
		}
		after = left[n-1].Revision
	}
	return nil
}

func sameCommit(a, b Commit) bool {
	if a.Revision != b.Revision || !a.Time.Equal(b.Time) || a.Apply != b.Apply || a.Actor != b.Actor ||
		a.Reason != b.Reason || a.Batch != b.Batch || len(a.Entries) != len(b.Entries) {
		return false
	}
	for i, x := range a.Entries {
		y := b.Entries[i]
		if x.ID != y.ID || x.Noun != y.Noun || x.Revision != y.Revision || !bytes.Equal(x.Body, y.Body) {
			return false
		}
	}
	return true
}
