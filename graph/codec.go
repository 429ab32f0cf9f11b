package graph

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-json"
)

// Encode gives the document's JSON form, which is canonical: the same document has the same bytes.
func Encode(d Document) ([]byte, error) {
	body, err := json.MarshalWithOption(d, json.DisableHTMLEscape())
	if err != nil {
		return nil, Errorf(Invalid, "%s %s cannot be written as JSON: %w", d.Noun(), d.Header().ID, err)
	}
	return body, nil
}

// Decode reads a document of a noun from its JSON form as a store keeps it. It is quick and takes the form
// for granted; what people write is read by Read.
func Decode(n Noun, body []byte) (Document, error) {
	d := NewDocument(n)
	if d == nil {
		return nil, Errorf(Malformed, "%q is no noun: write one of %s", n, join(Nouns()))
	}
	if err := json.Unmarshal(body, d); err != nil {
		return nil, Errorf(Malformed, "a stored %s cannot be read: %w", n, err)
	}
	return d, nil
}

// Read reads a document of a noun from JSON that somebody wrote. Where it cannot be read, the error
// is Malformed and lists every field that is unknown or unreadable, not the first; the document then holds the rest, as far as that can be.
func Read(n Noun, body []byte) (Document, error) {
	d := NewDocument(n)
	if d == nil {
		return nil, Errorf(Malformed, "%q is no noun: write one of %s", n, join(Nouns()))
	}
	if !utf8.Valid(body) { // the decoder would put another sign in the place of what it cannot read
		return nil, Errorf(Malformed, "this %s is not UTF-8, which JSON must be: send it in that encoding, so that no letter is lost", n)
	}
	// The standard library's decoder reads here, because its errors on broken JSON are the better ones.
	var tree any
	decoder := stdjson.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		return nil, Errorf(Malformed, "this %s is not JSON: %w", n, err)
	}
	r := reader{}
	r.read("", tree, reflect.TypeOf(d).Elem())
	if len(r.problems) > 0 {
		id := ""
		if object, ok := tree.(map[string]any); ok {
			id, _ = object["id"].(string)
		}
		if rest, err := stdjson.Marshal(tree); err != nil || json.Unmarshal(rest, d) != nil {
			d = NewDocument(n)
		}
		for i := range r.problems {
			r.problems[i].Document = id
		}
		return d, &Error{
			Kind:     Malformed,
			Message:  fmt.Sprintf("%s cannot be read: %s", strings.TrimSpace(string(n)+" "+id), problemCount(len(r.problems))),
			Problems: r.problems,
		}
	}
	if err := json.Unmarshal(body, d); err != nil {
		return nil, Errorf(Malformed, "this %s cannot be read: %w", n, err)
	}
	return d, nil
}

// reader walks a JSON tree beside the Go type that it should fill, to find every field that does not fit.
type reader struct{ problems []Problem }

func (r *reader) add(field, format string, args ...any) {
	r.problems = append(r.problems, Problem{Field: field, Text: fmt.Sprintf(format, args...)})
}

var (
	textUnmarshaler = reflect.TypeFor[interface{ UnmarshalText(text []byte) error }]()
	jsonUnmarshaler = reflect.TypeFor[interface{ UnmarshalJSON(raw []byte) error }]()
)

// read looks at a part of the tree, and says whether it can be read: from an object, what cannot be is taken out.
func (r *reader) read(field string, tree any, want reflect.Type) bool {
	if tree == nil {
		return true // null is absent
	}
	switch pointer := reflect.PointerTo(want); {
	case pointer.Implements(jsonUnmarshaler), pointer.Implements(textUnmarshaler):
		return r.leaf(field, tree, want)
	case want.Kind() == reflect.Pointer:
		return r.read(field, tree, want.Elem())
	case want.Kind() == reflect.Struct:
		return r.object(field, tree, want)
	case want.Kind() == reflect.Slice:
		list, ok := tree.([]any)
		if !ok {
			r.add(field, "must be a list, not %s", describe(tree))
			return false
		}
		all := true
		for i, item := range list {
			all = r.read(at(field, i), item, want.Elem()) && all
		}
		return all
	default:
		return r.leaf(field, tree, want)
	}
}

func (r *reader) object(field string, tree any, want reflect.Type) bool {
	object, ok := tree.(map[string]any)
	if !ok {
		r.add(field, "must be an object with fields, not %s", describe(tree))
		return false
	}
	fields := fieldsOf(want)
	for _, key := range sortedKeys(object) {
		path := key
		if field != "" {
			path = field + "." + key
		}
		fieldType, known := fields[key]
		if !known {
			r.add(path, "is no field here: the fields are %s", strings.Join(sortedKeys(fields), ", "))
			delete(object, key)
			continue
		}
		if !r.read(path, object[key], fieldType) {
			delete(object, key)
		}
	}
	return true
}

// leaf tries the value by itself on the type; the type's own error says what is wrong.
func (r *reader) leaf(field string, tree any, want reflect.Type) bool {
	raw, err := stdjson.Marshal(tree)
	if err == nil {
		value := reflect.New(want)
		if _, isText := value.Interface().(interface{ UnmarshalText(text []byte) error }); isText {
			if _, ok := tree.(string); !ok {
				r.add(field, "must be a text in quotes, not %s", describe(tree))
				return false
			}
		}
		err = stdjson.Unmarshal(raw, value.Interface())
	}
	if err == nil {
		return true
	}
	if _, isType := err.(*stdjson.UnmarshalTypeError); isType { //nolint:errorlint // Unmarshal of a leaf never wraps it
		r.add(field, "must be %s, not %s", kindWord(want), describe(tree))
		return false
	}
	if text, ok := tree.(string); ok && want == reflect.TypeFor[Date]() {
		if d, readable := ReadDate(text, DayOfTime(time.Now())); readable == nil && !d.IsZero() {
			r.add(field, "%q is read as %s: write it so", text, d)
			return false
		}
	}
	r.add(field, "%s", err)
	return false
}

func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields[name] = f.Type
	}
	return fields
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func kindWord(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	default:
		return "a text in quotes"
	}
}

func describe(tree any) string {
	switch v := tree.(type) {
	case string:
		return "the text " + strconv.Quote(v)
	case stdjson.Number:
		return "the number " + v.String()
	case bool:
		return fmt.Sprintf("%t", v)
	case []any:
		return "a list"
	default:
		return "an object"
	}
}
