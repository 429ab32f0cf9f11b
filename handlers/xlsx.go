package handlers

import (
	"io"

	"github.com/xuri/excelize/v2"

	"liaison/queries"
)

// writeXLSX writes an answer as a spreadsheet: its rows on one sheet, and on another what was asked and how it is to be read.
func writeXLSX(w io.Writer, a *queries.Answer) error {
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
	for i, line := range aboutLines(a) {
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

// aboutLines tell what an answer is of.
func aboutLines(a *queries.Answer) [][]any {
	lines := [][]any{
		{"question", a.Question},
		{"as of", a.Clocks.AsOf.String()},
		{"known", a.Clocks.Known},
		{"revision", int64(a.Revision)},
		{"clearance", a.Clearance},
		{"least grade", a.MinGrade},
		{"note", a.Note},
	}
	if a.Next != "" {
		lines = append(lines, []any{"more", "there are more rows: ask for the next page, or with a larger limit"})
	}
	return lines
}
