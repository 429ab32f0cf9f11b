package handlers_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/handlers"
	"liaison/queries"
	"liaison/queries/network"
)

func TestRequests(t *testing.T) {
	n, err := network.Load(t.Context(), storetest.NewMemory(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Apply(t.Context(), graph.Write{ID: "a", Changes: []graph.Change{graph.Put(storetest.Org("leica", "LEICA"), graph.ExpectAbsent())}})
	if err != nil {
		t.Fatal(err)
	}
	today := func() graph.Day { return graph.DayOf(2021, 3, 15) }
	server := &handlers.Server{
		Asker:     &queries.Asker{Network: n, Settings: queries.Settings{Us: []string{"leica"}}, Today: today},
		Clearance: graph.Clearance{Marking: graph.Green}, AsOf: graph.MinDay, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	for _, c := range []struct {
		method, target, host string
		status               int
		says                 string
	}{
		{"GET", "/api/v1/questions", "127.0.0.1:8080", 200, `"name": "counterparts"`},
		{"GET", "/api/v1/questions/counterparts?of=leica&from=early+March+2021", "localhost", 200, `"from":"[2021-03-01..2021-03-10]"`},
		{"GET", "/api/v1/questions/counterparts?as_of=15+March+2021", "[::1]:8080", 200, `"as_of":"2021-03-15"`},
		{"GET", "/api/v1/questions/counterparts", "evil.example", 421, "localhost"},
		{"GET", "/api/v1/questions/counterparts?of=leica;country=TJ", "localhost", 400, "query"},
		{"GET", "/api/v1/questions/counterparts?as_of=2021-01-01&as_of=2021-01-02", "localhost", 422, "as_of: is given twice"},
		{"GET", "/api/v1/questions/counterparts?limit=abc", "localhost", 422, "no whole number"},
		{"GET", "/api/v1/questions/counterparts?clearance=TLP:RED", "localhost", 422, "clearance"},
		{"GET", "/api/v1/questions/nonsense", "localhost", 404, "nonsense"},
		{"GET", "/api/v1/nowhere", "localhost", 404, "/api/v1/questions"},
		{"POST", "/api/v1/questions/counterparts", "localhost", 405, "GET"},
	} {
		request := httptest.NewRequestWithContext(t.Context(), c.method, c.target, http.NoBody)
		request.Host = c.host
		response := httptest.NewRecorder()
		server.Handler().ServeHTTP(response, request)
		if response.Code != c.status || !strings.Contains(response.Body.String(), c.says) {
			t.Errorf("%s %s at %s: got %d %s, want %d with %q", c.method, c.target, c.host, response.Code, response.Body, c.status, c.says)
		}
		if kind := response.Header().Get("Content-Type"); c.status >= 400 && !strings.HasPrefix(kind, "application/problem+json") {
			t.Errorf("%s: got an error of type %q", c.target, kind)
		}
	}
}
