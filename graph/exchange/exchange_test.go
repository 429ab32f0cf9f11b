package exchange_test

import (
	"bytes"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/sqlitestore"
	"liaison/graph/storetest"
)

// TestDemoImports imports the demo data, and again: the second time nothing changes.
func TestDemoImports(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(t *testing.T) (graph.Store, error)
	}{
		{"memory", func(*testing.T) (graph.Store, error) { return storetest.NewMemory(), nil }},
		{"sqlite", func(t *testing.T) (graph.Store, error) {
			return sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "liaison.db"))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := c.open(t)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			demoImports(t, s)
		})
	}
}

func demoImports(t *testing.T, s graph.Store) {
	t.Helper()
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

// TestDemoCounts counts the demo data by noun, exports it and reads it back.
func TestDemoCounts(t *testing.T) {
	documents := demo(t)
	counts := map[graph.Noun]int{}
	for _, d := range documents {
		counts[d.Noun()]++
	}
	want := map[graph.Noun]int{
		graph.NounSource: 2, graph.NounOrganisation: 19, graph.NounPerson: 5, graph.NounPost: 7, graph.NounTenure: 5, graph.NounEngagement: 19, graph.NounCooperation: 9, graph.NounCommitment: 4,
	}
	if !reflect.DeepEqual(counts, want) {
		t.Errorf("got %v, want %v", counts, want)
	}
	for _, f := range []exchange.Format{exchange.YAML, exchange.Lines} {
		export := written(t, f, documents)
		again, err := read(export, f)
		if err != nil || len(again) != len(documents) || written(t, f, again) != export {
			t.Errorf("%s: the export does not read back: error %v", f, err)
		}
	}
}

// TestDemoIsSupported holds the demo data to its own rules: every fact has evidence in words of its own, a grade and the public marking; what is inferred
// from pictures is graded 3.
func TestDemoIsSupported(t *testing.T) {
	for _, d := range demo(t) {
		head := d.Header()
		if head.Marking != graph.Clear || len(head.Audience) > 0 {
			t.Errorf("%s: got label %+v, want TLP:CLEAR", head.ID, head.Label())
		}
		f := graph.FactOf(d)
		if f == nil {
			continue
		}
		want := "B2"
		for _, c := range f.Evidence {
			if c.Locator == "" || c.Quote == "" {
				t.Errorf("%s: evidence %+v lacks its place or its words", head.ID, c)
			}
			switch {
			case c.Locator == "photo caption":
				want = "B3"
			case c.Source == "sco-member-states":
				want = "A1"
			}
		}
		if len(f.Evidence) == 0 || f.Grade.String() != want {
			t.Errorf("%s: got grade %s and evidence %+v, want %s and some", head.ID, f.Grade, f.Evidence, want)
		}
	}
}

func demo(t *testing.T) []graph.Document {
	t.Helper()
	var documents []graph.Document
	for item, err := range exchange.Demo() {
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, item.Document)
	}
	return documents
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

// TestRoundTrip writes random documents and reads them again: nothing is lost, the second export has the bytes of the first, and so
// has one of the same documents in another order.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		documents := (&drawer{T: t, each: 2}).documents()
		for _, f := range []exchange.Format{exchange.YAML, exchange.Lines} {
			first := written(t, f, documents)
			again, err := read(first, f)
			if err != nil {
				t.Fatalf("%s: %v\n%s", f, err, first)
			}
			if len(again) != len(documents) {
				t.Fatalf("%s: %d documents became %d", f, len(documents), len(again))
			}
			if second := written(t, f, again); first != second {
				t.Fatalf("%s: the second export differs:\n%s\n%s", f, first, second)
			}
			if shuffled := written(t, f, rapid.Permutation(documents).Draw(t, "order")); first != shuffled {
				t.Fatalf("%s: the order of the documents shows:\n%s\n%s", f, first, shuffled)
			}
			by := map[graph.ID]graph.Document{}
			for _, d := range again {
				by[d.Header().ID] = d
			}
			for _, before := range documents {
				if after := by[before.Header().ID]; !reflect.DeepEqual(before, after) {
					t.Fatalf("%s: %s was changed:\n%+v\n%+v", f, before.Header().ID, before, after)
				}
			}
		}
	})
}

func written(t interface{ Fatal(...any) }, f exchange.Format, documents []graph.Document) string {
	var out bytes.Buffer
	if err := exchange.Write(&out, f, documents); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// organisation is the beginning of a document, to go on with fields of it.
const (
	organisation     = "organisations:\n  - id: a\n    marking: clear\n    kind: agency\n    names: [{text: A}]\n"
	engagement       = "engagements:\n  - id: a\n    marking: clear\n    kind: meeting\n    status: held\n"
	organisationLine = `{"organisation":{"id":"a","marking":"TLP:CLEAR","kind":"agency","names":[{"text":"A"}]`
)

func TestReadTellsWhere(t *testing.T) {
	for _, c := range []struct {
		name, text string
		format     exchange.Format
		says       []string
	}{
		{
			"yaml fields", "organisations:\n  - id: a\n    marking: PINK\n    names: [{text: A}]\n    kind: castle\n    colour: red\n  - id: b\n    marking: TLP:RED\n    kind: agency\n", exchange.YAML,
			[]string{"file:3 a marking", "file:6 a colour", "file:7 b names"},
		},
		{"twice", "persons:\n  - {id: a, marking: TLP:RED, names: [{text: A}]}\n  - {id: a, marking: TLP:RED, names: [{text: A}]}\n", exchange.YAML, []string{"file:3", "first on line 2"}},
		{"a field twice", organisation + "    country: KG\n    country: KZ\n", exchange.YAML, []string{"file:7 a country: is given twice"}},
		{"a list twice", organisation + "organisations: []\n", exchange.YAML, []string{"file:6 organisations: is given twice, first on line 1"}},
		{"a list that is none", "organisations: 7\n", exchange.YAML, []string{"file:1", "list"}},
		{"an unknown list", "organizations: []\n", exchange.YAML, []string{"organizations", "organisations"}},
		{"an empty document", "organisations:\n  -\n", exchange.YAML, []string{"file:2 organisations", "empty"}},
		{"a newer format", "liaison: 9\n", exchange.YAML, []string{"format 9"}},
		{"no format", "liaison: 0\n", exchange.YAML, []string{"file:1 liaison"}},
		{"defaults", "defaults:\n  marking: PINK\n  grade: Z9\n  colour: red\n", exchange.YAML, []string{"file:2 defaults marking", "file:3 defaults grade", "file:4 defaults colour"}},
		{"an alias", "organisations:\n  - &a {id: a, marking: TLP:RED, kind: agency, names: [{text: A}]}\n  - *a\n", exchange.YAML, []string{"file:3", "alias"}},
		{"a bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c]\norganisations: [*d,*d,*d,*d,*d]\n", exchange.YAML, []string{"alias"}},
		{"a merge", engagement + "    <<: {online: true}\n", exchange.YAML, []string{"file:6 a <<", "no field"}},
		{"a number of another base", engagement + "    stands_for: 010\n", exchange.YAML, []string{"file:6 a stands_for: 010", "plain digits"}},
		{"a tab", "organisations:\n\t- id: a\n", exchange.YAML, []string{"line 2", "a tab?"}},
		{"not yaml", "organisations: [\n", exchange.YAML, []string{"not YAML"}},
		{"two documents", "liaison: 1\n---\nliaison: 1\n", exchange.YAML, []string{"several YAML documents"}},
		{"deep", engagement + "    request: " + strings.Repeat("{via: ", 30) + strings.Repeat("}", 30) + "\n", exchange.YAML, []string{"file:6", "nested too deep"}},
		{"utf-16", "\xff\xfeo\x00", exchange.YAML, []string{"UTF-16"}},
		{"utf-16 without a mark", "o\x00r\x00g\x00", exchange.YAML, []string{"UTF-16"}},
		{"windows-1251", "organisations:\n - id: a # \xcf\xf0\xe8\xe2\xe5\xf2\n", exchange.YAML, []string{"file:2", "UTF-8", "windows-1251"}},
		{"a classified marking", "organisations:\n  - {id: a, marking: RESTREINT UE, kind: agency, names: [{text: A}]}\n", exchange.YAML, []string{"classified", "accredited"}},
		{
			"lines", "{\"organisation\":{\"id\":\"a\"}}\n{\"castle\":{}}\nnonsense\n{\"person\":{},\"post\":{}}\n", exchange.Lines,
			[]string{"file:1 a names", "file:2", "castle", "file:3", "file:4"},
		},
		{"a field twice in a line", organisationLine + `,"id":"b"}}`, exchange.Lines, []string{"file:1 b id: is given twice"}},
		{"a field twice deep in a line", `{"organisation":{"id":"a","marking":"TLP:CLEAR","kind":"agency","names":[{"text":"A","text":"B"}]}}`, exchange.Lines, []string{"file:1 a names[0].text: is given twice"}},
		{"a field in capitals", organisationLine + `,"Country":"KG"}}`, exchange.Lines, []string{"file:1 a Country: is no field"}},
		{"two documents in a line", organisationLine + `}}` + organisationLine + `}}`, exchange.Lines, []string{"file:1", "not JSON"}},
		{"a document over lines", "{\n\"organisation\":{}\n}", exchange.Lines, []string{"file:1", "one whole object"}},
		{"an array", "[]", exchange.Lines, []string{"file:1", "type array", "must be an object"}},
		{"an empty line of a noun", `{"organisation":null}`, exchange.Lines, []string{"file:1 organisation: is empty"}},
		{"a list for a text", organisationLine + `,"seat":["KG"]}}`, exchange.Lines, []string{"file:1 a seat", "not a list"}},
		{"utf-16 lines", "{\x00\"\x00", exchange.Lines, []string{"UTF-16"}},
		{"windows-1251 lines", "{\"person\":\"\xcf\xf0\"}", exchange.Lines, []string{"file:1", "windows-1251"}},
		{"a newer format in lines", "{\"liaison\":2}\n", exchange.Lines, []string{"format 2"}},
		{"no format in lines", "{\"liaison\":\"1\"}\n", exchange.Lines, []string{"file:1 liaison"}},
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
}

// TestManyProblems has more problems than help anybody: a hundred are told, the others counted.
func TestManyProblems(t *testing.T) {
	_, err := read(strings.Repeat("nonsense\n", 250), exchange.Lines)
	if problems := graph.ProblemsOf(err); len(problems) != 101 || problems[100].Text != "and 150 more problems" {
		t.Errorf("got %d problems: %v", len(problems), err)
	}
}

// TestTooLarge refuses files past the limits without keeping what is past them.
func TestTooLarge(t *testing.T) {
	for _, f := range []exchange.Format{exchange.YAML, exchange.Lines} {
		endless := io.LimitReader(zeroes{}, 1<<40)
		for _, err := range exchange.Read(endless, "file", f) {
			if graph.KindOf(err) != graph.TooLarge {
				t.Errorf("%s: got %v", f, err)
			}
		}
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// TestWritten reads what YAML and JSON are known to turn into something else.
func TestWritten(t *testing.T) {
	for _, c := range []struct {
		name, text string
		format     exchange.Format
		want       string // of the last document, as JSON
	}{
		{"BOM and CRLF", "\ufeff" + strings.ReplaceAll(organisation, "\n", "\r\n"), exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency"}`},
		{"Norway", organisation + "    country: NO\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency","country":"NO"}`},
		{"engage no", organisation + "    engage: no\n    placeholder: true\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency","placeholder":true,"engage":"no"}`},
		{"texts", engagement + "    topics: [2021, 2021-02-22, NO, 1e3, 007, 0x1F, true, 1_000, 3.10, '']\n", exchange.YAML, ""},
		{"texts but the empty one", engagement + "    topics: [2021, 2021-02-22, NO, 1e3, 007, 0x1F, true, 1_000, 3.10]\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","kind":"meeting","status":"held","topics":["2021","2021-02-22","NO","1e3","007","0x1F","true","1_000","3.10"]}`},
		{"a year", engagement + "    when: 2021\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","kind":"meeting","status":"held","when":"2021"}`},
		{"a day", engagement + "    when: 2021-02-22\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","kind":"meeting","status":"held","when":"2021-02-22"}`},
		{"a day and time", engagement + "    when: 2021-02-22T14:30\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","kind":"meeting","status":"held","when":"2021-02-22T14:30"}`},
		{"one day between, no quotes", engagement + "    when: [2021-03-03..2021-03-04]\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","kind":"meeting","status":"held","when":"[2021-03-03..2021-03-04]"}`},
		{"null is absent", engagement + "    when: ~\n    place: null\n    summary:\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","kind":"meeting","status":"held"}`},
		{"left empty on purpose", "defaults: {audience: [team], grade: B2}\n" + engagement + "    audience: []\n    grade: ''\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","kind":"meeting","status":"held"}`},
		{"defaults", "defaults: {audience: [team], grade: B2}\n" + engagement, exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","audience":["team"],"grade":"B2","kind":"meeting","status":"held"}`},
		{"defaults after the lists", engagement + "defaults: {grade: B2}\n", exchange.YAML, `{"id":"a","marking":"TLP:CLEAR","grade":"B2","kind":"meeting","status":"held"}`},
		{"BOM, CRLF and empty lines", "\ufeff{\"liaison\":1}\r\n\r\n" + organisationLine + "}}\r\n", exchange.Lines, `{"id":"a","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency"}`},
		{"escapes", organisationLine + `,"contact":{"address":"\u0416 \ud83d\ude00 \/"}}}`, exchange.Lines, `{"id":"a","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency","contact":{"address":"Ж 😀 /"}}`},
		{"a name with escapes", `{"organis\u0061tion":{"i\u0064":"a","marking":"clear","kind":"agency","names":[{"text":"A"}]}}`, exchange.Lines, `{"id":"a","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency"}`},
		{"spaces", "  { \"organisation\" : { \"id\" : \"a\" , \"marking\":\"clear\",\"kind\":\"agency\",\"names\" : [ { \"text\" : \"A\" } ] } }  ", exchange.Lines, `{"id":"a","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency"}`},
		{"two exports, one behind the other", organisationLine + "}}\n{\"liaison\":1}\n" + strings.Replace(organisationLine, `"a"`, `"b"`, 1) + "}}", exchange.Lines, `{"id":"b","marking":"TLP:CLEAR","names":[{"text":"A"}],"kind":"agency"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			documents, err := read(c.text, c.format)
			if c.want == "" {
				if err == nil {
					t.Fatal("got no error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := graph.Encode(documents[len(documents)-1])
			if err != nil || string(got) != c.want {
				t.Errorf("got %s, want %s (error %v)", got, c.want, err)
			}
		})
	}
	for _, nothing := range []string{"", "# nothing\n", "---\n...\n", "liaison: 1\n", "organisations:\n"} {
		if documents, err := read(nothing, exchange.YAML); err != nil || len(documents) != 0 {
			t.Errorf("%q: got %d documents, error %v", nothing, len(documents), err)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]exchange.Format{"a.yaml": exchange.YAML, "a.YML": exchange.YAML, "a.jsonl": exchange.Lines, "a.ndjson": exchange.Lines, "-": exchange.Lines, "a.json": "", "a": "", "a.csv": ""} {
		if got, err := exchange.FormatOf(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, error %v", name, got, err)
		}
	}
}
