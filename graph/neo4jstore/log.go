package neo4jstore

import (
	"context"
	"errors"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"liaison/graph"
)

func asNeo4j(err error, target **neo4j.Neo4jError) bool { return errors.As(err, target) }

// lockHead takes the write lock that puts writers in order, and gives where the log ends.
func (t tx) lockHead() (graph.Commit, error) {
	rows, err := t.rows(`MATCH (h:Head {id: 'head'}) SET h.lock = h.lock + 1 RETURN h.revision AS revision, h.time AS time`, nil)
	if err != nil {
		return graph.Commit{}, err
	}
	if len(rows) != 1 {
		return graph.Commit{}, graph.Errorf(graph.Unavailable, "the database was emptied while in use: start again")
	}
	r := reader{record: rows[0]}
	last := graph.Commit{Revision: graph.Revision(r.int("revision")), Time: r.time("time")}
	return last, r.err
}

// reader reads the fields of a record and keeps the first error.
type reader struct {
	record *neo4j.Record
	err    error
}

func field[T neo4j.RecordValue](r *reader, key string) T {
	value, _, err := neo4j.GetRecordValue[T](r.record, key)
	if err != nil && r.err == nil {
		r.err = err
	}
	return value
}

func (r *reader) int(key string) int64   { return field[int64](r, key) }
func (r *reader) text(key string) string { return field[string](r, key) }
func (r *reader) flag(key string) bool   { return field[bool](r, key) }
func (r *reader) time(key string) time.Time {
	if micros := r.int(key); micros != 0 {
		return time.UnixMicro(micros).UTC()
	}
	return time.Time{}
}

// firstResult gives what the same Apply did before.
func (t tx) firstResult(id graph.ApplyID, result *graph.Result) (bool, error) {
	rows, err := t.rows(`MATCH (a:Apply {id: $id}) RETURN a.revision AS revision, a.time AS time, a.changed AS changed, a.created AS created`, map[string]any{"id": string(id)})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	r := reader{record: rows[0]}
	*result = graph.Result{Revision: graph.Revision(r.int("revision")), Time: r.time("time"), Changed: int(r.int("changed")), Created: int(r.int("created"))}
	return true, r.err
}

// acknowledge keeps results under the ids of their Applies.
func (t tx) acknowledge(results map[graph.ApplyID]graph.Result) error {
	rows := make([]any, 0, len(results))
	for id, r := range results {
		rows = append(rows, map[string]any{
			"id": string(id), "revision": int64(r.Revision), "time": micros(r.Time), "changed": r.Changed, "created": r.Created,
		})
	}
	_, err := t.rows(`UNWIND $rows AS row MERGE (a:Apply {id: row.id}) ON CREATE SET a = row`, map[string]any{"rows": rows})
	return err
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Standings gives where documents stand, for graph.Prepare.
func (t tx) Standings(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	rows, err := t.rows(`UNWIND $ids AS id MATCH (d:Document {id: id})
		RETURN d.id AS id, d.noun AS noun, d.revision AS revision, d.imported AS imported, d:Deleted AS deleted`, map[string]any{"ids": list})
	if err != nil {
		return nil, err
	}
	standings := make(map[graph.ID]graph.Standing, len(rows))
	for _, row := range rows {
		r := reader{record: row}
		standings[graph.ID(r.text("id"))] = graph.Standing{
			Noun: graph.Noun(r.text("noun")), Revision: graph.Revision(r.int("revision")),
			Imported: graph.Revision(r.int("imported")), Deleted: r.flag("deleted"),
		}
		if r.err != nil {
			return nil, r.err
		}
	}
	return standings, nil
}

// Bodies gives the bodies of versions, for graph.Prepare.
func (t tx) Bodies(_ context.Context, keys []graph.Key) ([][]byte, error) {
	entries, err := t.entries(keys)
	if err != nil {
		return nil, err
	}
	return graph.Bodies(entries), nil
}

// entries reads the versions of keys, in their order.
func (t tx) entries(keys []graph.Key) ([]graph.Entry, error) {
	list := make([]any, len(keys))
	for i, k := range keys {
		list[i] = map[string]any{"at": i, "id": string(k.ID), "revision": int64(k.Revision)}
	}
	rows, err := t.rows(`UNWIND $keys AS key
		CALL (key) {
			MATCH (c:Change {id: key.id}) WHERE key.revision = 0 OR c.revision <= key.revision
			RETURN c ORDER BY c.revision DESC LIMIT 1
		}
		RETURN key.at AS at, c.noun AS noun, c.revision AS revision, c.body AS body`, map[string]any{"keys": list})
	if err != nil {
		return nil, err
	}
	entries := make([]graph.Entry, len(keys))
	for i, k := range keys {
		entries[i].ID = k.ID
	}
	for _, row := range rows {
		r := reader{record: row}
		e := &entries[r.int("at")]
		e.Noun, e.Revision = graph.Noun(r.text("noun")), graph.Revision(r.int("revision"))
		if body := r.text("body"); body != "" {
			e.Body = []byte(body)
		}
		if r.err != nil {
			return nil, r.err
		}
	}
	return entries, nil
}

// Standings gives where documents stand now; see graph.Store.
func (s *Store) Standings(ctx context.Context, ids []graph.ID) (standings map[graph.ID]graph.Standing, err error) {
	err = s.read(ctx, func(t tx) error {
		standings, err = t.Standings(ctx, ids)
		return err
	})
	return standings, err
}

// Read gives documents as of a revision each; see graph.Store.
func (s *Store) Read(ctx context.Context, keys []graph.Key) (entries []graph.Entry, err error) {
	err = s.read(ctx, func(t tx) error {
		entries, err = t.entries(keys)
		return err
	})
	return entries, err
}

// Neo4j shows a commit piece by piece: a reader beside a writer can find the head of a revision without its changes, or some of them. So a
// revision says how many changes it has, and who reads it waits until they are all there. The waits are bounded:
// a revision that never gets whole is damage, not haste.
const (
	wholeTries = 200
	wholePause = 5 * time.Millisecond
)

// Head gives the last revision that is there whole.
func (s *Store) Head(ctx context.Context) (graph.Revision, error) {
	var head graph.Revision
	err := s.untilWhole(ctx, func() (bool, error) {
		var revision, entries, there int64
		err := s.read(ctx, func(t tx) (err error) {
			if revision, err = t.count(`MATCH (h:Head {id: 'head'}) RETURN h.revision AS count`, nil); err != nil {
				return err
			}
			if revision == s.whole.Load() {
				entries, there = 1, 1
				return nil
			}
			if entries, err = t.count(`MATCH (r:Revision {revision: $revision}) RETURN r.entries AS count`, map[string]any{"revision": revision}); err != nil {
				return err
			}
			there, err = t.count(`MATCH (c:Change) WHERE c.revision = $revision AND c.position >= 0 RETURN count(c) AS count`, map[string]any{"revision": revision})
			return err
		})
		head = graph.Revision(revision)
		return revision == 0 || (entries > 0 && entries == there), err
	})
	if err == nil {
		s.whole.Store(int64(head)) // a revision that was whole stays so
	}
	return head, err
}

func (s *Store) untilWhole(ctx context.Context, try func() (whole bool, err error)) error {
	for range wholeTries {
		whole, err := try()
		if err != nil || whole {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wholePause):
		}
	}
	return graph.Errorf(graph.Unavailable, "a revision of the log is there only in part: is another process writing that died, or was the graph changed by hand?")
}

// Log gives whole revisions after one; see graph.Store.
func (s *Store) Log(ctx context.Context, after graph.Revision, limit int) ([]graph.Commit, error) {
	var commits []graph.Commit
	err := s.untilWhole(ctx, func() (whole bool, err error) {
		commits, whole, err = s.logOnce(ctx, after, limit)
		return whole, err
	})
	return commits, err
}

// logOnce reads the revisions that follow one without a gap, and their changes after them, in a second statement. It
// gives those that are whole; whole is false where the first is there only in part.
func (s *Store) logOnce(ctx context.Context, after graph.Revision, limit int) (commits []graph.Commit, whole bool, err error) {
	var counts []int
	if err := s.read(ctx, func(t tx) error {
		commits, counts, err = t.revisions(after, max(limit, 1))
		return err
	}); err != nil || len(commits) == 0 {
		return nil, true, err
	}
	if err := s.read(ctx, func(t tx) error { return t.changes(commits) }); err != nil {
		return nil, false, err
	}
	for i := range commits {
		if len(commits[i].Entries) != counts[i] {
			return commits[:i], i > 0, nil
		}
	}
	return commits, true, nil
}

// revisions gives the revisions after one, without a gap, until their changes reach the limit.
func (t tx) revisions(after graph.Revision, limit int) ([]graph.Commit, []int, error) {
	rows, err := t.rows(`MATCH (r:Revision) WHERE r.revision > $after
		RETURN r.revision AS revision, r.time AS time, r.apply AS apply, r.actor AS actor, r.reason AS reason, r.batch AS batch, r.entries AS entries
		ORDER BY r.revision LIMIT $limit`, map[string]any{"after": int64(after), "limit": limit})
	if err != nil {
		return nil, nil, err
	}
	var commits []graph.Commit
	var counts []int
	total := 0
	for _, row := range rows {
		r := reader{record: row}
		c := graph.Commit{
			Revision: graph.Revision(r.int("revision")), Time: r.time("time"), Apply: graph.ApplyID(r.text("apply")),
			Actor: r.text("actor"), Reason: r.text("reason"), Batch: graph.BatchID(r.text("batch")),
		}
		n := int(r.int("entries"))
		if r.err != nil {
			return nil, nil, r.err
		}
		if c.Revision != after+graph.Revision(len(commits))+1 || (len(commits) > 0 && total >= limit) {
			break
		}
		c.Entries = make([]graph.Entry, 0, n)
		commits, counts = append(commits, c), append(counts, n)
		total += n
	}
	return commits, counts, nil
}

// changes fills in the changes of revisions that follow one another.
func (t tx) changes(commits []graph.Commit) error {
	first := commits[0].Revision
	for i := range commits {
		commits[i].Entries = commits[i].Entries[:0] // the work may run again
	}
	// The index is on both properties, and serves only those who ask for both.
	rows, err := t.rows(`MATCH (c:Change) WHERE $first <= c.revision <= $last AND c.position >= 0
		RETURN c.revision AS revision, c.id AS id, c.noun AS noun, c.body AS body ORDER BY c.revision, c.position`,
		map[string]any{"first": int64(first), "last": int64(commits[len(commits)-1].Revision)})
	if err != nil {
		return err
	}
	for _, row := range rows {
		r := reader{record: row}
		e := graph.Entry{ID: graph.ID(r.text("id")), Noun: graph.Noun(r.text("noun")), Revision: graph.Revision(r.int("revision"))}
		if body := r.text("body"); body != "" {
			e.Body = []byte(body)
		}
		if r.err != nil {
			return r.err
		}
		c := &commits[e.Revision-first]
		c.Entries = append(c.Entries, e)
	}
	return nil
}
