package exchange_test

import (
	"path/filepath"
	"testing"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/sqlitestore"
)

func newStore(t testing.TB) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "liaison.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestDemoImports(t *testing.T) {
	s := newStore(t)
	dry, err := exchange.Import(t.Context(), s, exchange.Demo(), exchange.Options{Batch: "demo", DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	first, err := exchange.Import(t.Context(), s, exchange.Demo(), exchange.Options{Batch: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	if first.Created != 70 || first.Changed != 0 || dry.Created != first.Created {
		t.Errorf("got %+v, dry run %+v", first, dry)
	}
	second, err := exchange.Import(t.Context(), s, exchange.Demo(), exchange.Options{})
	if err != nil || second.Unchanged != first.Created || second.Created+second.Changed != 0 {
		t.Errorf("again: got %+v, error %v", second, err)
	}
}
