package exchange_test

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/storetest"
)

func itemsOf(documents []graph.Document) iter.Seq2[exchange.Item, error] {
	return func(yield func(exchange.Item, error) bool) {
		for i, d := range documents {
			if !yield(exchange.Item{Document: d, File: "file", Line: i + 1, Ungraded: i%2 == 0}, nil) {
				return
			}
		}
	}
}

// TestDryRunIsHonest holds a dry run to what the real one does just after it, over stores with imports, edits by hand and deletions behind
// them, and with documents of several batches that change one another.
func TestDryRunIsHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &drawer{T: t, each: 2}
		s := storetest.NewMemory()
		for range rapid.IntRange(0, 3).Draw(t, "before") {
			disturb(d, s)
		}
		documents := d.documents()
		if d.chance("twice") { // as two files may have it: the second changes the first
			documents = append(documents, d.documents()...)
		}
		documents = slices.DeleteFunc(documents, func(graph.Document) bool { return d.chance("left out") })
		o := exchange.Options{Batch: "x", DryRun: true}.InBatchesOf(rapid.IntRange(1, 20).Draw(t, "batch"))
		before, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		dry, dryErr := exchange.Import(t.Context(), s, itemsOf(documents), o)
		if after, err := s.Head(t.Context()); err != nil || after != before {
			t.Fatalf("the dry run wrote: head %d, then %d (error %v)", before, after, err)
		}
		o.DryRun = false
		real, realErr := exchange.Import(t.Context(), s, itemsOf(documents), o)
		if graph.KindOf(dryErr) != graph.KindOf(realErr) || !reflect.DeepEqual(graph.ProblemsOf(dryErr), graph.ProblemsOf(realErr)) {
			t.Fatalf("dry run: %v\nreal run: %v", dryErr, realErr)
		}
		dry.DryRun, real.First, real.Last = false, 0, 0
		if !reflect.DeepEqual(dry, real) {
			t.Fatalf("dry run: %+v\nreal run: %+v", dry, real)
		}
	})
}

// disturb changes a store by an import, an edit or a deletion; what the store refuses is left.
func disturb(d *drawer, s graph.Store) {
	documents := d.documents()
	switch one(d, "what", "import", "edit", "delete") {
	case "import":
		_, _ = exchange.Import(d.Context(), s, itemsOf(documents), exchange.Options{})
	case "edit":
		edit(d, s, documents, graph.Put)
	default:
		edit(d, s, documents, func(document graph.Document, e graph.Expectation) graph.Change {
			return graph.Delete(document.Header().ID, e)
		})
	}
}

func edit(d *drawer, s graph.Store, documents []graph.Document, change func(graph.Document, graph.Expectation) graph.Change) {
	document := one(d, "edited", documents...)
	id := document.Header().ID
	standings, err := s.Standings(d.Context(), []graph.ID{id})
	if err != nil {
		d.Fatal(err)
	}
	expect := graph.ExpectAbsent()
	if standing, ok := standings[id]; ok && !standing.Deleted {
		expect = graph.ExpectRevision(standing.Revision)
	}
	_, _ = s.Apply(d.Context(), graph.Write{ID: graph.NewApplyID(), Changes: []graph.Change{change(document, expect)}})
}

// TestConflict edits a document by hand after its import: importing again says which, where it stands in the file and why, and writes nothing.
func TestConflict(t *testing.T) {
	s := storetest.NewMemory()
	if _, err := exchange.Import(t.Context(), s, exchange.Demo(), exchange.Options{}); err != nil {
		t.Fatal(err)
	}
	standings, err := s.Standings(t.Context(), []graph.ID{"tj-ems"})
	if err != nil {
		t.Fatal(err)
	}
	edited := storetest.Org("tj-ems", "Edited by hand")
	if _, err := s.Apply(t.Context(), graph.Write{ID: "hand", Changes: []graph.Change{graph.Put(edited, graph.ExpectRevision(standings["tj-ems"].Revision))}}); err != nil {
		t.Fatal(err)
	}
	for _, dryRun := range []bool{true, false} {
		report, err := exchange.Import(t.Context(), s, exchange.Demo(), exchange.Options{DryRun: dryRun})
		if graph.KindOf(err) != graph.Conflict || !strings.Contains(err.Error(), "demo/leica.yaml:") || !strings.Contains(err.Error(), "tj-ems") {
			t.Errorf("dry run %t: got %v, want a conflict that says where", dryRun, err)
		}
		if len(report.Conflicts) != 1 || report.Conflicts[0].Document != "tj-ems" || report.Last != 0 {
			t.Errorf("dry run %t: got %+v, want the one conflict and nothing written", dryRun, report)
		}
	}
}

// TestLongImport imports more than one Apply takes, with an error near the end.
func TestLongImport(t *testing.T) {
	s := storetest.NewMemory()
	items := func(yield func(exchange.Item, error) bool) {
		for i := range 25_000 {
			if !yield(exchange.Item{Document: storetest.Org(graph.ID(fmt.Sprintf("o%d", i)), "O")}, nil) {
				return
			}
		}
		yield(exchange.Item{}, errors.New("the file ends in the middle"))
	}
	report, err := exchange.Import(t.Context(), s, items, exchange.Options{Batch: "long"})
	if err == nil || !strings.Contains(err.Error(), "liaison undo --batch long") || !strings.Contains(err.Error(), "in batch 2, with 10000 documents written") {
		t.Errorf("got %v, want it to say which batch stopped it and how to undo the first", err)
	}
	if report.Created != 10_000 || report.First != 1 || report.Last != 1 {
		t.Errorf("got %+v, want the first batch of ten thousand written", report)
	}
}

// TestLongImportKeepsProblems has a later batch refused: the problems must still be a list, for who shows them as one.
func TestLongImportKeepsProblems(t *testing.T) {
	bad := &graph.Post{Head: graph.Head{ID: "post", Marking: graph.Clear}, Titles: []graph.Name{{Text: "P"}}, Organisation: "nobody"}
	items := itemsOf([]graph.Document{storetest.Org("a", "A"), storetest.Org("b", "B"), bad})
	_, err := exchange.Import(t.Context(), storetest.NewMemory(), items, exchange.Options{Batch: "long"}.InBatchesOf(2))
	problems := graph.ProblemsOf(err)
	if len(problems) != 1 || problems[0].Document != "file:3 post" || problems[0].Field != "organisation" || !strings.Contains(err.Error(), "undo --batch long") {
		t.Errorf("got %v", err)
	}
}

// TestLargeDocuments imports documents that fill an Apply by their size, not their number.
func TestLargeDocuments(t *testing.T) {
	long := strings.Repeat("x", graph.MaxText)
	var documents []graph.Document
	for i := range 400 { // 80 MB
		documents = append(documents, &graph.Engagement{
			Head: graph.Head{ID: graph.ID(fmt.Sprintf("e%d", i)), Marking: graph.Clear}, Kind: graph.Meeting, Status: graph.Held, Summary: long, Outcome: long,
		})
	}
	report, err := exchange.Import(t.Context(), storetest.NewMemory(), itemsOf(documents), exchange.Options{})
	if err != nil || report.Created != len(documents) || report.Last < 3 {
		t.Errorf("got %+v, error %v", report, err)
	}
}

// TestGradeFromSource leaves grades out: a fact takes the reliability of its first source, wherever that was imported.
func TestGradeFromSource(t *testing.T) {
	s := storetest.NewMemory()
	grades := func() map[graph.ID]string {
		all := map[graph.ID]string{}
		for _, id := range []graph.ID{"left-out", "empty", "given", "unknown", "none", "line"} {
			entries, err := s.Read(t.Context(), []graph.Key{{ID: id}})
			if err != nil {
				t.Fatal(err)
			}
			if entries[0].Deleted() {
				continue
			}
			d, err := graph.Decode(entries[0].Noun, entries[0].Body)
			if err != nil {
				t.Fatal(err)
			}
			all[id] = graph.FactOf(d).Grade.String()
		}
		return all
	}
	load := func(text string, f exchange.Format) {
		t.Helper()
		if _, err := exchange.Import(t.Context(), s, exchange.Read(strings.NewReader(text), "file", f), exchange.Options{}.InBatchesOf(3)); err != nil {
			t.Fatal(err)
		}
	}
	const file = `
defaults: {marking: clear}
sources: [{id: s, title: S, reliability: C}, {id: judged-by-nobody, title: T}]
engagements:
  - {id: left-out, kind: meeting, status: held, evidence: [{source: s}, {source: judged-by-nobody}]}
  - {id: empty, kind: meeting, status: held, grade: "", evidence: [{source: s}]}
  - {id: given, kind: meeting, status: held, grade: A1, evidence: [{source: s}]}
  - {id: unknown, kind: meeting, status: held, evidence: [{source: judged-by-nobody}]}
  - {id: none, kind: meeting, status: held}
`
	load(file, exchange.YAML)
	load(`{"engagement":{"id":"line","marking":"TLP:CLEAR","kind":"meeting","status":"held","evidence":[{"source":"s"}]}}`, exchange.Lines)
	want := map[graph.ID]string{"left-out": "C6", "empty": "", "given": "A1", "unknown": "", "none": "", "line": "C6"}
	if got := grades(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	load(strings.Replace(file, "marking: clear", "marking: clear, grade: D4", 1), exchange.YAML)
	want = map[graph.ID]string{"left-out": "D4", "empty": "", "given": "A1", "unknown": "D4", "none": "D4", "line": "C6"}
	if got := grades(); !reflect.DeepEqual(got, want) {
		t.Errorf("with a default: got %v, want %v", got, want)
	}
}

// TestExportImports imports an export again, as a copy and over what it was taken from: an export says all, so nothing changes.
func TestExportImports(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		documents := (&drawer{T: t, each: 2}).documents()
		s := storetest.NewMemory()
		first, err := exchange.Import(t.Context(), s, exchange.Read(strings.NewReader(written(t, exchange.Lines, documents)), "export", exchange.Lines), exchange.Options{})
		if err != nil || first.Created != len(documents) {
			t.Fatalf("got %+v, error %v", first, err)
		}
		for _, f := range []exchange.Format{exchange.YAML, exchange.Lines} {
			again, err := exchange.Import(t.Context(), s, exchange.Read(strings.NewReader(written(t, f, documents)), "export", f), exchange.Options{})
			if err != nil || again.Unchanged != len(documents) {
				t.Fatalf("%s: got %+v, error %v", f, again, err)
			}
		}
	})
}

func TestAllAtOnce(t *testing.T) {
	const text = `defaults: {marking: TLP:GREEN}
organisations:
  - id: a
    name: Foo
    kind: Ministry
  - id: a
    names: [{text: B}]
    kind: agency
engagements:
  - id: e1
    kind: meeting
    status: hled
    when: 4 March 2021
`
	var got error
	for _, err := range exchange.Read(strings.NewReader(text), "own.yaml", exchange.YAML) {
		got = err
	}
	for _, want := range []string{
		"own.yaml:4 a name: is no field", "own.yaml:3 a names: is missing", `own.yaml:5 a kind: "Ministry"`, "own.yaml:6 a: stands in this file twice, first on line 3",
		`own.yaml:13 e1 when: "4 March 2021" is read as 2021-03-04`, `own.yaml:12 e1 status: "hled"`,
	} {
		if got == nil || !strings.Contains(got.Error(), want) {
			t.Errorf("the errors lack %q: %v", want, got)
		}
	}
	if strings.Contains(fmt.Sprint(got), "marking: ") {
		t.Errorf("a default is told as missing: %v", got)
	}
}

func TestTwoFilesWithOneDocument(t *testing.T) {
	org := &graph.Organisation{Head: graph.Head{ID: "a", Marking: graph.Clear}, Names: []graph.Name{{Text: "A"}}, Kind: graph.Agency}
	items := func(yield func(exchange.Item, error) bool) {
		_ = yield(exchange.Item{Document: org, File: "one.yaml", Line: 2}, nil) && yield(exchange.Item{Document: org, File: "two.yaml", Line: 5}, nil)
	}
	_, err := exchange.Import(t.Context(), storetest.NewMemory(), items, exchange.Options{})
	if graph.KindOf(err) != graph.Invalid || !strings.Contains(err.Error(), "two.yaml:5 a: is given before, at one.yaml:2") {
		t.Errorf("got %v", err)
	}
}
