package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"liaison/graph"
)

// defaultsKey is the field that holds the defaults of a file.
const defaultsKey = "defaults"

// defaults fill in what the documents of a file leave out, so that a file written by hand stays short.
type defaults struct {
	Marking  graph.Marking    `json:"marking,omitzero"`
	Audience []graph.Group    `json:"audience,omitempty"`
	Grade    graph.Grade      `json:"grade,omitzero"`
	Evidence []graph.Citation `json:"evidence,omitempty"`
}

// fill fills in a document whose file has the given fields for it. What is there but empty ("grade: ”", "audience: []")
// was left empty on purpose. It says whether the document is a fact without a word on its grade.
func (d defaults) fill(doc graph.Document, given map[string]any) (ungraded bool) {
	h := doc.Header()
	if h.Marking == 0 {
		h.Marking = d.Marking
	}
	if given["audience"] == nil {
		h.Audience = slices.Clone(d.Audience)
	}
	f := graph.FactOf(doc)
	if f == nil {
		return false
	}
	if given["evidence"] == nil {
		f.Evidence = slices.Clone(d.Evidence)
	}
	if given["grade"] == nil {
		f.Grade = d.Grade
		return f.Grade.IsZero()
	}
	return false
}

// yaml reads a YAML file: "liaison: 1", "defaults", and a list for each noun by its plural.
func (c *collector) yaml(r io.Reader) error {
	raw, err := c.yamlText(r)
	if err != nil {
		return err
	}
	var root, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(&root); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return c.notYAML(err)
	}
	if err := decoder.Decode(&more); err == nil {
		return graph.Errorf(graph.Malformed, "%s holds several YAML documents: put everything into one", c.file)
	} else if !errors.Is(err, io.EOF) {
		return c.notYAML(err)
	}
	if len(root.Content) == 0 || root.Content[0].Tag == nullTag {
		return nil
	}
	return c.yamlFile(root.Content[0])
}

// yamlText reads the whole file and makes sure that it is text.
func (c *collector) yamlText(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxYAML+1))
	switch {
	case err != nil:
		return nil, graph.Errorf(graph.Unavailable, "%s: %w", c.file, err)
	case len(raw) > maxYAML:
		return nil, graph.Errorf(graph.TooLarge, "%s has more than %d bytes: use JSON Lines for that much", c.file, maxYAML)
	}
	if err := checkEncoding(c.file, raw); err != nil {
		return nil, err
	}
	raw = bytes.TrimPrefix(raw, []byte(byteOrderMark))
	for rest, line := raw, 1; len(rest) > 0; line++ {
		text, after, _ := bytes.Cut(rest, []byte("\n"))
		if !utf8.Valid(text) {
			return nil, graph.Errorf(graph.Malformed, "%s:%d %s", c.file, line, notUTF8)
		}
		rest = after
	}
	return raw, nil
}

// notYAML tells what the library says of broken YAML, and what most often is the reason.
func (c *collector) notYAML(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.Contains(text, "cannot start any token") {
		text += " (a tab? YAML is indented with spaces; a text that begins with @, % or ` needs quotes)"
	}
	if strings.Contains(text, "did not find expected") || strings.Contains(text, "mapping values are not allowed") {
		text += " (a text with a colon and a space, or a comma inside of brackets, needs quotes)"
	}
	return graph.Errorf(graph.Malformed, "%s is not YAML: %s", c.file, text)
}

func (c *collector) yamlFile(root *yaml.Node) error {
	nouns := map[string]graph.Noun{}
	known := []string{versionKey, defaultsKey}
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
	first := map[string]int{}
	for _, pair := range pairs {
		noun, isNoun := nouns[pair.key]
		switch line, twice := first[pair.key]; {
		case !slices.Contains(known, pair.key):
			c.problem(pair.line, graph.Problem{Field: pair.key, Text: "is no field here: the fields are " + strings.Join(known, ", ")})
		case twice:
			c.problem(pair.line, graph.Problem{Field: pair.key, Text: "is given twice, first on line " + strconv.Itoa(line) + ": put both into one"})
		case isNoun:
			c.yamlList(noun, pair.value, fill)
		}
		first[pair.key] = pair.line
	}
	return nil
}

// yamlHead reads version and defaults, wherever they stand.
func (c *collector) yamlHead(pairs []pair) (defaults, error) {
	var fill defaults
	for _, pair := range pairs {
		switch pair.key {
		case versionKey:
			version, err := strconv.Atoi(pair.value.Value)
			if err := c.version(pair.line, version, err); err != nil {
				return fill, err
			}
		case defaultsKey:
			fill = c.yamlDefaults(pair)
		}
	}
	return fill, nil
}

// yamlDefaults reads the defaults field by field, to tell everything that is wrong with them.
func (c *collector) yamlDefaults(p pair) defaults {
	var fill defaults
	want := reflect.TypeFor[defaults]()
	k := newConverter()
	fields, ok := k.convert("", p.value, want, 0).(map[string]any)
	if !ok && p.value.Tag != nullTag {
		c.problem(p.line, graph.Problem{Field: defaultsKey, Text: "must hold fields: marking, audience, grade, evidence"})
	}
	for _, problem := range k.problems {
		problem.Document = defaultsKey
		c.problem(max(k.lineOf(problem.Field), p.line), problem)
	}
	for i := range want.NumField() {
		name := jsonName(want.Field(i))
		value := fields[name]
		delete(fields, name)
		if value == nil {
			continue
		}
		raw, err := json.Marshal(map[string]any{name: value})
		if err == nil {
			decoder := json.NewDecoder(bytes.NewReader(raw))
			decoder.DisallowUnknownFields()
			err = decoder.Decode(&fill)
		}
		if err != nil {
			c.problem(k.lines[name], graph.Problem{Document: defaultsKey, Field: name, Text: strings.TrimPrefix(err.Error(), "json: ")})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		c.problem(k.lines[name], graph.Problem{Document: defaultsKey, Field: name, Text: "is no field here: the fields are marking, audience, grade, evidence"})
	}
	return fill
}

func (c *collector) yamlList(noun graph.Noun, node *yaml.Node, fill defaults) {
	if node.Kind != yaml.SequenceNode {
		if node.Tag != nullTag {
			c.problem(node.Line, graph.Problem{Field: noun.Plural(), Text: "must be a list: begin each document with a hyphen"})
		}
		return
	}
	for _, value := range node.Content {
		c.yamlDocument(noun, value, fill)
	}
}

func (c *collector) yamlDocument(noun graph.Noun, node *yaml.Node, fill defaults) {
	if node.Tag == nullTag {
		c.problem(node.Line, graph.Problem{Field: noun.Plural(), Text: "has an item that is empty: give it fields, or take its hyphen away"})
		return
	}
	k := newConverter()
	tree := k.convert("", node, reflect.TypeOf(graph.NewDocument(noun)).Elem(), 0)
	given, _ := tree.(map[string]any)
	id, _ := given["id"].(string)
	for i := range k.problems {
		k.problems[i].Document = id
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		c.problem(node.Line, graph.Problem{Document: id, Text: err.Error()})
		return
	}
	d, err := graph.Read(noun, raw)
	if told := slices.Concat(k.problems, graph.ProblemsOf(err)); d != nil && len(told) > 0 {
		c.note(graph.ID(id), node.Line)
		fill.fill(d, given)
		c.unreadable(d, told, node.Line, k.lineOf)
		return
	}
	if err != nil {
		c.fail(err, node.Line, k.lineOf)
		return
	}
	c.add(Item{Document: d, Line: node.Line, Ungraded: fill.fill(d, given)}, k.lineOf)
}
