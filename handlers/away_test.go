package handlers_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"liaison/graph"
	"liaison/graph/storetest"
)

// fickle is a store that can be away.
type fickle struct {
	graph.Store
	away atomic.Bool
}

func (f *fickle) err() error {
	if f.away.Load() {
		return graph.Errorf(graph.Unavailable, "the store is away")
	}
	return nil
}

func (f *fickle) Apply(ctx context.Context, w graph.Write) (graph.Result, error) {
	if err := f.err(); err != nil {
		return graph.Result{}, err
	}
	return f.Store.Apply(ctx, w)
}

func (f *fickle) Read(ctx context.Context, keys []graph.Key) ([]graph.Entry, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Store.Read(ctx, keys)
}

func (f *fickle) Log(ctx context.Context, after graph.Revision, limit int) ([]graph.Commit, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Store.Log(ctx, after, limit)
}

// TestStoreAway has the store go away and come back: reads go on from memory and say how old they are, writes are refused for now.
func TestStoreAway(t *testing.T) {
	t.Parallel() // it waits
	store := &fickle{Store: storetest.NewMemory()}
	server := demoServer(t, store)
	c := client{t, server.Handler()}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go server.Asker.Network.Follow(ctx, 10*time.Millisecond, func(error) {})
	// A later version of what they see: while the store is away, nobody can look how it differs.
	changed := c.do("GET", "/api/v1/organisations/leica", "")
	if r := c.do("PUT", "/api/v1/organisations/leica", strings.Replace(changed.Body.String(), `"names":[`, `"names":[{"text":"Another name"},`, 1), "If-Match: "+changed.Header().Get("ETag")); r.Code != 200 {
		t.Fatalf("changing: %d %s", r.Code, r.Body)
	}
	const counterparts, encounters = "/api/v1/questions/counterparts?of=LEICA", "/api/v1/questions/encounters?of=LEICA&with=tj-ems"
	if r := c.do("GET", encounters, ""); r.Code != 200 || !strings.Contains(r.Body.String(), "quote") || strings.Contains(r.Body.String(), `"away"`) {
		t.Fatalf("before: %d %s", r.Code, r.Body)
	}
	store.away.Store(true)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, away := server.Asker.Network.Away(); away {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the store never counts as away")
		}
	}
	for _, x := range []struct {
		method, target, body string
		status               int
		says, keeps          string
	}{
		{"GET", counterparts, "", 200, `"away":{"since":"2`, ""},
		{"GET", counterparts + "&min_grade=C3", "", 200, `"away":{"since":"2`, ""}, // nobody has asked on these terms before
		{"GET", counterparts + "&clearance=TLP:GREEN", "", 200, `"away":{"since":"2`, ""},
		{"GET", "/?min_grade=C3", "", 200, "The store has not answered since", ""},
		{"GET", encounters, "", 200, `"without_texts":true`, "quote"},
		{"GET", "/readyz", "", 200, `"store":"away"`, ""},
		{"POST", "/api/v1/organisations", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`, 503, "away", ""},
	} {
		r := c.do(x.method, x.target, x.body)
		if r.Code != x.status || !strings.Contains(r.Body.String(), x.says) || (x.keeps != "" && strings.Contains(r.Body.String(), x.keeps)) {
			t.Errorf("away: %s %s: %d %s", x.method, x.target, r.Code, short(r.Body.String()))
		}
		if cache := r.Header().Get("Cache-Control"); !strings.Contains(cache, "no-store") {
			t.Errorf("away: %s %s may be kept: %q", x.method, x.target, cache)
		}
	}
	store.away.Store(false)
	if r := c.do("POST", "/api/v1/organisations", `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"X"}]}`); r.Code != 201 {
		t.Errorf("back: %d %s", r.Code, r.Body)
	}
}
