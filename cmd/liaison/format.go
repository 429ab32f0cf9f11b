package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"liaison/queries"
)

// formats are how an answer can be written.
var formats = map[string]func(io.Writer, *queries.Answer) error{"table": writeTable, "json": writeJSON, "csv": writeCSV}

func writeJSON(w io.Writer, a *queries.Answer) error { return a.WriteJSON(w, "  ") }

func writeCSV(w io.Writer, a *queries.Answer) error { return a.WriteCSV(w) }

// tableWidth is how wide a cell of a table gets; json and csv give all, and all columns.
const tableWidth = 48

func writeTable(w io.Writer, a *queries.Answer) error {
	q, err := queries.Find(a.Question)
	if err != nil {
		return err
	}
	t := a.Table(q.Columns...)
	fmt.Fprintf(w, "%s as of %s, revision %d, %s\n", a.Question, a.Clocks.AsOf, a.Revision, a.Clearance)
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, strings.Join(t.Columns, "\t"))
	for _, row := range t.Rows {
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i] = short(queries.Text(v))
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
