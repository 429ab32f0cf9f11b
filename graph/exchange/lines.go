package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/goccy/go-json"

	"liaison/graph"
)

// maxLine is the length of a line: a document and what is around it.
const maxLine = graph.MaxDocument + 4096

// lines reads JSON Lines: {"organisation":{...}}, one document a line.
func (c *collector) lines(r io.Reader) error {
	reader := bufio.NewReaderSize(r, 1<<16)
	for number := 1; ; number++ {
		line, err := readLine(reader)
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
			if encodingErr := checkEncoding(c.file, line); encodingErr != nil {
				return encodingErr
			}
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
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) || len(line) > maxLine {
			return line, err
		}
	}
}

func (c *collector) line(line []byte, number int) error {
	if !utf8.Valid(line) {
		c.problem(number, graph.Problem{Text: "is not UTF-8: save the file as UTF-8"})
		return nil
	}
	var wrapped map[string]json.RawMessage
	if err := json.Unmarshal(line, &wrapped); err != nil {
		c.problem(number, graph.Problem{Text: "is not a JSON object: " + err.Error()})
		return nil
	}
	if raw, ok := wrapped["liaison"]; ok && len(wrapped) == 1 {
		var version int
		if err := json.Unmarshal(raw, &version); err != nil {
			c.problem(number, graph.Problem{Field: "liaison", Text: "must be the number of the format: 1"})
			return nil
		}
		return checkVersion(c.file, version)
	}
	if len(wrapped) != 1 {
		c.problem(number, graph.Problem{Text: `must hold one document, like {"organisation":{...}}`})
		return nil
	}
	for noun, body := range wrapped {
		d, err := readDocument(graph.Noun(noun), body)
		if err != nil {
			c.fail(err, number, nil)
			return nil
		}
		c.add(d, number, nil)
	}
	return nil
}

// readDocument reads the quick way; only what cannot be read so is read again, to tell everything that is wrong.
func readDocument(noun graph.Noun, body []byte) (graph.Document, error) {
	d := graph.NewDocument(noun)
	if d == nil {
		return graph.Read(noun, body)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(d); err != nil {
		return graph.Read(noun, body)
	}
	return d, nil
}

// checkEncoding recognises what editors and spreadsheets write that is not UTF-8.
func checkEncoding(name string, head []byte) error {
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
		return graph.Errorf(graph.Malformed, "%s is UTF-16: save it as UTF-8", name)
	}
	return nil
}
