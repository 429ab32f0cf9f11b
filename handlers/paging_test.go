package handlers_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/queries"
)

// TestPages walks every question and every list page by page, with nothing but the cursor that the page before gave, while others write: it must come to the rows
// that one large page had before, on the same terms.
func TestPages(t *testing.T) {
	for _, terms := range []string{"", "min_grade=B2", "known=1", "as_of=2021-02-28", "min_grade=B3&known=1&as_of=2021-03-05"} {
		for _, q := range queries.Registry() {
			target := "/api/v1/questions/" + q.Name + "?" + needed(t, q)
			t.Run(q.Name+" "+terms, func(t *testing.T) { walk(t, target+terms, "rows", queries.MaxLimit, terms == "") })
		}
		terms, _, of := strings.Cut(terms, "as_of") // lists know no other day than today
		if of {
			continue
		}
		for _, noun := range graph.Nouns() {
			facts := slices.Contains([]graph.Noun{graph.NounTenure, graph.NounEngagement, graph.NounCooperation, graph.NounCommitment}, noun)
			if strings.Contains(terms, "min_grade") && !facts {
				continue
			}
			t.Run(noun.Plural()+" "+terms, func(t *testing.T) {
				walk(t, "/api/v1/"+noun.Plural()+"?"+terms, "documents", queries.MaxDocuments, terms == "")
			})
		}
	}
}

// needed gives the parameters without which a question cannot be asked.
func needed(t *testing.T, q *queries.Question) (query string) {
	t.Helper()
	for _, p := range q.Parameters {
		if !p.Required {
			continue
		}
		value, ok := map[string]string{"with": "tj-ems", "text": "Emergency"}[p.Name]
		if !ok {
			t.Fatalf("%s needs %s: say here which gives several rows", q.Name, p.Name)
		}
		query += p.Name + "=" + value + "&"
	}
	return query
}

// walk compares the pages of an answer with the whole. Some are said to be of several pages.
func walk(t *testing.T, target, rows string, most int, several bool) {
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	written := 0
	write := func() {
		written++
		r := c.do("POST", "/api/v1/changes", fmt.Sprintf(`{"changes":[{"organisation":{"id":"a%d","marking":"TLP:GREEN","kind":"regional_body","names":[{"text":"Emergency"}]}},
			{"engagement":{"id":"e%d","marking":"TLP:GREEN","kind":"meeting","status":"held","when":"2021-02-10","participants":[
				{"stakeholder":"leica","role":"initiator"},{"stakeholder":"tj-ems","role":"counterpart"},{"stakeholder":"a%d","role":"counterpart"}]}}]}`, written, written, written))
		if r.Code != 200 {
			t.Fatal(r.Body)
		}
	}
	ask := func(target string) (list []json.RawMessage, next string, rest map[string]json.RawMessage) {
		t.Helper()
		r := c.do("GET", target, "")
		if r.Code != 200 {
			t.Fatalf("%s: %d %s", target, r.Code, short(r.Body.String()))
		}
		var parts struct {
			Rows, Documents []json.RawMessage
			Next            string
		}
		if err := json.Unmarshal(r.Body.Bytes(), &parts); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(r.Body.Bytes(), &rest); err != nil {
			t.Fatal(err)
		}
		delete(rest, rows)
		delete(rest, "next")
		return append(parts.Rows, parts.Documents...), parts.Next, rest
	}
	for range 2 { // so that the revision known then is not the last, and everything has several rows
		write()
	}
	whole, next, terms := ask(fmt.Sprintf("%s&limit=%d", target, most))
	if next != "" || (several && len(whole) < 2) {
		t.Fatalf("%s: %d rows in one page, and the next is %q", target, len(whole), next)
	}
	page, next, same := ask(target + "&limit=1")
	path, _, _ := strings.Cut(target, "?")
	pages := page
	for next != "" && len(pages) <= len(whole) {
		write()
		if !maps.EqualFunc(same, terms, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
			t.Fatalf("after %d rows it is another answer:\n%s\n%s", len(pages), same, terms)
		}
		page, next, same = ask(path + "?limit=1&cursor=" + url.QueryEscape(next))
		pages = append(pages, page...)
	}
	if !slices.EqualFunc(pages, whole, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
		t.Errorf("%d rows in pages, %d in one:\n%s\n%s", len(pages), len(whole), short(fmt.Sprintf("%s", pages)), short(fmt.Sprintf("%s", whole)))
	}
}
