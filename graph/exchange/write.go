package exchange

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

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

func writeLines(out *bufio.Writer, documents []graph.Document) error {
	fmt.Fprintf(out, "{\"liaison\":%d}\n", Version)
	for _, d := range documents {
		body, err := graph.Encode(d)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "{%q:%s}\n", d.Noun(), body)
	}
	return nil
}

// writeYAML writes one mapping: the version, then a list for each noun. JSON is YAML already, so only its style changes: fields in their order, on
// lines of their own, with quotes only where they are needed.
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
		body, err := graph.Encode(d)
		if err != nil {
			return err
		}
		var node yaml.Node
		if err := yaml.Unmarshal(body, &node); err != nil {
			return graph.Errorf(graph.Invalid, "%s cannot be written as YAML: %w", d.Header().ID, err)
		}
		list.Content = append(list.Content, plain(node.Content[0]))
	}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(root); err != nil {
		return err
	}
	return encoder.Close()
}

// plain takes the style of JSON from a node and all in it.
func plain(node *yaml.Node) *yaml.Node {
	node.Style = 0
	for _, n := range node.Content {
		plain(n)
	}
	return node
}
