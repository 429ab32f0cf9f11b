// Package exchange reads and writes the graph as files: YAML, to be written by hand, and JSON Lines, for much data. docs/formats.md
// describes both.
package exchange

import (
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"liaison/graph"
)

// Version is that of the formats; a file of a newer one is refused.
const Version = 1

// versionKey is the field that holds the version.
const versionKey = "liaison"

// Format is one of the file formats.
type Format string

// The formats.
const (
	YAML  Format = "yaml"
	Lines Format = "jsonl"
)

// FormatOf gives the format of a file by the end of its name. "-", standard input, is JSON Lines.
func FormatOf(name string) (Format, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml":
		return YAML, nil
	case ".jsonl", ".ndjson":
		return Lines, nil
	case ".json":
		return "", graph.Errorf(graph.Malformed, "%s: .json can be either format: name it .jsonl if it holds one document a line, .yaml if it is one object with a list for each noun (JSON is YAML)", name)
	}
	if name == "-" {
		return Lines, nil
	}
	return "", graph.Errorf(graph.Malformed, "%s: the end of the name says no format: name the file .yaml or .jsonl", name)
}

// Item is one document of a file and where it stands.
type Item struct {
	Document graph.Document
	File     string
	Line     int
	// Ungraded says that the document is a fact and its file says nothing of its grade: Import then gives it the reliability of its
	// first source. A fact that is to have no grade has an empty one in its file.
	Ungraded bool
	// size is about how many bytes the document has, 0 where that was not counted.
	size int
}

// maxProblems is how many problems of a file are told; more help nobody at once.
const maxProblems = 100

// maxYAML is the size of a YAML file, which is read whole.
const maxYAML = 64 << 20

// maxDepth is far deeper than any document.
const maxDepth = 20

// givenTwice is what is told of a field that is there twice: which of the two was meant cannot be known.
const givenTwice = "is given twice: leave one out"

// Read reads the documents of a file, one after another; what JSON Lines hold need not fit into memory. An error is the last that
// comes. It is Malformed or Invalid and lists all problems of the file, each with its line, as far as they can be found.
// After the first problem no more documents come.
func Read(r io.Reader, name string, f Format) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		c := &collector{file: name, seen: map[graph.ID]int{}, yield: yield}
		var err error
		switch f {
		case YAML:
			err = c.yaml(r)
		case Lines:
			err = c.lines(r)
		default:
			err = graph.Errorf(graph.Malformed, "%s: there is no format %q", name, f)
		}
		if err == nil {
			err = c.failed()
		}
		if err != nil && !c.stopped {
			yield(Item{}, err)
		}
	}
}

// collector checks documents as they are read, passes on the good ones, and gathers what is wrong with the others.
type collector struct {
	file     string
	seen     map[graph.ID]int
	problems []graph.Problem
	more     int
	yield    func(Item, error) bool
	stopped  bool
	scan     scanner
}

// add checks a document that was read and passes it on. lineOf, unless nil, gives the line of a field.
func (c *collector) add(item Item, lineOf func(field string) int) {
	if !c.note(item.Document.Header().ID, item.Line) {
		return
	}
	if err := graph.Validate(item.Document); err != nil {
		c.fail(err, item.Line, lineOf)
		return
	}
	item.File = c.file
	// What follows a problem is still read, to tell of all problems at once, but no longer passed on.
	if len(c.problems) == 0 && !c.stopped && !c.yield(item, nil) {
		c.stopped = true
	}
}

// note notes where a document stands, readable or not, and tells where its id stood before.
func (c *collector) note(id graph.ID, line int) bool {
	if id == "" {
		return true
	}
	first, twice := c.seen[id]
	if twice {
		c.problem(line, graph.Problem{Document: string(id), Text: fmt.Sprintf("stands in this file twice, first on line %d: give each document an id of its own", first)})
		return false
	}
	c.seen[id] = line
	return true
}

// unreadable takes up why a document cannot be read, and what is wrong with the rest of it.
func (c *collector) unreadable(rest graph.Document, told []graph.Problem, line int, lineOf func(field string) int) {
	all := slices.Clone(told)
	for _, p := range graph.ProblemsOf(graph.Validate(rest)) {
		if !slices.ContainsFunc(told, func(t graph.Problem) bool { return within(t.Field, p.Field) || within(p.Field, t.Field) }) {
			all = append(all, p)
		}
	}
	c.fail(&graph.Error{Kind: graph.Malformed, Problems: all}, line, lineOf)
}

// within says whether a field is another, or in it.
func within(outer, field string) bool {
	rest, ok := strings.CutPrefix(field, outer)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// fail takes up the problems of an error.
func (c *collector) fail(err error, line int, lineOf func(field string) int) {
	problems := graph.ProblemsOf(err)
	if len(problems) == 0 {
		problems = []graph.Problem{{Text: err.Error()}}
	}
	for _, p := range problems {
		at := line
		if lineOf != nil {
			if l := lineOf(p.Field); l > 0 {
				at = l
			}
		}
		c.problem(at, p)
	}
}

func (c *collector) problem(line int, p graph.Problem) {
	if len(c.problems) == maxProblems {
		c.more++
		return
	}
	p.Document = located(c.file, line, p.Document)
	c.problems = append(c.problems, p)
}

// located gives the place of a document in a file, and its id.
func located(file string, line int, id string) string {
	if line > 0 {
		file = fmt.Sprintf("%s:%d", file, line)
	}
	return strings.TrimSpace(file + " " + id)
}

func (c *collector) failed() error {
	if len(c.problems) == 0 {
		return nil
	}
	if c.more > 0 {
		c.problems = append(c.problems, graph.Problem{Document: c.file, Text: moreProblems(c.more)})
	}
	return &graph.Error{Kind: graph.Malformed, Message: c.file + " cannot be read as it is; mend this first:", Problems: c.problems}
}

func moreProblems(n int) string { return fmt.Sprintf("and %d more problems", n) }

// version takes up the version of a file, or that it could not be read. A file of a newer format is refused.
func (c *collector) version(line, version int, err error) error {
	switch {
	case err != nil || version < 1:
		c.problem(line, graph.Problem{Field: versionKey, Text: "must be the number of the format: 1"})
	case version > Version:
		return graph.Errorf(graph.Malformed, "%s has format %d, this program reads formats up to %d: use a newer version of the program", c.file, version, Version)
	}
	return nil
}
