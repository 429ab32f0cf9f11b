package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"liaison/graph"
)

// defaults fill in what the documents of a file leave out, so that a file written by hand stays short.
type defaults struct {
	Marking  graph.Marking    `json:"marking,omitzero"`
	Audience []graph.Group    `json:"audience,omitempty"`
	Grade    graph.Grade      `json:"grade,omitzero"`
	Evidence []graph.Citation `json:"evidence,omitempty"`
}

func (d defaults) fill(doc graph.Document) {
	h := doc.Header()
	if h.Marking == 0 {
		h.Marking = d.Marking
	}
	if h.Audience == nil {
		h.Audience = d.Audience
	}
	f := graph.FactOf(doc)
	if f == nil {
		return
	}
	if f.Grade.IsZero() {
		f.Grade = d.Grade
	}
	if f.Evidence == nil {
		f.Evidence = slices.Clone(d.Evidence)
	}
}

// yaml reads a YAML file: "liaison: 1", "defaults", and a list for each noun by its plural.
func (c *collector) yaml(r io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxYAML+1))
	switch {
	case err != nil:
		return graph.Errorf(graph.Unavailable, "%s: %w", c.file, err)
	case len(raw) > maxYAML:
		return graph.Errorf(graph.TooLarge, "%s has more than %d bytes: use JSON Lines for that much", c.file, maxYAML)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if err := checkEncoding(c.file, raw); err != nil {
		return err
	}
	if !utf8.Valid(raw) {
		return graph.Errorf(graph.Malformed, "%s is not UTF-8: save it as UTF-8", c.file)
	}
	var root, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(&root); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return graph.Errorf(graph.Malformed, "%s is not YAML: %s", c.file, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if decoder.Decode(&more) == nil {
		return graph.Errorf(graph.Malformed, "%s holds several YAML documents: put everything into one", c.file)
	}
	if len(root.Content) == 0 || root.Content[0].Tag == nullTag {
		return nil
	}
	return c.yamlFile(root.Content[0])
}

// The tags of YAML's own scalars.
const (
	nullTag = "!!null"
	boolTag = "!!bool"
	intTag  = "!!int"
)

func (c *collector) yamlFile(root *yaml.Node) error {
	nouns := map[string]graph.Noun{}
	known := []string{"liaison", "defaults"}
	for _, n := range graph.Nouns() {
		nouns[n.Plural()] = n
		known = append(known, n.Plural())
	}
	pairs, ok := pairsOf(root)
	if !ok {
		return graph.Errorf(graph.Malformed, "%s must hold fields: %s", c.file, strings.Join(known, ", "))
	}
	fill, err := c.yamlHead(pairs)
	if err != nil {
		return err
	}
	for _, pair := range pairs {
		noun, isNoun := nouns[pair.key]
		switch {
		case isNoun:
			c.yamlList(noun, pair.value, fill)
		case !slices.Contains(known, pair.key):
			c.problem(pair.line, graph.Problem{Field: pair.key, Text: "is no field here: the fields are " + strings.Join(known, ", ")})
		}
	}
	return nil
}

// yamlHead reads version and defaults, wherever they stand.
func (c *collector) yamlHead(pairs []pair) (defaults, error) {
	var fill defaults
	for _, pair := range pairs {
		switch pair.key {
		case "liaison":
			version, err := strconv.Atoi(pair.value.Value)
			if err != nil {
				c.problem(pair.line, graph.Problem{Field: pair.key, Text: "must be the number of the format: 1"})
			}
			if err := checkVersion(c.file, version); err != nil {
				return fill, err
			}
		case "defaults":
			k := converter{lines: map[string]int{}}
			tree := k.convert("", pair.value, reflect.TypeFor[defaults](), 0)
			raw, err := json.Marshal(tree)
			if err == nil {
				decoder := json.NewDecoder(bytes.NewReader(raw))
				decoder.DisallowUnknownFields()
				err = decoder.Decode(&fill)
			}
			if err != nil {
				c.problem(pair.line, graph.Problem{Field: pair.key, Text: err.Error()})
			}
		}
	}
	return fill, nil
}

func (c *collector) yamlList(noun graph.Noun, node *yaml.Node, fill defaults) {
	if node.Kind != yaml.SequenceNode {
		if node.Tag != nullTag {
			c.problem(node.Line, graph.Problem{Field: noun.Plural(), Text: "must be a list: begin each document with a hyphen"})
		}
		return
	}
	want := reflect.TypeOf(graph.NewDocument(noun)).Elem()
	for _, value := range node.Content {
		k := converter{lines: map[string]int{}}
		tree := k.convert("", value, want, 0)
		for _, p := range k.problems {
			c.problem(value.Line, p)
		}
		raw, err := json.Marshal(tree)
		if err != nil {
			c.problem(value.Line, graph.Problem{Text: err.Error()})
			continue
		}
		d, err := graph.Read(noun, raw)
		if err != nil {
			c.fail(err, value.Line, k.lineOf)
			continue
		}
		fill.fill(d)
		if len(k.problems) == 0 {
			c.add(d, value.Line, k.lineOf)
		}
	}
}

// pair is a field of a mapping.
type pair struct {
	key   string
	line  int
	value *yaml.Node
}

// pairsOf gives the fields of a mapping.
func pairsOf(n *yaml.Node) ([]pair, bool) {
	if n.Kind != yaml.MappingNode {
		return nil, false
	}
	pairs := make([]pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		pairs = append(pairs, pair{n.Content[i].Value, n.Content[i].Line, n.Content[i+1]})
	}
	return pairs, true
}

// converter turns YAML into the tree that JSON would give. It looks at the type that a value is for: what is to be a text is taken as
// written, so that 2021, 2021-02-22, NO and 1e3 need no quotes.
type converter struct {
	lines    map[string]int
	problems []graph.Problem
}

// lineOf gives the line of a field, or of the nearest around it.
func (k *converter) lineOf(field string) int {
	for field != "" {
		if line, ok := k.lines[field]; ok {
			return line
		}
		field = field[:max(0, strings.LastIndexAny(field, ".["))]
	}
	return 0
}

// maxDepth is far deeper than any document.
const maxDepth = 20

func (k *converter) convert(field string, node *yaml.Node, want reflect.Type, depth int) any {
	if depth > maxDepth {
		k.problems = append(k.problems, graph.Problem{Field: field, Text: "is nested too deep"})
		return nil
	}
	k.lines[field] = node.Line
	for want != nil && want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	switch node.Kind {
	case yaml.AliasNode: // a few lines of them can stand for gigabytes
		k.problems = append(k.problems, graph.Problem{Field: field, Text: "is an alias (*" + node.Value + "): write it out"})
		return nil
	case yaml.SequenceNode:
		list := []any{}
		for i, value := range node.Content {
			list = append(list, k.convert(fmt.Sprintf("%s[%d]", field, i), value, elementOf(want), depth+1))
		}
		return list
	case yaml.MappingNode:
		return k.object(field, node, want, depth)
	default:
		return scalar(node, want)
	}
}

func (k *converter) object(field string, node *yaml.Node, want reflect.Type, depth int) any {
	object := map[string]any{}
	pairs, _ := pairsOf(node)
	for _, p := range pairs {
		path := p.key
		if field != "" {
			path = field + "." + p.key
		}
		if _, twice := object[p.key]; twice {
			k.problems = append(k.problems, graph.Problem{Field: path, Text: "is given twice"})
		}
		object[p.key] = k.convert(path, p.value, fieldType(want, p.key), depth+1)
	}
	return object
}

// fieldType gives the type of a field by its name in JSON, nil where there is none.
func fieldType(t reflect.Type, key string) reflect.Type {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == key && !f.Anonymous {
			return f.Type
		}
	}
	return nil
}

func elementOf(t reflect.Type) reflect.Type {
	if t != nil && t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return nil
}

// scalar gives a scalar: as written where a text is wanted, else as YAML reads it.
func scalar(node *yaml.Node, want reflect.Type) any {
	if node.Tag == nullTag {
		return nil
	}
	if want != nil && (want.Kind() == reflect.Int || want.Kind() == reflect.Bool) {
		switch node.Tag {
		case intTag:
			return json.Number(node.Value)
		case boolTag:
			return strings.EqualFold(node.Value, "true")
		}
	}
	return node.Value
}
