package pages_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkOverview tells what the server's part of a repaint of the demo takes.
func BenchmarkOverview(b *testing.B) { benchmark(b, "/?as_of=2021-02-14") }

// BenchmarkOrganisation does so for the page of the demo's busiest organisation.
func BenchmarkOrganisation(b *testing.B) { benchmark(b, "/organisations/leica") }

func benchmark(b *testing.B, path string) {
	handler := demo(b).Config.Handler
	for b.Loop() {
		request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, http.NoBody)
		request.Host = "localhost"
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		if response.Code != http.StatusOK {
			b.Fatal(response.Code)
		}
		b.SetBytes(int64(response.Body.Len()))
	}
}
