package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/goccy/go-json"

	"liaison/graph"
)

// transaction is what graph.Prepare reads.
type transaction struct{ tx *sql.Tx }

// Standings gives where documents stand.
func (t transaction) Standings(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(ctx, `SELECT d.id, d.noun, d.revision, d.imported, d.deleted
		FROM json_each($ids) AS wanted JOIN documents AS d ON d.id = wanted.value`, sql.Named("ids", string(list)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	standings := make(map[graph.ID]graph.Standing, len(ids))
	for rows.Next() {
		var id graph.ID
		var s graph.Standing
		if err := rows.Scan(&id, &s.Noun, &s.Revision, &s.Imported, &s.Deleted); err != nil {
			return nil, err
		}
		standings[id] = s
	}
	return standings, rows.Err()
}

// Bodies gives the bodies of versions.
func (t transaction) Bodies(ctx context.Context, keys []graph.Key) ([][]byte, error) {
	entries, err := readEntries(ctx, t.tx, keys)
	if err != nil {
		return nil, err
	}
	bodies := make([][]byte, len(entries))
	for i, e := range entries {
		bodies[i] = e.Body
	}
	return bodies, nil
}

// Standings gives where documents stand now; see graph.Store.
func (s *Store) Standings(ctx context.Context, ids []graph.ID) (standings map[graph.ID]graph.Standing, err error) {
	err = s.read(ctx, "read", func(tx *sql.Tx) error {
		standings, err = transaction{tx}.Standings(ctx, ids)
		return err
	})
	return standings, err
}

// Read gives documents as of a revision each; see graph.Store.
func (s *Store) Read(ctx context.Context, keys []graph.Key) (entries []graph.Entry, err error) {
	err = s.read(ctx, "read", func(tx *sql.Tx) error {
		entries, err = readEntries(ctx, tx, keys)
		return err
	})
	return entries, err
}

// readEntries reads one key after another with one prepared statement: the ids are found in an index, and a
// list in JSON would have to carry its order through the join.
func readEntries(ctx context.Context, tx *sql.Tx, keys []graph.Key) ([]graph.Entry, error) {
	statement, err := tx.PrepareContext(ctx, `SELECT d.noun, c.revision, c.body
		FROM documents AS d JOIN changes AS c ON c.document = d.number
		WHERE d.id = $id AND c.revision <= CASE WHEN $revision = 0 THEN d.revision ELSE $revision END
		ORDER BY c.revision DESC LIMIT 1`)
	if err != nil {
		return nil, err
	}
	defer statement.Close()
	entries := make([]graph.Entry, len(keys))
	for i, key := range keys {
		entry := &entries[i]
		entry.ID = key.ID
		row := statement.QueryRowContext(ctx, sql.Named("id", key.ID), sql.Named("revision", key.Revision))
		if err := row.Scan(&entry.Noun, &entry.Revision, &entry.Body); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	return entries, nil
}

// Log gives whole revisions after one; see graph.Store.
func (s *Store) Log(ctx context.Context, after graph.Revision, limit int) (commits []graph.Commit, err error) {
	err = s.read(ctx, "read the log", func(tx *sql.Tx) error {
		// One scan in the order of the primary key. It stops after the revision in which the limit is
		// reached, so the statement itself needs no limit.
		rows, err := tx.QueryContext(ctx, `SELECT c.revision, d.id, d.noun, c.body
			FROM changes AS c JOIN documents AS d ON d.number = c.document
			WHERE c.revision > $after ORDER BY c.revision, c.position`, sql.Named("after", after))
		if err != nil {
			return err
		}
		defer rows.Close()
		entries := 0
		for rows.Next() {
			var e graph.Entry
			if err := rows.Scan(&e.Revision, &e.ID, &e.Noun, &e.Body); err != nil {
				return err
			}
			if last := len(commits) - 1; last < 0 || commits[last].Revision != e.Revision {
				if last >= 0 && entries >= limit {
					break
				}
				commits = append(commits, graph.Commit{Revision: e.Revision})
			}
			last := &commits[len(commits)-1]
			last.Entries = append(last.Entries, e)
			entries++
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return describeRevisions(ctx, tx, commits)
	})
	return commits, err
}

// describeRevisions fills in what is common to each revision.
func describeRevisions(ctx context.Context, tx *sql.Tx, commits []graph.Commit) error {
	if len(commits) == 0 {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT time, apply, actor, reason, batch FROM revisions
		WHERE revision BETWEEN $first AND $last ORDER BY revision`,
		sql.Named("first", commits[0].Revision), sql.Named("last", commits[len(commits)-1].Revision))
	if err != nil {
		return err
	}
	defer rows.Close()
	for i := 0; rows.Next() && i < len(commits); i++ {
		c := &commits[i]
		var micros int64
		if err := rows.Scan(&micros, &c.Apply, &c.Actor, &c.Reason, &c.Batch); err != nil {
			return err
		}
		c.Time = time.UnixMicro(micros).UTC()
	}
	return rows.Err()
}
