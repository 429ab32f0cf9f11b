package handlers

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"liaison/queries"
)

// writeXLSX writes an answer as a spreadsheet: its rows on one sheet, and on another what was asked and how it is to be read.
func writeXLSX(w io.Writer, a *queries.Answer, us []string) error {
	file := excelize.NewFile()
	defer file.Close() //nolint:errcheck // it is in memory
	rows, about := a.Question, "about"
	if err := file.SetSheetName("Sheet1", rows); err != nil {
		return err
	}
	if _, err := file.NewSheet(about); err != nil {
		return err
	}
	t := a.Table()
	sheet, err := file.NewStreamWriter(rows)
	if err != nil {
		return err
	}
	for i, row := range append([][]any{headings(t.Columns)}, t.Rows...) {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := sheet.SetRow(cell, row); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	for i, line := range aboutLines(a, us, len(t.Rows)) {
		for k, v := range line {
			cell, err := excelize.CoordinatesToCellName(k+1, i+1)
			if err != nil {
				return err
			}
			if err := file.SetCellValue(about, cell, v); err != nil {
				return err
			}
		}
	}
	return file.Write(w)
}

func headings(columns []string) []any {
	row := make([]any, len(columns))
	for i, c := range columns {
		row[i] = c
	}
	return row
}

// aboutLines tell what an answer is of: a file goes from hand to hand without the address that it came from.
func aboutLines(a *queries.Answer, us []string, rows int) [][]any {
	lines := [][]any{{"question", a.Question}}
	q, err := queries.Find(a.Question)
	if err != nil {
		return lines // it was answered, so it is there
	}
	for _, p := range q.Parameters {
		switch value, given := a.Parameters[p.Name]; {
		case given:
			lines = append(lines, []any{p.Name, valueText(value)})
		case p.Name == "of" && len(us) > 0:
			lines = append(lines, []any{p.Name, strings.Join(us, "; ")})
		}
	}
	lines = append(lines, [][]any{
		{"as of", a.Clocks.AsOf.String()},
		{"known", a.Clocks.Known},
		{"revision", int64(a.Revision)},
		{"clearance", a.Clearance},
		{"least grade", a.MinGrade},
		{"note", a.Note},
		{"rows", rows},
	}...)
	for _, name := range slices.Sorted(maps.Keys(a.Totals)) {
		lines = append(lines, []any{"total: " + strings.ReplaceAll(name, "_", " "), a.Totals[name]})
	}
	if a.Next != "" {
		lines = append(lines, []any{"more", "there are more rows: ask for the next page, or with a larger limit"})
	}
	return lines
}

// valueText gives a parameter as it was read, with semicolons between several.
func valueText(value any) string {
	list, many := value.([]any)
	if !many {
		return fmt.Sprint(value)
	}
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = fmt.Sprint(one)
	}
	return strings.Join(texts, "; ")
}
