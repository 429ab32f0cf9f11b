package exchange

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

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

func writeYAML(out *bufio.Writer, documents []graph.Document) error {
	fmt.Fprintf(out, "liaison: %d\n", Version)
	var noun graph.Noun
	for _, d := range documents {
		if d.Noun() != noun {
			noun = d.Noun()
			fmt.Fprintf(out, "\n%s:\n", noun.Plural())
		}
		body, err := graph.Encode(d)
		if err != nil {
			return err
		}
		text, err := yaml.JSONToYAML(body)
		if err != nil {
			return graph.Errorf(graph.Invalid, "%s cannot be written as YAML: %w", d.Header().ID, err)
		}
		lead := "  - "
		for line := range bytes.Lines(text) {
			if len(bytes.TrimSpace(line)) > 0 {
				out.WriteString(lead)
			}
			out.Write(line)
			lead = "    "
		}
	}
	return nil
}
