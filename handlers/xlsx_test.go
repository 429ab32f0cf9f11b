package handlers_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"liaison/graph/storetest"
)

// TestSpreadsheetSaysWhatItIs reads the sheet about: a file goes from hand to hand without the address that it came from.
func TestSpreadsheetSaysWhatItIs(t *testing.T) {
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	for target, want := range map[string]string{
		"counterparts.xlsx?country=Tajikistan&from=Dec+2020&rollup=true": "of: leica|rollup: true|country: TJ|from: 2020-12|rows: 4",
		"coverage.xlsx?of=interpol&country=TJ&country=KG&limit=3":        "of: interpol|country: TJ; KG|rows: 3|total: cells: 8|more: there are more rows",
	} {
		response := c.do("GET", "/api/v1/questions/"+target, "")
		file, err := excelize.OpenReader(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := file.GetRows("about")
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, row := range rows {
			lines = append(lines, strings.Join(row, ": "))
		}
		text := strings.Join(lines, "\n")
		for said := range strings.SplitSeq(want, "|") {
			if !strings.Contains(text, said) {
				t.Errorf("%s: about does not say %q:\n%s", target, said, text)
			}
		}
	}
}

// TestFilesLeadOn follows the header Link of a file with fewer rows than there are.
func TestFilesLeadOn(t *testing.T) {
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	var all []string
	for query := "?limit=4&clearance=TLP:GREEN&as_of=2021-02-01"; query != ""; {
		response := c.do("GET", "/api/v1/questions/counterparts.csv"+query, "")
		if response.Code != 200 {
			t.Fatalf("%s: %d %s", query, response.Code, response.Body)
		}
		rows, err := csv.NewReader(response.Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			all = append(all, row[0])
		}
		query, _, _ = strings.Cut(strings.TrimPrefix(response.Header().Get("Link"), "<"), `>; rel="next"`)
		if _, err := url.Parse(query); err != nil {
			t.Fatal(err)
		}
	}
	whole := c.do("GET", "/api/v1/questions/counterparts.csv?clearance=TLP:GREEN&as_of=2021-02-01", "")
	rows, err := csv.NewReader(whole.Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, row := range rows[1:] {
		want = append(want, row[0])
	}
	if len(want) < 5 || strings.Join(all, " ") != strings.Join(want, " ") {
		t.Errorf("got the rows %v, want %v", all, want)
	}
}
