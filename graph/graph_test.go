package graph_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"liaison/graph"
)

func TestMarkings(t *testing.T) {
	for text, want := range map[string]graph.Marking{
		"TLP:CLEAR": graph.Clear, "amber+strict": graph.AmberStrict, "tlp:red": graph.Red, "GREEN": graph.Green, "TLP:WHITE": graph.Clear,
	} {
		if got, err := graph.ParseMarking(text); err != nil || got != want {
			t.Errorf("%q: got %s, error %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE", "EU SECRET"} {
		if _, err := graph.ParseMarking(text); err == nil || !strings.Contains(err.Error(), "accredited") {
			t.Errorf("%q: got %v, want a refusal that says why", text, err)
		}
	}
	c := graph.Clearance{Marking: graph.Amber, Groups: []graph.Group{"team"}}
	for _, x := range []struct {
		label graph.Label
		want  bool
	}{
		{graph.Label{Marking: graph.Amber}, true},
		{graph.Label{Marking: graph.AmberStrict}, false},
		{graph.Label{Marking: graph.Green, Audience: []graph.Group{"board", "team"}}, true},
		{graph.Label{Marking: graph.Clear, Audience: []graph.Group{"board"}}, false},
	} {
		if got := c.Sees(x.label); got != x.want {
			t.Errorf("%v sees %v: got %t", c, x.label, got)
		}
	}
	if again, err := graph.ParseClearance(c.String()); err != nil || again.String() != c.String() {
		t.Errorf("clearance: got %v, error %v", again, err)
	}
}

func TestMinGrade(t *testing.T) {
	for _, c := range []struct {
		min, grade string
		want       bool
	}{
		{"B2", "A1", true},
		{"B2", "B2", true},
		{"B2", "C1", false},
		{"B2", "A3", false},
		{"B2", "", false},
		{"B2", "F1", false},
		{"B2", "A6", false},
		{"", "", true},
		{"", "F6", true},
		{"F2", "F2", true},
		{"F2", "A3", false},
		{"B6", "B6", true},
	} {
		minimum, _ := graph.ParseGrade(c.min)
		grade, _ := graph.ParseGrade(c.grade)
		if got := graph.MinGrade(minimum).Passes(grade); got != c.want {
			t.Errorf("minimum %q, grade %q: got %t", c.min, c.grade, got)
		}
	}
}

func TestReadTellsAllProblems(t *testing.T) {
	_, err := graph.Read(graph.NounEngagement, []byte(`{"id":"e","marking":"PINK","kind":"meeting","staus":"held","when":"2021-02-30",
		"participants":[{"stakeholder":7,"role":"host"}],"topics":"one","online":"yes"}`))
	if graph.KindOf(err) != graph.Malformed {
		t.Fatalf("got %v", err)
	}
	fields := map[string]bool{}
	for _, p := range graph.ProblemsOf(err) {
		fields[p.Field] = true
	}
	for _, want := range []string{"marking", "staus", "when", "participants[0].stakeholder", "topics", "online"} {
		if !fields[want] {
			t.Errorf("no problem of %s is told; told are %v", want, graph.ProblemsOf(err))
		}
	}
}

func TestValidateTellsAllProblems(t *testing.T) {
	e := &graph.Engagement{
		Head: graph.Head{ID: "has space"}, Kind: "party", Place: "XX-nowhere",
		Participants: []graph.Participation{{Role: "guest"}}, Topics: []string{"a", "a"},
	}
	problems := graph.ProblemsOf(graph.Validate(e))
	if len(problems) != 8 {
		t.Errorf("got %d problems, want id, marking, kind, status, place, topic, stakeholder and role: %v", len(problems), problems)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"id":"e","marking":"TLP:CLEAR","kind":"meeting","status":"held","when":"2021","stands_for":"several"}`)
	f.Add(`{"id":"e","grade":"B2","evidence":[{"source":"s"}],"participants":[{"stakeholder":"o","role":"host","headcount":{"total":3}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := graph.Read(graph.NounEngagement, []byte(text))
		if err != nil || graph.Validate(d) != nil {
			return
		}
		body, err := graph.Encode(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := graph.Decode(graph.NounEngagement, body)
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if twice, err := graph.Encode(again); err != nil || string(twice) != string(body) {
			t.Fatalf("not one form: %s and %s", body, twice)
		}
	})
}

func TestCountriesAreISO3166(t *testing.T) {
	if n := len(graph.Countries()); n != 249 {
		t.Errorf("got %d countries, want 249", n)
	}
	folder := os.Getenv("LIAISON_TEST_DATA") // a folder with public data sets, for checks against them
	if folder == "" {
		t.Skip("LIAISON_TEST_DATA names no folder with data sets")
	}
	file, err := os.Open(filepath.Join(folder, "country_codes", "country-codes.csv"))
	if err != nil {
		t.Skip(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	found := 0
	for _, row := range rows[1:] {
		alpha2, alpha3 := row[column["ISO3166-1-Alpha-2"]], row[column["ISO3166-1-Alpha-3"]]
		if alpha2 == "" {
			continue
		}
		found++
		c, ok := graph.LookupCountry(alpha2)
		if !ok || c.Alpha3 != alpha3 {
			t.Errorf("%s: got %q, want %q", alpha2, c.Alpha3, alpha3)
		}
	}
	if found != len(graph.Countries()) {
		t.Errorf("the data set has %d countries, we have %d", found, len(graph.Countries()))
	}
}

func TestPlaces(t *testing.T) {
	seen := map[graph.PlaceID]bool{}
	for _, p := range graph.Places() {
		if _, ok := graph.LookupCountry(string(p.Country)); !ok || seen[p.ID] || len(p.Names) == 0 {
			t.Errorf("%s: unknown country, twice, or without a name", p.ID)
		}
		if p.Latitude < -90 || p.Latitude > 90 || p.Longitude < -180 || p.Longitude > 180 {
			t.Errorf("%s is nowhere on earth", p.ID)
		}
		seen[p.ID] = true
	}
	astana, _ := graph.LookupPlace("KZ-astana")
	for on, want := range map[string]string{"1985-01-01": "Tselinograd", "1995-01-01": "Akmola", "2005-01-01": "Astana", "2021-03-15": "Nur-Sultan", "2023-01-01": "Astana"} {
		day, err := graph.ParseDay(on)
		if err != nil {
			t.Fatal(err)
		}
		if got := astana.NameOn(day, "en"); got != want {
			t.Errorf("on %s: got %s, want %s", on, got, want)
		}
	}
}
