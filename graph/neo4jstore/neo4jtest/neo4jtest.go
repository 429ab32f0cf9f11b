// Package neo4jtest gives tests a real Neo4j. LIAISON_TEST_NEO4J names the server, which tests empty; without it, tests
// that need one are skipped, and say so, unless LIAISON_TEST_NEO4J_REQUIRED is set: then they fail.
package neo4jtest

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"liaison/graph"
	"liaison/graph/neo4jstore"
)

// lock is held from the first use of a server to the end of the test process: the packages of one "go test ./..." run side by side,
// and the Community edition has one database.
var lock = sync.OnceValues(func() (*os.File, error) {
	hash := fnv.New32a()
	hash.Write([]byte(os.Getenv("LIAISON_TEST_NEO4J")))
	file, err := os.OpenFile(filepath.Join(os.TempDir(), fmt.Sprintf("liaison-test-neo4j-%08x.lock", hash.Sum32())), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return file, syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
})

var sayOnce sync.Once

// Options gives a server that this test has for itself, empty.
func Options(t testing.TB) neo4jstore.Options {
	t.Helper()
	address := os.Getenv("LIAISON_TEST_NEO4J")
	if address == "" {
		const reason = "Neo4j half skipped: LIAISON_TEST_NEO4J names no server (.ci/neo4j install && .ci/neo4j start gives one)"
		if os.Getenv("LIAISON_TEST_NEO4J_REQUIRED") != "" {
			t.Fatal(reason)
		}
		sayOnce.Do(func() { say(reason) })
		t.Skip(reason)
	}
	if _, err := lock(); err != nil {
		t.Fatalf("cannot wait for the turn at the test server: %v", err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("LIAISON_TEST_NEO4J: %v", err)
	}
	o := neo4jstore.Options{Database: "neo4j"}
	if u.User != nil {
		o.User = u.User.Username()
		o.Password, _ = u.User.Password()
		u.User = nil
	}
	o.URI = u.String()
	wipe(t, o)
	return o
}

// say tells a person at a terminal too: go test hides what a package prints whose tests pass.
func say(reason string) {
	fmt.Fprintln(os.Stderr, reason)
	if terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0); err == nil {
		fmt.Fprintln(terminal, reason)
		terminal.Close()
	}
}

// Open opens a store on an empty server, and closes it at the end of the test.
func Open(t testing.TB) *neo4jstore.Store {
	t.Helper()
	return Reopen(t, Options(t))
}

// Reopen opens one more store on a server.
func Reopen(t testing.TB, o neo4jstore.Options) *neo4jstore.Store {
	t.Helper()
	s, err := neo4jstore.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var _ graph.Store = (*neo4jstore.Store)(nil)

func wipe(t testing.TB, o neo4jstore.Options) {
	t.Helper()
	ctx := context.Background()
	auth := neo4j.NoAuth()
	if o.User != "" {
		auth = neo4j.BasicAuth(o.User, o.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(o.URI, auth)
	if err != nil {
		t.Fatal(err)
	}
	defer driver.Close(ctx)
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: o.Database})
	defer session.Close(ctx)
	for _, statement := range []string{
		// Edges go first: one node may have more of them than fit into a transaction.
		`MATCH (n) WHERE NOT n:Reference MATCH (n)-[e]-() WITH DISTINCT e CALL (e) { DELETE e } IN TRANSACTIONS OF 20000 ROWS`,
		// Reference data may stay: it is the same for all.
		`MATCH (n) WHERE NOT n:Reference CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS`,
	} {
		result, err := session.Run(ctx, statement, nil)
		if err == nil {
			_, err = result.Consume(ctx)
		}
		if err != nil {
			t.Fatalf("the test server cannot be emptied: %v", err)
		}
	}
}
