package queries_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/graph/sqlitestore"
	"liaison/queries"
	"liaison/queries/network"
)

// demo asks questions of the demo data.
type demo struct {
	*testing.T
	asker  *queries.Asker
	engine queries.Engine
}

// loadDemo puts the demo data into a store and gives an asker over it.
func loadDemo(t testing.TB, store graph.Store) *queries.Asker {
	t.Helper()
	if _, err := exchange.Import(t.Context(), store, exchange.Demo(), exchange.Options{Batch: "demo"}); err != nil {
		t.Fatal(err)
	}
	n, err := network.Load(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &queries.Asker{
		Network: n, Settings: queries.Settings{Us: []string{exchange.DemoUs}},
		Today: func() graph.Day { return day(exchange.DemoDay) },
	}
}

func newSQLite(t testing.TB) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "liaison.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func day(text string) graph.Day {
	d, err := graph.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

// ask asks a question and gives its rows; parameters are written "name=value".
func ask[R any](d demo, question string, parameters ...string) ([]R, *queries.Answer) {
	d.Helper()
	answer := d.answer(question, parameters...)
	return answer.Rows.([]R), answer
}

func (d demo) answer(question string, parameters ...string) *queries.Answer {
	d.Helper()
	r := queries.Request{
		Question: question, Parameters: map[string][]string{}, AsOf: graph.MinDay,
		Clearance: graph.Clearance{Marking: graph.Clear}, Engine: d.engine,
	}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		if name == "as_of" {
			r.AsOf = day(value)
			continue
		}
		r.Parameters[name] = append(r.Parameters[name], value)
	}
	answer, err := d.asker.Ask(context.Background(), r)
	if err != nil {
		d.Fatalf("%s %v: %v", question, parameters, err)
	}
	return answer
}

// same compares lists of lines, whatever their order.
func (d demo) same(what string, got []string, want ...string) {
	d.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		d.Errorf("%s: got\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func lines[R any](rows []R, line func(R) string) []string {
	all := []string{}
	for _, r := range rows {
		all = append(all, line(r))
	}
	return all
}

// TestLEICA asks the questions that the newsletter answers, on each store and engine.
func TestLEICA(t *testing.T) {
	for _, backend := range backends {
		t.Run(backend.name, func(t *testing.T) {
			asker, engine := backend.load(t)
			for _, c := range []struct {
				name string
				test func(demo)
			}{
				{"1 counterparts in Tajikistan", counterpartsInTajikistan},
				{"3 coverage", coverageByMandate},
				{"4 ahead", ahead},
				{"5 awaited and promised", awaited},
				{"6 in December 2020", inDecember},
				{"7 as of November 2020", asOfNovember},
				{"8 regional bodies", regionalBodies},
				{"10 names", namesAcrossScripts},
				{"common counterparts", commonCounterparts},
			} {
				t.Run(c.name, func(t *testing.T) { c.test(demo{t, asker, engine}) })
			}
		})
	}
}

func counterpartsInTajikistan(d demo) {
	rows, answer := ask[queries.Counterpart](d, "counterparts", "of=LEICA", "country=TJ")
	d.same("counterparts", lines(rows, func(c queries.Counterpart) string {
		return fmt.Sprintf("%s %s %t %t %s", c.ID, c.Role, c.Placeholder, c.Certain, c.Last)
	}),
		"tj-ems met false true [2021-03-03..2021-03-04]",
		"tj-agencies met true true 2021-03-03/2021-03-04",
		"tj-embassy-bishkek facilitator false true 2021-03-03/2021-03-04",
		"eu-delegation-dushanbe facilitator false true 2021-03-03/2021-03-04",
	)
	if answer.Totals["organisations"] != 1 {
		d.Errorf("organisations met: got %d, want 1: the placeholder is not counted", answer.Totals["organisations"])
	}
	meetings, _ := ask[queries.Encounter](d, "encounters", "of=leica", "with=tj-ems")
	if len(meetings) != 1 || meetings[0].Place != "Dushanbe" || meetings[0].Evidence.Grade.String() != "B3" ||
		!strings.Contains(meetings[0].Summary, "inferred") || meetings[0].Evidence.Citations[0].Locator != "photo caption" {
		d.Errorf("the meeting with the Emergency Management Service: got %+v", meetings)
	}
	for _, c := range rows {
		if len(c.Facts) == 0 {
			d.Errorf("%s: has no facts behind it", c.ID)
		}
	}
}

func coverageByMandate(d demo) {
	cells := map[string]queries.Cell{}
	rows, _ := ask[queries.Cell](d, "coverage", "by=mandate")
	for _, c := range rows {
		cells[string(c.Country)+string(c.Body.ID)+" "+c.Column] = c
	}
	want := map[string]string{
		"KG foreign_affairs": "active active", "KZ prosecution": "active active", "TJ emergency": "active active",
		"KG financial_intelligence": "cooling active", "UZ police": "cooling active",
		"KG not_stated": "active active", "UZ not_stated": "active active", "KZ not_stated": "active active", "TJ not_stated": "active active",
		"TM not_stated": "sought ", "sco-rats not_stated": "cooling active",
	}
	for _, country := range []string{"KG", "UZ", "KZ", "TJ", "TM"} {
		for _, mandate := range []string{"police", "prosecution", "financial_intelligence", "emergency", "foreign_affairs"} {
			if key := country + " " + mandate; want[key] == "" {
				want[key] = "not_recorded "
				if country == "TM" {
					want[key] = "never_met "
				}
			}
		}
	}
	got := []string{}
	for key, c := range cells {
		got = append(got, fmt.Sprintf("%s: %s %s", key, c.State, c.StateAtBest))
		if c.Contacts != "none" {
			d.Errorf("%s: got contacts %s, want none", key, c.Contacts)
		}
	}
	var expected []string
	for key, state := range want {
		expected = append(expected, key+": "+state)
	}
	d.same("cells", got, expected...)
	if c := cells["TM foreign_affairs"]; c.Organisations != 1 {
		d.Errorf("TM foreign affairs: got %d organisations on record, want the embassy", c.Organisations)
	}
	if c := cells["TM police"]; c.Organisations != 0 {
		d.Errorf("TM police: got %d organisations on record, want none: not looked at", c.Organisations)
	}
	later, _ := ask[queries.Cell](d, "coverage", "as_of=2021-04-15")
	for _, c := range later {
		if c.Country == "KG" && c.Column == "foreign_affairs" && c.State != queries.Cooling {
			d.Errorf("KG foreign affairs in April: got %s, want cooling", c.State)
		}
	}
}

func ahead(d demo) {
	rows, _ := ask[queries.TimelineEntry](d, "timeline", "status=planned", "status=sought")
	d.same("ahead", lines(rows, func(e queries.TimelineEntry) string {
		return fmt.Sprintf("%s %s %q overdue=%t", e.ID, e.Status, e.When, e.Overdue)
	}),
		`kz-operational-2021-04 planned "2021-04" overdue=false`,
		`tj-visit-2021-04 planned "2021-04" overdue=false`,
		`kg-further-meetings planned "" overdue=false`,
		`field-activities-2021 planned "[2021-06-01..2021-08-31]" overdue=false`,
		`tm-online-sought sought "" overdue=false`,
	)
	rows, _ = ask[queries.TimelineEntry](d, "timeline", "status=planned", "as_of=2021-05-01")
	for _, e := range rows {
		if want := e.When == "2021-04"; e.Overdue != want {
			d.Errorf("%s in May: got overdue=%t, want %t", e.ID, e.Overdue, want)
		}
	}
}

func awaited(d demo) {
	line := func(m queries.CommitmentRow) string {
		return fmt.Sprintf("%s %s %s past=%t", m.ID, m.Basis, m.Direction, m.PastDate)
	}
	rows, _ := ask[queries.CommitmentRow](d, "commitments", "as_of=2021-03-31")
	d.same("commitments", lines(rows, line),
		"kg-answers expected theirs past=false", "uz-proposals expected theirs past=false",
		"leica-requests promised ours past=false", "leica-action-plan promised ours past=false")
	rows, _ = ask[queries.CommitmentRow](d, "commitments", "as_of=2021-04-01", "past_date=true")
	d.same("past their date", lines(rows, line), "uz-proposals expected theirs past=true")
}

func inDecember(d demo) {
	rows, answer := ask[queries.TimelineEntry](d, "timeline", "of=LEICA", "from=2020-12-01", "to=2020-12-31")
	d.same("December", lines(rows, func(e queries.TimelineEntry) string {
		return fmt.Sprintf("%s certain=%t online=%t for=%d", e.ID, e.Certain, e.Online, e.StandsFor)
	}),
		"uz-visit-2020-12 certain=true online=false for=1",
		"kz-online-2020-12 certain=true online=true for=2",
		"kg-sfis-caption certain=false online=false for=1",
		"uz-mia-caption certain=false online=false for=1",
		"sco-rats-caption certain=false online=false for=1",
	)
	if answer.Totals["records"] != 5 || answer.Totals["only_may"] != 3 || answer.Totals["at_least"] != 6 || answer.Totals["undated"] != 2 {
		d.Errorf("totals: got %v, want 5 records for at least 6, 3 of which only may; 2 undated left out", answer.Totals)
	}
}

func asOfNovember(d demo) {
	rows, _ := ask[queries.Counterpart](d, "counterparts", "as_of=2020-11-01")
	d.same("counterparts", lines(rows, func(c queries.Counterpart) string { return fmt.Sprintf("%s certain=%t", c.ID, c.Certain) }),
		"kg-mfa certain=true", "kg-agencies certain=true",
		"kg-sfis certain=false", "uz-mia certain=false", "sco-rats certain=false")
}

func regionalBodies(d demo) {
	rows, _ := ask[queries.BodyRow](d, "bodies")
	line := func(b queries.BodyRow) string {
		members := []string{}
		for _, m := range b.Members {
			via := ""
			if m.Via != nil {
				via = " via " + string(m.Via.ID)
			}
			members = append(members, string(m.Country)+via)
		}
		return fmt.Sprintf("%s %d may=%d %s [%s]", b.ID, b.Meetings, b.OnlyMay, b.Last, strings.Join(members, ", "))
	}
	d.same("bodies", lines(rows, line),
		"sco-rats 1 may=1 [2020-09-01..2021-03-31] [KG via sco, KZ via sco, TJ via sco, UZ via sco]",
		"sco 0 may=0  [KG, KZ, TJ, UZ]")
	rows, _ = ask[queries.BodyRow](d, "bodies", "from=2020-12-01", "to=2020-12-31", "body=РАТС ШОС")
	if len(rows) != 1 || rows[0].Certain || rows[0].Meetings != 1 || len(rows[0].EngagedBy) != 1 || rows[0].EngagedBy[0].ID != "leica" {
		d.Errorf("in December: got %+v, want one meeting that only may lie there, with LEICA", rows)
	}
}

func namesAcrossScripts(d demo) {
	d.engine = queries.Memory // search matches names in memory
	first := func(text string) string {
		rows, _ := ask[queries.SearchHit](d, "search", "text="+text)
		if len(rows) == 0 {
			return "nothing"
		}
		if rows[0].Why == "" {
			d.Errorf("%q: does not say why it matched", text)
		}
		return string(rows[0].ID)
	}
	for _, c := range []struct{ id, text string }{
		{"sco-rats", "РАТС ШОС"},
		{"sco-rats", "RATS SCO"},
		{"sco-rats", "Regional Antiterrorist Structure"},
		{"KZ-astana", "Нур-Султан"},
		{"KZ-astana", "Astana"},
		{"KZ-astana", "Nur Sultan"},
		{"KZ-astana", "Nursultan"},
		{"aalmagul-osmonalieva", "Osmonaliyeva"},
		{"jerome-ribaut-gaillard", "ribaut gaillard"},
		{"leica", "leica"},
	} {
		if got := first(c.text); got != c.id {
			d.Errorf("%q: got %s first, want %s", c.text, got, c.id)
		}
	}
}

func commonCounterparts(d demo) {
	rows, _ := ask[queries.CommonRow](d, "common", "of=kg-sfis", "with=kz-gpo")
	d.same("common", lines(rows, func(c queries.CommonRow) string {
		return fmt.Sprintf("%s %d %d certain=%t", c.ID, c.MeetingsOf, c.MeetingsWith, c.Certain)
	}), "leica 1 1 certain=false")
}

// backend is a store and an engine on which every answer must come out the same.
type backend struct {
	name string
	load func(t *testing.T) (*queries.Asker, queries.Engine)
}

var backends = []backend{
	{"sqlite, memory", func(t *testing.T) (*queries.Asker, queries.Engine) {
		return loadDemo(t, newSQLite(t)), queries.Memory
	}},
	{"neo4j, memory", func(t *testing.T) (*queries.Asker, queries.Engine) {
		return loadDemo(t, neo4jtest.Open(t)), queries.Memory
	}},
	{"neo4j, cypher", func(t *testing.T) (*queries.Asker, queries.Engine) {
		store := neo4jtest.Open(t)
		asker := loadDemo(t, store)
		asker.Cypher = store
		return asker, queries.Cypher
	}},
}
