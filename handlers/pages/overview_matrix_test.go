package pages_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
)

// wide is a graph of whose matrix no page shows all: 50 countries that were met on 120 topics, 30 where nobody was, and 70 bodies without a country.
func wide(t *testing.T) graph.Store {
	t.Helper()
	store := storetest.NewMemory()
	changes := []graph.Change{graph.Put(storetest.Org("us", "Us"), graph.ExpectAbsent())}
	add := func(id graph.ID, country graph.CountryCode, topics ...string) {
		o := storetest.Org(id, "Agency "+string(id))
		o.Country = country
		changes = append(changes, graph.Put(o, graph.ExpectAbsent()))
		for i, topic := range topics {
			m := storetest.Meeting(graph.ID(fmt.Sprintf("m-%s-%d", id, i)), "2026-05-01", "us", id)
			m.Topics = []string{topic}
			changes = append(changes, graph.Put(m, graph.ExpectAbsent()))
		}
	}
	topic := func(i int) string { return fmt.Sprintf("topic-%03d", i) }
	for i, c := range graph.Countries()[:80] {
		var topics []string
		if i < 50 {
			topics = []string{topic(2 * i), topic(2*i + 1), topic(100 + i%20)}
		}
		add(graph.ID(fmt.Sprintf("o-%03d", i)), c.Code, topics...)
	}
	for i := range 70 {
		add(graph.ID(fmt.Sprintf("b-%03d", i)), "", append([]string{topic(119)}, []string{topic(118)}[:min(1, i/10)]...)...)
	}
	for at := 0; at < len(changes); at += 200 {
		if _, err := store.Apply(t.Context(), graph.Write{ID: graph.ApplyID(fmt.Sprint("w", at)), Actor: "test", Changes: changes[at:min(len(changes), at+200)]}); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

// TestWideMatrix looks at a matrix that is too large to be drawn: it says what it leaves out, and all countries are counted.
func TestWideMatrix(t *testing.T) {
	server := serve(t, wide(t), "us", graph.MinDay)
	page := get(t.Context(), t, server.URL+"/?by=topic")
	page.check(t, 200, []string{
		"80 countries;", "30 more countries: never met.", `href="/?by=topic&amp;rows=all"`, "10 more bodies without a country have fewer records and are not shown.",
		"85 more columns have fewer records in these rows and are not shown.", `href="/ask?by=topic&amp;q=coverage">All of it as a table`,
		"and 25 others: no meeting is recorded with anybody there.", "topic-119", "b-069",
	}, []string{"are not counted here", `/organisations/b-000"`})
	if rows, cells := strings.Count(page.body, `<th scope="row">`), strings.Count(page.body, `class="cell state-`); rows != 110 || cells > 4000 {
		t.Errorf("%d rows with %d cells are drawn, want 110 with at most 4,000", rows, cells)
	}
	all := get(t.Context(), t, server.URL+"/?by=topic&rows=all")
	all.check(t, 200, []string{"Fold the countries that were never met"}, []string{"30 more countries: never met"})
	if rows := strings.Count(all.body, `<th scope="row">`); rows != 140 {
		t.Errorf("%d rows are drawn, want 140", rows)
	}
	folded := graph.Countries()[60]
	get(t.Context(), t, server.URL+"/?by=topic&column=topic-007&row="+string(folded.Code)).check(t, 200, []string{`id="facts"`, "Topic-007, " + html.EscapeString(folded.Name("en")), "29 more countries"}, nil)
}

// TestAskShowsAPage reads coverage as a table: a page of a hundred rows, of however many, and all of them page by page.
func TestAskShowsAPage(t *testing.T) {
	server := serve(t, wide(t), "us", graph.MinDay)
	address, rows, pages := "/ask?by=topic&country="+string(graph.Countries()[0].Code)+"&q=coverage", 0, 0
	for next := regexp.MustCompile(`href="([^"]*cursor=[^"]*)">Next`); address != ""; pages++ {
		body := get(t.Context(), t, server.URL+address).body
		shown := strings.Count(body, "<tr>") - 1
		if shown > 100 {
			t.Fatalf("%s shows %d rows", address, shown)
		}
		rows += shown
		address = ""
		if link := next.FindStringSubmatch(body); link != nil {
			address = html.UnescapeString(link[1])
		}
	}
	if rows < 100 || pages < 2 {
		t.Errorf("%d pages have %d rows", pages, rows)
	}
}
