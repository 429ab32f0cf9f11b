package queries_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"liaison/graph"
	"liaison/handlers"
)

// httpClients is how many clients ask at once.
const httpClients = 4

// BenchmarkHTTP asks over HTTP, on loopback, for the counterparts of the 1,000th organisation of the reference network: four clients that keep their connections and
// have no answer yet, alone and beside somebody who writes twenty documents a second. "unchanged" asks for an answer that the client has; "plain" asks Neo4j, over Bolt, in
// plain Cypher for as many rows.
func BenchmarkHTTP(b *testing.B) {
	r := loadReference(b)
	thousandth := r.busy[min(999, len(r.busy)-1)]
	server := httptest.NewServer((&handlers.Server{
		Asker: r.asker, Clearance: graph.Clearance{Marking: graph.Red}, AsOf: graph.MinDay, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}).Handler())
	defer server.Close()
	question := server.URL + "/api/v1/questions/counterparts?of=" + string(thousandth)
	transport := &http.Transport{MaxIdleConnsPerHost: httpClients}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	ask := func(etag string) (string, error) {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, question, http.NoBody)
		if err != nil {
			return "", err
		}
		request.Header.Set("If-None-Match", etag)
		response, err := client.Do(request)
		if err != nil {
			return "", err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK && etag == "" || response.StatusCode != http.StatusNotModified && etag != "" {
			return "", fmt.Errorf("got status %d", response.StatusCode)
		}
		_, err = io.Copy(io.Discard, response.Body)
		return response.Header.Get("ETag"), err
	}
	etag, err := ask("")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("unchanged", func(b *testing.B) { measure(b, func() error { _, err := ask(etag); return err }) })
	b.Run("alone", func(b *testing.B) { measure(b, func() error { _, err := ask(""); return err }) })
	b.Run("beside-writes", func(b *testing.B) {
		ctx, stop := context.WithCancel(b.Context())
		var writer sync.WaitGroup
		writer.Go(func() {
			for ticker := time.NewTicker(50 * time.Millisecond); ; {
				select {
				case <-ctx.Done():
					ticker.Stop()
					return
				case <-ticker.C:
				}
				body := `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"Written meanwhile"}]}`
				response, err := client.Post(server.URL+"/api/v1/organisations", "application/json", strings.NewReader(body))
				if err != nil || response.StatusCode != http.StatusCreated {
					b.Errorf("a write failed: %v", err)
					return
				}
				response.Body.Close()
			}
		})
		measure(b, func() error { _, err := ask(""); return err })
		stop()
		writer.Wait()
	})
	b.Run("plain", func(b *testing.B) {
		store := r.inNeo4j(b)
		statement := strings.Replace(plain["counterparts"], "LIMIT 50", "LIMIT 100", 1) // a page of the question
		query := func() error {
			_, err := store.Query(b.Context(), statement, map[string]any{"of": string(thousandth)})
			return err
		}
		for range 20 { // the first are compiled while they run
			if err := query(); err != nil {
				b.Fatal(err)
			}
		}
		b.Run("bolt", func(b *testing.B) { measure(b, query) })
	})
}

// BenchmarkOverview asks for the first page, each time on another day as who drags the date does: of the busiest organisation of the reference network and of the 1,000th.
func BenchmarkOverview(b *testing.B) {
	r := loadReference(b)
	handler := (&handlers.Server{
		Asker: r.asker, Clearance: graph.Clearance{Marking: graph.Red}, AsOf: graph.MinDay, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}).Handler()
	for name, us := range map[string]string{"busiest": "", "1000th": "us=" + string(r.busy[min(999, len(r.busy)-1)]) + "&"} { // the busiest is us
		b.Run(name, func(b *testing.B) {
			for day := graph.DayOf(2018, 1, 1); b.Loop(); day++ {
				request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/?"+us+"as_of="+day.String(), http.NoBody)
				request.Host = "localhost"
				page := httptest.NewRecorder()
				if handler.ServeHTTP(page, request); page.Code != http.StatusOK {
					b.Fatal(page.Code, page.Body)
				}
			}
		})
	}
}

// measure does something b.N times, by several clients at once, and reports how many a second and how long they took.
func measure(b *testing.B, do func() error) {
	var begun atomic.Int64
	took := make([][]time.Duration, httpClients)
	var clients sync.WaitGroup
	b.ResetTimer()
	begin := time.Now()
	for i := range httpClients {
		clients.Go(func() {
			for begun.Add(1) <= int64(b.N) {
				start := time.Now()
				if err := do(); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], time.Since(start))
			}
		})
	}
	clients.Wait()
	b.ReportMetric(float64(b.N)/time.Since(begin).Seconds(), "req/s")
	all := slices.Sorted(slices.Values(slices.Concat(took...)))
	if len(all) > 0 {
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
	}
}
