package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/handlers"
)

// TestLongPollMovesWithWhatIsSeen waits for news while others write what the waiting reader does not see, and then what they see.
func TestLongPollMovesWithWhatIsSeen(t *testing.T) {
	server := demoServer(t, storetest.NewMemory())
	c := client{t, server.Handler()}
	above := *server
	above.Clearance = graph.Clearance{Marking: graph.Red}
	red := client{t, above.Handler()}
	if r := c.do("GET", "/api/v1/changes?after=1&wait=0", ""); r.Code != 200 || !strings.Contains(r.Body.String(), `"revisions":[]`) {
		t.Fatalf("nothing new: %d %s", r.Code, r.Body)
	}
	news := make(chan string)
	go func() { news <- c.do("GET", "/api/v1/changes?after=1&wait=30&documents=true", "").Body.String() }()
	red.do("POST", "/api/v1/organisations", `{"id":"secret","marking":"TLP:RED","kind":"agency","names":[{"text":"Secret"}]}`)
	select {
	case told := <-news:
		t.Fatalf("a write that is not seen ended the wait: %s", told)
	case <-time.After(200 * time.Millisecond):
	}
	red.do("POST", "/api/v1/organisations", `{"id":"open","marking":"TLP:GREEN","kind":"agency","names":[{"text":"Open"}]}`)
	select {
	case told := <-news:
		if !strings.Contains(told, `"id":"open"`) || strings.Contains(told, "secret") {
			t.Errorf("the news are %s", told)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("a write that is seen did not end the wait")
	}
}

// TestRevisionThatDoesNotCome asks for an answer as new as a revision that nobody wrote: that is no trouble of the server's, and asking again is of no use.
func TestRevisionThatDoesNotCome(t *testing.T) {
	t.Parallel() // it waits
	r := client{t, demoServer(t, storetest.NewMemory()).Handler()}.do("GET", "/api/v1/questions/counterparts?min_revision=99", "")
	if r.Code != 422 || !strings.Contains(r.Body.String(), "revision 99 is not here") {
		t.Errorf("got %d %s", r.Code, r.Body)
	}
}

// TestTooMuchAtOnce asks more than the server lets run: who finds no place is told to come again, and the others are answered.
func TestTooMuchAtOnce(t *testing.T) {
	server := demoServer(t, storetest.NewMemory())
	server.QueueLimit = time.Millisecond
	places := 32 * runtime.GOMAXPROCS(0)
	release, entered := make(chan struct{}), make(chan struct{}, places)
	today := server.Asker.Today
	server.Asker.Today = func() graph.Day {
		select {
		case entered <- struct{}{}:
		default: // it is no first call of a request
		}
		<-release
		return today()
	}
	c := client{t, server.Handler()}
	var answered sync.WaitGroup
	codes := make(chan int, places)
	for range places {
		answered.Go(func() { codes <- c.do("GET", "/api/v1/questions/counterparts", "").Code })
	}
	for range places { // until all of them wait in Today, or one more would wait there too
		select {
		case <-entered:
		case <-time.After(20 * time.Second):
			t.Fatal("not all of them have a place")
		}
	}
	late := c.do("GET", "/api/v1/questions/counterparts", "")
	if late.Code != 503 || late.Header().Get("Retry-After") == "" {
		t.Errorf("one too many: %d %s", late.Code, late.Body)
	}
	if late := c.do("GET", "/organisations", ""); late.Code != 503 || late.Header().Get("Retry-After") == "" || !strings.HasPrefix(late.Header().Get("Content-Type"), "text/html") {
		t.Errorf("one too many, to people: %d %v %s", late.Code, late.Header(), late.Body)
	}
	close(release)
	answered.Wait()
	close(codes)
	for code := range codes {
		if code != 200 {
			t.Errorf("one that had a place got %d", code)
		}
	}
}

// TestTooLarge sends more than is taken.
func TestTooLarge(t *testing.T) {
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	body := `{"marking":"TLP:GREEN","kind":"agency","names":[{"text":"` + strings.Repeat("x", graph.MaxDocument) + `"}]}`
	if r := c.do("POST", "/api/v1/organisations", body); r.Code != 413 {
		t.Errorf("got %d %s", r.Code, short(r.Body.String()))
	}
}

// TestStarting asks a server that has not read its log yet.
func TestStarting(t *testing.T) {
	s := &handlers.Starting{}
	s.Progress(12, 80)
	ask := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRecorder()
		s.ServeHTTP(r, httptest.NewRequestWithContext(t.Context(), "GET", path, http.NoBody))
		return r
	}
	if r := ask("/healthz"); r.Code != 200 {
		t.Errorf("it lives: %d", r.Code)
	}
	if r := ask("/readyz"); r.Code != 503 || !strings.Contains(r.Body.String(), "12 of 80") || r.Header().Get("Retry-After") == "" {
		t.Errorf("not ready: %d %s", r.Code, r.Body)
	}
	if r := ask("/"); r.Code != 503 || !strings.Contains(r.Body.String(), "12 of 80") || r.Header().Get("Refresh") == "" || !strings.HasPrefix(r.Header().Get("Content-Type"), "text/html") {
		t.Errorf("not ready, to people: %d %v %s", r.Code, r.Header(), r.Body)
	}
	s.Ready(demoServer(t, storetest.NewMemory()).Handler())
	if r := ask("/readyz"); r.Code != 421 { // it comes by the name example.com, and is handed over
		t.Errorf("ready: %d", r.Code)
	}
}
