package handlers_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/queries"
)

// TestExamples keeps the examples of the OpenAPI document true: the demo answers just so. LIAISON_TEST_UPDATE=1 writes them anew.
func TestExamples(t *testing.T) {
	server := demoServer(t, storetest.NewMemory())
	files, err := filepath.Glob("examples/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var e struct {
			Parameters map[string]string `json:"parameters"`
			Answer     any               `json:"answer"`
		}
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		r := queries.Request{Question: filepath.Base(file[:len(file)-len(".json")]), Parameters: map[string][]string{}, Clearance: server.Clearance, AsOf: server.AsOf, Limit: 2}
		for name, text := range e.Parameters {
			r.Parameters[name] = []string{text}
		}
		answer, err := server.Asker.Ask(t.Context(), r)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		answer.Clocks.KnownAt = graph.DayOf(2021, 3, 15).Time() // the demo is imported when the test runs
		e.Answer = answer
		var now bytes.Buffer
		out := json.NewEncoder(&now)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		if err := out.Encode(e); err != nil {
			t.Fatal(err)
		}
		if os.Getenv("LIAISON_TEST_UPDATE") != "" {
			if err := os.WriteFile(file, now.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if now.String() != string(raw) {
			t.Errorf("%s is not what the demo answers; LIAISON_TEST_UPDATE=1 go test ./handlers -run TestExamples writes it anew", file)
		}
	}
}
