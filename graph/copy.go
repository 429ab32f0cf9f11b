package graph

import (
	"bytes"
	"context"
)

// copyBatch is how many entries are held in memory at once, but for one revision that has more. A document can have a megabyte.
const copyBatch = 1_000

// Copy copies the log of one store into another that is empty, or holds the beginning of the same log, and then proves both logs
// equal to the end by reading them again, from the stores, and comparing every field. Where they differ it gives a Conflict that names
// the first revision that does. What is written to the store copied from meanwhile may be left out; to the other nothing may be written.
// progress, unless nil, is told how far it is.
func Copy(ctx context.Context, from, to Store, progress func(done, total Revision)) error {
	total, err := from.Head(ctx)
	if err != nil {
		return err
	}
	beginning, err := to.Head(ctx)
	if err != nil {
		return err
	}
	if beginning > total {
		return longerError(beginning, total)
	}
	// What is there already must be the same before anything is added to it.
	if err := compare(ctx, from, to, 0, beginning); err != nil {
		return err
	}
	end, err := copyLog(ctx, from, to, beginning, total, progress)
	if err != nil {
		return err
	}
	// The log is only ever added to, so what was compared before stays so.
	if err := compare(ctx, from, to, beginning, end); err != nil {
		return err
	}
	head, err := to.Head(ctx)
	if err != nil {
		return err
	}
	if head > end {
		return longerError(head, end)
	}
	return nil
}

func longerError(to, from Revision) error {
	return Errorf(Conflict, "the logs differ at revision %d: the store to copy to is at revision %d, what was to be copied ends at %d", from+1, to, from)
}

// copyLog copies what comes after a revision and gives the last revision copied.
func copyLog(ctx context.Context, from, to Store, after, total Revision, progress func(done, total Revision)) (Revision, error) {
	for after < total {
		commits, err := from.Log(ctx, after, copyBatch)
		if err != nil {
			return after, err
		}
		if len(commits) == 0 {
			return after, Errorf(Unavailable, "the log to copy from ends at revision %d, its head is %d", after, total)
		}
		if err := to.Restore(ctx, commits); err != nil {
			return after, err
		}
		after = commits[len(commits)-1].Revision
		if progress != nil {
			progress(after, max(total, after))
		}
	}
	return after, nil
}

// compare reads both logs from one revision to another and gives a Conflict at the first that differs.
func compare(ctx context.Context, from, to Store, after, until Revision) error {
	var left, right []Commit
	next := func(s Store, page []Commit) (rest []Commit, err error) {
		if len(page) > 0 {
			return page, nil // two stores may cut their pages differently
		}
		return s.Log(ctx, after, copyBatch)
	}
	for after < until {
		var err error
		if left, err = next(from, left); err != nil {
			return err
		}
		if right, err = next(to, right); err != nil {
			return err
		}
		n := min(len(left), len(right))
		if n == 0 {
			return Errorf(Conflict, "the logs differ at revision %d: one ends before it", after+1)
		}
		for i := range n {
			if !sameCommit(left[i], right[i]) {
				return Errorf(Conflict, "the logs differ at revision %d: these are not copies of one store", after+1)
			}
			after++
		}
		left, right = left[n:], right[n:]
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
