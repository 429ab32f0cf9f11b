package storetest_test

import (
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
)

// TestMemory holds the store that other tests count on to the same contract.
func TestMemory(t *testing.T) {
	storetest.Run(t, storetest.Backend{New: func(testing.TB) func(testing.TB) graph.Store {
		m := storetest.NewMemory()
		return func(testing.TB) graph.Store { return m }
	}})
}
