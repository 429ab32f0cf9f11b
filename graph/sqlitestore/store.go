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
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"

	"liaison/graph"
)

// Store is a graph.Store in one file. Several processes may use one file at once.
type Store struct {
	path string
	// writer is a pool of one: SQLite has one writer at a time, and queueing here is fairer than there.
	writer *sql.DB
	reader *sql.DB
	// Statements are compiled once, by their text: one of many rows takes as long to compile as to run.
	writing, reading map[string]*sql.Stmt
	nouns            nouns
	closed           atomic.Bool
}

// applicationID marks a file as this program's ("LIAI"); formatVersion is that of its tables.
const (
	applicationID = 0x4C494149
	formatVersion = 1
)

//go:embed schema.sql
var schema string

// Pragmas of every connection, in the order in which they are run.
var (
	commonPragmas = []string{
		"busy_timeout(10000)", // first, so that the pragmas after it wait for another process rather than fail
		"journal_mode(WAL)",   // readers go on while one writes
		"synchronous(FULL)",   // an acknowledged Apply survives a power cut; NORMAL would not sync the log at each commit
		"foreign_keys(ON)",    // a change of no document is a bug that the file should catch
		"temp_store(MEMORY)",  // no temporary file beside a file that may hold sensitive facts
		"secure_delete(ON)",   // what is blanked on request must not stay readable in free pages
		"trusted_schema(OFF)", // a file from elsewhere must not run functions from its schema
	}
	writerPragmas = slices.Concat(commonPragmas, []string{
		"cache_size(-65536)",           // 64 MB: the index on ids stays in memory through a bulk import
		"wal_autocheckpoint(8000)",     // 32 MB: an import copies each page of the index into the file once, not at every Apply
		"journal_size_limit(67108864)", // the journal that an import leaves is cut back to 64 MB
	})
	readerPragmas = slices.Concat(commonPragmas, []string{
		"cache_size(-8192)", // 8 MB each: the log is read once and in order, the rest is in the system's cache
		"query_only(ON)",    // nothing but the writer writes
	})
)

// Open opens the file, and makes it where there is none.
func Open(ctx context.Context, path string) (*Store, error) {
	// The connections of a pool are made later, when the working directory may be another.
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, graph.Errorf(graph.Unavailable, "the path of the store cannot be found: %w", err)
	}
	s := &Store{path: path}
	if err := s.makeFile(); err != nil {
		return nil, err
	}
	if err := s.inspect(ctx); err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(s.failed(ctx, "open", err), s.Close())
	}
	return s, nil
}

// making guards the time between making a file and closing it: closing a file gives up all locks that the process has
// on it (POSIX), those of another Store on it too.
var making sync.Mutex

// makeFile makes an empty file that only its owner may read, since SQLite would make one that everybody may. What is
// there already is left as it is.
func (s *Store) makeFile() error {
	making.Lock()
	defer making.Unlock()
	if info, err := os.Stat(s.path); err == nil {
		if info.IsDir() {
			return graph.Errorf(graph.Invalid, "%s is a folder: name a file", s.path)
		}
		return nil
	}
	if info, err := os.Stat(filepath.Dir(s.path)); err != nil || !info.IsDir() {
		return graph.Errorf(graph.Unavailable, "the folder of %s does not exist: make it first", s.path)
	}
	file, err := os.OpenFile(s.path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil // another process was quicker
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return graph.Errorf(graph.Unavailable, "%s cannot be made, check the rights: %w", s.path, err)
	}
	return nil
}

// inspect refuses a file that is not this program's, or is newer. It only reads: the pragmas of an ordinary
// connection would turn another program's file into a WAL one.
func (s *Store) inspect(ctx context.Context) error {
	db, err := s.dial("mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return s.failed(ctx, "open", err)
	}
	defer db.Close()
	var application, version, tables int
	row := db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`)
	if err := row.Scan(&application, &version, &tables); err != nil {
		return s.failed(ctx, "open", err)
	}
	switch blank := application == 0 && version == 0 && tables == 0; {
	case blank:
		return nil
	case application != applicationID:
		return graph.Errorf(graph.Invalid, "%s is an SQLite file of another program: name another file", s.path)
	case version > formatVersion:
		return graph.Errorf(graph.Invalid, "%s has format %d, this program knows formats up to %d: use a newer version of the program", s.path, version, formatVersion)
	case version < 1:
		return graph.Errorf(graph.Invalid, "%s says that it has format %d, which there never was: it is damaged, use a backup", s.path, version)
	}
	return nil
}

// connect opens the connections, makes the tables in a new file, and compiles the statements.
func (s *Store) connect(ctx context.Context) error {
	syncData()
	var err error
	if s.writer, err = s.dial(query(writerPragmas) + "&_txlock=immediate"); err != nil { // a transaction that writes never has to give way to another
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if err := s.makeTables(ctx); err != nil {
		return err
	}
	if s.reader, err = s.dial(query(readerPragmas)); err != nil {
		return err
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	if s.nouns, err = readNouns(ctx, s.reader); err != nil {
		return err
	}
	if s.writing, err = compile(ctx, s.writer, writerStatements); err != nil {
		return err
	}
	s.reading, err = compile(ctx, s.reader, readerStatements)
	return err
}

// compile compiles statements. They are let go with their pool.
func compile(ctx context.Context, db *sql.DB, texts []string) (map[string]*sql.Stmt, error) {
	statements := make(map[string]*sql.Stmt, len(texts))
	for _, text := range texts {
		statement, err := db.PrepareContext(ctx, text)
		if err != nil {
			return nil, err
		}
		statements[text] = statement
	}
	return statements, nil
}

// syncData has SQLite sync files with fdatasync, which is as durable as fsync and need not wait for the time stamps. Where the
// system has none, it syncs as before.
var syncData = sync.OnceFunc(func() { _, _ = sqlite.Fdatasync(true) })

func query(pragmas []string) string { return url.Values{"_pragma": pragmas}.Encode() }

// dial gives the pool of connections; none is made yet.
func (s *Store) dial(query string) (*sql.DB, error) {
	path := filepath.ToSlash(s.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive of Windows
	}
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query)
}

// makeTables makes the tables in a new file. It asks inside the write transaction whether the file is new, since
// two processes may open it at once.
func (s *Store) makeTables(ctx context.Context) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after the commit there is nothing to roll back
	var tables int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil || tables > 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", schema, applicationID, formatVersion)); err != nil {
		return err
	}
	for i, noun := range graph.Nouns() {
		if _, err := tx.ExecContext(ctx, `INSERT INTO nouns (code, noun) VALUES (?, ?)`, i+1, string(noun)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// nouns gives the code of each noun in the file, and back.
type nouns struct {
	codes map[graph.Noun]int64
	nouns map[int64]graph.Noun
}

func readNouns(ctx context.Context, db *sql.DB) (nouns, error) {
	n := nouns{map[graph.Noun]int64{}, map[int64]graph.Noun{}}
	rows, err := db.QueryContext(ctx, `SELECT code, noun FROM nouns`)
	if err != nil {
		return n, err
	}
	defer rows.Close()
	for rows.Next() {
		var code int64
		var noun graph.Noun
		if err := rows.Scan(&code, &noun); err != nil {
			return n, err
		}
		n.codes[noun], n.nouns[code] = code, noun
	}
	return n, rows.Err()
}

// Close closes the file; closing twice is no error.
func (s *Store) Close() error {
	s.closed.Store(true)
	var errs []error
	// The writer last: the last connection to close writes the journal back into the file.
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}
