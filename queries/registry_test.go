package queries_test

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
)

// TestQuestionIsEverywhere enters a question into the registry, and finds it in the API and its OpenAPI document, in each form, and on the pages. That each entry is a
// command too is tested where the commands are.
func TestQuestionIsEverywhere(t *testing.T) {
	queries.EnterEverybody(t)
	server := &handlers.Server{
		Asker: loadDemo(t, storetest.NewMemory()), Clearance: graph.Clearance{Marking: graph.Amber}, AsOf: graph.MinDay, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	handler := server.Handler()
	for _, c := range []struct{ path, says string }{
		{"/api/v1/questions", `{"name":"everybody","summary":"all organisations on record"`},
		{"/api/v1/questions/everybody?country=Tajikistan", `"id":"tj-ems"`},
		{"/api/v1/questions/everybody.csv?country=TJ&kind=agency", "tj-ems,Emergency Management Service"},
		{"/api/v1/questions/everybody.xlsx", "PK"},
		{"/openapi.json", `"/api/v1/questions/everybody"`},
		{"/openapi.json", "EverybodyAnswer"},
		{"/ask?q=everybody", "All organisations on record; country "},
		{"/ask?q=everybody", `name="kind"`},
		{"/ask?q=everybody", `type="checkbox" name="unnamed" value="true"> with unnamed groups`},
		{"/ask?q=everybody", `liaison ask everybody --as-of`},
		{"/ask?q=everybody&country=TJ", `<a href="/organisations/tj-ems">`},
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, http.NoBody)
		request.Host = "localhost"
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		if response.Code != http.StatusOK || !strings.Contains(response.Body.String(), c.says) {
			t.Errorf("%s: %d, without %q", c.path, response.Code, c.says)
		}
	}
}
