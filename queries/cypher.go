package queries

import (
	"context"

	"liaison/graph"
)

// Database is what the engine cypher needs of Neo4j.
type Database interface {
	// Query runs a statement that reads and gives its rows, each a value for each column.
	Query(ctx context.Context, statement string, parameters map[string]any) ([]map[string]any, error)
}

func (w *work) fromCypher(context.Context) error {
	return graph.Errorf(graph.Invalid, "engine %s is not here: it needs a Neo4j store", Cypher)
}
