package exchange

import (
	"bufio"
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-json"

	"liaison/graph"
)

// maxLine is the length of a line: a document and what is around it.
const maxLine = graph.MaxDocument + 4096

// lines reads JSON Lines: {"organisation":{...}}, one document a line.
func (c *collector) lines(r io.Reader) error {
	reader := bufio.NewReaderSize(r, 1<<16)
	var buffer []byte // used again for each line: what is decoded is copied out of it
	for number := 1; ; number++ {
		line, err := readLine(reader, buffer[:0])
		buffer = line
		if number == 1 {
			if encodingErr := checkEncoding(c.file, line); encodingErr != nil {
				return encodingErr
			}
			line = bytes.TrimPrefix(line, []byte(byteOrderMark))
		}
		if len(line) > maxLine {
			return graph.Errorf(graph.TooLarge, "%s:%d has more than %d bytes: is it JSON Lines, one document a line?", c.file, number, maxLine)
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := c.line(line, number); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || c.stopped {
			return nil
		}
		if err != nil {
			return graph.Errorf(graph.Unavailable, "%s: %w", c.file, err)
		}
	}
}

// readLine reads up to the end of a line, but not much more than a line may have.
func readLine(r *bufio.Reader, line []byte) ([]byte, error) {
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) || len(line) > maxLine {
			return line, err
		}
	}
}

// line reads a line the quick way. One that cannot be read so is read again with more care: to tell everything that is wrong.
func (c *collector) line(line []byte, number int) error {
	if !utf8.Valid(line) {
		c.problem(number, graph.Problem{Text: notUTF8})
		return nil
	}
	noun, body, ok := c.scan.document(line)
	if ok {
		d := graph.NewDocument(noun)
		if err := json.Unmarshal(body, d); err == nil {
			c.add(Item{Document: d, Line: number, Ungraded: graph.FactOf(d) != nil && !c.scan.graded, size: len(line)}, nil)
			return nil
		}
	}
	return c.carefully(line, number)
}

func (c *collector) carefully(line []byte, number int) error {
	wrapped, twice, err := fieldsOf(line)
	var odd *stdjson.UnmarshalTypeError
	switch {
	case errors.As(err, &odd):
		c.problem(number, graph.Problem{Text: "is of the type " + odd.Value + `: each line must be an object, like {"organisation":{...}}`})
		return nil
	case err != nil:
		c.problem(number, graph.Problem{Text: "is not JSON: " + err.Error() + `; each line must be one whole object, like {"organisation":{...}}`})
		return nil
	case len(wrapped) != 1 || len(twice) > 0:
		c.problem(number, graph.Problem{Text: `must hold one document, like {"organisation":{...}}`})
		return nil
	}
	for noun, body := range wrapped {
		if noun == versionKey {
			version, err := strconv.Atoi(string(body))
			return c.version(number, version, err)
		}
		c.readCarefully(graph.Noun(noun), body, len(line), number)
	}
	return nil
}

func (c *collector) readCarefully(noun graph.Noun, body []byte, size, number int) {
	id := idOf(body)
	doubles := doublesIn(body)
	for _, field := range doubles {
		c.problem(number, graph.Problem{Document: id, Field: field, Text: givenTwice})
	}
	d, err := graph.Read(noun, body)
	if err != nil {
		c.note(graph.ID(id), number)
		if told := graph.ProblemsOf(err); d != nil && len(told) > 0 {
			c.unreadable(d, told, number, nil)
		} else {
			c.fail(err, number, nil)
		}
		return
	}
	if bytes.Equal(body, []byte("null")) {
		c.problem(number, graph.Problem{Field: string(noun), Text: "is empty: give it fields"})
		return
	}
	if len(doubles) > 0 {
		return
	}
	graded := false
	if fields, _, err := fieldsOf(body); err == nil {
		_, graded = fields["grade"]
	}
	c.add(Item{Document: d, Line: number, Ungraded: graph.FactOf(d) != nil && !graded, size: size}, nil)
}

// idOf gives the id of a document that may be in any state, "" where none can be found.
func idOf(body []byte) string {
	var head struct {
		ID any `json:"id"`
	}
	_ = stdjson.Unmarshal(body, &head) // what is wrong is told by who reads it for good
	id, _ := head.ID.(string)
	return id
}

// fieldsOf gives the fields of an object, and which of them are given twice.
func fieldsOf(raw []byte) (fields map[string]stdjson.RawMessage, twice []string, err error) {
	if err := stdjson.Unmarshal(raw, &fields); err != nil {
		return nil, nil, err
	}
	for _, path := range doublesIn(raw) {
		if !strings.ContainsAny(path, ".[") {
			twice = append(twice, path)
		}
	}
	return fields, twice, nil
}

// doublesIn gives the paths of fields that are given twice in one object. It reads JSON that is known to be sound.
func doublesIn(raw []byte) []string {
	decoder := stdjson.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var doubles []string
	var walk func(path string) bool
	walk = func(path string) bool {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		switch token {
		case stdjson.Delim('{'):
			seen := map[string]bool{}
			for decoder.More() {
				name, err := decoder.Token()
				if err != nil {
					return false
				}
				field := join(path, fmt.Sprint(name))
				if seen[field] {
					doubles = append(doubles, field)
				}
				seen[field] = true
				if !walk(field) {
					return false
				}
			}
			_, err = decoder.Token()
		case stdjson.Delim('['):
			for i := 0; decoder.More(); i++ {
				if !walk(fmt.Sprintf("%s[%d]", path, i)) {
					return false
				}
			}
			_, err = decoder.Token()
		}
		return err == nil
	}
	walk("")
	return doubles
}

// join gives the path of a field of an object that is itself at a path.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
