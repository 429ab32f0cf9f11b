package sqlitestore

import (
	"context"
	"database/sql"
	"strings"

	"liaison/graph"
)

// appender writes commits inside the write transaction. Many rows go into one statement: that halves the time of an import.
type appender struct {
	ctx context.Context
	tx  *sql.Tx
}

// rowsPerStatement is how many rows one INSERT carries; past a few hundred there is nothing to win.
const rowsPerStatement = 128

func (a appender) append(c graph.Commit) error {
	_, err := a.tx.ExecContext(a.ctx, `INSERT INTO revisions (revision, time, apply, actor, reason, batch) VALUES ($revision, $time, $apply, $actor, $reason, $batch)`,
		sql.Named("revision", c.Revision), sql.Named("time", c.Time.UnixMicro()), sql.Named("apply", c.Apply),
		sql.Named("actor", c.Actor), sql.Named("reason", c.Reason), sql.Named("batch", c.Batch))
	if err != nil {
		return err
	}
	for first := 0; first < len(c.Entries); first += rowsPerStatement {
		entries := c.Entries[first:min(first+rowsPerStatement, len(c.Entries))]
		numbers, err := a.documents(c, entries)
		if err != nil {
			return err
		}
		arguments := make([]any, 0, 4*len(entries))
		for i, e := range entries {
			body := any(e.Body)
			if e.Deleted() {
				body = nil
			}
			arguments = append(arguments, c.Revision, first+i, numbers[i], body)
		}
		statement := `INSERT INTO changes (revision, position, document, body) VALUES ` + places(len(entries), 4)
		if _, err := a.tx.ExecContext(a.ctx, statement, arguments...); err != nil {
			return err
		}
	}
	return nil
}

// acknowledge keeps the result under the id of its Apply.
func (a appender) acknowledge(id graph.ApplyID, r graph.Result) error {
	_, err := a.tx.ExecContext(a.ctx, `INSERT INTO applies (id, revision, time, changed, created) VALUES ($id, $revision, $time, $changed, $created)`,
		sql.Named("id", id), sql.Named("revision", r.Revision), sql.Named("time", r.Time.UnixMicro()),
		sql.Named("changed", r.Changed), sql.Named("created", r.Created))
	return err
}

// documents brings the documents' standings up to date and gives their numbers.
func (a appender) documents(c graph.Commit, entries []graph.Entry) ([]int64, error) {
	imported := graph.Revision(0)
	if c.Batch != "" {
		imported = c.Revision
	}
	arguments := make([]any, 0, 5*len(entries))
	for _, e := range entries {
		arguments = append(arguments, e.ID, e.Noun, c.Revision, imported, e.Deleted())
	}
	// RETURNING gives the rows in no promised order, hence the ids beside the numbers.
	rows, err := a.tx.QueryContext(a.ctx, `INSERT INTO documents (id, noun, revision, imported, deleted) VALUES `+places(len(entries), 5)+`
		ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, deleted = excluded.deleted,
			imported = CASE WHEN excluded.imported > 0 THEN excluded.imported ELSE imported END
		RETURNING id, number`, arguments...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byID := make(map[graph.ID]int64, len(entries))
	for rows.Next() {
		var id graph.ID
		var number int64
		if err := rows.Scan(&id, &number); err != nil {
			return nil, err
		}
		byID[id] = number
	}
	numbers := make([]int64, len(entries))
	for i, e := range entries {
		numbers[i] = byID[e.ID]
	}
	return numbers, rows.Err()
}

// places gives "(?,?),(?,?)": placeholders for rows of a width. Only these are put into statements, never values.
func places(rows, width int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", width), ",") + ")"
	return strings.TrimSuffix(strings.Repeat(row+",", rows), ",")
}
