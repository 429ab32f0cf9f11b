package queries_test

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/queries"
	"liaison/queries/network"
)

// records reads a CSV file of a public data set, a map for each row. LIAISON_TEST_DATA names the folder of data sets; without it
// the questions are not tried on them.
func records(t *testing.T, folder, name string, comma rune) []map[string]string {
	t.Helper()
	data := os.Getenv("LIAISON_TEST_DATA")
	if data == "" {
		t.Skip("LIAISON_TEST_DATA names no folder with data sets")
	}
	file, err := os.Open(filepath.Join(data, folder, name))
	if err != nil {
		t.Skipf("no data set to try: %v", err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma = comma
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// imported imports documents and gives what asks about them: from SQLite by memory and, where there is a server, from Neo4j by Cypher.
func imported(t *testing.T, documents []graph.Document, test func(demo)) {
	t.Helper()
	items := func() iter.Seq2[exchange.Item, error] {
		return func(yield func(exchange.Item, error) bool) {
			for _, d := range documents {
				if !yield(exchange.Item{Document: d}, nil) {
					return
				}
			}
		}
	}
	into := func(t *testing.T, store graph.Store) {
		if _, err := exchange.Import(t.Context(), store, items(), exchange.Options{Actor: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("sqlite/memory", func(t *testing.T) {
		store := newSQLite(t)
		into(t, store)
		n, err := network.Load(t.Context(), store, nil)
		if err != nil {
			t.Fatal(err)
		}
		test(demo{t, &queries.Asker{Network: n, Today: today}, queries.Memory})
	})
	t.Run("neo4j/cypher", func(t *testing.T) {
		store := neo4jtest.Open(t)
		into(t, store)
		test(demo{t, &queries.Asker{Cypher: store, Today: today}, queries.Cypher})
	})
}

func clear(id string) graph.Head { return graph.Head{ID: graph.ID(id), Marking: graph.Clear} }

func organisation(id, name string, kind graph.OrganisationKind, country graph.CountryCode) graph.Document {
	return &graph.Organisation{Head: clear(id), Names: []graph.Name{{Text: name}}, Kind: kind, Country: country}
}

func person(id, name string) graph.Document {
	return &graph.Person{Head: clear(id), Names: []graph.Name{{Text: name}}}
}

// TestVisitsAndTravels asks of a century of visits of leaders to the United States, and of travels abroad of its presidents and
// secretaries of state (Office of the Historian).
func TestVisitsAndTravels(t *testing.T) {
	central := map[string]graph.CountryCode{"kazakhstan": "KZ", "kyrgyzstan": "KG", "tajikistan": "TJ", "turkmenistan": "TM", "uzbekistan": "UZ"}
	documents := []graph.Document{organisation("us", "United States of America", graph.OtherOrganisation, "US")}
	known := map[string]bool{}
	once := func(d graph.Document) {
		if id := string(d.Header().ID); !known[id] {
			known[id] = true
			documents = append(documents, d)
		}
	}
	occasion := func(id string, kind graph.EngagementKind, start, end, text string, participants ...graph.Participation) *graph.Engagement {
		when := start
		if end != "" && end != start {
			when += "/" + end
		}
		return &graph.Engagement{Head: clear(id), Kind: kind, Status: graph.Held, When: graph.MustDate(when), Summary: text, Participants: participants}
	}
	var held []graph.Document
	for _, r := range records(t, "us_state_diplomacy", "visits.csv", ',') {
		state := "state-" + r["from_ids"]
		once(organisation(state, r["from"], graph.OtherOrganisation, central[r["from_ids"]]))
		held = append(held, occasion("visit-"+r["id"], graph.Meeting, r["start"], r["end"], r["description"],
			graph.Participation{Stakeholder: graph.ID(state), Role: graph.Initiator, AsWritten: r["visitor"]}, graph.Participation{Stakeholder: "us", Role: graph.Counterpart}))
	}
	for _, r := range records(t, "us_state_diplomacy", "trips.csv", ',') {
		state := "state-" + r["country_ids"]
		once(organisation(state, r["country"], graph.OtherOrganisation, central[r["country_ids"]]))
		once(person(r["who"], r["name"]))
		held = append(held, occasion("trip-"+r["id"], graph.Mission, r["start"], r["end"], r["remarks"],
			graph.Participation{Stakeholder: graph.ID(r["who"]), ActingFor: "us", Role: graph.Initiator}, graph.Participation{Stakeholder: graph.ID(state), Role: graph.Counterpart}))
	}
	imported(t, append(documents, held...), func(d demo) {
		for country, want := range map[string]int{"KZ": 12 + 10, "KG": 3 + 5, "TJ": 3 + 4, "TM": 2 + 2, "UZ": 5 + 8} {
			rows, _ := ask[queries.Counterpart](d, "counterparts", "of=us", "country="+country, "as_of=2025-01-01")
			if len(rows) != 1 || rows[0].Meetings != want {
				d.Errorf("visits and travels of %s: got %v, want one row of %d", country, rows, want)
			}
		}
		trips, _ := ask[queries.TimelineEntry](d, "timeline", "of=us", "country=KG", "kind=mission", "as_of=2025-01-01")
		d.same("travels to Kyrgyzstan", lines(trips, func(o queries.TimelineEntry) string {
			return o.When[:10] + " " + string(o.Who[0].ID)
		}), "1991-12-17 baker-james-addison", "2000-04-16 albright-madeleine-korbel", "2005-10-11 rice-condoleezza", "2010-12-02 clinton-hillary-rodham", "2015-10-31 kerry-john-forbes")
		kerry := d.answer("counterparts", "of=John Forbes Kerry", "from=2015", "to=2015", "as_of=2025-01-01")
		if kerry.Totals["organisations"] != 45 {
			d.Errorf("countries Kerry visited in 2015: got %v, want 45", kerry.Totals)
		}
	})
}

// TestMeetingsOfMembers asks of 23,050 meetings of members of the European Parliament with interest representatives, who are named in free text.
func TestMeetingsOfMembers(t *testing.T) {
	var documents, held []graph.Document
	met := map[string]graph.ID{}
	// A few lists of dozens of people go over several lines and are longer than a name can be.
	const longestName = 1000
	lobby := func(name string) graph.ID {
		if met[name] == "" {
			met[name] = graph.ID(fmt.Sprintf("lobby-%d", len(met)))
			documents = append(documents, organisation(string(met[name]), cmp.Or(strings.ToValidUTF8(name[:min(len(name), longestName)], ""), "not named"), graph.Company, ""))
		}
		return met[name]
	}
	groups := map[string]*regexp.Regexp{"Google": regexp.MustCompile(`(?i)\bgoogle\b`), "BEUC": regexp.MustCompile(`(?i)\bBEUC\b`)}
	for name := range groups {
		documents = append(documents, organisation("group-"+name, "All of "+name, graph.Company, ""))
	}
	members := map[string]bool{}
	var german []string
	for i, r := range records(t, "eu_mep_meetings", "mepmeetings.csv", ',') {
		member := "mep-" + r["epid"]
		if !members[member] {
			members[member] = true
			documents = append(documents, person(member, r["mep"]))
			if r["country"] == "Germany" {
				german = append(german, "of="+member)
			}
		}
		day, month, year := r["date"][:2], r["date"][3:5], r["date"][6:]
		e := &graph.Engagement{
			Head: clear(fmt.Sprintf("meeting-%d", i)), Kind: graph.Meeting, Status: graph.Held, When: graph.MustDate(year + "-" + month + "-" + day),
			Online:       slices.Contains([]string{"online", "remote"}, strings.ToLower(r["location"])),
			Participants: []graph.Participation{{Stakeholder: graph.ID(member), Role: graph.Initiator}, {Stakeholder: lobby(strings.Join(strings.Fields(r["lobbyists"]), " ")), Role: graph.Counterpart}},
		}
		for name, form := range groups {
			if form.MatchString(r["lobbyists"]) {
				e.Participants = append(e.Participants, graph.Participation{Stakeholder: graph.ID("group-" + name), Role: graph.Counterpart})
			}
		}
		held = append(held, e)
	}
	imported(t, append(documents, held...), func(d demo) {
		total := func(want int, what, name, question string, parameters ...string) {
			got := d.answer(question, append(parameters, "as_of=2022-03-01")...).Totals
			if got[name] != want {
				d.Errorf("%s: got %v, want %s %d", what, got, name, want)
			}
		}
		total(65, "meetings with Google, written so", "records", "timeline", "of="+string(met["Google"]))
		total(106, "meetings with Google, however written", "records", "timeline", "of=group-Google")
		total(58, "members who met Google", "persons", "counterparts", "of=group-Google")
		total(84, "members who met BEUC", "persons", "counterparts", "of=group-BEUC")
		total(26, "members who met both", "persons", "common", "of=group-Google", "with=group-BEUC")
		total(321, "meetings of the busiest member", "records", "timeline", "of=Niklas NIENASS")
		total(2273, "meetings of German members in 2020", "records", "timeline", append(german, "from=2020", "to=2020")...)
	})
}
