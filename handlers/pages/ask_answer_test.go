package pages

import "testing"

func TestFiguresAreGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 2021: "2021", 9999: "9999", 10_000: "10,000", 16_112: "16,112", 1_234_567: "1,234,567"} {
		if got := number(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

// TestRowsOf holds what says that a file is not whole to the totals of the questions.
func TestRowsOf(t *testing.T) {
	for _, c := range []struct {
		totals map[string]int
		want   int
	}{
		{map[string]int{"organisations": 5, "persons": 1, "rows": 7}, 7},
		{map[string]int{"cells": 84, "active": 3}, 84},
		{map[string]int{"records": 9, "at_least": 12, "undated": 2}, 9},
		{map[string]int{"open": 3, "closed": 2, "ours": 4, "theirs": 1}, 5},
		{nil, 0},
	} {
		if got := rowsOf(c.totals); got != c.want {
			t.Errorf("%v: got %d rows, want %d", c.totals, got, c.want)
		}
	}
}
