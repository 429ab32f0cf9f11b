package exchange_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/storetest"
)

func TestDemoImports(t *testing.T) {
	s := storetest.NewMemory()
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

func read(text string, f exchange.Format) ([]graph.Document, error) {
	var documents []graph.Document
	for item, err := range exchange.Read(strings.NewReader(text), "file", f) {
		if err != nil {
			return documents, err
		}
		documents = append(documents, item.Document)
	}
	return documents, nil
}

// TestRoundTrip writes documents with every kind of text and reads them again: nothing is lost, and the second export has the bytes of the first.
func TestRoundTrip(t *testing.T) {
	text := rapid.OneOf(
		rapid.SampledFrom([]string{"Нур-Султан", "yes", "no", "null", "~", "1e3", "2021", "0x1F", "- a", "a: b", "#", "'", `"`, "it's \"so\"", "*a", "&b", "é", "!tag", "|", ">", "%", "@", "true", " lead", "trail ", "[x", "{y", "a\\b"}),
		rapid.StringMatching(`[a-zЖ-я0-9 :'"#&*!|>%@{}\[\],?~-]{1,20}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		name := func() string {
			s := text.Draw(t, "text")
			if strings.TrimSpace(s) == "" {
				return "x"
			}
			return s
		}
		head := func(id graph.ID) graph.Head {
			return graph.Head{ID: id, Marking: graph.Amber, Audience: []graph.Group{"team"}}
		}
		grade, _ := graph.ParseGrade("B2")
		total := 3
		fact := graph.Fact{Grade: grade, Evidence: []graph.Citation{{Source: "s", Locator: name(), Quote: name() + "\n" + name()}}}
		documents := []graph.Document{
			&graph.Source{Head: head("s"), Title: name(), Date: graph.MustDate("2021-03"), File: &graph.File{Name: name()}},
			&graph.Organisation{Head: head("o"), Names: []graph.Name{{Text: name(), Valid: graph.MustDate("1998/2019")}}, Kind: graph.Agency, Country: "NO", Parents: []graph.Parent{{Organisation: "o2"}}},
			&graph.Organisation{Head: head("o2"), Names: []graph.Name{{Text: name()}}, Kind: graph.Ministry, Contact: &graph.Contact{Address: name(), Phone: "+996 1"}},
			&graph.Person{Head: head("p"), Names: []graph.Name{{Text: name(), Patronymic: name()}}, NeedsInterpreter: true},
			&graph.Post{Head: head("post"), Titles: []graph.Name{{Text: name()}}, Organisation: "o", Precedence: 2},
			&graph.Tenure{Head: head("t"), Fact: fact, Person: "p", Post: "post", SeenOn: []graph.Date{graph.MustDate("2021")}},
			&graph.Engagement{
				Head: head("e"), Fact: fact, Kind: graph.Meeting, Status: graph.Held, When: graph.MustDate("[2021-03-03..2021-03-04]"), StandsFor: graph.Several, Summary: name() + "\n\n" + name(),
				Topics: []string{name()}, Participants: []graph.Participation{{Stakeholder: "p", ActingFor: "o", Role: graph.Host, Headcount: &graph.Headcount{Total: &total}}},
			},
			&graph.Cooperation{Head: head("k"), Fact: fact, Kind: graph.Membership, Parties: []graph.Party{{Country: "KG", Role: graph.Member}, {Organisation: "o", Role: graph.Body}}},
			&graph.Commitment{Head: head("m"), Fact: fact, Basis: graph.Agreed, What: name(), OwedBy: "o", OwedTo: "p", Due: graph.MustDate("../2021")},
		}
		for _, f := range []exchange.Format{exchange.YAML, exchange.Lines} {
			var first, second bytes.Buffer
			if err := exchange.Write(&first, f, documents); err != nil {
				t.Fatal(err)
			}
			again, err := read(first.String(), f)
			if err != nil {
				t.Fatalf("%s: %v\n%s", f, err, first.String())
			}
			if err := exchange.Write(&second, f, again); err != nil {
				t.Fatal(err)
			}
			if first.String() != second.String() {
				t.Fatalf("%s: the second export differs:\n%s\n%s", f, first.String(), second.String())
			}
			for _, d := range again {
				for _, before := range documents {
					if before.Header().ID == d.Header().ID && !reflect.DeepEqual(before, d) {
						t.Fatalf("%s: %s was changed:\n%+v\n%+v", f, d.Header().ID, before, d)
					}
				}
			}
		}
	})
}

func TestReadTellsWhere(t *testing.T) {
	for _, c := range []struct {
		name, text string
		format     exchange.Format
		says       []string
	}{
		{
			"yaml fields", "organisations:\n  - id: a\n    marking: PINK\n    names: [{text: A}]\n    kind: castle\n    colour: red\n  - id: b\n    marking: TLP:RED\n    kind: agency\n", exchange.YAML,
			[]string{"file:3 a marking", "colour", "file:7 b names"},
		},
		{"twice", "persons:\n  - {id: a, marking: TLP:RED, names: [{text: A}]}\n  - {id: a, marking: TLP:RED, names: [{text: A}]}\n", exchange.YAML, []string{"file:3", "first on line 2"}},
		{"a list that is none", "organisations: 7\n", exchange.YAML, []string{"file:1", "list"}},
		{"an unknown list", "organizations: []\n", exchange.YAML, []string{"organizations", "organisations"}},
		{"a newer format", "liaison: 9\n", exchange.YAML, []string{"format 9"}},
		{"an alias", "organisations:\n  - &a {id: a, marking: TLP:RED, kind: agency, names: [{text: A}]}\n  - *a\n", exchange.YAML, []string{"file:3", "alias"}},
		{"not yaml", "organisations: [\n", exchange.YAML, []string{"not YAML"}},
		{"utf-16", "\xff\xfeo\x00", exchange.YAML, []string{"UTF-16"}},
		{"windows-1251", "organisations:\n - id: a # \xcf\xf0\xe8\xe2\xe5\xf2\n", exchange.YAML, []string{"UTF-8"}},
		{
			"lines", "{\"organisation\":{\"id\":\"a\"}}\n{\"castle\":{}}\nnonsense\n{\"person\":{},\"post\":{}}\n", exchange.Lines,
			[]string{"file:1 a names", "file:2", "castle", "file:3", "file:4"},
		},
		{"a newer format in lines", "{\"liaison\":2}\n", exchange.Lines, []string{"format 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			documents, err := read(c.text, c.format)
			if err == nil || graph.KindOf(err) != graph.Malformed {
				t.Fatalf("got %d documents, error %v", len(documents), err)
			}
			for _, says := range c.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("got %q, want it to say %q", err, says)
				}
			}
		})
	}
	if d, err := read("\xef\xbb\xbforganisations:\r\n  - id: a\r\n    marking: clear\r\n    kind: agency\r\n    country: NO\r\n    names: [{text: 2021}]\r\n", exchange.YAML); err != nil || len(d) != 1 {
		t.Errorf("BOM, CRLF, Norway and a year for a name: got %v, error %v", d, err)
	}
}

// TestDryRunIsHonest holds a dry run to what the real one does, after edits by hand too.
func TestDryRunIsHonest(t *testing.T) {
	s := storetest.NewMemory()
	if _, err := exchange.Import(t.Context(), s, exchange.Demo(), exchange.Options{}); err != nil {
		t.Fatal(err)
	}
	// One document changes in the file, one is new.
	items := func(yield func(exchange.Item, error) bool) {
		for item, err := range exchange.Demo() {
			if o, ok := item.Document.(*graph.Organisation); ok && o.ID == "tj-ems" {
				o.Seat = "TJ-khujand"
			}
			if !yield(item, err) {
				return
			}
		}
		yield(exchange.Item{Document: storetest.Org("new", "New")}, nil)
	}
	dry, err := exchange.Import(t.Context(), s, items, exchange.Options{DryRun: true, Batch: "x"})
	if err != nil {
		t.Fatal(err)
	}
	real, err := exchange.Import(t.Context(), s, items, exchange.Options{Batch: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if dry.Created != 1 || dry.Changed != 1 || real.Created != dry.Created || real.Changed != dry.Changed || real.Unchanged != dry.Unchanged {
		t.Errorf("dry run %+v, real run %+v", dry, real)
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
		_, err := exchange.Import(t.Context(), s, exchange.Demo(), exchange.Options{DryRun: dryRun})
		if graph.KindOf(err) != graph.Conflict || !strings.Contains(err.Error(), "demo/leica.yaml:") || !strings.Contains(err.Error(), "tj-ems") {
			t.Errorf("dry run %t: got %v, want a conflict that says where", dryRun, err)
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
	_, err := exchange.Import(t.Context(), s, items, exchange.Options{Batch: "long"})
	if err == nil || !strings.Contains(err.Error(), "liaison undo --batch long") {
		t.Errorf("got %v, want it to say how to undo the first part", err)
	}
}

// TestDocumentation holds docs/formats.md to the fields and closed lists of the model.
func TestDocumentation(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, noun := range graph.Nouns() {
		for _, name := range fieldNames(reflect.TypeOf(graph.NewDocument(noun)).Elem()) {
			if !strings.Contains(string(raw), "`"+name+"`") {
				t.Errorf("docs/formats.md does not name the field %s of %s", name, noun)
			}
		}
	}
	for _, list := range []any{
		graph.NameKinds(), graph.OrganisationKinds(), graph.Mandates(), graph.Engages(), graph.PredecessorHows(), graph.Capacities(), graph.EngagementKinds(), graph.Statuses(),
		graph.Weights(), graph.Roles(), graph.Presences(), graph.Replies(), graph.CooperationKinds(), graph.PartyRoles(), graph.Bases(), graph.ClosedHows(),
	} {
		values := []string{}
		for i := range reflect.ValueOf(list).Len() {
			values = append(values, "`"+reflect.ValueOf(list).Index(i).String()+"`")
		}
		if line := strings.Join(values, ", "); !strings.Contains(string(raw), line) {
			t.Errorf("docs/formats.md must list %s", line)
		}
	}
}

func fieldNames(t reflect.Type) []string {
	var all []string
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && !f.Anonymous {
			all = append(append(all, name), fieldNames(f.Type)...)
		}
	}
	return all
}

func FuzzReadYAML(f *testing.F) {
	f.Add("organisations:\n  - {id: a, marking: clear, kind: agency, names: [{text: A}]}\n")
	f.Add("liaison: 1\ndefaults: {marking: TLP:RED}\npersons: [{id: p}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = read(text, exchange.YAML)
	})
}

func FuzzReadLines(f *testing.F) {
	f.Add("{\"liaison\":1}\n{\"organisation\":{\"id\":\"a\",\"marking\":\"TLP:CLEAR\",\"kind\":\"agency\",\"names\":[{\"text\":\"A\"}]}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = read(text, exchange.Lines)
	})
}
