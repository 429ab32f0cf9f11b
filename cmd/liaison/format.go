package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"liaison/graph"
	"liaison/queries"
)

// formats are how an answer can be written.
var formats = map[string]func(io.Writer, *queries.Answer) error{"table": writeTable, "json": writeJSON, "csv": writeCSV}

func writeJSON(w io.Writer, a *queries.Answer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(a)
}

// columns gives the names of the fields of a row's type, those of embedded types among them.
func columns(t reflect.Type) (names []string, indexes [][]int) {
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" {
			continue
		}
		names, indexes = append(names, name), append(indexes, f.Index)
	}
	return names, indexes
}

// cells gives the texts of a row.
func cells(row reflect.Value, indexes [][]int) []string {
	texts := make([]string, len(indexes))
	for i, index := range indexes {
		texts[i] = cell(row.FieldByIndex(index))
	}
	return texts
}

// cell gives a value as one text; lists stand between semicolons.
func cell(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case queries.Named:
		return nameText(x)
	case *queries.Named:
		if x == nil {
			return ""
		}
		return nameText(*x)
	case queries.Evidence:
		return evidenceText(x)
	case queries.Attendance:
		return attendanceText(x)
	case queries.BodyMember:
		return memberText(x)
	case queries.EngagedBy:
		return fmt.Sprintf("%s (%d)", nameText(x.Named), x.Meetings)
	case fmt.Stringer:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = cell(v.Index(i))
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

func nameText(n queries.Named) string {
	if n.Name == "" {
		return string(n.ID)
	}
	return n.Name
}

func attendanceText(a queries.Attendance) string {
	text := nameText(a.Named) + " (" + string(a.Role)
	if a.ActingFor != nil {
		text += " for " + nameText(*a.ActingFor)
	}
	return text + ")"
}

func memberText(m queries.BodyMember) string {
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
func evidenceText(e queries.Evidence) string {
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

func writeCSV(w io.Writer, a *queries.Answer) error {
	rows := reflect.ValueOf(a.Rows)
	names, indexes := columns(rows.Type().Elem())
	// Spreadsheets take a file for their country's old encoding unless it begins with this mark.
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(names); err != nil {
		return err
	}
	for i := range rows.Len() {
		texts := cells(rows.Index(i), indexes)
		for k, text := range texts {
			texts[k] = harmless(text)
		}
		if err := out.Write(texts); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from taking a text for a formula (OWASP, "CSV Injection").
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// tableWidth is how wide a cell of a table gets; json and csv give all.
const tableWidth = 48

// tableColumns are the columns that a table shows for each question; those of json and csv are all.
var tableColumns = map[string][]string{
	"counterparts": {"role", "name", "country", "meetings", "only_may", "certain", "last", "strength", "facts"},
	"common":       {"name", "country", "meetings_of", "meetings_with", "strength", "certain", "facts"},
	"encounters":   {"when", "status", "kind", "place", "role_of", "role_with", "certain", "summary", "evidence"},
	"timeline":     {"when", "status", "kind", "place", "certain", "who", "summary", "evidence"},
	"coverage":     {"country", "body", "column", "state", "state_at_best", "meetings", "organisations", "contacts", "last", "facts"},
	"commitments":  {"direction", "basis", "what", "owed_by", "owed_to", "due", "past_date", "evidence"},
	"bodies":       {"name", "members", "meetings", "certain", "last", "engaged_by", "facts"},
	"search":       {"id", "noun", "name", "matched", "why"},
}

func writeTable(w io.Writer, a *queries.Answer) error {
	rows := reflect.ValueOf(a.Rows)
	names, indexes := columns(rows.Type().Elem())
	if wanted := tableColumns[a.Question]; wanted != nil {
		var chosen [][]int
		for _, name := range wanted {
			if i := slices.Index(names, name); i >= 0 {
				chosen = append(chosen, indexes[i])
			}
		}
		names, indexes = wanted, chosen
	}
	fmt.Fprintf(w, "%s as of %s, revision %d, %s\n", a.Question, a.Clocks.AsOf, a.Revision, a.Clearance)
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, strings.Join(names, "\t"))
	for i := range rows.Len() {
		texts := cells(rows.Index(i), indexes)
		for k, text := range texts {
			texts[k] = short(text)
		}
		fmt.Fprintln(out, strings.Join(texts, "\t"))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	var totals []string
	for name, n := range a.Totals {
		totals = append(totals, fmt.Sprintf("%s %d", strings.ReplaceAll(name, "_", " "), n))
	}
	slices.Sort(totals)
	fmt.Fprintf(w, "%s\n%s\n", strings.Join(totals, ", "), a.Note)
	if a.Next != "" {
		fmt.Fprintf(w, "More rows: ask again with --cursor %s\n", a.Next)
	}
	return nil
}

// short cuts a text to the width of a cell.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= tableWidth {
		return text
	}
	return string([]rune(text)[:tableWidth-1]) + "…"
}
