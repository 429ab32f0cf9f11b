package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"liaison/graph"
)

// Write writes documents as a file. They are ordered so that what is referred to comes first; the same documents always give the
// same bytes.
func Write(w io.Writer, f Format, documents []graph.Document) error {
	out := bufio.NewWriter(w)
	sorted := ordered(documents)
	var err error
	switch f {
	case Lines:
		err = writeLines(out, sorted)
	case YAML:
		err = writeYAML(out, sorted)
	default:
		err = graph.Errorf(graph.Malformed, "there is no format %q", f)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// ordered gives documents by noun and id, but each after those of its own noun that it refers to.
func ordered(documents []graph.Document) []graph.Document {
	place := map[graph.Noun]int{}
	for i, n := range graph.Nouns() {
		place[n] = i
	}
	sorted := slices.Clone(documents)
	slices.SortFunc(sorted, func(a, b graph.Document) int {
		if a.Noun() != b.Noun() {
			return place[a.Noun()] - place[b.Noun()]
		}
		return strings.Compare(string(a.Header().ID), string(b.Header().ID))
	})
	byID := make(map[graph.ID]graph.Document, len(sorted))
	for _, d := range sorted {
		byID[d.Header().ID] = d
	}
	done := make(map[graph.ID]bool, len(sorted))
	out := make([]graph.Document, 0, len(sorted))
	var put func(d graph.Document)
	put = func(d graph.Document) {
		if done[d.Header().ID] {
			return
		}
		done[d.Header().ID] = true // before the references: predecessors may go in a circle
		d.References(func(r graph.Reference) {
			if other := byID[*r.Target]; other != nil && other.Noun() == d.Noun() {
				put(other)
			}
		})
		out = append(out, d)
	}
	for _, d := range sorted {
		put(d)
	}
	return out
}

// encode gives a document as files have it: its canonical form, but that a fact without grade says so. Left out, an import would take the
// grade from the source, and the export would not give back what was exported.
func encode(d graph.Document) ([]byte, error) {
	body, err := graph.Encode(d)
	if f := graph.FactOf(d); err != nil || f == nil || !f.Grade.IsZero() {
		return body, err
	}
	return append(body[:len(body)-1], `,"grade":""}`...), nil
}

func writeLines(out *bufio.Writer, documents []graph.Document) error {
	fmt.Fprintf(out, "{\"liaison\":%d}\n", Version)
	for _, d := range documents {
		body, err := encode(d)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "{%q:%s}\n", d.Noun(), body)
	}
	return nil
}

// writeYAML writes one mapping: the version, then a list for each noun.
func writeYAML(out io.Writer, documents []graph.Document) error {
	root := &yaml.Node{Kind: yaml.MappingNode}
	section := func(key string, value *yaml.Node) *yaml.Node {
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
		return value
	}
	section("liaison", &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.Itoa(Version)})
	var noun graph.Noun
	var list *yaml.Node
	for _, d := range documents {
		if d.Noun() != noun {
			noun = d.Noun()
			list = section(noun.Plural(), &yaml.Node{Kind: yaml.SequenceNode})
		}
		body, err := encode(d)
		if err != nil {
			return err
		}
		node, err := nodeOf(body)
		if err != nil {
			return graph.Errorf(graph.Invalid, "%s cannot be written as YAML: %w", d.Header().ID, err)
		}
		list.Content = append(list.Content, node)
	}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(root); err != nil {
		return err
	}
	return encoder.Close()
}

// nodeOf turns JSON into the same as YAML, fields in their order.
func nodeOf(body []byte) (*yaml.Node, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	return nextNode(decoder)
}

func nextNode(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch value := token.(type) {
	case json.Delim:
		node := &yaml.Node{Kind: yaml.SequenceNode}
		if value == '{' {
			node.Kind = yaml.MappingNode
		}
		for decoder.More() { // in an object, names and values take turns
			item, err := nextNode(decoder)
			if err != nil {
				return nil, err
			}
			node.Content = append(node.Content, item)
		}
		_, err = decoder.Token()
		return node, err
	case string:
		return textNode(value), nil
	default: // numbers and true or false, which both write alike
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(value)}, nil
	}
}

// textNode gives a text with quotes only where it needs them, and with its lines as lines where that loses nothing. YAML cannot hold some
// characters as they are, and changes others at the ends of lines; texts with such are written with escapes.
func textNode(text string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if strings.TrimSpace(line) != line || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			node.Style = yaml.DoubleQuotedStyle
		}
	}
	if strings.HasPrefix(text, "\n") || strings.HasSuffix(text, "\n\n") {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}
