package pages_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/storetest"
	"liaison/handlers"
	"liaison/queries"
	"liaison/queries/network"
)

// recorder is a server with the demo data, somebody who writes, and what they can write to.
type recorder struct {
	*testing.T
	*httptest.Server
	network   *network.Network
	store     graph.Store
	clearance graph.Clearance
}

// records serves the demo data, and more, to somebody who is cleared for TLP:AMBER.
func records(t *testing.T, more ...graph.Document) *recorder {
	t.Helper()
	store := storetest.NewMemory()
	if _, err := exchange.Import(t.Context(), store, exchange.Demo(), exchange.Options{Actor: "demo", Reason: "the demo data", Batch: "demo"}); err != nil {
		t.Fatal(err)
	}
	w := graph.Write{ID: "more", Actor: "test"}
	for _, d := range more {
		w.Changes = append(w.Changes, graph.Put(d, graph.ExpectAbsent()))
	}
	if len(more) > 0 {
		if _, err := store.Apply(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	r := &recorder{T: t, store: store, clearance: graph.Clearance{Marking: graph.Amber}}
	r.serve(r.clearance)
	return r
}

// serve serves the store to somebody of another clearance.
func (r *recorder) serve(c graph.Clearance) {
	r.Helper()
	n, err := network.Load(r.Context(), r.store, nil)
	if err != nil {
		r.Fatal(err)
	}
	r.clearance, r.network = c, n
	r.Server = httptest.NewServer((&handlers.Server{
		Asker:     &queries.Asker{Network: n, Settings: queries.Settings{Us: []string{exchange.DemoUs}}, Today: func() graph.Day { return graph.DayOf(2026, 6, 1) }},
		Clearance: c, Actor: "Anna Bauer", AsOf: graph.DayOf(2021, 3, 15), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}).Handler())
	r.Cleanup(r.Close)
}

// get asks for a page.
func (r *recorder) get(path string) got {
	r.Helper()
	return get(r.Context(), r.T, r.URL+path)
}

// post sends a form.
func (r *recorder) post(path string, values url.Values) got {
	r.Helper()
	return r.send(path, values, "")
}

func (r *recorder) send(path string, values url.Values, origin string) got {
	r.Helper()
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, r.URL+path, strings.NewReader(values.Encode()))
	if err != nil {
		r.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if origin != "" {
		request.Header.Set("Origin", origin)
	}
	return sent(r.T, request)
}

// formOf gives what a browser would send of the form of the page Record, buttons left out.
func (r *recorder) formOf(body string) url.Values {
	r.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		r.Fatal(err)
	}
	form := find(root, func(n *html.Node) bool { return n.Data == "form" && attribute(n, "id") == "record" })
	if form == nil {
		r.Fatalf("there is no form:\n%s", mainOf(body))
	}
	return sentBy(form)
}

func sentBy(form *html.Node) url.Values {
	values := url.Values{}
	find(form, func(n *html.Node) bool {
		name := attribute(n, "name")
		switch kind := attribute(n, "type"); {
		case n.Type != html.ElementNode || name == "":
		case n.Data == "input" && (kind == "checkbox" || kind == "radio"):
			if has(n, "checked") {
				values.Add(name, attribute(n, "value"))
			}
		case n.Data == "input":
			values.Add(name, attribute(n, "value"))
		case n.Data == "textarea":
			values.Add(name, strings.TrimPrefix(textOf(n), "\n"))
		case n.Data == "select":
			chosen := find(n, func(o *html.Node) bool { return o.Data == "option" && has(o, "selected") })
			if chosen == nil {
				chosen = find(n, func(o *html.Node) bool { return o.Data == "option" })
			}
			values.Add(name, attribute(chosen, "value"))
		}
		return false
	})
	return values
}

// find gives the first node of a tree that fits.
func find(n *html.Node, fits func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && fits(n) {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := find(c, fits); found != nil {
			return found
		}
	}
	return nil
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	text := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		text += textOf(c)
	}
	return text
}

// filled gives the empty form with some fields filled in: names and texts by turns.
func (r *recorder) filled(fields ...string) url.Values {
	r.Helper()
	form := r.formOf(r.get("/record").body)
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	form.Set("do", "save")
	return form
}

// meeting is a plain meeting, with more fields.
func (r *recorder) meeting(fields ...string) url.Values {
	r.Helper()
	return r.filled(append([]string{"when", "3-4 March 2021", "place", "Dushanbe", "who-1", "Emergency Management Service of Tajikistan", "marking", "TLP:GREEN"}, fields...)...)
}

// save saves a form, and gives the revision.
func (r *recorder) save(form url.Values) string {
	r.Helper()
	answer := r.post("/record", form)
	revision, ok := strings.CutPrefix(answer.header.Get("Location"), "/recorded/")
	if answer.status != http.StatusSeeOther || !ok {
		r.Fatalf("not saved: %d %s\n%s", answer.status, answer.header.Get("Location"), problemsOf(answer.body))
	}
	return revision
}

// problemsOf gives what a page says is wrong.
func problemsOf(body string) string {
	_, body, _ = strings.Cut(body, `<div id="problems"`)
	body, _, _ = strings.Cut(body, "</div>")
	return body
}

// randomEnds are the last letters of ids.
var randomEnds = regexp.MustCompile(`-[a-z2-7]{6}"`)

// written gives the documents of the last revision in their JSON form, as a reader sees them; the last letters of ids are "-xxxxxx".
func (r *recorder) written() map[string]string {
	r.Helper()
	head := r.network.Head()
	log, err := r.network.Log(r.Context(), r.clearance, graph.MinGrade{}, head-1, 1, true)
	if err != nil || len(log) == 0 {
		r.Fatalf("nothing was written: %v", err)
	}
	documents := map[string]string{}
	for _, change := range log[0].Changes {
		raw, err := graph.Encode(change.After)
		if err != nil {
			r.Fatal(err)
		}
		documents[string(change.Noun)] += randomEnds.ReplaceAllString(string(raw), `-xxxxxx"`)
	}
	return documents
}

func TestFormToDocuments(t *testing.T) {
	const head = `"marking":"TLP:GREEN"`
	const note = `"evidence":[{"source":"note-2021-03-15-xxxxxx"}]`
	const ems = `{"stakeholder":"tj-ems","role":"counterpart"}`
	const us = `{"stakeholder":"leica","role":"initiator"}`
	person := &graph.Person{Head: graph.Head{ID: "rahimov", Marking: graph.Clear}, Names: []graph.Name{{Text: "Bakhtiyor Rahimov"}}}
	post := &graph.Post{Head: graph.Head{ID: "ems-head", Marking: graph.Clear}, Titles: []graph.Name{{Text: "Head of Department"}}, Organisation: "tj-ems"}
	tenure := &graph.Tenure{Head: graph.Head{ID: "ems-tenure", Marking: graph.Clear}, Person: "rahimov", Post: "ems-head"}
	for name, c := range map[string]struct {
		fields []string
		want   map[string]string
	}{
		"a plain meeting, and a note of one's own": {nil, map[string]string{
			"source":     `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` + ems + `]}`,
		}},
		"a source on record, its label and its grade": {[]string{"source", "LEICA newsletter, spring 2021", "marking", "", "credibility", "2"}, map[string]string{
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx","marking":"TLP:CLEAR","grade":"B2","evidence":[{"source":"leica-newsletter"}],"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` + ems + `]}`,
		}},
		"the highest label where none is chosen": {[]string{"marking", "", "reliability", "A"}, map[string]string{
			"source":     `{"id":"note-2021-03-15-xxxxxx","marking":"TLP:AMBER","title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15","reliability":"A"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx","marking":"TLP:AMBER","grade":"A6",` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` + ems + `]}`,
		}},
		"a promise, by us to whom we met, due after the meeting": {[]string{"what-0", "Send the questionnaire", "due-0", "31 March"}, map[string]string{
			"source":     `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` + ems + `]}`,
			"commitment": `{"id":"commitment-1-xxxxxx",` + head + `,` + note + `,"basis":"promised","what":"Send the questionnaire","owed_by":"leica","owed_to":"tj-ems","due":"2021-03-31","arising_from":"2021-03-03-meeting-xxxxxx"}`,
		}},
		"topics, texts and a call online": {[]string{"kind", "online_meeting", "place", "Таджикистан", "topics", "drugs,  borders, drugs", "summary", "First\r\ncontact", "outcome", "They will <b>answer</b>"}, map[string]string{
			"source": `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-03-03-online-meeting-xxxxxx",` + head + `,` + note + `,"kind":"online_meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ","online":true,` +
				`"topics":["drugs","borders"],"summary":"First\ncontact","outcome":"They will <b>answer</b>","participants":[` + us + `,` + ems + `]}`,
		}},
		"a person in the post that they hold": {[]string{"who-1", "Rahimov Bakhtiyor", "who-1-choice", "rahimov", "who-1-asked", "Rahimov Bakhtiyor", "head-1", "on"}, map[string]string{
			"source": `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` +
				`{"stakeholder":"rahimov","acting_for":"tj-ems","post":"ems-head","role":"counterpart","head_of_side":true}]}`,
		}},
		"a person for themselves": {[]string{"who-1", "Bakhtiyor Rahimov", "post-1", "-"}, map[string]string{
			"source":     `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,{"stakeholder":"rahimov","role":"counterpart"}]}`,
		}},
		"one of our own is an initiator": {[]string{"who-2", "Giorgi Beridze"}, map[string]string{
			"source": `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` + ems +
				`,{"stakeholder":"giorgi-beridze","acting_for":"leica","post":"leica-coordinator","role":"initiator"}]}`,
		}},
		"a new person of a new organisation, who owes": {[]string{
			"who-1", "Ким Анна", "who-1-pick", "new-person", "for-1", "Пограничная служба", "for-1-pick", "new-organisation", "for-1-kind", "agency", "for-1-country", "Киргизия",
			"by-0", "пограничная служба", "to-0", "leica", "what-0", "Answers", "basis-0", "agreed",
		}, map[string]string{
			"source":       `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"person":       `{"id":"kim-anna-xxxxxx",` + head + `,"names":[{"text":"Ким Анна","script":"Cyrl"}]}`,
			"organisation": `{"id":"pogranichnaya-sluzhba-xxxxxx",` + head + `,"names":[{"text":"Пограничная служба","script":"Cyrl"}],"kind":"agency","country":"KG"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` +
				`{"stakeholder":"kim-anna-xxxxxx","acting_for":"pogranichnaya-sluzhba-xxxxxx","role":"counterpart"}]}`,
			"commitment": `{"id":"commitment-1-xxxxxx",` + head + `,` + note + `,"basis":"agreed","what":"Answers","owed_by":"pogranichnaya-sluzhba-xxxxxx","owed_to":"leica","arising_from":"2021-03-03-meeting-xxxxxx"}`,
		}},
		"a new source": {[]string{"source", "Minutes of the meeting", "reliability", "B"}, map[string]string{
			"source":     `{"id":"minutes-of-the-meeting-xxxxxx",` + head + `,"title":"Minutes of the meeting","reliability":"B"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,"grade":"B6","evidence":[{"source":"minutes-of-the-meeting-xxxxxx"}],"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","place":"TJ-dushanbe","participants":[` + us + `,` + ems + `]}`,
		}},
		"without a year the last, and a planned one the next": {[]string{"when", "12 April", "status", "planned"}, map[string]string{
			"source":     `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-04-12-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"planned","when":"2021-04-12","place":"TJ-dushanbe","participants":[` + us + `,` + ems + `]}`,
		}},
		"online is a place too": {[]string{"place", "Online"}, map[string]string{
			"source":     `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"2021-03-03-meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","when":"2021-03-03/2021-03-04","online":true,"participants":[` + us + `,` + ems + `]}`,
		}},
		"a date that nobody knows": {[]string{"when", "unknown"}, map[string]string{
			"source":     `{"id":"note-2021-03-15-xxxxxx",` + head + `,"title":"Note of Anna Bauer, 15 March 2021","date":"2021-03-15"}`,
			"engagement": `{"id":"meeting-xxxxxx",` + head + `,` + note + `,"kind":"meeting","status":"held","place":"TJ-dushanbe","participants":[` + us + `,` + ems + `]}`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := records(t, person, post, tenure)
			r.save(r.meeting(c.fields...))
			written := r.written()
			for noun, want := range c.want {
				if got := written[noun]; got != want {
					t.Errorf("%s:\n got %s\nwant %s", noun, got, want)
				}
				delete(written, noun)
			}
			for noun, more := range written {
				t.Errorf("%s was written too: %s", noun, more)
			}
		})
	}
}

// TestBadForms tries what careless people send: nothing is stored, all of it comes back, and what is wrong stands at its field.
func TestBadForms(t *testing.T) {
	long := strings.Repeat("слово ", 9000)
	twin := storetest.Org("other-ems", "Emergency Management Service of Tajikistan")
	two := &graph.Person{Head: graph.Head{ID: "two-posts", Marking: graph.Clear}, Names: []graph.Name{{Text: "Two Posts"}}}
	var posts []graph.Document
	for _, id := range []graph.ID{"a", "b"} {
		posts = append(posts, &graph.Post{Head: graph.Head{ID: "post-" + id, Marking: graph.Clear}, Titles: []graph.Name{{Text: "Post " + string(id)}}, Organisation: "interpol"},
			&graph.Tenure{Head: graph.Head{ID: "tenure-" + id, Marking: graph.Clear}, Person: "two-posts", Post: "post-" + id})
	}
	for name, c := range map[string]struct {
		fields []string
		// says has words by the field at which they stand.
		says map[string]string
		// more is what else the page says.
		more []string
	}{
		"29 February":                  {[]string{"when", "29 February 2021"}, map[string]string{"when": "February 2021 has 28 days"}, nil},
		"an end before the beginning":  {[]string{"when", "4-3 March 2021"}, map[string]string{"when": "this ends before it begins"}, nil},
		"a year of another calendar":   {[]string{"when", "1398/12/13"}, map[string]string{"when": "This reads as 13 December 1398"}, nil},
		"no date":                      {[]string{"when", ""}, map[string]string{"when": "Say when it was"}, nil},
		"nobody met":                   {[]string{"who-1", ""}, map[string]string{"who-1": "Name whom you met"}, nil},
		"held ahead":                   {[]string{"when", "12 April 2021"}, map[string]string{"status": "12 April 2021 is still ahead"}, []string{`<option value="planned" selected>`}},
		"due before the meeting":       {[]string{"what-0", "x", "due-0", "2 March 2021"}, map[string]string{"due-0": "2 March 2021 is over before the engagement began, 3–4 March 2021"}, nil},
		"a due date without a promise": {[]string{"due-0", "31 March 2021"}, map[string]string{"what-0": "Say what is owed"}, nil},
		"owed to themselves":           {[]string{"what-0", "x", "to-0", "leica"}, map[string]string{"to-0": "Nobody owes anything to themselves"}, nil},
		"the same twice":               {[]string{"who-2", "tj-ems", "who-1", "tj-ems"}, map[string]string{"who-2": "“tj-ems” is listed already, in line 2"}, nil},
		"a person for two": {
			[]string{"who-1", "Giorgi Beridze", "for-1", "tj-ems", "who-2", "Giorgi Beridze", "for-2", "interpol"},
			map[string]string{"who-2": "a person acts for one organisation at a time"},
			nil,
		},
		"an organisation for another": {[]string{"who-1", "tj-ems", "for-1", "interpol"}, map[string]string{"for-1": "only persons act for another"}, nil},
		"for whom nobody acted":       {[]string{"who-1", "tj-ems", "for-2", "interpol"}, map[string]string{"who-2": "Name the person who acted for “interpol”"}, nil},
		"in which of two posts":       {[]string{"who-1", "Two Posts"}, map[string]string{"post-1": "Say in which post “Two Posts” took part"}, []string{"Post a, International Criminal Police Organization"}},
		"a name of several": {
			[]string{"who-1", "Emergency Management Service of Tajikistan"},
			map[string]string{"who-1": "may be one of several"},
			[]string{`name="who-1-choice" value="other-ems"`, `name="who-1-choice" value="tj-ems"`, `name="who-1-choice" value="new-organisation"`},
		},
		"nearly what is on record": {
			[]string{"who-1", "Emergency Managment Service of Tadjikistan"},
			map[string]string{"who-1": "the same as “Emergency Management Service of Tajikistan”?"},
			[]string{`name="who-1-choice" value="tj-ems"`, "differ"},
		},
		"a name that nobody has":     {[]string{"who-1", "Qwkxjv"}, map[string]string{"who-1": "“Qwkxjv” is not on record: choose what to create"}, []string{`value="new-person"`}},
		"a new one without its kind": {[]string{"who-1", "Border Service X", "who-1-pick", "new-organisation"}, map[string]string{"who-1-kind": "Say what “Border Service X” is"}, nil},
		"a new one without its country": {
			[]string{"who-1", "Border Service X", "who-1-pick", "new-organisation", "who-1-kind", "agency"}, map[string]string{"who-1-country": "Say to which country"}, nil,
		},
		"a body with a country": {
			[]string{"who-1", "Body X", "who-1-pick", "new-organisation", "who-1-kind", "regional_body", "who-1-country", "KG"}, map[string]string{"who-1-country": "belong to no country"}, nil,
		},
		"one more of the same name and country": {
			[]string{"who-1", "Emergency management service of Tajikistan", "who-1-pick", "new-organisation", "who-1-kind", "agency", "who-1-country", "TJ"},
			map[string]string{"who-1": "of Tajikistan is on record already"},
			[]string{`name="who-1-choice" value="tj-ems"`},
		},
		"a country that is none":  {[]string{"who-1", "Body X", "who-1-pick", "new-organisation", "who-1-kind", "agency", "who-1-country", "Qwkxjv"}, map[string]string{"who-1-country": "No country is known as"}, nil},
		"a place that is none":    {[]string{"place", "Qwkxjv"}, map[string]string{"place": "No country or place is known as “Qwkxjv”"}, nil},
		"a promise to a stranger": {[]string{"what-0", "x", "to-0", "Qwkxjv"}, map[string]string{"to-0": "name it among those who took part"}, nil},
		"markup is a name":        {[]string{"who-1", "<script>alert(1)</script>"}, map[string]string{"who-1": "is not on record"}, []string{"&lt;script&gt;alert(1)"}},
		"signs only":              {[]string{"place", "???"}, map[string]string{"place": "no letter or figure"}, nil},
		"50,000 characters":       {[]string{"who-1", long, "topics", long, "source", long}, map[string]string{"who-1": "This has 53,999 characters, and at most", "topics": "Shorten it", "source": "Shorten it"}, nil},
		"more than a text holds":  {[]string{"summary", long + long}, map[string]string{"summary": "Shorten it"}, nil},
		"a label above one's own": {[]string{"marking", "TLP:RED"}, map[string]string{"marking": "TLP:RED is above your own clearance, TLP:AMBER"}, nil},
		"a label that is none":    {[]string{"marking", "SECRET"}, map[string]string{"marking": "Choose one from the list"}, nil},
		"values that no list has": {
			[]string{"kind", "party", "status", "fine", "role-1", "boss", "reliability", "Z", "what-0", "x", "basis-0", "owed"},
			map[string]string{"kind": "Choose", "status": "Choose", "role-1": "Choose", "reliability": "Choose", "basis-0": "Choose"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			more := append([]graph.Document{two}, posts...)
			if name == "a name of several" {
				more = append(more, twin)
			}
			r := records(t, more...)
			head := r.network.Head()
			form := r.meeting(append([]string{"reason", "kept all the same", "summary", "A <b>text</b>\nof two lines & more"}, c.fields...)...)
			answer := r.post("/record", form)
			if answer.status != http.StatusUnprocessableEntity || r.network.Head() != head {
				t.Fatalf("got status %d, head %d after %d", answer.status, r.network.Head(), head)
			}
			for field, words := range c.says {
				problem := problemAt(answer.body, field)
				if !strings.Contains(problem, words) {
					t.Errorf("at %s it says %q, want %q", field, problem, words)
				}
				if !strings.Contains(problemsOf(answer.body), `href="#`+field+`"`) {
					t.Errorf("the summary does not lead to %s:\n%s", field, problemsOf(answer.body))
				}
				if !strings.Contains(answer.body, `id="`+field+`"`) {
					t.Errorf("there is no field %s", field)
				}
			}
			for _, text := range c.more {
				if !strings.Contains(answer.body, text) {
					t.Errorf("does not say %q:\n%s", text, mainOf(answer.body))
				}
			}
			r.kept(form, r.formOf(answer.body))
		})
	}
}

// kept fails for what came back otherwise than it was sent.
func (r *recorder) kept(sent, back url.Values) {
	r.Helper()
	for name, texts := range sent {
		offered := map[string]bool{"kind": true, "status": true, "marking": true, "reliability": true, "role-1": true, "basis-0": true, "do": true}
		if offered[name] || strings.HasSuffix(name, "-pick") {
			continue // what no list has cannot come back chosen; a decision may be made meanwhile
		}
		if strings.HasPrefix(name, "post-") && back.Get(name) != "" {
			continue
		}
		if back.Get(name) != strings.TrimSpace(strings.ReplaceAll(texts[0], "\r\n", "\n")) && texts[0] != "" {
			r.Errorf("%s was %.80q and comes back as %.80q", name, texts[0], back.Get(name))
		}
	}
}

// problemAt gives what a page says is wrong with a field.
func problemAt(body, field string) string {
	_, rest, ok := strings.Cut(body, `id="`+field+`-problem">`)
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "</p>")
	return html.UnescapeString(rest)
}

func TestUnseenCharacters(t *testing.T) {
	r := records(t)
	form := r.meeting("who-1", "Emergency Management Service \u202eof Tajikistan", "summary", "a\x00b\x07c\td")
	answer := r.post("/record", form)
	for _, field := range []string{"who-1", "summary"} {
		if got := problemAt(answer.body, field); !strings.Contains(got, "A character that is not seen was taken out here") {
			t.Errorf("at %s it says %q", field, got)
		}
	}
	again := r.formOf(answer.body)
	again.Set("do", "save")
	r.save(again)
	if got := r.written()["engagement"]; !strings.Contains(got, `"summary":"abc\td"`) {
		t.Errorf("got %s", got)
	}
}

func TestManyParticipants(t *testing.T) {
	var more []graph.Document
	for i := range 201 {
		more = append(more, storetest.Org(graph.ID("org-"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+string(rune('a'+i/26))), "Organisation "+string(rune('A'+i%26))+string(rune('A'+i/26))))
	}
	r := records(t, more...)
	fill := func(n int) url.Values {
		form := r.meeting("who-1", "")
		for i, d := range more[:n] {
			form.Set("who-"+number(i+3), string(d.Header().ID))
		}
		return form
	}
	form := fill(201)
	answer := r.post("/record", form)
	if got := problemsOf(answer.body); answer.status != http.StatusUnprocessableEntity || !strings.Contains(got, "at most 200 have room") {
		t.Errorf("got %d: %s", answer.status, got)
	}
	if back := r.formOf(answer.body); back.Get("who-203") != string(more[200].Header().ID) && len(rowsIn(back)) < 203 {
		t.Errorf("%d rows came back", len(rowsIn(back)))
	}
	r.save(fill(190))
	if got := strings.Count(r.written()["engagement"], `"stakeholder"`); got != 191 {
		t.Errorf("got %d participants", got)
	}
}

func rowsIn(form url.Values) (rows []string) {
	for name := range form {
		if strings.HasPrefix(name, "role-") {
			rows = append(rows, name)
		}
	}
	return rows
}

func number(n int) string {
	raw, _ := json.Marshal(n)
	return string(raw)
}

// TestSavedOnce sends one form twice, and once more with something else in it.
func TestSavedOnce(t *testing.T) {
	r := records(t)
	form := r.meeting("what-0", "Send the questionnaire", "who-2", "Border X", "who-2-pick", "new-organisation", "who-2-kind", "other")
	first := r.save(form)
	if again := r.save(form); again != first {
		t.Errorf("the second was saved as %s, the first as %s", again, first)
	}
	head := r.network.Head()
	form.Set("summary", "And something else")
	answer := r.post("/record", form)
	if answer.status != http.StatusConflict || !strings.Contains(answer.body, `href="/recorded/`+first+`"`) || r.network.Head() != head {
		t.Fatalf("got %d, head %d after %d:\n%s", answer.status, r.network.Head(), head, mainOf(answer.body))
	}
	back := r.formOf(answer.body)
	form.Set("apply", back.Get("apply"))
	r.kept(form, back)
	back.Set("do", "save")
	back.Set("who-2", "")
	if second := r.save(back); second == first {
		t.Errorf("what is new was not saved")
	}
}

// TestButtons presses the buttons that work without JavaScript.
func TestButtons(t *testing.T) {
	r := records(t)
	form := r.meeting("do", "add-who", "what-0", "Send it")
	form.Set("do", "add-who")
	answer := r.post("/record", form)
	back := r.formOf(answer.body)
	if _, ok := back["who-3"]; !ok || answer.status != http.StatusOK || !strings.Contains(answer.body, `id="who-3" name="who-3" value="" data-find="who" spellcheck="false" placeholder="type a name" autofocus`) {
		t.Errorf("no row was added: %d\n%s", answer.status, mainOf(answer.body))
	}
	if strings.Contains(answer.body, `id="problems"`) {
		t.Error("a button that saves nothing tells what is wrong")
	}
	r.kept(form, back)
	back.Set("do", "drop-who-1")
	back = r.formOf(r.post("/record", back).body)
	if back.Get("who-0") != "LEICA" || back.Get("who-1") != "" || len(rowsIn(back)) != 3 {
		t.Errorf("after removing the second line: %v", back)
	}
	back.Set("do", "add-owes")
	back = r.formOf(r.post("/record", back).body)
	if back.Get("by-1") != "LEICA" || back.Get("what-0") != "Send it" || back.Get("basis-1") != "promised" {
		t.Errorf("after adding a promise: %v", back)
	}
	for _, button := range []string{"drop-owes-0", "drop-owes-0", "drop-owes-0", "drop-who-0", "drop-who-0", "drop-who-0", "drop-who-99", "drop-who--1", "drop-", "look", "continue", "unheard"} {
		back.Set("do", button)
		answer = r.post("/record", back)
		if answer.status != http.StatusOK {
			t.Fatalf("%s: %d", button, answer.status)
		}
		back = r.formOf(answer.body)
	}
	if len(rowsIn(back)) != 1 || back.Get("who-0") != "" {
		t.Errorf("in the end: %v", back)
	}
	if r.network.Head() != 1 {
		t.Error("something was saved")
	}
}

func TestClearance(t *testing.T) {
	secret := storetest.Org("secret-service", "Service of Special Tasks")
	secret.Marking = graph.Amber
	r := records(t, secret)
	r.serve(graph.Clearance{Marking: graph.Green})
	page := r.get("/record").body
	if !strings.Contains(page, `<option value="TLP:GREEN">`) || strings.Contains(page, `<option value="TLP:AMBER">`) {
		t.Errorf("the labels offered are not those up to TLP:GREEN")
	}
	if answer := r.post("/record", r.meeting("marking", "TLP:AMBER")); !strings.Contains(problemAt(answer.body, "marking"), "above your own clearance, TLP:GREEN") {
		t.Errorf("TLP:AMBER: %d %s", answer.status, problemsOf(answer.body))
	}
	if hits := r.get("/record/hits?of=who&field=who-1&text=special+tasks").body; strings.Contains(hits, "secret-service") {
		t.Errorf("what is not seen is suggested: %s", hits)
	}
	for _, pick := range []string{"", "secret-service"} {
		answer := r.post("/record", r.meeting("who-1", "Service of Special Tasks", "who-1-pick", pick))
		if got := problemAt(answer.body, "who-1"); !strings.Contains(got, "is not on record") || strings.Contains(answer.body, `name="who-1-choice" value="secret-service"`) {
			t.Errorf("picked %q: %q", pick, got)
		}
	}
	r.save(r.meeting("who-1", "Service of Special Tasks", "who-1-pick", "new-organisation", "who-1-kind", "other", "marking", ""))
	if got := r.written()["organisation"]; !strings.HasPrefix(got, `{"id":"service-of-special-tasks-xxxxxx","marking":"TLP:GREEN"`) {
		t.Errorf("created as %s", got)
	}
	// Held to less than one is cleared for, one records as one who is not cleared for more.
	r.serve(graph.Clearance{Marking: graph.Amber})
	form := r.meeting("who-1", "secret-service")
	if answer := r.post("/record?clearance=TLP%3AGREEN", form); answer.status != http.StatusUnprocessableEntity {
		t.Errorf("held to TLP:GREEN: %d", answer.status)
	}
	r.save(form)
}

func TestSavedPage(t *testing.T) {
	r := records(t)
	revision := r.save(r.meeting("who-2", "Border X", "who-2-pick", "new-organisation", "who-2-kind", "agency", "who-2-country", "Tajikistan", "what-0", "Send <it>", "due-0", "31 March"))
	page := r.get("/recorded/" + revision)
	for _, text := range []string{
		`href="/engagements/2021-03-03-meeting-`, `href="/organisations/tj-ems"`, `href="/organisations/border-x-`, "agency, Tajikistan", "Send &lt;it&gt;", "due 31 March 2021",
		`href="/sources/note-2021-03-15-`, "Note of Anna Bauer, 15 March 2021", `action="/changes/` + revision + `/undo"`, `href="/record"`, "TLP:GREEN", "by Anna Bauer",
		`href="/record?marking=TLP%3AGREEN&amp;place=TJ-dushanbe&amp;source=note-2021-03-15-`,
	} {
		if !strings.Contains(page.body, text) {
			t.Errorf("does not say %q:\n%s", text, mainOf(page.body))
		}
	}
	again := regexp.MustCompile(`/record\?marking[^"]*`).FindString(page.body)
	form := r.formOf(r.get(strings.ReplaceAll(again, "&amp;", "&")).body)
	if form.Get("when") != "2021-03-03/2021-03-04" || form.Get("place") != "Dushanbe" || form.Get("marking") != "TLP:GREEN" || !strings.HasPrefix(form.Get("source-pick"), "note-2021-03-15-") {
		t.Errorf("another of the same day begins with %v", form)
	}
	for _, path := range []string{"/recorded/99", "/recorded/0", "/recorded/x", "/recorded/-1"} {
		if got := r.get(path).status; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
	if _, err := r.network.UndoAndApply(t.Context(), network.Undoing{Revision: 2, Clearance: r.clearance}); err != nil {
		t.Fatal(err)
	}
	if page := r.get("/recorded/" + revision).body; !strings.Contains(page, "it was undone or deleted since") || strings.Contains(page, "/undo\"") || !strings.Contains(page, "Border X") {
		t.Errorf("after undo:\n%s", mainOf(page))
	}
	// A form that is sent again after its undo is still saved once.
	if got := r.get("/recorded/" + revision).status; got != http.StatusOK {
		t.Errorf("got %d", got)
	}
}

func TestOffers(t *testing.T) {
	rahimov := &graph.Person{Head: graph.Head{ID: "rahimov", Marking: graph.Clear}, Names: []graph.Name{{Text: "Bakhtiyor Rahimov"}}}
	post := &graph.Post{Head: graph.Head{ID: "ems-head", Marking: graph.Clear}, Titles: []graph.Name{{Text: "Head of Department"}}, Organisation: "tj-ems"}
	tenure := &graph.Tenure{Head: graph.Head{ID: "ems-tenure", Marking: graph.Clear}, Person: "rahimov", Post: "ems-head"}
	r := records(t, rahimov, post, tenure)
	for path, c := range map[string]struct{ says, not []string }{
		"/record/hits?of=who&field=who-1&text=%D0%A0%D0%90%D0%A2%D0%A1+%D0%A8%D0%9E%D0%A1": {
			[]string{`id="who-1-offer-0"`, `data-pick="sco-rats"`, " data-exact", "РАТС ШОС", `data-pick="new-organisation"`, `data-pick="new-person"`}, []string{"<html"},
		},
		"/record/hits?of=who&field=who-1&text=rahimov": {
			[]string{`data-post="ems-head" data-for="tj-ems" data-for-name="Emergency Management Service of Tajikistan"`, "Head of Department, Emergency Management Service of Tajikistan"}, nil,
		},
		"/record/hits?of=place&field=place&text=dushan":                {[]string{`data-pick="TJ-dushanbe"`, `data-country="Tajikistan"`}, []string{"new-"}},
		"/record/hits?of=for&field=for-1&text=rahimov":                 {[]string{`data-pick="new-organisation"`}, []string{`data-pick="rahimov"`}},
		"/record/hits?of=source&field=source&text=newsletter":          {[]string{`data-pick="leica-newsletter"`, `data-reliability="B"`, `data-marking="TLP:CLEAR"`}, nil},
		"/record/hits?of=country&field=x&text=kirgisistan":             {[]string{`data-pick="KG"`}, []string{"KG-bishkek"}},
		"/record/hits?of=who&field=%3Cb%3E&text=%3Cscript%3E":          {[]string{"&lt;script&gt;"}, []string{"<script>", "<b>offer"}},
		"/record/hits?of=who&field=who-1&text=e":                       {nil, []string{"option"}},
		"/record/reading?when=3-4+March":                               {[]string{"3–4 March 2021", `data-status="held"`}, nil},
		"/record/reading?when=12+April+2021":                           {[]string{`data-status="planned"`}, nil},
		"/record/reading?when=12+April&status=planned":                 {[]string{"12 April 2021"}, nil},
		"/record/reading?when=29+Feb+2021":                             {[]string{"February 2021 has 28 days"}, nil},
		"/record/reading?field=due-0&due-0=31+March&when=3+March+2021": {[]string{"31 March 2021"}, []string{"data-status"}},
		"/record/reading?field=due-0&due-0=%3Cb%3E":                    {[]string{"&lt;b&gt;"}, []string{"<b>"}},
	} {
		answer := r.get(path)
		if answer.status != http.StatusOK {
			t.Errorf("%s: %d", path, answer.status)
		}
		for _, text := range c.says {
			if !strings.Contains(answer.body, text) {
				t.Errorf("%s does not say %q:\n%s", path, text, answer.body)
			}
		}
		for _, text := range c.not {
			if strings.Contains(answer.body, text) {
				t.Errorf("%s says %q:\n%s", path, text, answer.body)
			}
		}
	}
	if got := r.get("/record/hits?of=everything&text=xx").status; got != http.StatusNotFound {
		t.Errorf("got %d", got)
	}
}

func TestFormOfElsewhere(t *testing.T) {
	r := records(t)
	if got := r.send("/record", r.meeting(), "https://elsewhere.example"); got.status != http.StatusForbidden || r.network.Head() != 1 {
		t.Errorf("got %d, head %d", got.status, r.network.Head())
	}
	form := r.meeting("summary", strings.Repeat("x", 5<<20))
	if got := r.post("/record", form); got.status != http.StatusRequestEntityTooLarge || !strings.Contains(got.body, "at most 4 MB") {
		t.Errorf("got %d", got.status)
	}
}

// planned is a meeting with a day.
func planned(id graph.ID, when string) *graph.Engagement {
	e := storetest.Meeting(id, when, "leica", "tj-ems")
	e.Status, e.Place = graph.Planned, "TJ-dushanbe"
	return e
}

func TestPassed(t *testing.T) {
	r := records(t, planned("over", "2021-03-10"), planned("older", "2021-02"), planned("open", "2021-03"), planned("ahead", "2021-04-01"))
	page := r.get("/record").body
	form := func(body, id string) url.Values {
		root, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		n := find(root, func(n *html.Node) bool {
			return n.Data == "form" && attribute(n, "action") == "/engagements/"+id+"/status"
		})
		if n == nil {
			return nil
		}
		return sentBy(n)
	}
	if !strings.Contains(page, "Emergency Management Service of Tajikistan, Dushanbe</a>, planned for 10 March 2021") {
		t.Errorf("the page says:\n%s", mainOf(page))
	}
	if strings.Index(page, "/engagements/older/status") > strings.Index(page, "/engagements/over/status") || form(page, "open") != nil || form(page, "ahead") != nil {
		t.Error("not the right ones are asked about, or in another order")
	}
	click := form(page, "over")
	click.Set("status", "held")
	answer := r.post("/engagements/over/status", click)
	if answer.status != http.StatusSeeOther || answer.header.Get("Location") != "/record?saved=3" {
		t.Fatalf("got %d %s\n%s", answer.status, answer.header.Get("Location"), mainOf(answer.body))
	}
	page = r.get("/record?saved=3").body
	if !strings.Contains(page, "now recorded as held") || !strings.Contains(page, `action="/changes/3/undo"`) || form(page, "over") != nil || strings.Contains(page, "saved=3\"") && strings.Contains(page, `href="/?saved`) {
		t.Errorf("after the click:\n%s", mainOf(page))
	}
	if got := r.written()["engagement"]; !strings.Contains(got, `"status":"held"`) || !strings.Contains(got, `"when":"2021-03-10"`) {
		t.Errorf("written: %s", got)
	}
	// The same click again is the same change.
	if again := r.post("/engagements/over/status", click); again.header.Get("Location") != "/record?saved=3" || r.network.Head() != 3 {
		t.Errorf("again: %d %s, head %d", again.status, again.header.Get("Location"), r.network.Head())
	}
	// Somebody else looked at it before that.
	click.Set("apply", string(graph.NewApplyID()))
	click.Set("status", "cancelled")
	stale := r.post("/engagements/over/status", click)
	if stale.status != http.StatusConflict || !strings.Contains(stale.body, "status: planned, now held") || !strings.Contains(stale.body, "by Anna Bauer") || r.network.Head() != 3 {
		t.Errorf("stale: %d\n%s", stale.status, mainOf(stale.body))
	}
	// What changed otherwise is told, and asked again.
	other := planned("older", "2021-02")
	other.Summary = "Moved to a larger room"
	now, err := network.VersionOf(planned("older", "2021-02"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.network.Write(t.Context(), network.Writing{ID: "x", Actor: "Boris", Clearance: r.clearance, Edits: []network.Edit{{Document: other, Match: now}}}); err != nil {
		t.Fatal(err)
	}
	click = form(page, "older")
	click.Set("status", "postponed")
	stale = r.post("/engagements/older/status", click)
	if stale.status != http.StatusConflict || !strings.Contains(stale.body, "summary changed") || !strings.Contains(stale.body, "by Boris") {
		t.Errorf("stale: %d\n%s", stale.status, mainOf(stale.body))
	}
	click = form(stale.body, "older")
	click.Set("status", "postponed")
	if answer := r.post("/engagements/older/status", click); answer.status != http.StatusSeeOther {
		t.Errorf("after having seen it: %d\n%s", answer.status, mainOf(answer.body))
	}
}

func TestStatusRefused(t *testing.T) {
	hidden := planned("hidden", "2021-03-01")
	hidden.Marking = graph.Red
	r := records(t, planned("ahead", "2021-04-01"), planned("over", "2021-03-10"), hidden)
	version, err := network.VersionOf(planned("over", "2021-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		id     string
		form   url.Values
		status int
		says   string
	}{
		"ahead":        {"ahead", url.Values{"status": {"held"}}, 422, "still ahead"},
		"no status":    {"over", url.Values{"status": {"fine"}}, 422, "is no status"},
		"not there":    {"nowhere", url.Values{"status": {"held"}}, 404, "There is no engagement"},
		"not seen":     {"hidden", url.Values{"status": {"held"}}, 404, "There is no engagement"},
		"no version":   {"over", url.Values{"status": {"held"}}, 409, "changed meanwhile"},
		"another noun": {"leica", url.Values{"status": {"held"}}, 404, "There is no engagement"},
	} {
		answer := r.post("/engagements/"+c.id+"/status", c.form)
		if answer.status != c.status || !strings.Contains(answer.body, c.says) {
			t.Errorf("%s: %d\n%s", name, answer.status, mainOf(answer.body))
		}
	}
	for _, back := range []string{"//elsewhere.example/", "https://elsewhere.example/", `/\elsewhere.example`, "javascript:alert(1)", "", "elsewhere", "/%zz", "\thttp://elsewhere.example", "///elsewhere.example"} {
		r := records(t, planned("over", "2021-03-10"))
		answer := r.post("/engagements/over/status", url.Values{"status": {"held"}, "version": {string(version)}, "back": {back}})
		if got := answer.header.Get("Location"); answer.status != http.StatusSeeOther || got != "/?saved=3" {
			t.Errorf("back to %q leads to %q (%d)", back, got, answer.status)
		}
	}
}

// away is a store that does not answer who writes.
type away struct{ graph.Store }

func (away) Apply(context.Context, graph.Write) (graph.Result, error) {
	return graph.Result{}, graph.Errorf(graph.Unavailable, "the store is away")
}

func TestStoreAway(t *testing.T) {
	r := records(t)
	r.store = away{r.store}
	r.serve(r.clearance)
	form := r.meeting("summary", "not to be lost")
	answer := r.post("/record", form)
	if answer.status != http.StatusServiceUnavailable || !strings.Contains(problemsOf(answer.body), "Save again in a little while") {
		t.Errorf("got %d: %s", answer.status, problemsOf(answer.body))
	}
	back := r.formOf(answer.body)
	form.Set("apply", back.Get("apply"))
	r.kept(form, back)
}

// TestEmptyStore records the first meeting of all.
func TestEmptyStore(t *testing.T) {
	store := storetest.NewMemory()
	r := &recorder{T: t, store: store}
	r.serve(graph.Clearance{Marking: graph.Amber})
	form := r.filled("when", "3 March 2021", "who-0", "LEICA", "who-0-pick", "new-organisation", "who-0-kind", "project", "role-0", "initiator",
		"who-1", "Border Service", "who-1-pick", "new-organisation", "who-1-kind", "agency", "who-1-country", "KG", "what-0", "A list", "by-0", "LEICA")
	r.save(form)
	if got := r.written()["commitment"]; !strings.Contains(got, `"owed_by":"leica-xxxxxx","owed_to":"border-service-xxxxxx"`) {
		t.Errorf("got %s", got)
	}
}

// TestKnownTellsNoHead names revisions after the last that a reader sees: whether there are such for others is not told.
func TestKnownTellsNoHead(t *testing.T) {
	r := records(t) // AMBER
	horizon := r.network.Head()
	hidden := storetest.Org("hidden", "Hidden")
	hidden.Marking = graph.Red
	if _, err := r.network.Apply(t.Context(), graph.Write{ID: "hidden", Changes: []graph.Change{graph.Put(hidden, graph.ExpectAbsent())}}); err != nil {
		t.Fatal(err)
	}
	for known := horizon + 1; known <= r.network.Head()+1; known++ {
		for _, path := range []string{"/search?text=interpol", "/organisations/interpol?", "/?", "/ask?q=counterparts"} {
			if got, want := r.get(fmt.Sprintf("%s&known=%d", path, known)), http.StatusSeeOther; got.status != want || strings.Contains(got.header.Get("Location"), "known") {
				t.Errorf("%s known at revision %d, of %d: %d %s", path, known, r.network.Head(), got.status, got.header.Get("Location"))
			}
		}
	}
	if got := r.get(fmt.Sprintf("/search?text=interpol&known=%d", horizon)); !strings.Contains(got.body, "This is not now") {
		t.Errorf("the last that they see cannot be named: %d", got.status)
	}
}
