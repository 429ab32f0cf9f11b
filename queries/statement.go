package queries

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"liaison/graph"
	"liaison/queries/network"
)

// HasStatement says whether there is Cypher for the question.
func (q *Question) HasStatement() bool {
	_, ok := statements()[q.Name]
	return ok && !q.MemoryOnly
}

// Statement gives a question in Cypher, for somebody to run on a Neo4j store: its parameters, each as the command :param that Neo4j Browser and Cypher Shell share, and the statement.
// Stakeholders are found in memory, so it is there on any store. It asks for what is current, as the engine cypher does.
func (a *Asker) Statement(ctx context.Context, r Request) (string, error) {
	w, err := a.begin(r)
	if err != nil {
		return "", err
	}
	if a.Network == nil {
		return "", graph.Errorf(graph.Unavailable, "nothing is kept in memory here to find stakeholders in")
	}
	terms := network.Terms{Clearance: r.Clearance, MinGrade: r.MinGrade, AsOf: w.request.AsOf, Known: a.Network.Head()}
	var parameters map[string]any
	err = a.Network.Ask(ctx, terms, func(v *network.View) error {
		parameters, err = w.cypherParameters(sides{
			named:  func(asked Stakeholders) ([]string, error) { return sideIDs(v, asked, false) },
			rolled: func(ids []string) ([]string, error) { return sideIDs(v, ids, true) },
		})
		return err
	})
	if err != nil {
		return "", err
	}
	text, used, err := statement(w.question.Name, parameters)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(used)) {
		value := literal(used[name])
		if name == "decay" { // as what it is made by: its tables are long
			value = decayLiteral(used["half_life"])
		}
		fmt.Fprintf(&b, ":param %s => %s\n", name, value)
	}
	return b.String() + "\n" + strings.TrimSpace(text) + ";\n", nil
}

func sideIDs(v *network.View, asked Stakeholders, rollup bool) ([]string, error) {
	side, err := sideOf(v, asked, nil, rollup)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, s := range side.Members() {
		ids = append(ids, string(v.ID(s)))
	}
	return ids, nil
}

// literal writes a parameter's value in Cypher: as JSON, but for the keys of maps, which have no quotes.
func literal(value any) string {
	if m, ok := value.(map[string]any); ok {
		return mapLiteral(m, literal)
	}
	raw, _ := json.Marshal(value) //nolint:errchkjson // texts, numbers, booleans and lists of them
	return string(raw)
}

func mapLiteral(m map[string]any, value func(any) string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, key+": "+value(m[key]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// decayLiteral writes the tables of DecayTable as the expression that gives them.
func decayLiteral(halfLife any) string {
	m, _ := halfLife.(map[string]any)
	return mapLiteral(m, func(h any) string {
		return fmt.Sprintf("[r IN range(0, %v - 1) | toInteger(floor(1e9 * 2 ^ (-1.0 * r / %v)))]", h, h)
	})
}
