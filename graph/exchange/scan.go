package exchange

import (
	"reflect"
	"strings"
	"sync"

	"liaison/graph"
)

// scanner walks over one line of JSON Lines before it is decoded. The decoder is quick because it is easy-going: it takes the last of
// two fields of one name, "ID" for "id", and leaves out what it does not know. Each would lose what somebody wrote, so a line is decoded
// only if it is JSON as RFC 8259 has it and holds nothing but fields of the model, each once. The scanner says yes or no; why
// not is found by the slower way, which tells it well.
type scanner struct {
	text []byte
	at   int
	// names holds the field names of the objects around, for doubles. It is kept from line to line.
	names [][]byte
	// graded says that the document has a field "grade" of its own.
	graded bool
}

// shape is the fields that an object may have, nil for any.
type shape struct {
	fields map[string]*shape
}

// shapes gives the shape of each noun.
var shapes = sync.OnceValue(func() map[graph.Noun]*shape {
	all := map[graph.Noun]*shape{}
	for _, n := range graph.Nouns() {
		all[n] = shapeOf(reflect.TypeOf(graph.NewDocument(n)))
	}
	return all
})

// shapeOf gives the shape of what a type reads from JSON. A type that reads itself from a text has none.
func shapeOf(t reflect.Type) *shape {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || readsItself(t) {
		return nil
	}
	s := &shape{fields: map[string]*shape{}}
	for _, f := range reflect.VisibleFields(t) {
		if name := jsonName(f); name != "" {
			s.fields[name] = shapeOf(f.Type)
		}
	}
	return s
}

// readsItself says that a type is written as one text, however it is built.
func readsItself(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[interface{ UnmarshalText(text []byte) error }]())
}

// jsonName gives the name of a field in the files, "" for one that is only embedded.
func jsonName(f reflect.StructField) string {
	if f.Anonymous {
		return ""
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// document scans {"noun":{...}} and gives the noun and its object.
func (s *scanner) document(line []byte) (noun graph.Noun, body []byte, ok bool) {
	s.text, s.at, s.names, s.graded = line, 0, s.names[:0], false
	if !s.take('{') {
		return "", nil, false
	}
	name, ok := s.name()
	if !ok {
		return "", nil, false
	}
	noun = graph.Noun(name)
	known := shapes()[noun]
	if known == nil || !s.take(':') {
		return "", nil, false
	}
	s.space()
	from := s.at
	if s.at == len(s.text) || s.text[s.at] != '{' || !s.value(known, 0) {
		return "", nil, false
	}
	body = s.text[from:s.at]
	if !s.take('}') {
		return "", nil, false
	}
	s.space()
	return noun, body, s.at == len(s.text)
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// take takes a character, with any space before it.
func (s *scanner) take(c byte) bool {
	s.space()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// value scans any value; the fields of an object must be those of the shape.
func (s *scanner) value(known *shape, depth int) bool {
	s.space()
	if s.at == len(s.text) || depth > maxDepth {
		return false
	}
	switch c := s.text[s.at]; {
	case c == '{':
		return s.object(known, depth)
	case c == '[':
		return s.list(known, depth)
	case c == '"':
		return s.string()
	case c == '-' || isDigit(c):
		return s.number()
	default:
		return s.word("true") || s.word("false") || s.word("null")
	}
}

func (s *scanner) object(known *shape, depth int) bool {
	s.at++
	if s.take('}') {
		return true
	}
	base := len(s.names)
	for {
		name, ok := s.name()
		if !ok {
			return false
		}
		var inner *shape
		if known != nil {
			if inner, ok = known.fields[string(name)]; !ok {
				return false
			}
		}
		for _, earlier := range s.names[base:] {
			if string(earlier) == string(name) {
				return false
			}
		}
		s.names = append(s.names, name)
		s.graded = s.graded || depth == 0 && string(name) == "grade"
		if !s.take(':') || !s.value(inner, depth+1) {
			return false
		}
		if s.take(',') {
			continue
		}
		s.names = s.names[:base]
		return s.take('}')
	}
}

func (s *scanner) list(known *shape, depth int) bool {
	s.at++
	if s.take(']') {
		return true
	}
	for s.value(known, depth+1) {
		if !s.take(',') {
			return s.take(']')
		}
	}
	return false
}

// name scans the name of a field. One with escapes is left to the slower way: it could be any name.
func (s *scanner) name() ([]byte, bool) {
	s.space()
	from := s.at + 1
	if !s.string() {
		return nil, false
	}
	name := s.text[from : s.at-1]
	for _, c := range name {
		if c == '\\' {
			return nil, false
		}
	}
	return name, true
}

func (s *scanner) string() bool {
	if s.at == len(s.text) || s.text[s.at] != '"' {
		return false
	}
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return true
		case c == '\\':
			if !s.escape() {
				return false
			}
		case c < ' ':
			return false
		}
	}
	return false
}

// escape scans an escape up to its last character. Those by number are left to the slower way where they are
// half of a pair: decoders differ in what they make of a half alone.
func (s *scanner) escape() bool {
	s.at++
	if s.at == len(s.text) {
		return false
	}
	switch s.text[s.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		if s.at+4 >= len(s.text) {
			return false
		}
		code := s.text[s.at+1 : s.at+5]
		for _, c := range code {
			if !isDigit(c) && (c|' ' < 'a' || c|' ' > 'f') {
				return false
			}
		}
		s.at += 4
		return (code[0]|' ') != 'd' || code[1] < '8' && isDigit(code[1])
	}
	return false
}

func (s *scanner) number() bool {
	if s.text[s.at] == '-' {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == '0' {
		s.at++
	} else if !s.digits() {
		return false
	}
	if s.at < len(s.text) && s.text[s.at] == '.' {
		s.at++
		if !s.digits() {
			return false
		}
	}
	if s.at < len(s.text) && s.text[s.at]|' ' == 'e' {
		s.at++
		if s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		return s.digits()
	}
	return true
}

func (s *scanner) digits() bool {
	from := s.at
	for s.at < len(s.text) && isDigit(s.text[s.at]) {
		s.at++
	}
	return s.at > from
}

func (s *scanner) word(word string) bool {
	if len(s.text)-s.at < len(word) || string(s.text[s.at:s.at+len(word)]) != word {
		return false
	}
	s.at += len(word)
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
