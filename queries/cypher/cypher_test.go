package cypher_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"liaison/queries"
	"liaison/queries/cypher"
)

// TestOnlyTheViewNamesTheView reads the questions' own texts: none names a label, a grade or a clock.
func TestOnlyTheViewNamesTheView(t *testing.T) {
	forbidden := regexp.MustCompile(`marking|audience|\$clearance|\$groups|reliability|credibility|\$min_|\$as_of|\bgrade\b`)
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".cypher") || e.Name() == "view.cypher" {
			continue
		}
		raw, err := os.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		read++
		if found := forbidden.FindString(string(raw)); found != "" {
			t.Errorf("%s names %q: that is for view.cypher", e.Name(), found)
		}
	}
	if read < 8 {
		t.Errorf("read only %d texts", read)
	}
}

// TestStatements puts all statements together: every question that can has one, each ends in an order, and no value is written into a text.
func TestStatements(t *testing.T) {
	all, err := cypher.Statements()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range queries.Registry() {
		s, ok := all[q.Name]
		if ok == q.MemoryOnly {
			t.Errorf("%s: has a statement: %t, is for memory only: %t", q.Name, ok, q.MemoryOnly)
		}
		if !ok {
			continue
		}
		last := s.Text[strings.LastIndex(s.Text, "RETURN"):]
		if !strings.Contains(last, "ORDER BY") {
			t.Errorf("%s does not end in an order", q.Name)
		}
		if strings.Contains(s.Text, "@") || len(s.Parameters) == 0 {
			t.Errorf("%s was not put together", q.Name)
		}
	}
}
