package queries

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-json"

	"liaison/graph"
)

// Table is an answer as rows of plain values: numbers are int64 or float64, all else is text.
type Table struct {
	Columns []string
	Rows    [][]any
}

// Table gives an answer as a table. Named columns, unless there are none, are all that it has, in that order.
func (a *Answer) Table(named ...string) Table {
	rows := reflect.ValueOf(a.Rows)
	names, indexes := Columns(rows.Type().Elem())
	if len(named) > 0 {
		var chosen [][]int
		for _, name := range named {
			if i := slices.Index(names, name); i >= 0 {
				chosen = append(chosen, indexes[i])
			}
		}
		names, indexes = named, chosen
	}
	t := Table{Columns: names, Rows: make([][]any, rows.Len())}
	for i := range t.Rows {
		for _, index := range indexes {
			t.Rows[i] = append(t.Rows[i], value(rows.Index(i).FieldByIndex(index)))
		}
	}
	return t
}

// value gives a field as a number where it is one, else as text.
func value(v reflect.Value) any {
	if s, ok := v.Interface().(Strength); ok {
		return float64(s) / 10_000
	}
	if _, speaks := v.Interface().(fmt.Stringer); !speaks && v.CanInt() {
		return v.Int()
	}
	return plain(v)
}

// WriteJSON writes an answer as the one JSON document that it is everywhere, on lines set in by indent, or on one line.
func (a *Answer) WriteJSON(w io.Writer, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(a)
}

// WriteCSV writes all columns of an answer (RFC 4180), in UTF-8 with a byte order mark: spreadsheets take a file without one for their country's old encoding.
func (a *Answer) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	t := a.Table()
	out := csv.NewWriter(w)
	if err := out.Write(t.Columns); err != nil {
		return err
	}
	for _, row := range t.Rows {
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i] = Harmless(Text(v))
		}
		if err := out.Write(texts); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Text gives a value of a table as text.
func Text(v any) string {
	if f, ok := v.(float64); ok {
		return fmt.Sprintf("%.4f", f)
	}
	return fmt.Sprint(v)
}

// Harmless keeps a spreadsheet from taking a text for a formula (OWASP, "CSV Injection").
func Harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// Columns gives the names of the fields of a row's type, those of embedded types among them, and their indexes.
func Columns(t reflect.Type) (names []string, indexes [][]int) {
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" {
			continue
		}
		names, indexes = append(names, name), append(indexes, f.Index)
	}
	return names, indexes
}

// plain gives a value as one text; lists stand between semicolons.
func plain(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case Named:
		return nameText(x)
	case *Named:
		if x == nil {
			return ""
		}
		return nameText(*x)
	case Evidence:
		return evidenceText(x)
	case Attendance:
		return attendanceText(x)
	case BodyMember:
		return memberText(x)
	case EngagedBy:
		return fmt.Sprintf("%s (%d)", nameText(x.Named), x.Meetings)
	case fmt.Stringer:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = plain(v.Index(i))
		}
		return strings.Join(parts, "; ")
	case reflect.Bool:
		if v.Bool() {
			return "yes"
		}
		return "no"
	default:
		return fmt.Sprint(v.Interface())
	}
}

func nameText(n Named) string {
	if n.Name == "" {
		return string(n.ID)
	}
	return n.Name
}

func attendanceText(a Attendance) string {
	text := nameText(a.Named) + " (" + string(a.Role)
	if a.ActingFor != nil {
		text += " for " + nameText(*a.ActingFor)
	}
	return text + ")"
}

func memberText(m BodyMember) string {
	text := string(m.Country)
	if m.Organisation != nil {
		text = nameText(*m.Organisation)
	}
	if m.Via != nil {
		text += " (via " + nameText(*m.Via) + ")"
	}
	return text
}

// evidenceText gives evidence in one short line: Newsletter, "Progress achieved, Tajikistan" - B2 - CLEAR.
func evidenceText(e Evidence) string {
	var parts []string
	for _, c := range e.Citations {
		text := nameText(c.Source)
		if c.Locator != "" {
			text += fmt.Sprintf(", %q", c.Locator)
		}
		parts = append(parts, text)
	}
	text := strings.Join(parts, "; ")
	if e.Grade != (graph.Grade{}) {
		text += " - " + e.Grade.String()
	}
	return text + " - " + strings.TrimPrefix(e.Marking.String(), "TLP:")
}
