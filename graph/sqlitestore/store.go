// Package sqlitestore keeps the change log and the documents in one SQLite file: the store for a laptop, a
// field office, tests and the demo.
package sqlitestore

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"liaison/graph"
)

// Store is a graph.Store in one file. Several processes may use one file at once.
type Store struct {
	path string
	// writer is a pool of one: SQLite has one writer at a time, and queueing here is cheaper than there.
	writer *sql.DB
	reader *sql.DB
}

// applicationID marks a file as this program's ("LIAI"); formatVersion is that of its tables.
const (
	applicationID = 0x4C494149
	formatVersion = 1
)

//go:embed schema.sql
var schema string

// pragmas are set on every connection.
var pragmas = []string{
	"busy_timeout(10000)",      // first, so that the pragmas after it wait for another process rather than fail
	"journal_mode(WAL)",        // readers go on while one writes
	"synchronous(FULL)",        // an acknowledged Apply survives a power cut; NORMAL would not sync the WAL at each commit
	"foreign_keys(ON)",         // a change without its revision is a bug that the file should catch
	"cache_size(-32000)",       // 32 MB: the index on ids stays in memory through a bulk import
	"wal_autocheckpoint(8000)", // 32 MB: an import copies each page of the index into the file once, not at every Apply
	"temp_store(MEMORY)",       // no temporary file beside a file that may hold sensitive facts
	"secure_delete(ON)",        // what is blanked on request must not stay readable in free pages
	"trusted_schema(OFF)",      // a file from elsewhere must not run functions from its schema
	"mmap_size(268435456)",     // reading the log at start copies less
}

// Open opens the file, and makes it where there is none.
func Open(ctx context.Context, path string) (*Store, error) {
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return nil, graph.Errorf(graph.Unavailable, "the folder of %s does not exist: make it first", path)
	}
	s := &Store{path: path}
	if err := s.inspect(ctx); err != nil {
		return nil, err
	}
	var err error
	if s.writer, err = open(path, "immediate"); err != nil {
		return nil, s.failed("open", err)
	}
	s.writer.SetMaxOpenConns(1)
	if s.reader, err = open(path, "deferred"); err != nil {
		return nil, s.failed("open", errors.Join(err, s.writer.Close()))
	}
	s.reader.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	s.reader.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	if err := s.prepareFile(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func open(path, lock string) (*sql.DB, error) {
	query := url.Values{"_txlock": {lock}, "_pragma": pragmas}
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
}

// inspect refuses a file that is not this program's, or is newer. It only reads: the pragmas of an ordinary
// connection would turn another program's file into a WAL one.
func (s *Store) inspect(ctx context.Context) error {
	if info, err := os.Stat(s.path); errors.Is(err, os.ErrNotExist) || (err == nil && info.Size() == 0) {
		return nil
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: s.path}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return s.failed("open", err)
	}
	defer db.Close()
	var application, version, tables int
	row := db.QueryRowContext(ctx, `SELECT (SELECT * FROM pragma_application_id), (SELECT * FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`)
	if err := row.Scan(&application, &version, &tables); err != nil {
		return s.failed("open", err)
	}
	switch {
	case application != applicationID && tables > 0:
		return graph.Errorf(graph.Invalid, "%s is an SQLite file of another program: name another file", s.path)
	case version > formatVersion:
		return graph.Errorf(graph.Invalid, "%s has format %d, this program knows formats up to %d: use a newer version of the program", s.path, version, formatVersion)
	}
	return nil
}

// prepareFile makes the tables in a new file. It asks inside the write transaction whether the file is new, since
// two processes may open it at once.
func (s *Store) prepareFile(ctx context.Context) error {
	return s.write(ctx, "open", func(tx *sql.Tx) error {
		var tables int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil || tables > 0 {
			return err
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", schema, applicationID, formatVersion))
		return err
	})
}

// Close closes the file; closing twice is no error.
func (s *Store) Close() error {
	return errors.Join(s.writer.Close(), s.reader.Close())
}

// write runs work in the one write transaction.
func (s *Store) write(ctx context.Context, what string, work func(*sql.Tx) error) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return s.failed(what, err)
	}
	if err := work(tx); err != nil {
		return s.failed(what, errors.Join(err, ignoreDone(tx.Rollback())))
	}
	return s.failed(what, tx.Commit())
}

// read runs work in one read transaction, so that all of it sees one state.
func (s *Store) read(ctx context.Context, what string, work func(*sql.Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.failed(what, err)
	}
	return s.failed(what, errors.Join(work(tx), ignoreDone(tx.Rollback())))
}

// ignoreDone leaves out the error of rolling back a transaction that its context has ended already.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// failed gives the error of the graph for one of SQLite, by its code.
func (s *Store) failed(what string, err error) error {
	if err == nil || graph.KindOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		switch failure.Code() & 0xFF { // the low byte is the primary code
		case sqlite3.SQLITE_NOTADB:
			return graph.Errorf(graph.Invalid, "%s is not an SQLite file: name another file (%w)", s.path, err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return graph.Errorf(graph.Unavailable, "%s: cannot %s, another process holds the file: try again (%w)", s.path, what, err)
		case sqlite3.SQLITE_FULL:
			return graph.Errorf(graph.Unavailable, "%s: cannot %s, the disk is full (%w)", s.path, what, err)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
			return graph.Errorf(graph.Unavailable, "%s: cannot %s, the file or its folder cannot be written: check the rights (%w)", s.path, what, err)
		}
		return graph.Errorf(graph.Unavailable, "%s: cannot %s: %w", s.path, what, err)
	}
	if errors.Is(err, sql.ErrConnDone) || strings.Contains(err.Error(), "database is closed") { // database/sql has no value for it
		return graph.Errorf(graph.Unavailable, "%s is closed (%w)", s.path, err)
	}
	return fmt.Errorf("%s: %s: %w", s.path, what, err)
}

// Head gives the last revision.
func (s *Store) Head(ctx context.Context) (graph.Revision, error) {
	var head graph.Revision
	err := s.reader.QueryRowContext(ctx, `SELECT coalesce(max(revision), 0) FROM revisions`).Scan(&head)
	return head, s.failed("read the head", err)
}

// Apply appends one revision; see graph.Store.
func (s *Store) Apply(ctx context.Context, w graph.Write) (graph.Result, error) {
	bodies, err := graph.CheckWrite(w)
	if err != nil {
		return graph.Result{}, err
	}
	var result graph.Result
	err = s.write(ctx, "apply", func(tx *sql.Tx) error {
		found, err := firstResult(ctx, tx, w.ID, &result)
		if err != nil || found {
			return err
		}
		last, err := lastCommit(ctx, tx)
		if err != nil {
			return err
		}
		var commit graph.Commit
		if commit, result, err = graph.Prepare(ctx, transaction{tx}, w, bodies, last, time.Now()); err != nil {
			return err
		}
		a := appender{ctx, tx}
		if len(commit.Entries) > 0 {
			if err := a.append(commit); err != nil {
				return err
			}
		}
		return a.acknowledge(w.ID, result)
	})
	if err != nil {
		return graph.Result{}, err
	}
	return result, nil
}

// firstResult gives what the same Apply did before.
func firstResult(ctx context.Context, tx *sql.Tx, id graph.ApplyID, result *graph.Result) (bool, error) {
	var micros int64
	err := tx.QueryRowContext(ctx, `SELECT revision, time, changed, created FROM applies WHERE id = $id`, sql.Named("id", id)).
		Scan(&result.Revision, &micros, &result.Changed, &result.Created)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	result.Time = time.UnixMicro(micros).UTC()
	return err == nil, err
}

func lastCommit(ctx context.Context, tx *sql.Tx) (graph.Commit, error) {
	var last graph.Commit
	var micros int64
	err := tx.QueryRowContext(ctx, `SELECT revision, time FROM revisions ORDER BY revision DESC LIMIT 1`).Scan(&last.Revision, &micros)
	if errors.Is(err, sql.ErrNoRows) {
		return graph.Commit{}, nil
	}
	last.Time = time.UnixMicro(micros).UTC()
	return last, err
}

// Restore appends revisions as they are; see graph.Store.
func (s *Store) Restore(ctx context.Context, commits []graph.Commit) error {
	return s.write(ctx, "restore", func(tx *sql.Tx) error {
		last, err := lastCommit(ctx, tx)
		if err != nil {
			return err
		}
		for _, c := range commits {
			if c.Revision != last.Revision+1 {
				return graph.Errorf(graph.Conflict, "revision %d cannot follow revision %d: restore a log from its beginning, or from where this store ends", c.Revision, last.Revision)
			}
			if err := (appender{ctx, tx}).append(c); err != nil {
				return err
			}
			if err := (appender{ctx, tx}).acknowledge(c.Apply, c.Result(0)); err != nil {
				return err
			}
			last = c
		}
		return nil
	})
}
