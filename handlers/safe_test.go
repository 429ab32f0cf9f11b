package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"liaison/graph/storetest"
)

// TestAnswersAreKeptFromOthers looks for the headers of every kind of answer that keep it from caches, from other sites and from being taken for something else.
func TestAnswersAreKeptFromOthers(t *testing.T) {
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	const keep, check = "no-store, private", "private, no-cache"
	document := c.do("GET", "/api/v1/organisations/tj-ems", "")
	for _, x := range []struct {
		method, target, body string
		headers              []string
		status               int
		cache                string
	}{
		{"GET", "/api/v1/organisations/tj-ems", "", nil, 200, check},
		{"HEAD", "/api/v1/organisations/tj-ems", "", nil, 200, check},
		{"GET", "/api/v1/organisations/tj-ems", "", []string{"If-None-Match: " + document.Header().Get("ETag")}, 304, check},
		{"GET", "/api/v1/organisations/never", "", nil, 404, keep},
		{"GET", "/api/v1/organisations", "", nil, 200, keep},
		{"POST", "/api/v1/organisations", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, nil, 201, keep},
		{"GET", "/api/v1/changes", "", nil, 200, keep},
		{"GET", "/api/v1/documents/tj-ems/history", "", nil, 200, keep},
		{"GET", "/api/v1/questions", "", nil, 200, keep},
		{"GET", "/api/v1/questions/counterparts", "", nil, 200, check},
		{"GET", "/api/v1/questions/counterparts.csv", "", nil, 200, check},
		{"GET", "/api/v1/questions/counterparts?limit=x", "", nil, 422, keep},
		{"GET", "/api/v1/countries", "", nil, 200, keep},
		{"GET", "/api/v1/nowhere", "", nil, 404, keep},
		{"PATCH", "/api/v1/organisations", "", nil, 405, keep},
		{"GET", "/api/v1/countries", "", []string{"Host: evil.example"}, 421, keep},
		{"GET", "/openapi.json", "", nil, 200, keep},
		{"GET", "/metrics", "", nil, 200, keep},
		{"GET", "/", "", nil, 200, keep},
	} {
		r := c.do(x.method, x.target, x.body, x.headers...)
		if r.Code != x.status {
			t.Errorf("%s %s: %d %s", x.method, x.target, r.Code, short(r.Body.String()))
		}
		for name, want := range map[string]string{"Cache-Control": x.cache, "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := r.Header().Values(name); len(got) != 1 || got[0] != want {
				t.Errorf("%s %s: %s is %q and not %q", x.method, x.target, name, got, want)
			}
		}
		if got := r.Header().Get("Liaison-Revision"); (got != "") != (x.status == 201) {
			t.Errorf("%s %s: the revision that it wrote is %q", x.method, x.target, got)
		}
	}
}

// TestPeopleAreToldInWords has a person's browser refused before its request has come to the pages.
func TestPeopleAreToldInWords(t *testing.T) {
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	for _, x := range []exchangeOf{
		{"POST", "/record", "x=1", []string{"Origin: https://evil.example", "Content-Type: application/x-www-form-urlencoded"}, 403, "by a page of another site", ""},
		{"GET", "/", "", []string{"Host: <b>.example"}, 421, "localhost and 127.0.0.1 only", "<b>"},
		{"PATCH", "/", "", nil, 405, "PATCH is not possible here; it takes GET, HEAD", ""},
	} {
		r := c.do(x.method, x.target, x.body, x.headers...)
		body := r.Body.String()
		if r.Code != x.status || !strings.Contains(body, "<h1>"+http.StatusText(x.status)+"</h1>") || !strings.Contains(body, x.says) || (x.keeps != "" && strings.Contains(body, x.keeps)) {
			t.Errorf("%s %s: got %d %s", x.method, x.target, r.Code, body)
		}
		if kind, policy := r.Header().Get("Content-Type"), r.Header().Get("Content-Security-Policy"); kind != "text/html; charset=utf-8" || !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s %s: of type %q with the policy %q", x.method, x.target, kind, policy)
		}
		if id := r.Header().Get("X-Request-Id"); id == "" || !strings.Contains(body, id) {
			t.Errorf("%s %s: the page has not the request's id", x.method, x.target)
		}
	}
}
