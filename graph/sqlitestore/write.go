package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/goccy/go-json"

	"liaison/graph"
)

// positionBits is how many bits of a change's place are its position in the revision; see schema.sql.
const positionBits = 20

// place gives the place of the first change of a revision.
func place(r graph.Revision) int64 { return int64(r) << positionBits }

// revisionAt gives the revision of a place.
func revisionAt(place int64) graph.Revision { return graph.Revision(place >> positionBits) }

// rowsPerStatement is how many rows one INSERT carries, which halves the time of an import; past a few hundred there is nothing to win.
const rowsPerStatement = 128

// What the writer runs. Values are always parameters; only placeholders are put together.
const (
	selectFirstResult = `SELECT revision, time, changed, created FROM applies WHERE id = ?`
	selectLast        = `SELECT revision, time FROM revisions ORDER BY revision DESC LIMIT 1`
	selectLastNumber  = `SELECT coalesce(max(number), 0) FROM documents`
	insertRevision    = `INSERT INTO revisions (revision, time, apply, actor, reason, batch, entries) VALUES (?, ?, ?, ?, ?, ?, ?)`
	insertApply       = `INSERT INTO applies (id, revision, time, changed, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	insertDocument    = `INSERT INTO documents (number, id, noun, latest, imported, deleted) VALUES (?,?,?,?,?,?)`
	updateDocument    = `UPDATE documents SET noun = ?, latest = ?, imported = max(imported, ?), deleted = ? WHERE number = ?`
	insertChange      = `INSERT INTO changes (place, document, body) VALUES (?,?,?)`
)

var (
	insertDocuments  = insertDocument + strings.Repeat(",(?,?,?,?,?,?)", rowsPerStatement-1)
	insertChanges    = insertChange + strings.Repeat(",(?,?,?)", rowsPerStatement-1)
	writerStatements = []string{
		selectFirstResult, selectLast, selectStandings, selectVersions, selectLastNumber,
		insertRevision, insertApply, insertDocument, insertDocuments, updateDocument, insertChange, insertChanges,
	}
)

// writing is one write transaction. It is what graph.Prepare reads, too.
type writing struct {
	s  *Store
	tx *sql.Tx
	// numbers holds those of the documents asked for so far, 0 where there is none: all that are to be written have
	// been asked for by Prepare.
	numbers map[graph.ID]int64
}

// write runs work in the one write transaction.
func (s *Store) write(ctx context.Context, what string, work func(*writing) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return s.failed(ctx, what, err)
	}
	if err := work(&writing{s: s, tx: tx, numbers: map[graph.ID]int64{}}); err != nil {
		// Where the context has ended, it is rolled back already.
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, rollback)
		}
		return s.failed(ctx, what, err)
	}
	return s.failed(ctx, what, tx.Commit())
}

func (w *writing) statement(ctx context.Context, text string) *sql.Stmt {
	return w.tx.StmtContext(ctx, w.s.writing[text])
}

func (w *writing) execute(ctx context.Context, text string, arguments ...any) error {
	_, err := w.statement(ctx, text).ExecContext(ctx, arguments...)
	return err
}

// Apply appends one revision; see graph.Store.
func (s *Store) Apply(ctx context.Context, w graph.Write) (result graph.Result, err error) {
	bodies, err := graph.CheckWrite(w)
	if err != nil {
		return graph.Result{}, err
	}
	err = s.write(ctx, "apply", func(t *writing) error {
		var found bool
		if result, found, err = t.firstResult(ctx, w.ID); err != nil || found {
			return err
		}
		last, err := t.last(ctx)
		if err != nil {
			return err
		}
		var commit graph.Commit
		if commit, result, err = graph.Prepare(ctx, t, w, bodies, last, time.Now()); err != nil {
			return err
		}
		if len(commit.Entries) > 0 {
			if err := t.append(ctx, commit); err != nil {
				return err
			}
		}
		return t.acknowledge(ctx, w.ID, result)
	})
	if err != nil {
		return graph.Result{}, err
	}
	return result, nil
}

// Restore appends revisions as they are; see graph.Store.
func (s *Store) Restore(ctx context.Context, commits []graph.Commit) error {
	return s.write(ctx, "restore", func(t *writing) error {
		last, err := t.last(ctx)
		if err != nil {
			return err
		}
		for _, c := range commits {
			if c.Revision != last.Revision+1 {
				return graph.Errorf(graph.Conflict, "revision %d cannot follow revision %d: restore a log from its beginning, or from where this store ends", c.Revision, last.Revision)
			}
			if err := t.append(ctx, c); err != nil {
				return err
			}
			if err := t.acknowledge(ctx, c.Apply, c.Result(0)); err != nil {
				return err
			}
			last = c
		}
		return nil
	})
}

// firstResult gives what the same Apply did before.
func (w *writing) firstResult(ctx context.Context, id graph.ApplyID) (result graph.Result, found bool, err error) {
	var micros int64
	err = w.statement(ctx, selectFirstResult).QueryRowContext(ctx, string(id)).Scan(&result.Revision, &micros, &result.Changed, &result.Created)
	if errors.Is(err, sql.ErrNoRows) {
		return graph.Result{}, false, nil
	}
	result.Time = time.UnixMicro(micros).UTC()
	return result, err == nil, err
}

func (w *writing) last(ctx context.Context) (last graph.Commit, err error) {
	var micros int64
	err = w.statement(ctx, selectLast).QueryRowContext(ctx).Scan(&last.Revision, &micros)
	if errors.Is(err, sql.ErrNoRows) {
		return graph.Commit{}, nil
	}
	last.Time = time.UnixMicro(micros).UTC()
	return last, err
}

// acknowledge keeps the result under the id of its Apply. Where a restored log brings an id that this store has seen, the first
// result stands.
func (w *writing) acknowledge(ctx context.Context, id graph.ApplyID, r graph.Result) error {
	return w.execute(ctx, insertApply, string(id), int64(r.Revision), r.Time.UnixMicro(), r.Changed, r.Created)
}

// Standings gives where documents stand.
func (w *writing) Standings(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		w.numbers[id] = 0
	}
	rows, err := w.statement(ctx, selectStandings).QueryContext(ctx, string(list))
	if err != nil {
		return nil, err
	}
	return w.s.standings(rows, w.numbers)
}

// Bodies gives the bodies of versions.
func (w *writing) Bodies(ctx context.Context, keys []graph.Key) ([][]byte, error) {
	entries, err := w.s.versions(ctx, w.statement(ctx, selectVersions), keys)
	if err != nil {
		return nil, err
	}
	return graph.Bodies(entries), nil
}

// append writes a commit.
func (w *writing) append(ctx context.Context, c graph.Commit) error {
	if len(c.Entries) >= 1<<positionBits {
		return graph.Errorf(graph.TooLarge, "revision %d has %d changes, more than a revision can have", c.Revision, len(c.Entries))
	}
	err := w.execute(ctx, insertRevision, int64(c.Revision), c.Time.UnixMicro(), string(c.Apply), c.Actor, c.Reason, string(c.Batch), len(c.Entries))
	if err != nil {
		return err
	}
	if err := w.documents(ctx, c); err != nil {
		return err
	}
	changes := inserter{w: w, one: insertChange, many: insertChanges}
	for i, e := range c.Entries {
		body := any(e.Body)
		if e.Deleted() {
			body = nil
		}
		if err := changes.add(ctx, place(c.Revision)+int64(i), w.numbers[e.ID], body); err != nil {
			return err
		}
	}
	return changes.flush(ctx)
}

// documents brings the documents' standings up to date, and gives a number to those that have none.
func (w *writing) documents(ctx context.Context, c graph.Commit) error {
	var unasked []graph.ID
	for _, e := range c.Entries {
		if _, asked := w.numbers[e.ID]; !asked {
			unasked = append(unasked, e.ID)
		}
	}
	if len(unasked) > 0 {
		if _, err := w.Standings(ctx, unasked); err != nil {
			return err
		}
	}
	var number int64
	if err := w.statement(ctx, selectLastNumber).QueryRowContext(ctx).Scan(&number); err != nil {
		return err
	}
	imported := int64(0)
	if c.Batch != "" {
		imported = int64(c.Revision)
	}
	created, changed := inserter{w: w, one: insertDocument, many: insertDocuments}, w.statement(ctx, updateDocument)
	for i, e := range c.Entries {
		noun, known := w.s.nouns.codes[e.Noun]
		if !known {
			return graph.Errorf(graph.Invalid, "%s is a %q, which this program does not know: use a newer version of it", e.ID, e.Noun)
		}
		at := place(c.Revision) + int64(i)
		if known := w.numbers[e.ID]; known > 0 {
			if _, err := changed.ExecContext(ctx, noun, at, imported, e.Deleted(), known); err != nil {
				return err
			}
			continue
		}
		number++
		w.numbers[e.ID] = number
		if err := created.add(ctx, number, string(e.ID), noun, at, imported, e.Deleted()); err != nil {
			return err
		}
	}
	return created.flush(ctx)
}

// inserter gathers rows, and inserts many of them with one statement.
type inserter struct {
	w         *writing
	one, many string
	arguments []any
	rows      int
}

func (i *inserter) add(ctx context.Context, values ...any) error {
	i.arguments = append(i.arguments, values...)
	i.rows++
	if i.rows < rowsPerStatement {
		return nil
	}
	err := i.w.execute(ctx, i.many, i.arguments...)
	i.arguments, i.rows = i.arguments[:0], 0
	return err
}

// flush inserts what is left, row by row: a statement for each number of rows would be compiled for one use.
func (i *inserter) flush(ctx context.Context) error {
	if i.rows == 0 {
		return nil
	}
	one, width := i.w.statement(ctx, i.one), len(i.arguments)/i.rows
	for at := 0; at < len(i.arguments); at += width {
		if _, err := one.ExecContext(ctx, i.arguments[at:at+width]...); err != nil {
			return err
		}
	}
	i.arguments, i.rows = i.arguments[:0], 0
	return nil
}
