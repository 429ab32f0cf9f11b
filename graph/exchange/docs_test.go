package exchange_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/storetest"
)

func formats(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// sections gives the parts of a text by their headings.
func sections(text, mark string) map[string]string {
	all := map[string]string{}
	for _, part := range strings.Split("\n"+text, "\n"+mark+" ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		body, _, _ = strings.Cut(body, "\n## ")
		all[title] = body
	}
	return all
}

// apart are types with a table of their own, by its heading.
var apart = map[reflect.Type]string{
	reflect.TypeFor[graph.Head](): "every document", reflect.TypeFor[graph.Fact](): "every fact", reflect.TypeFor[graph.Name](): "names",
	reflect.TypeFor[graph.Contact](): "contact", reflect.TypeFor[graph.Identifier](): "identifiers",
}

// TestDocumentedFields holds the tables of fields in docs/formats.md equal to the Go types: no field is missing there, and none is there that does not exist.
func TestDocumentedFields(t *testing.T) {
	want := map[string][]string{}
	for of, title := range apart {
		want[title] = fieldPaths("", of)
	}
	for _, noun := range graph.Nouns() {
		want[string(noun)] = fieldPaths("", reflect.TypeOf(graph.NewDocument(noun)).Elem())
	}
	row := regexp.MustCompile("(?m)^\\| (?:\\*\\*)?`([^`]+)`")
	got := map[string][]string{}
	for title, body := range sections(formats(t), "###") {
		for _, m := range row.FindAllStringSubmatch(body, -1) {
			got[title] = append(got[title], m[1])
		}
	}
	for title := range want {
		if !slices.Equal(got[title], want[title]) {
			t.Errorf("docs/formats.md, %s: got the fields\n%v\nwant\n%v", title, got[title], want[title])
		}
		delete(got, title)
	}
	if len(got) > 0 {
		t.Errorf("docs/formats.md has tables of what does not exist: %v", got)
	}
}

// fieldPaths gives the fields of a type in their order, those of what is in them behind them.
func fieldPaths(prefix string, of reflect.Type) []string {
	var all []string
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		path, inner := prefix+name, f.Type
		all = append(all, path)
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			if inner.Kind() == reflect.Slice {
				path += "[]"
			}
			inner = inner.Elem()
		}
		if apart[inner] == "" && inner.Kind() == reflect.Struct {
			all = append(all, fieldPaths(path+".", inner)...)
		}
	}
	return all
}

// TestDocumentedLists holds the closed lists in docs/formats.md equal to those of the model.
func TestDocumentedLists(t *testing.T) {
	markings := []string{}
	for _, m := range graph.Markings() {
		markings = append(markings, m.String())
	}
	want := []string{"`" + strings.Join(markings, "`, `") + "`"}
	for _, list := range closedLists {
		values := []string{}
		for i := range reflect.ValueOf(list).Len() {
			values = append(values, reflect.ValueOf(list).Index(i).String())
		}
		want = append(want, "`"+strings.Join(values, "`, `")+"`")
	}
	got := []string{}
	for _, m := range regexp.MustCompile("(?m)^\\| [^|]+ \\| (`.*`) \\|$").FindAllStringSubmatch(sections(formats(t), "##")["Closed lists"], -1) {
		got = append(got, m[1])
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("docs/formats.md: got the lists\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestDocumentedExamples imports every example of docs/formats.md. The last has every field of every noun, with the value that the tables give.
func TestDocumentedExamples(t *testing.T) {
	text := formats(t)
	var last []graph.Document
	examples := regexp.MustCompile("(?s)```(yaml|json)\n(.*?)```").FindAllStringSubmatch(text, -1)
	if len(examples) != 3 {
		t.Fatalf("found %d examples, want 3", len(examples))
	}
	for _, m := range examples {
		f := exchange.YAML
		if m[1] == "json" {
			f = exchange.Lines
		}
		documents, err := read(m[2], f)
		if err != nil {
			t.Fatal(err)
		}
		if f == exchange.YAML {
			last = documents
		}
		if _, err := exchange.Import(t.Context(), storetest.NewMemory(), itemsOf(documents), exchange.Options{}); err != nil {
			t.Error(err)
		}
	}
	filled := map[string]bool{}
	for _, d := range last {
		fillPaths(string(d.Noun()), reflect.ValueOf(d).Elem(), filled)
	}
	for _, noun := range graph.Nouns() {
		for _, path := range fieldPaths("", reflect.TypeOf(graph.NewDocument(noun)).Elem()) {
			if !filled[string(noun)+" "+path] {
				t.Errorf("no %s of the last example has the field %s", noun, path)
			}
		}
	}
	for of, title := range apart {
		for _, path := range fieldPaths("", of) {
			if !filled[of.Name()+" "+path] {
				t.Errorf("the last example has nothing with the field %s of %s", path, title)
			}
		}
	}
	checkValues(t, text, examples[2][2])
}

// checkValues holds the examples in the tables to the file that has every field.
func checkValues(t *testing.T, text, example string) {
	t.Helper()
	for _, m := range regexp.MustCompile("(?m)^\\| (?:\\*\\*)?`([^`]+)`(?:\\*\\*)? \\|.*\\| `([^`]*)` \\|$").FindAllStringSubmatch(sections(text, "##")["Every field"], -1) {
		field, value := m[1][strings.LastIndex(m[1], ".")+1:], m[2]
		if field == "address" { // in the file on lines of its own
			continue
		}
		if !strings.Contains(example, field+": "+value) {
			t.Errorf("the last example has no %s: %s", field, value)
		}
	}
}

// fillPaths notes which fields hold something. Types with a table of their own are noted under their own name.
func fillPaths(title string, v reflect.Value, filled map[string]bool) {
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			f, field := v.Type().Field(i), v.Field(i)
			if f.Anonymous {
				fillPaths(f.Type.Name(), field, filled)
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" || field.IsZero() {
				continue
			}
			filled[title+" "+prefix+name] = true
			path, items := prefix+name, []reflect.Value{field}
			if field.Kind() == reflect.Slice {
				path, items = path+"[]", nil
				for k := range field.Len() {
					items = append(items, field.Index(k))
				}
			}
			for _, item := range items {
				for item.Kind() == reflect.Pointer {
					item = item.Elem()
				}
				switch {
				case apart[item.Type()] != "":
					fillPaths(item.Type().Name(), item, filled)
				case item.Kind() == reflect.Struct && item.Type() != reflect.TypeFor[graph.Date]():
					walk(path+".", item)
				}
			}
		}
	}
	walk("", v)
}
