package sqlitestore

import (
	"context"
	"database/sql"
	"time"

	"github.com/goccy/go-json"

	"liaison/graph"
)

// What the readers run; the writer runs some of it too. Lists go in as JSON.
const (
	selectHead      = `SELECT coalesce(max(revision), 0) FROM revisions`
	selectStandings = `SELECT d.id, d.noun, d.latest, d.imported, d.deleted, d.number FROM json_each(?) AS wanted JOIN documents AS d ON d.id = wanted.value`
	// The last version is found by the place that the document keeps; only older ones need the index.
	selectVersions = `SELECT wanted.key, d.noun, c.place, c.body
		FROM json_each(?) AS wanted JOIN documents AS d ON d.id = wanted.value ->> 'id' JOIN changes AS c ON c.place =
			CASE WHEN d.latest < wanted.value ->> 'before' THEN d.latest
			ELSE (SELECT max(place) FROM changes WHERE document = d.number AND place < wanted.value ->> 'before') END`
	selectRevisions = `SELECT revision, time, apply, actor, reason, batch, entries FROM revisions WHERE revision > ? ORDER BY revision`
	// One scan in the order of the table. CROSS JOIN is how SQLite is told to keep to that order.
	selectChanges = `SELECT d.id, d.noun, c.body FROM changes AS c CROSS JOIN documents AS d ON d.number = c.document
		WHERE c.place >= ? AND c.place < ? ORDER BY c.place`
)

var readerStatements = []string{selectHead, selectStandings, selectVersions, selectRevisions, selectChanges}

// Head gives the last revision.
func (s *Store) Head(ctx context.Context) (head graph.Revision, err error) {
	if err := s.ready(ctx); err != nil {
		return 0, err
	}
	err = s.reading[selectHead].QueryRowContext(ctx).Scan(&head)
	return head, s.failed(ctx, "read the head", err)
}

// Standings gives where documents stand now; see graph.Store.
func (s *Store) Standings(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.reading[selectStandings].QueryContext(ctx, string(list))
	if err != nil {
		return nil, s.failed(ctx, "read", err)
	}
	found, err := s.standings(rows, nil)
	return found, s.failed(ctx, "read", err)
}

// standings reads rows of selectStandings and closes them. It keeps the numbers of the documents, unless there is nowhere to.
func (s *Store) standings(rows *sql.Rows, numbers map[graph.ID]int64) (map[graph.ID]graph.Standing, error) {
	defer rows.Close()
	standings := map[graph.ID]graph.Standing{}
	for rows.Next() {
		var id graph.ID
		var noun, latest, number int64
		var standing graph.Standing
		if err := rows.Scan(&id, &noun, &latest, &standing.Imported, &standing.Deleted, &number); err != nil {
			return nil, err
		}
		standing.Noun, standing.Revision = s.nouns.nouns[noun], revisionAt(latest)
		standings[id] = standing
		if numbers != nil {
			numbers[id] = number
		}
	}
	return standings, rows.Err()
}

// Read gives documents as of a revision each; see graph.Store.
func (s *Store) Read(ctx context.Context, keys []graph.Key) ([]graph.Entry, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	entries, err := s.versions(ctx, s.reading[selectVersions], keys)
	if err != nil {
		return nil, s.failed(ctx, "read", err)
	}
	return entries, nil
}

// wanted asks for the version before a place.
type wanted struct {
	ID     graph.ID `json:"id"`
	Before int64    `json:"before"`
}

// lastPlace is after all places.
const lastPlace = 1<<63 - 1

// versions reads all keys with one statement.
func (s *Store) versions(ctx context.Context, statement *sql.Stmt, keys []graph.Key) ([]graph.Entry, error) {
	entries, list := make([]graph.Entry, len(keys)), make([]wanted, len(keys))
	for i, key := range keys {
		entries[i].ID = key.ID
		list[i] = wanted{key.ID, lastPlace}
		if key.Revision != 0 && key.Revision < revisionAt(lastPlace) {
			list[i].Before = place(key.Revision + 1)
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	rows, err := statement.QueryContext(ctx, string(text))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i int
		var noun, at int64
		var body []byte
		if err := rows.Scan(&i, &noun, &at, &body); err != nil {
			return nil, err
		}
		entries[i].Noun, entries[i].Revision, entries[i].Body = s.nouns.nouns[noun], revisionAt(at), body
	}
	return entries, rows.Err()
}

// Log gives whole revisions after one; see graph.Store.
func (s *Store) Log(ctx context.Context, after graph.Revision, limit int) (commits []graph.Commit, err error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	// Two statements, so a transaction: both must see one state.
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, s.failed(ctx, "read the log", err)
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	commits, total, err := s.revisions(ctx, tx, after, limit)
	if err == nil && total > 0 {
		err = s.changes(ctx, tx, commits, total)
	}
	if err != nil {
		return nil, s.failed(ctx, "read the log", err)
	}
	return commits, nil
}

// revisions gives revisions after one until their changes reach the limit, and how many changes they have; the changes
// themselves are still missing.
func (s *Store) revisions(ctx context.Context, tx *sql.Tx, after graph.Revision, limit int) (commits []graph.Commit, total int, err error) {
	rows, err := tx.StmtContext(ctx, s.reading[selectRevisions]).QueryContext(ctx, int64(after))
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for (len(commits) == 0 || total < limit) && rows.Next() {
		var c graph.Commit
		var micros int64
		var entries int
		if err := rows.Scan(&c.Revision, &micros, &c.Apply, &c.Actor, &c.Reason, &c.Batch, &entries); err != nil {
			return nil, 0, err
		}
		c.Time = time.UnixMicro(micros).UTC()
		c.Entries = make([]graph.Entry, 0, entries)
		commits = append(commits, c)
		total += entries
	}
	return commits, total, rows.Err()
}

// changes fills in the changes of revisions that follow one another.
func (s *Store) changes(ctx context.Context, tx *sql.Tx, commits []graph.Commit, total int) error {
	first, last := commits[0].Revision, commits[len(commits)-1].Revision
	rows, err := tx.StmtContext(ctx, s.reading[selectChanges]).QueryContext(ctx, place(first), place(last+1))
	if err != nil {
		return err
	}
	defer rows.Close()
	var bodies slab
	// Into these types a row is scanned without reflection, and declared here they are made once.
	var id string
	var noun any
	var body sql.RawBytes
	for i := range commits {
		c := &commits[i]
		for len(c.Entries) < cap(c.Entries) && rows.Next() {
			if err := rows.Scan(&id, &noun, &body); err != nil {
				return err
			}
			code, _ := noun.(int64)
			c.Entries = append(c.Entries, graph.Entry{ID: graph.ID(id), Noun: s.nouns.nouns[code], Revision: c.Revision, Body: bodies.copyOf(body)})
			total--
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if total != 0 {
		return graph.Errorf(graph.Unavailable, "%s: %d changes are missing from the log between revisions %d and %d: the file is damaged, use a backup", s.path, total, first, last)
	}
	return nil
}

// slab keeps many bodies in few pieces of memory.
type slab struct{ free []byte }

// slabSize is small enough that a body that is kept does not keep much else.
const slabSize = 64 << 10

func (s *slab) copyOf(body []byte) []byte {
	switch {
	case len(body) == 0:
		return nil
	case len(body) > slabSize/4:
		return append([]byte(nil), body...)
	case len(body) > len(s.free):
		s.free = make([]byte, slabSize)
	}
	n := copy(s.free, body)
	kept := s.free[:n:n]
	s.free = s.free[n:]
	return kept
}
