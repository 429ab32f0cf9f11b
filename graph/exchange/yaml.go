package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

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
	file, err := parser.ParseBytes(raw, 0)
	if err != nil {
		return graph.Errorf(graph.Malformed, "%s is not YAML: %s", c.file, yaml.FormatError(err, false, false))
	}
	var root ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if root != nil {
			return graph.Errorf(graph.Malformed, "%s holds several YAML documents: put everything into one", c.file)
		}
		root = doc.Body
	}
	if root == nil {
		return nil
	}
	return c.yamlFile(root)
}

func (c *collector) yamlFile(root ast.Node) error {
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
		key := pair.Key.GetToken().Value
		noun, isNoun := nouns[key]
		switch {
		case isNoun:
			c.yamlList(noun, pair.Value, fill)
		case !slices.Contains(known, key):
			c.problem(lineOf(pair.Key), graph.Problem{Field: key, Text: "is no field here: the fields are " + strings.Join(known, ", ")})
		}
	}
	return nil
}

// yamlHead reads version and defaults, wherever they stand.
func (c *collector) yamlHead(pairs []*ast.MappingValueNode) (defaults, error) {
	var fill defaults
	for _, pair := range pairs {
		switch key := pair.Key.GetToken().Value; key {
		case "liaison":
			var version int
			if _, err := fmt.Sscanf(pair.Value.GetToken().Value, "%d", &version); err != nil {
				c.problem(lineOf(pair.Key), graph.Problem{Field: key, Text: "must be the number of the format: 1"})
			}
			if err := checkVersion(c.file, version); err != nil {
				return fill, err
			}
		case "defaults":
			k := converter{lines: map[string]int{}}
			tree := k.convert("", pair.Value, reflect.TypeFor[defaults](), 0)
			raw, err := json.Marshal(tree)
			if err == nil {
				decoder := json.NewDecoder(bytes.NewReader(raw))
				decoder.DisallowUnknownFields()
				err = decoder.Decode(&fill)
			}
			if err != nil {
				c.problem(lineOf(pair.Key), graph.Problem{Field: key, Text: err.Error()})
			}
		}
	}
	return fill, nil
}

func (c *collector) yamlList(noun graph.Noun, node ast.Node, fill defaults) {
	sequence, ok := resolve(node).(*ast.SequenceNode)
	if !ok {
		if _, null := node.(*ast.NullNode); !null {
			c.problem(lineOf(node), graph.Problem{Field: noun.Plural(), Text: "must be a list: begin each document with a hyphen"})
		}
		return
	}
	want := reflect.TypeOf(graph.NewDocument(noun)).Elem()
	for _, value := range sequence.Values {
		k := converter{lines: map[string]int{}}
		tree := k.convert("", value, want, 0)
		for _, p := range k.problems {
			c.problem(lineOf(value), p)
		}
		raw, err := json.Marshal(tree)
		if err != nil {
			c.problem(lineOf(value), graph.Problem{Text: err.Error()})
			continue
		}
		d, err := graph.Read(noun, raw)
		if err != nil {
			c.fail(err, lineOf(value), k.lineOf)
			continue
		}
		fill.fill(d)
		if len(k.problems) == 0 {
			c.add(d, lineOf(value), k.lineOf)
		}
	}
}

func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

// pairsOf gives the fields of a mapping.
func pairsOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := resolve(n).(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// resolve looks through tags and anchors. Aliases are refused by the converter: a few lines of them can stand for gigabytes.
func resolve(n ast.Node) ast.Node {
	for {
		switch t := n.(type) {
		case *ast.TagNode:
			n = t.Value
		case *ast.AnchorNode:
			n = t.Value
		default:
			return n
		}
	}
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

func (k *converter) convert(field string, node ast.Node, want reflect.Type, depth int) any {
	node = resolve(node)
	if depth > maxDepth {
		k.problems = append(k.problems, graph.Problem{Field: field, Text: "is nested too deep"})
		return nil
	}
	k.lines[field] = lineOf(node)
	for want != nil && want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	switch n := node.(type) {
	case *ast.NullNode:
		return nil
	case *ast.AliasNode:
		k.problems = append(k.problems, graph.Problem{Field: field, Text: "is an alias (*" + n.Value.String() + "): write it out"})
		return nil
	case *ast.SequenceNode:
		list := []any{}
		for i, value := range n.Values {
			list = append(list, k.convert(fmt.Sprintf("%s[%d]", field, i), value, elementOf(want), depth+1))
		}
		return list
	}
	if pairs, ok := pairsOf(node); ok {
		return k.object(field, pairs, want, depth)
	}
	return scalar(node, want)
}

func (k *converter) object(field string, pairs []*ast.MappingValueNode, want reflect.Type, depth int) any {
	object := map[string]any{}
	for _, pair := range pairs {
		key := pair.Key.GetToken().Value
		path := key
		if field != "" {
			path = field + "." + key
		}
		if _, twice := object[key]; twice {
			k.problems = append(k.problems, graph.Problem{Field: path, Text: "is given twice"})
		}
		object[key] = k.convert(path, pair.Value, fieldType(want, key), depth+1)
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
func scalar(node ast.Node, want reflect.Type) any {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	}
	text := node.GetToken().Value
	number := want != nil && (want.Kind() == reflect.Int || want.Kind() == reflect.Bool)
	if !number {
		return text
	}
	if s, ok := node.(ast.ScalarNode); ok {
		return s.GetValue()
	}
	return text
}
