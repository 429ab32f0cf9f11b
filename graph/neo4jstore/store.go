// Package neo4jstore keeps the change log in Neo4j, and beside it the documents as a graph that a person can read: for a shared
// server, a cluster, several Liaison processes, and ad-hoc Cypher. docs/neo4j.md shows the graph.
package neo4jstore

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"liaison/graph"
)

// Store is a graph.Store in a Neo4j database. Several processes may use one database at once.
type Store struct {
	driver   neo4j.DriverWithContext
	database string
	closed   atomic.Bool
	// whole is the last revision that Head found there whole.
	whole atomic.Int64
}

// Options say where the database is.
type Options struct {
	// URI is bolt://, bolt+s://, neo4j:// or neo4j+s://, the ones with +s by TLS.
	URI string
	// User and Password may be empty where the server asks for none.
	User, Password string
	// Database is the name of the database; empty is "neo4j".
	Database string
}

// formatVersion is that of the graph in Neo4j.
const formatVersion = 1

// Open connects to the database and makes its constraints, indexes and reference data where they are missing.
func Open(ctx context.Context, o Options) (*Store, error) {
	auth := neo4j.NoAuth()
	if o.User != "" && o.Password != "" {
		auth = neo4j.BasicAuth(o.User, o.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(o.URI, auth)
	if err != nil {
		return nil, graph.Errorf(graph.Invalid, "%q is no address of a Neo4j: write it like bolt://127.0.0.1:7687 or neo4j+s://graph.example.org (%w)", o.URI, err)
	}
	if o.Database == "" {
		o.Database = "neo4j"
	}
	s := &Store{driver: driver, database: o.Database}
	// Asked for once and without the retries of a transaction: who mistypes an address should hear of it at once.
	if err := driver.VerifyConnectivity(ctx); err != nil {
		return nil, errors.Join(s.failed(err), driver.Close(ctx))
	}
	if err := s.prepareDatabase(ctx); err != nil {
		return nil, errors.Join(err, driver.Close(ctx))
	}
	return s, nil
}

// Close closes the connections; closing twice is no error.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return s.driver.Close(context.Background())
}

// session opens a session. All sessions share bookmarks: what one wrote, the next one reads, on a cluster too.
func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{
		DatabaseName: s.database, AccessMode: mode, BookmarkManager: s.driver.ExecuteQueryBookmarkManager(),
	})
}

// write runs work in a write transaction, again where the server says that trying again may help. Work has no effects of its own.
func (s *Store) write(ctx context.Context, work func(tx) error) error {
	return s.transact(ctx, neo4j.AccessModeWrite, work)
}

// read runs work in a read transaction.
func (s *Store) read(ctx context.Context, work func(tx) error) error {
	return s.transact(ctx, neo4j.AccessModeRead, work)
}

func (s *Store) transact(ctx context.Context, mode neo4j.AccessMode, work func(tx) error) error {
	if s.closed.Load() {
		return graph.Errorf(graph.Unavailable, "the connection to Neo4j is closed")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	session := s.session(ctx, mode)
	defer session.Close(ctx) //nolint:errcheck // all that matters came with the transaction
	execute := session.ExecuteWrite
	if mode == neo4j.AccessModeRead {
		execute = session.ExecuteRead
	}
	_, err := execute(ctx, func(t neo4j.ManagedTransaction) (any, error) { return nil, work(tx{ctx, t}) })
	return s.failed(err)
}

// tx runs statements in a transaction.
type tx struct {
	ctx context.Context
	neo4j.ManagedTransaction
}

// rows runs a statement and gives its rows.
func (t tx) rows(statement string, parameters map[string]any) ([]*neo4j.Record, error) {
	result, err := t.Run(t.ctx, statement, parameters)
	if err != nil {
		return nil, err
	}
	return result.Collect(t.ctx)
}

// count runs a statement that returns one number.
func (t tx) count(statement string, parameters map[string]any) (int64, error) {
	rows, err := t.rows(statement, parameters)
	if err != nil {
		return 0, err
	}
	if len(rows) != 1 {
		return 0, nil
	}
	n, _, err := neo4j.GetRecordValue[int64](rows[0], "count")
	return n, err
}

// failed gives the error of the graph for one of the driver, by its code.
func (s *Store) failed(err error) error {
	if err == nil || graph.KindOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var failure *neo4j.Neo4jError
	if errors.As(err, &failure) {
		switch {
		case strings.HasPrefix(failure.Code, "Neo.ClientError.Security."):
			return graph.Errorf(graph.Invalid, "Neo4j refuses the user or the password: check neo4j_user and neo4j_password (%w)", err)
		case failure.Code == "Neo.ClientError.Database.DatabaseNotFound":
			return graph.Errorf(graph.Invalid, "Neo4j has no database %q: check neo4j_database (%w)", s.database, err)
		case strings.HasPrefix(failure.Code, "Neo.TransientError."), strings.HasPrefix(failure.Code, "Neo.ClientError.Cluster."):
			return graph.Errorf(graph.Unavailable, "Neo4j cannot do this now, try again: %w", err)
		}
		return err
	}
	if neo4j.IsConnectivityError(err) || neo4j.IsTransactionExecutionLimit(err) {
		return graph.Errorf(graph.Unavailable, "Neo4j cannot be reached: check that it runs and that the address is right (%w)", err)
	}
	return err
}

// Query runs a statement that reads and gives its rows, each a value for each column; it is what the engine cypher asks.
func (s *Store) Query(ctx context.Context, statement string, parameters map[string]any) ([]map[string]any, error) {
	var all []map[string]any
	err := s.read(ctx, func(t tx) error {
		all = nil // the work may run again
		rows, err := t.rows(statement, parameters)
		for _, r := range rows {
			all = append(all, r.AsMap())
		}
		return err
	})
	return all, err
}

// Apply appends one revision; see graph.Store.
func (s *Store) Apply(ctx context.Context, w graph.Write) (graph.Result, error) {
	bodies, err := graph.CheckWrite(w)
	if err != nil {
		return graph.Result{}, err
	}
	var result graph.Result
	err = s.write(ctx, func(t tx) error {
		last, err := t.lockHead()
		if err != nil {
			return err
		}
		found, err := t.firstResult(w.ID, &result)
		if err != nil || found {
			return err
		}
		var commit graph.Commit
		if commit, result, err = graph.Prepare(ctx, t, w, bodies, last, time.Now()); err != nil {
			return err
		}
		if len(commit.Entries) > 0 {
			if err := t.append(commit); err != nil {
				return err
			}
		}
		return t.acknowledge(map[graph.ApplyID]graph.Result{w.ID: result})
	})
	if err != nil {
		return graph.Result{}, err
	}
	return result, nil
}

// Restore appends revisions as they are; see graph.Store.
func (s *Store) Restore(ctx context.Context, commits []graph.Commit) error {
	return s.write(ctx, func(t tx) error {
		last, err := t.lockHead()
		if err != nil {
			return err
		}
		for _, c := range commits {
			if c.Revision != last.Revision+1 {
				return graph.Errorf(graph.Conflict, "revision %d cannot follow revision %d: restore a log from its beginning, or from where this store ends", c.Revision, last.Revision)
			}
			last = c
		}
		if len(commits) == 0 {
			return nil
		}
		if err := t.append(commits...); err != nil {
			return err
		}
		results := make(map[graph.ApplyID]graph.Result, len(commits))
		for _, c := range commits {
			results[c.Apply] = c.Result(0)
		}
		return t.acknowledge(results)
	})
}
