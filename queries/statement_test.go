package queries_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/queries"
)

// statementOf gives the statement of a question about the demo, with all that it asks of everybody.
func statementOf(t *testing.T, asker *queries.Asker, q *queries.Question, parameters map[string][]string) (text string, request queries.Request) {
	t.Helper()
	request = queries.Request{
		Question: q.Name, Parameters: map[string][]string{}, AsOf: graph.DayOf(2021, 3, 15), Clearance: graph.Clearance{Marking: graph.Amber},
	}
	for _, p := range q.Parameters {
		if p.Name == "with" {
			request.Parameters["with"] = []string{"sco-rats"}
		}
		if list, ok := parameters[p.Name]; ok {
			request.Parameters[p.Name] = list
		}
	}
	text, err := asker.Statement(t.Context(), request)
	if err != nil {
		t.Fatalf("%s: %v", q.Name, err)
	}
	return text, request
}

var paramForm = regexp.MustCompile(`(?m)^:param (\w+) => (.*)$`)

// TestStatement reads the statements of all questions that have one.
func TestStatement(t *testing.T) {
	asker := loadDemo(t, newSQLite(t))
	for _, q := range queries.Registry() {
		if !q.HasStatement() {
			if _, err := asker.Statement(t.Context(), queries.Request{Question: q.Name, Parameters: map[string][]string{"text": {"x"}}}); err == nil {
				t.Errorf("%s has no statement, and gives one", q.Name)
			}
			continue
		}
		text, _ := statementOf(t, asker, q, map[string][]string{"of": {"INTERPOL"}, "rollup": {"true"}, "topic": {"it's \"so\"\n:param"}})
		_, body, _ := strings.Cut(text, "\n\n")
		given := map[string]string{}
		for _, found := range paramForm.FindAllStringSubmatch(text, -1) {
			given[found[1]] = found[2]
		}
		for _, used := range regexp.MustCompile(`\$(\w+)`).FindAllStringSubmatch(body, -1) {
			if given[used[1]] == "" {
				t.Errorf("%s uses $%s, which has no value", q.Name, used[1])
			}
		}
		if !strings.HasSuffix(body, ";\n") || len(text) > 30_000 {
			t.Errorf("%s: the statement has %d letters and ends in %q", q.Name, len(text), body[len(body)-10:])
		}
		if topic := given["topic"]; topic != "" && topic != `""` && topic != `"it's \"so\"\n:param"` {
			t.Errorf("%s: the topic is %s", q.Name, topic)
		}
		if side := given["side"]; side != `["interpol"]` {
			t.Errorf("%s: the side is %s", q.Name, side)
		}
	}
}

// TestStatementRuns runs the statements as somebody would by hand, and holds them to the answers.
func TestStatementRuns(t *testing.T) {
	store := neo4jtest.Open(t)
	asker := loadDemo(t, store)
	for _, q := range queries.Registry() {
		if !q.HasStatement() {
			continue
		}
		t.Run(q.Name, func(t *testing.T) {
			text, request := statementOf(t, asker, q, map[string][]string{"rollup": {"true"}})
			parameters := map[string]any{}
			for _, found := range paramForm.FindAllStringSubmatch(text, -1) {
				rows, err := store.Query(t.Context(), "RETURN "+found[2]+" AS value", nil)
				if err != nil {
					t.Fatalf("%s: %v", found[0], err)
				}
				parameters[found[1]] = rows[0]["value"]
			}
			if decay, ok := parameters["decay"].(map[string]any); ok {
				if got, want := fmt.Sprint(decay["meeting"]), fmt.Sprint(queries.DecayTable(queries.DefaultHalfLife)); got != want {
					t.Errorf("the table of decay is\n%s, want\n%s", got, want)
				}
			}
			_, body, _ := strings.Cut(text, "\n\n")
			rows, err := store.Query(t.Context(), strings.TrimSuffix(strings.TrimSpace(body), ";"), parameters)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := asker.Ask(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := aboutIn(t, rows), aboutIn(t, answer.Rows); !slices.Equal(got, want) {
				t.Errorf("by hand it gives %q, want %q", got, want)
			}
		})
	}
}

// aboutIn gives what rows are about, in any form that can be written as JSON. In order: answers are put in order once they are read, and a row of nothing
// carries the totals where there is none.
func aboutIn(t *testing.T, rows any) (list []string) {
	t.Helper()
	raw, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		ID, Country, Column string
		Occasion            struct{ ID string }
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, row := range all {
		if id := cmp.Or(row.ID, row.Occasion.ID, row.Country+row.Column); id != "" { // a cell has none of its own
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}
