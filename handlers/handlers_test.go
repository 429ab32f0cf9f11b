package handlers_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/graph/sqlitestore"
	"liaison/handlers"
	"liaison/queries"
	"liaison/queries/network"
)

// demoServer serves the demo data from a store, on the day of the demo.
func demoServer(t testing.TB, store graph.Store) *handlers.Server {
	t.Helper()
	if _, err := exchange.Import(t.Context(), store, exchange.Demo(), exchange.Options{Actor: "demo", Batch: "demo"}); err != nil {
		t.Fatal(err)
	}
	n, err := network.Load(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	day, err := graph.ParseDay(exchange.DemoDay)
	if err != nil {
		t.Fatal(err)
	}
	return &handlers.Server{
		Asker:     &queries.Asker{Network: n, Settings: queries.Settings{Us: []string{exchange.DemoUs}}, Today: func() graph.Day { return day }},
		Clearance: graph.Clearance{Marking: graph.Amber}, Actor: "tester", AsOf: graph.MinDay, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// overStores runs a test over both stores.
func overStores(t *testing.T, test func(t *testing.T, store graph.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		s, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "liaison.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		test(t, s)
	})
	t.Run("neo4j", func(t *testing.T) { test(t, neo4jtest.Open(t)) })
}

// client asks a handler as a program on this machine does.
type client struct {
	*testing.T
	handler http.Handler
}

// do asks, with headers as "Name: value" and a body.
func (c client) do(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	c.Helper()
	request := httptest.NewRequestWithContext(c.Context(), method, target, strings.NewReader(body))
	request.Host = "localhost"
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			request.Host = value
		} else {
			request.Header.Set(name, value)
		}
	}
	response := httptest.NewRecorder()
	c.handler.ServeHTTP(response, request)
	return response
}

// exchangeOf is a request, and what must and must not come back.
type exchangeOf struct {
	method, target, body string
	headers              []string
	status               int
	says, keeps          string
}

// TestRequests is a table of requests and of what must come back, over both stores. They build on one another.
func TestRequests(t *testing.T) {
	overStores(t, func(t *testing.T, store graph.Store) {
		c := client{t, demoServer(t, store).Handler()}
		const questions = "/api/v1/questions"
		for _, x := range []exchangeOf{
			{"GET", "/healthz", "", nil, 200, "ok", ""},
			{"GET", "/readyz", "", nil, 200, `"ready":true`, "revision"},
			{"GET", "/metrics", "", nil, 200, "liaison_fold_lag_seconds", ""},
			{"GET", "/openapi.json", "", nil, 200, `"openapi":"3.1.0"`, ""},
			{"GET", "/openapi-3.0.json", "", nil, 200, `"openapi":"3.0.3"`, ""},
			{"HEAD", questions, "", nil, 200, "", ""},
			{"HEAD", "/api/v1/changes/1/undo", "", nil, 405, "POST", ""},
			{"GET", questions, "", nil, 200, `"name":"counterparts"`, ""},
			{"GET", questions + "/counterparts?of=LEICA&country=TJ", "", nil, 200, "Emergency Management Service of Tajikistan", ""},
			{"GET", questions + "/counterparts?of=LEICA&from=early+March+2021", "", []string{"Host: [::1]:8080"}, 200, `"from":"[2021-03-01..2021-03-10]"`, ""},
			{"GET", questions + "/counterparts.csv?of=LEICA&country=TJ", "", nil, 200, "tj-ems,Emergency Management Service", "{"},
			{"GET", questions + "/counterparts?of=LEICA&country=TJ", "", []string{"Accept: text/csv"}, 200, "tj-ems,Emergency", "{"},
			{"GET", questions + "/counterparts.xlsx?of=LEICA", "", nil, 200, "PK", ""},
			{"GET", questions + "/counterparts?of=LEICA;country=TJ", "", nil, 400, "query", ""},
			{"GET", questions + "/counterparts?as_of=2021-01-01&as_of=2021-01-02", "", nil, 422, `"field":"as_of","text":"is given twice`, ""},
			{"GET", questions + "/counterparts?of=LEICA&from=1+December", "", nil, 200, `"from":"2020-12-01"`, ""},
			{"GET", questions + "/counterparts?of=LEICA&from=1+December&as_of=2020-06-01", "", nil, 200, `"from":"2019-12-01"`, ""},
			{"GET", questions + "/counterparts?limit=abc&as_of=never", "", nil, 422, "no whole number", ""},
			{"GET", questions + "/counterparts?clearance=TLP:RED", "", nil, 422, "above your own clearance", ""},
			{"GET", questions + "/counterparts?colour=red", "", nil, 422, `"field":"colour"`, ""},
			{"GET", questions + "/nonsense", "", nil, 404, "nonsense", ""},
			{"GET", questions + "/counterparts?min_revision=-1", "", nil, 422, `"field":"min_revision"`, ""},
			{"GET", questions + "/counterparts?rollup=1", "", nil, 422, "neither true nor false", ""},
			{"GET", questions + "/counterparts?kind=", "", nil, 200, "counterparts", ""},
			{"POST", questions + "/counterparts", "", nil, 405, "GET, HEAD", ""},
			{"GET", questions, "", []string{"Host: evil.example"}, 421, "localhost", "counterparts"},
			{"GET", "/openapi.json", "", []string{"Host: evil.example"}, 421, "localhost", ""},
			{"GET", "/api/v1/nowhere", "", nil, 404, "/openapi.json", ""},

			{"POST", "/api/v1/organisations", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"` + "\xd0\xc0\xd2\xd1" + `"}]}`, nil, 400, "not UTF-8", ""},

			{"GET", "/api/v1/countries", "", nil, 200, `"code":"KG","alpha3":"KGZ","region":"Central Asia"`, ""},
			{"GET", "/api/v1/places?country=KG", "", nil, 200, `"id":"KG-bishkek"`, "KZ-astana"},
			{"GET", "/api/v1/places?country=XX", "", nil, 422, "no country", ""},
			{"GET", "/api/v1/organisations?kind=regional_body", "", nil, 200, "РАТС", "Emergency Management"},
			{"GET", "/api/v1/organisations?country=%D0%A2%D0%B0%D0%B4%D0%B6%D0%B8%D0%BA%D0%B8%D1%81%D1%82%D0%B0%D0%BD", "", nil, 200, `"id":"tj-ems"`, "kg-mfa"},
			{"GET", "/api/v1/engagements?place=Dushanbe", "", nil, 200, `"place":"TJ-dushanbe"`, "KZ-"},
			{"GET", "/api/v1/engagements?place=Dushanb", "", nil, 422, "Dushanbe (TJ-dushanbe)", ""},
			{"GET", "/api/v1/organisations?country=TJ&fields=names", "", nil, 200, `"id":"tj-ems"`, "mandates"},
			{"GET", "/api/v1/organisations?status=held", "", nil, 422, "no filter of organisations", ""},
			{"GET", "/api/v1/organisations?colour=red", "", nil, 422, `"field":"colour","text":"is no filter of organisations; there are kind, mandate, country, refers_to"`, ""},
			{"GET", "/api/v1/organisations?country=KG&country=TJ", "", nil, 422, "is given twice", ""},
			{"GET", "/api/v1/organisations?limit=1001", "", nil, 422, "1000", ""},
			{"GET", "/api/v1/organisations?limit=-1", "", nil, 422, "limit", ""},
			{"GET", "/api/v1/organisations?limit=x", "", nil, 422, `"field":"limit"`, ""},
			{"GET", "/api/v1/organisations?kind=", "", nil, 200, "tj-ems", ""},
			{"GET", "/api/v1/engagements?place=TJ&status=held&when=March+2021", "", nil, 200, "tj-ems-caption", `"status":"planned"`},
			{"GET", "/api/v1/engagements?limit=1", "", nil, 200, `"next":"`, ""},
			{"GET", "/api/v1/engagements?limit=1&cursor=nonsense", "", nil, 400, "cursor", ""},
			{"GET", "/api/v1/engagements?limit=0&kind=party", "", nil, 422, "none of", ""},
			{"GET", "/api/v1/engagements?refers_to=tj-ems", "", nil, 200, "tj-ems-caption", ""},
			{"GET", "/api/v1/organisations/tj-ems", "", nil, 200, "Emergency Management", ""},
			{"GET", "/api/v1/persons/tj-ems", "", nil, 404, `there is no person \"tj-ems\"`, ""},
			{"GET", "/api/v1/organisations/never", "", nil, 404, `there is no organisation \"never\"`, ""},

			{"POST", "/api/v1/organisations", `{"id":"x","marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, nil, 201, `"id":"x"`, ""},
			{"POST", "/api/v1/organisations", `{"id":"x","marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, nil, 409, "exists already", ""},
			{"POST", "/api/v1/organisations", `{"marking":"TLP:GREEN","kind":"party","nmes":[]}`, nil, 400, "nmes", ""},
			{"POST", "/api/v1/organisations", `{"id":"y","marking":"TLP:GREEN","kind":"party","names":[]}`, nil, 422, `"field":"kind"`, ""},
			{"POST", "/api/v1/organisations", `not JSON`, nil, 400, "JSON", ""},
			{"POST", "/api/v1/organisations", `id: y`, []string{"Content-Type: application/yaml"}, 415, "Content-Type: application/json", "curl"},
			{"POST", "/api/v1/organisations", `{}`, []string{"Content-Type: application/x-www-form-urlencoded"}, 415, `add -H 'Content-Type: application/json'","errors":[{"field":"Content-Type"`, ""},
			{"POST", "/api/v1/organisations", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, []string{"Origin: https://evil.example"}, 403, "another site", ""},
			{"POST", "/api/v1/organisations", ``, nil, 400, "", ""},
			{"POST", "/api/v1/organisations", `{"marking":"TLP:RED","kind":"agency","names":[{"text":"X"}]}`, nil, 422, "above your own clearance", ""},
			{"POST", "/api/v1/organisations", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}, 403, "another site", ""},
			{"PUT", "/api/v1/organisations/x", `{"marking":"TLP:GREEN","kind":"ministry","names":[{"text":"X"}]}`, nil, 428, "If-Match", ""},
			{"PUT", "/api/v1/organisations/x", `{"marking":"TLP:GREEN","kind":"ministry","names":[{"text":"X"}]}`, []string{`If-Match: "stale"`}, 412, "was changed since you read it", ""},
			{"PUT", "/api/v1/organisations/x", `{"id":"z","marking":"TLP:GREEN","kind":"ministry","names":[{"text":"X"}]}`, []string{`If-Match: "stale"`}, 422, "cannot be changed", ""},
			{"PUT", "/api/v1/organisations/never", `{"marking":"TLP:GREEN","kind":"ministry","names":[{"text":"X"}]}`, []string{`If-Match: "stale"`}, 404, "never", ""},
			{"DELETE", "/api/v1/organisations/x", "", nil, 428, "If-Match", ""},
			{"DELETE", "/api/v1/organisations/x", "", []string{`If-Match: "stale"`}, 412, "was changed", ""},
			{"DELETE", "/api/v1/persons/x", "", []string{`If-Match: "stale"`}, 404, "person", ""},

			{"POST", "/api/v1/changes", `{"reason":"test","changes":[{"organisation":{"id":"a","marking":"TLP:GREEN","kind":"agency","names":[{"text":"A"}]}},
				{"engagement":{"id":"m","marking":"TLP:GREEN","kind":"meeting","status":"held","when":"2021-03-10","participants":[{"stakeholder":"leica","role":"initiator"},{"stakeholder":"a","role":"counterpart"}]}}]}`, nil, 200, `"created":2`, ""},
			{"POST", "/api/v1/changes", `{"changes":[{"organisation":{"id":"b","marking":"TLP:GREEN","kind":"agency","names":[{"text":"B"}]}},{"engagement":{"id":"m2","marking":"TLP:GREEN","kind":"meeting","status":"held","participants":[{"stakeholder":"nobody","role":"initiator"}]}}]}`, nil, 422, `\"nobody\" does not exist`, ""},
			{"GET", "/api/v1/organisations/b", "", nil, 404, "b", ""},
			{"POST", "/api/v1/changes", `{"changes":[{"organisation":{},"delete":"a"},{"noun":{}},{"match":5}]}`, nil, 400, `"document":"change 3"`, ""},
			{"POST", "/api/v1/changes", `{"changes":[]}`, nil, 422, "no changes", ""},
			{"POST", "/api/v1/changes", `{"reson":"x","dry_run":true,"changes":[{"organisation":{"id":"b","marking":"TLP:GREEN","kind":"agency","names":[{"text":"B"}]}}]}`, nil, 400, `"field":"dry_run","text":"is no field here: the fields are changes, reason"},{"field":"reson"`, ""},
			{"POST", "/api/v1/changes", `{"Reason":"x","Changes":[]}`, nil, 400, `"field":"Changes"`, ""},
			{"POST", "/api/v1/changes", `{"reason":1,"changes":[5]}`, nil, 400, `"field":"reason","text":"must be text"`, "Go "},
			{"GET", questions + "/encounters?of=LEICA&with=a", "", nil, 200, `"id":"m"`, ""},
			{"GET", "/api/v1/changes?after=1", "", nil, 200, `"how":"created"`, `"after":{`},
			{"GET", "/api/v1/changes?after=2&documents=true", "", nil, 200, `"after":{"id":"a"`, ""},
			{"GET", "/api/v1/documents/a/history", "", nil, 200, `"actor":"tester","reason":"test"`, ""},
			{"GET", "/api/v1/documents/never/history", "", nil, 404, "never", ""},
			{"POST", "/api/v1/changes/2/undo", `{}`, nil, 200, `"changed":1`, ""},
			{"POST", "/api/v1/changes/2/undo", `{}`, nil, 409, "undo that first", ""},
			{"POST", "/api/v1/changes/3/undo", `{"document":"a","reason":"mistake"}`, nil, 409, "referred to by m", ""},
			{"POST", "/api/v1/changes/99/undo", `{}`, nil, 404, "99", ""},
			{"POST", "/api/v1/changes/3/undo", `{"reson":"x","dry_run":true}`, nil, 422, `"field":"dry_run","text":"is no field here`, ""},
			{"POST", "/api/v1/changes/3/undo", `{"Reason":"x"}`, nil, 422, `"field":"Reason"`, ""},
			{"GET", "/api/v1/organisations/x", "", nil, 404, "x", ""},
		} {
			response := c.do(x.method, x.target, x.body, x.headers...)
			body := response.Body.String()
			if response.Code != x.status || !strings.Contains(body, x.says) || (x.keeps != "" && strings.Contains(body, x.keeps)) {
				t.Errorf("%s %s %s: got %d %s, want %d with %q and without %q", x.method, x.target, x.body, response.Code, short(body), x.status, x.says, x.keeps)
			}
			if kind := response.Header().Get("Content-Type"); x.status >= 400 && !strings.HasPrefix(kind, "application/problem+json") {
				t.Errorf("%s %s: got an error of type %q", x.method, x.target, kind)
			}
			id := response.Header().Get("X-Request-Id")
			if id == "" || (x.status >= 400 && x.method != "HEAD" && !strings.Contains(body, `"request":"`+id+`"`)) {
				t.Errorf("%s %s: the answer has not the request's id: %s", x.method, x.target, short(body))
			}
		}
	})
}

func short(text string) string {
	if len(text) > 600 {
		return text[:600] + "..."
	}
	return text
}

// TestConditions goes the way of a document from one version to the next: 304, If-Match, Idempotency-Key.
func TestConditions(t *testing.T) {
	overStores(t, func(t *testing.T, store graph.Store) {
		c := client{t, demoServer(t, store).Handler()}
		const body = `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`
		created := c.do("POST", "/api/v1/organisations", body, "Idempotency-Key: once")
		again := c.do("POST", "/api/v1/organisations", body, "Idempotency-Key: once")
		place, etag := created.Header().Get("Location"), created.Header().Get("ETag")
		if created.Code != 201 || again.Code != 201 || place == "" || place != again.Header().Get("Location") || created.Header().Get("Liaison-Revision") != again.Header().Get("Liaison-Revision") {
			t.Fatalf("the same request twice: %v %v and %v %v", created.Code, created.Header(), again.Code, again.Header())
		}
		if r := c.do("GET", place, "", "If-None-Match: "+etag); r.Code != 304 || r.Body.Len() > 0 {
			t.Errorf("unchanged: %d %s", r.Code, r.Body)
		}
		changed := strings.Replace(body, "agency", "ministry", 1)
		replaced := c.do("PUT", place, changed, "If-Match: "+etag, "Idempotency-Key: twice")
		repeated := c.do("PUT", place, changed, "If-Match: "+etag, "Idempotency-Key: twice")
		if replaced.Code != 200 || repeated.Code != 200 || replaced.Header().Get("ETag") == etag || replaced.Header().Get("ETag") != repeated.Header().Get("ETag") {
			t.Errorf("replaced: %d %s, and again %d %s", replaced.Code, replaced.Body, repeated.Code, repeated.Body)
		}
		if r := c.do("PUT", place, body, "If-Match: "+etag); r.Code != 412 {
			t.Errorf("a stale version: %d %s", r.Code, r.Body)
		}
		deleted := c.do("DELETE", place, "", "If-Match: "+replaced.Header().Get("ETag"), "Idempotency-Key: thrice")
		if r := c.do("DELETE", place, "", "If-Match: "+replaced.Header().Get("ETag"), "Idempotency-Key: thrice"); deleted.Code != 204 || r.Code != 204 {
			t.Errorf("deleted: %d, and again %d %s", deleted.Code, r.Code, r.Body)
		}

		if r := c.do("POST", "/api/v1/organisations", body, "Idempotency-Key: once"); r.Code != 201 || r.Header().Get("ETag") != etag {
			t.Errorf("created again after it was deleted: %d %s", r.Code, r.Body)
		}
		source := c.do("POST", "/api/v1/sources", `{"marking":"TLP:GREEN","title":"X"}`, "Idempotency-Key: once")
		c.do("DELETE", source.Header().Get("Location"), "", "If-Match: "+source.Header().Get("ETag"), "Idempotency-Key: once")
		if r := c.do("GET", source.Header().Get("Location"), ""); source.Code != 201 || r.Code != 404 {
			t.Errorf("a key used for three things: created %d %s, and after it was deleted %d", source.Code, source.Body, r.Code)
		}
		undo := "/api/v1/changes/" + deleted.Header().Get("Liaison-Revision") + "/undo"
		undone := c.do("POST", undo, `{}`, "Idempotency-Key: once more")
		if r := c.do("POST", undo, `{}`, "Idempotency-Key: once more"); undone.Code != 200 || r.Code != 200 || r.Body.String() != undone.Body.String() {
			t.Errorf("undone: %d %s, and again %d %s", undone.Code, undone.Body, r.Code, r.Body)
		}

		const question = "/api/v1/questions/counterparts?of=LEICA"
		first := c.do("GET", question, "")
		tag := first.Header().Get("ETag")
		if r := c.do("GET", question, "", "If-None-Match: "+tag); tag == "" || r.Code != 304 {
			t.Errorf("an unchanged answer: %d %q", r.Code, tag)
		}
		if r := c.do("GET", question+"&country=TJ", "", "If-None-Match: "+tag); r.Code != 200 {
			t.Errorf("another question: %d", r.Code)
		}
		if r := c.do("GET", question, "", "If-None-Match: "+tag, "Accept: text/csv"); r.Code != 200 {
			t.Errorf("another form: %d", r.Code)
		}
		c.do("POST", "/api/v1/organisations", body)
		if r := c.do("GET", question, "", "If-None-Match: "+tag); r.Code != 200 {
			t.Errorf("after a change: %d", r.Code)
		}
	})
}

// TestUnseenIsAbsentOverHTTP compares what a reader is told of what they may not see with what they are told of what never was.
func TestUnseenIsAbsentOverHTTP(t *testing.T) {
	overStores(t, func(t *testing.T, store graph.Store) {
		server := demoServer(t, store)
		secret := `{"id":"secret","marking":"TLP:RED","kind":"agency","names":[{"text":"Secret"}]}`
		meeting := `{"id":"mixed","marking":"TLP:GREEN","kind":"meeting","status":"held","participants":[{"stakeholder":"leica","role":"initiator"},{"stakeholder":"secret","role":"counterpart"}]}`
		above := *server
		above.Clearance = graph.Clearance{Marking: graph.Red}
		red := client{t, above.Handler()}
		amber := client{t, server.Handler()}
		before := amber.do("GET", "/api/v1/questions/timeline", "").Header().Get("ETag")
		if r := red.do("POST", "/api/v1/organisations", secret); r.Code != 201 {
			t.Fatal(r.Body)
		}
		if after := amber.do("GET", "/api/v1/questions/timeline", "").Header().Get("ETag"); after != before {
			t.Error("the ETag moved with what its reader does not see")
		}
		if r := amber.do("GET", "/api/v1/changes?after=1", ""); !strings.Contains(r.Body.String(), `"after":1`) || strings.Contains(r.Body.String(), "secret") {
			t.Errorf("the log tells %s", r.Body)
		}
		if r := red.do("POST", "/api/v1/engagements", meeting); r.Code != 201 {
			t.Fatal(r.Body)
		}
		for _, x := range [][3]string{
			{"GET", "/api/v1/organisations/ID", ""},
			{"PUT", "/api/v1/organisations/ID", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"Mine"}]}`},
			{"DELETE", "/api/v1/organisations/ID", ""},
			{"GET", "/api/v1/documents/ID/history", ""},
			{"GET", "/api/v1/questions/counterparts?of=ID", ""},
			{"GET", "/api/v1/engagements?refers_to=ID", ""},
			{"GET", "/organisations/ID", ""},
			{"POST", "/api/v1/engagements", `{"id":"other","marking":"TLP:GREEN","kind":"meeting","status":"held","participants":[{"stakeholder":"ID","role":"initiator"}]}`},
			{"POST", "/api/v1/changes/2/undo", `{"document":"ID"}`},
		} {
			told := func(id string) (int, string) {
				r := amber.do(x[0], strings.ReplaceAll(x[1], "ID", id), strings.ReplaceAll(x[2], "ID", id), `If-Match: "v"`)
				body := r.Body.String()
				if i := strings.Index(body, `,"request"`); i > 0 {
					body = body[:i]
				}
				return r.Code, strings.ReplaceAll(body, id, "ID")
			}
			code, body := told("secret")
			wantCode, wantBody := told("absent")
			if code != wantCode || body != wantBody {
				t.Errorf("%s %s: of what is hidden %d %s, of what is not there %d %s", x[0], x[1], code, short(body), wantCode, short(wantBody))
			}
		}
		forged := func(id string) int {
			cursor := base64.RawURLEncoding.EncodeToString([]byte(`{"n":"organisation","f":{},"r":1,"a":"` + id + `"}`))
			return amber.do("GET", "/api/v1/organisations?cursor="+cursor, "").Code
		}
		if code, want := forged("secret"), forged("absent"); code != want {
			t.Errorf("a forged cursor: after what is hidden %d, after what is not there %d", code, want)
		}
		if r := amber.do("POST", "/api/v1/organisations", strings.Replace(secret, "RED", "GREEN", 1)); r.Code != 409 || !strings.Contains(r.Body.String(), "not available") {
			t.Errorf("an id already taken: %d %s", r.Code, r.Body)
		}
		seen := amber.do("GET", "/api/v1/engagements/mixed", "")
		if strings.Contains(seen.Body.String(), "secret") {
			t.Errorf("a hidden participant shows: %s", seen.Body)
		}
		edited := strings.Replace(seen.Body.String(), `"status":"held"`, `"status":"held","summary":"what came of it"`, 1)
		if r := amber.do("PUT", "/api/v1/engagements/mixed", edited, "If-Match: "+seen.Header().Get("ETag")); r.Code != 200 || strings.Contains(r.Body.String(), "secret") {
			t.Errorf("the edit of somebody who does not see all: %d %s", r.Code, r.Body)
		}
		if r := red.do("GET", "/api/v1/engagements/mixed", ""); !strings.Contains(r.Body.String(), "what came of it") || !strings.Contains(r.Body.String(), "secret") {
			t.Errorf("after the edit of somebody who does not see all: %s", r.Body)
		}
	})
}

// TestLabelsAreLoweredByThemselves lowers a label with other changes, without a reason, and as it should be.
func TestLabelsAreLoweredByThemselves(t *testing.T) {
	overStores(t, func(t *testing.T, store graph.Store) {
		c := client{t, demoServer(t, store).Handler()}
		r := c.do("POST", "/api/v1/organisations", `{"id":"x","marking":"TLP:AMBER","kind":"agency","names":[{"text":"X"}]}`)
		match := "If-Match: " + r.Header().Get("ETag")
		for _, x := range []exchangeOf{
			{"PUT", "?reason=declassified", `{"marking":"TLP:GREEN","kind":"ministry","names":[{"text":"X"}]}`, nil, 422, "together with other changes", ""},
			{"PUT", "", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, nil, 422, "without a reason", ""},
			{"PUT", "?reason=declassified", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, nil, 200, "GREEN", ""},
		} {
			r := c.do(x.method, "/api/v1/organisations/x"+x.target, x.body, match)
			if r.Code != x.status || !strings.Contains(r.Body.String(), x.says) {
				t.Errorf("%s %s: %d %s", x.target, x.body, r.Code, r.Body)
			}
		}
	})
}

// TestPanicTellsNothing has a handler panic.
func TestPanicTellsNothing(t *testing.T) {
	var log bytes.Buffer
	s, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "liaison.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	server := demoServer(t, s)
	server.Log = slog.New(slog.NewJSONHandler(&log, nil))
	server.Asker.Today = func() graph.Day { panic("the secret of today") }
	r := client{t, server.Handler()}.do("GET", "/api/v1/questions/counterparts", "")
	if id := r.Header().Get("X-Request-Id"); r.Code != 500 || strings.Contains(r.Body.String(), "secret") || !strings.Contains(r.Body.String(), id) || !strings.Contains(log.String(), id) {
		t.Errorf("got %d %s, and the log\n%s", r.Code, r.Body, log.String())
	}
	if !strings.Contains(log.String(), "TestPanicTellsNothing.func") || strings.Count(log.String(), `"level":"ERROR"`) != 1 {
		t.Errorf("the log does not say where, once:\n%s", log.String())
	}
}
