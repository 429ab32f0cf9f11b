package sqlitestore

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"liaison/graph"
)

// failed gives the error of the graph for one of SQLite, by its code. Where the context has ended, that is why.
func (s *Store) failed(ctx context.Context, what string, err error) error {
	switch {
	case err == nil || graph.KindOf(err) != "":
		return err
	case s.closed.Load():
		return s.closedError()
	case ctx.Err() != nil:
		return ctx.Err()
	}
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return fmt.Errorf("%s: cannot %s: %w", s.path, what, err)
	}
	switch failure.Code() & 0xFF { // the low byte is the primary code
	case sqlite3.SQLITE_NOTADB:
		return graph.Errorf(graph.Invalid, "%s is not an SQLite file: name another file (%w)", s.path, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return graph.Errorf(graph.Unavailable, "%s: cannot %s, another process holds the file: try again (%w)", s.path, what, err)
	case sqlite3.SQLITE_FULL:
		return graph.Errorf(graph.Unavailable, "%s: cannot %s, the disk is full (%w)", s.path, what, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return graph.Errorf(graph.Unavailable, "%s: cannot %s, the file or its folder cannot be written: check the rights (%w)", s.path, what, err)
	case sqlite3.SQLITE_CORRUPT:
		return graph.Errorf(graph.Unavailable, "%s: cannot %s, the file is damaged: use a backup (%w)", s.path, what, err)
	}
	return graph.Errorf(graph.Unavailable, "%s: cannot %s: %w", s.path, what, err)
}

func (s *Store) closedError() error {
	return graph.Errorf(graph.Unavailable, "%s is closed", s.path)
}

// ready refuses a method on a closed store, and one whose context has ended before it began.
func (s *Store) ready(ctx context.Context) error {
	if s.closed.Load() {
		return s.closedError()
	}
	return ctx.Err()
}
