package exchange

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"liaison/graph"
)

// The tags of YAML's own scalars.
const (
	nullTag = "!!null"
	boolTag = "!!bool"
	intTag  = "!!int"
)

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
		key := n.Content[i]
		name := key.Value
		if key.Kind != yaml.ScalarNode {
			name = "?" // a list, an object or an alias: no field has such a name
		}
		pairs = append(pairs, pair{name, key.Line, n.Content[i+1]})
	}
	return pairs, true
}

// converter turns YAML into the tree that JSON would give. It looks at the type that a value is for: what is to be a text is taken as
// written, so that 2021, 2021-02-22, NO and 1e3 need no quotes.
type converter struct {
	lines    map[string]int
	problems []graph.Problem
}

func newConverter() *converter { return &converter{lines: map[string]int{}} }

func (k *converter) add(field, format string, args ...any) {
	k.problems = append(k.problems, graph.Problem{Field: field, Text: fmt.Sprintf(format, args...)})
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

func (k *converter) convert(field string, node *yaml.Node, want reflect.Type, depth int) any {
	if depth > maxDepth {
		k.add(field, "is nested too deep")
		return nil
	}
	k.lines[field] = node.Line
	for want != nil && want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	switch node.Kind {
	case yaml.AliasNode: // a few lines of them can stand for gigabytes
		k.add(field, "is an alias (*%s): write it out", node.Value)
		return nil
	case yaml.SequenceNode:
		if date, ok := bracketed(node, want); ok {
			return date
		}
		list := []any{}
		for i, value := range node.Content {
			list = append(list, k.convert(fmt.Sprintf("%s[%d]", field, i), value, elementOf(want), depth+1))
		}
		return list
	case yaml.MappingNode:
		return k.object(field, node, want, depth)
	default:
		return k.scalar(field, node, want)
	}
}

// bracketed gives the date [2021-03-03..2021-03-04], which without quotes is a list of one text to YAML.
func bracketed(node *yaml.Node, want reflect.Type) (string, bool) {
	if want != reflect.TypeFor[graph.Date]() || node.Style&yaml.FlowStyle == 0 || len(node.Content) != 1 || node.Content[0].Kind != yaml.ScalarNode {
		return "", false
	}
	return "[" + node.Content[0].Value + "]", true
}

func (k *converter) object(field string, node *yaml.Node, want reflect.Type, depth int) any {
	object := map[string]any{}
	pairs, _ := pairsOf(node)
	for _, p := range pairs {
		path := join(field, p.key)
		_, twice := object[p.key]
		value := k.convert(path, p.value, fieldType(want, p.key), depth+1)
		k.lines[path] = p.line
		if twice {
			k.add(path, givenTwice)
			continue
		}
		object[p.key] = value
	}
	return object
}

// fieldType gives the type of a field by its name in JSON, nil where there is none.
func fieldType(t reflect.Type, key string) reflect.Type {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if name := jsonName(f); name != "" && name == key {
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

// plainNumber is a whole number as JSON has it. YAML has more: 010 is eight, 1_000 a thousand, 0x1F thirty-one. People
// seldom mean that, so they are asked.
var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// scalar gives a scalar: as written where a text is wanted, else as YAML reads it.
func (k *converter) scalar(field string, node *yaml.Node, want reflect.Type) any {
	if node.Tag == nullTag {
		return nil
	}
	if want == nil {
		return node.Value
	}
	switch {
	case want.Kind() == reflect.Int && node.Tag == intTag:
		if !plainNumber.MatchString(node.Value) {
			k.add(field, "%s could be read as more than one number: write plain digits, without zeros before them", node.Value)
			return nil
		}
		return json.Number(node.Value)
	case want.Kind() == reflect.Bool && node.Tag == boolTag:
		return strings.EqualFold(node.Value, "true")
	}
	return node.Value
}
