// Package queries holds the questions: what each asks, of whom, and how the answer looks, one file a question, and the
// registry that the HTTP API, its OpenAPI document, the command line and the property tests are made from.
package queries

import (
	"context"
	"encoding/json"
	"reflect"

	"liaison/graph"
	"liaison/queries/network"
)

// Question is one entry of the registry.
type Question struct {
	// Name is the same in the API and on the command line.
	Name string
	// Summary says in one line what it answers.
	Summary string
	// Parameters are its own; those that all questions share are not among them.
	Parameters []Parameter
	// Row is the type of a row.
	Row reflect.Type
	// Columns are those that a table shows where it has no room for all; empty shows all.
	Columns []string
	// Limit is the number of rows on a page where none is asked for.
	Limit int
	// MemoryOnly says that only the engine memory can answer it.
	MemoryOnly bool

	parameters reflect.Type
	answer     func(ctx context.Context, v *network.View, s Settings, parameters any, page Page) (Rows, error)
	// decode reads rows that Cypher gave, as JSON.
	decode func(raw []byte) ([]Row, error)
	// sum gives the totals of rows, where the statement in Cypher does not.
	sum func([]Row) map[string]int
	// list gives rows as a slice of the row's own type.
	list func([]Row) any
}

// Registry lists all questions, by name. A question is entered here and is then everywhere.
func Registry() []*Question { return registry }

var registry = []*Question{bodies, commitments, common, counterparts, coverage, encounters, search, timeline}

// Find gives the question of a name.
func Find(name string) (*Question, error) {
	for _, q := range Registry() {
		if q.Name == name {
			return q, nil
		}
	}
	all := ""
	for _, q := range Registry() {
		all += " " + q.Name
	}
	return nil, graph.Errorf(graph.NotFound, "there is no question %q; the questions are%s", name, all)
}

// Row is a row of an answer: a pointer to the question's own type.
type Row interface {
	// Key is its place in the order of the answer.
	Key() Key
	// texts lists the documents whose own words it shows.
	texts() []graph.ID
	// named lists the documents that it shows by name, once those of texts are there.
	named(w *wardrobe) []graph.ID
	// dress fills in names and texts.
	dress(w *wardrobe)
}

// Rows is a page of rows, with what is told about all of them.
type Rows struct {
	Rows   []Row
	Totals map[string]int
	More   bool
}

// Page says which part of an answer is wanted: Limit rows after a place, or from the start.
type Page struct {
	Limit int
	After *Key
}

// asked is a question's own function, typed.
type asked[P any] func(ctx context.Context, v *network.View, s Settings, p P, page Page) (Rows, error)

// define makes an entry of the registry from a question's function. P is the type of its parameters, R of its rows.
func define[P, R any, PR interface {
	*R
	Row
}](name, summary string, limit int, answer asked[P], columns ...string,
) *Question {
	return &Question{
		Name: name, Summary: summary, Limit: limit, Columns: columns,
		Parameters: parametersOf(reflect.TypeFor[P]()),
		Row:        reflect.TypeFor[R](),
		parameters: reflect.TypeFor[P](),
		answer: func(ctx context.Context, v *network.View, s Settings, parameters any, page Page) (Rows, error) {
			return answer(ctx, v, s, parameters.(P), page) //nolint:forcetypeassert // made from the same type by parse
		},
		decode: func(raw []byte) ([]Row, error) {
			var list []R
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, err
			}
			rows := make([]Row, len(list))
			for i := range list {
				rows[i] = PR(&list[i])
			}
			return rows, nil
		},
		list: func(rows []Row) any {
			list := make([]R, len(rows))
			for i, r := range rows {
				list[i] = *r.(PR) //nolint:forcetypeassert // the rows are this question's own
			}
			return list
		},
	}
}
