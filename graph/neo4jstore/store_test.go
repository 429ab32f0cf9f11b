package neo4jstore_test

import (
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/neo4jstore"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/graph/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, storetest.Backend{New: func(t testing.TB) func(t testing.TB) graph.Store {
		options := neo4jtest.Options(t)
		return func(t testing.TB) graph.Store { return neo4jtest.Reopen(t, options) }
	}})
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name, uri string
		kind      graph.ErrorKind
	}{
		{"no address", "ftp://nowhere", graph.Invalid},
		{"nobody there", "bolt://127.0.0.1:1", graph.Unavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := neo4jstore.Open(t.Context(), neo4jstore.Options{URI: c.uri})
			if err == nil {
				s.Close()
				t.Fatal("got no error")
			}
			if graph.KindOf(err) != c.kind || !strings.Contains(err.Error(), "address") {
				t.Errorf("got %v of kind %q, want kind %q and what to check", err, graph.KindOf(err), c.kind)
			}
		})
	}
}
