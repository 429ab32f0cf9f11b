package pages_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/storetest"
	"liaison/handlers"
	"liaison/queries"
	"liaison/queries/network"
)

// demo serves the demo data.
func demo(t testing.TB) *httptest.Server {
	t.Helper()
	return serve(t, demoStore(t), exchange.DemoUs, demoDay(t))
}

func demoStore(t testing.TB) graph.Store {
	t.Helper()
	store := storetest.NewMemory()
	if _, err := exchange.Import(t.Context(), store, exchange.Demo(), exchange.Options{Actor: "demo", Reason: "the demo data", Batch: "demo"}); err != nil {
		t.Fatal(err)
	}
	return store
}

func demoDay(t testing.TB) graph.Day {
	t.Helper()
	day, err := graph.ParseDay(exchange.DemoDay)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// serve serves a store for whoever has the name, "" for nobody.
func serve(t testing.TB, store graph.Store, name string, asOf graph.Day) *httptest.Server {
	t.Helper()
	return serveLogged(t, store, name, asOf, io.Discard)
}

// serveLogged does so and writes the log of the server.
func serveLogged(t testing.TB, store graph.Store, name string, asOf graph.Day, log io.Writer) *httptest.Server {
	t.Helper()
	n, err := network.Load(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	us := []string{}
	if name != "" {
		us = append(us, name)
	}
	server := httptest.NewServer((&handlers.Server{
		Asker:     &queries.Asker{Network: n, Settings: queries.Settings{Us: us}, Today: func() graph.Day { return graph.DayOf(2026, 6, 1) }},
		Clearance: graph.Clearance{Marking: graph.Red}, Actor: "tester", AsOf: asOf, Log: slog.New(slog.NewTextHandler(log, nil)),
	}).Handler())
	t.Cleanup(server.Close)
	return server
}

// got is what came back.
type got struct {
	status int
	header http.Header
	body   string
}

// check holds a page to a status, and to what it must say and must not.
func (g got) check(t *testing.T, status int, says, not []string) {
	t.Helper()
	if g.status != status {
		t.Errorf("got status %d, want %d", g.status, status)
	}
	for _, text := range says {
		if !strings.Contains(g.body, text) {
			t.Errorf("does not say %q:\n%s", text, mainOf(g.body))
		}
	}
	for _, text := range not {
		if strings.Contains(g.body, text) {
			t.Errorf("says %q", text)
		}
	}
}

// get asks for a page, and does not follow where it leads.
func get(ctx context.Context, t *testing.T, address string) got {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return sent(t, request)
}

// sent sends a request, and does not follow where the answer leads.
func sent(t *testing.T, request *http.Request) got {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{response.StatusCode, response.Header, string(body)}
}

func TestPages(t *testing.T) {
	server := demo(t)
	for name, c := range map[string]struct {
		path   string
		status int
		says   []string
		not    []string
	}{
		"search, across scripts, with the reason": {
			"/search?text=%D0%A0%D0%90%D0%A2%D0%A1+%D0%A8%D0%9E%D0%A1", 200,
			[]string{`href="/organisations/sco-rats"`, `<span lang="ru">РАТС ШОС</span>, Russian name: the same name`, "regional body, Uzbekistan", queries.Note, "TLP:CLEAR"},
			nil,
		},
		"a country leads to its timeline":     {"/search?text=Qirghiziston", 200, []string{`href="/ask?country=KG&amp;q=timeline"`}, nil},
		"nothing found":                       {"/search?text=qwkxjv", 200, []string{"Nothing on record has a name like “qwkxjv”"}, nil},
		"links keep the terms":                {"/search?text=interpol&as_of=2020-12-20&min_grade=B2", 200, []string{`href="/organisations/interpol?as_of=2020-12-20&amp;min_grade=B2"`, `href="/?as_of=2020-12-20&amp;min_grade=B2"`, "This is not now: the situation on 20 December 2020", `href="/search?min_grade=B2&amp;text=interpol"`}, nil},
		"a day without a year is near now":    {"/search?text=eu&as_of=20+December", 303, []string{`href="/search?as_of=2020-12-20&amp;text=eu"`}, nil},
		"what can be read is brought in form": {"/search?text=eu&as_of=20+Dec+2020&known=today&min_grade=&us=LEICA", 303, []string{`href="/search?as_of=2020-12-20&amp;text=eu"`}, nil},
		"a bad date keeps the rest":           {"/search?text=interpol&as_of=30+February&min_grade=B2", 422, []string{`value="30 February"`, `aria-invalid="true"`, `name="text" value="interpol"`, `<option value="B2" selected>`, "February"}, nil},
		"an unknown grade":                    {"/search?text=interpol&min_grade=Z9", 422, []string{"Z9"}, nil},
		"a revision that is not there":        {"/search?text=interpol&known=0", 422, []string{"there is no revision 0: they count from 1"}, nil},
		"known before anything was":           {"/search?text=interpol&known=2020-01-01", 200, []string{"Nothing on record"}, nil},
		"an unknown us":                       {"/search?text=eu&us=Interpool", 422, []string{`Perhaps <a href="/search?text=eu&amp;us=interpol">International Criminal Police Organization</a> was meant`, `value="Interpool"`}, nil},
		"more than one is cleared for":        {"/search?text=interpol&clearance=TLP:GREEN", 200, []string{"cleared for TLP:GREEN"}, nil},
		"the API has no terms":                {"/api?as_of=2020-12-20", 200, []string{`id="reference"`, `href="/openapi.json"`, `href="/?as_of=2020-12-20"`}, []string{`id="clock"`, "TLP:", "Revision", queries.Note}},
		"an unknown page":                     {"/nowhere/<script>", 404, []string{"There is nothing here", "There is no page at /nowhere/&lt;script&gt;"}, []string{"<script>"}},
		"text is never markup":                {"/search?text=%3Cscript%3Ealert(1)%3C/script%3E", 200, []string{"&lt;script&gt;alert(1)"}, []string{"<script>alert"}},
	} {
		t.Run(name, func(t *testing.T) {
			response := get(t.Context(), t, server.URL+c.path)
			response.check(t, c.status, c.says, c.not)
		})
	}
}

func TestNamesAreNeverMarkup(t *testing.T) {
	store := storetest.NewMemory()
	name := `<script>alert("x")</script>`
	_, err := store.Apply(t.Context(), graph.Write{ID: "a", Actor: "test", Changes: []graph.Change{graph.Put(storetest.Org("us", name), graph.ExpectAbsent())}})
	if err != nil {
		t.Fatal(err)
	}
	server := serve(t, store, "us", graph.MinDay)
	body := get(t.Context(), t, server.URL+"/search?text=alert").body
	if strings.Contains(body, "<script>alert") || !strings.Contains(body, "&lt;script&gt;alert") {
		t.Errorf("a name is markup:\n%s", body)
	}
}

func TestHeaders(t *testing.T) {
	server := demo(t)
	for _, path := range []string{"/search", "/nowhere", "/search?as_of=never", "/api"} {
		response := get(t.Context(), t, server.URL+path)
		for name, value := range map[string]string{
			"Cache-Control": "no-store, private", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := response.header.Get(name); got != value {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if policy := response.header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; style-src 'self'") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		for _, forbidden := range []string{" style=", "<style", "onclick", "javascript:", "//cdn"} {
			if strings.Contains(response.body, forbidden) {
				t.Errorf("%s has %q", path, forbidden)
			}
		}
	}
	body := get(t.Context(), t, server.URL+"/search").body
	at := strings.Index(body, "/static/")
	address := body[at : at+strings.IndexByte(body[at:], '"')]
	response := get(t.Context(), t, server.URL+address)
	if cache := response.header.Get("Cache-Control"); response.status != 200 || !strings.Contains(cache, "immutable") {
		t.Errorf("%s: %d, %q", address, response.status, cache)
	}
	response = get(t.Context(), t, server.URL+"/static/old/liaison.css")
	if cache := response.header.Get("Cache-Control"); response.status != 200 || !strings.Contains(cache, "no-store") {
		t.Errorf("under an old hash: %d, %q", response.status, cache)
	}
	for _, path := range []string{"/static/x/nothing.css", "/static/x/../pages.go", "/static/x/"} {
		if response = get(t.Context(), t, server.URL+path); response.status != 404 {
			t.Errorf("%s: %d", path, response.status)
		}
	}
}

// TestVendored holds the files of others to their list.
func TestVendored(t *testing.T) {
	list, err := os.ReadFile("static/vendor/vendor.tsv")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{"static/vendor/vendor.tsv": true}
	for line := range strings.Lines(string(list)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if fields[0] == "name" {
			continue
		}
		raw, err := os.ReadFile(fields[5])
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != fields[3] {
			t.Errorf("%s is not what vendor.tsv says", fields[5])
		}
		listed[fields[5]] = true
	}
	entries, err := os.ReadDir("static/vendor")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !listed["static/vendor/"+e.Name()] {
			t.Errorf("%s is not in vendor.tsv", e.Name())
		}
	}
}

// mainOf gives what is inside the frame, for errors.
func mainOf(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return body
}

// TestMarkedAsShown looks at pages that name something restricted nowhere but in a blank, among what may have been meant, or in what changed: they are marked as that is.
func TestMarkedAsShown(t *testing.T) {
	store := storetest.NewMemory()
	restricted := func(id graph.ID, name string, m graph.Marking) graph.Document {
		return labelled(storetest.Org(id, name), m)
	}
	planned := storetest.Meeting("m", "2021-03-03", "us")
	planned.Status = graph.Planned
	held := storetest.Meeting("m", "2021-03-03", "us")
	created := write(t, store, "", put(storetest.Org("us", "Us"), restricted("z0", "Zebracorp", graph.Red), restricted("z1", "Zebracorp", graph.Red), restricted("raised", "Yakcorp", graph.Clear), labelled(planned, graph.Red))...)
	changed := write(t, store, "", graph.Put(restricted("z0", "Zebracorp Ltd", graph.Red), graph.ExpectRevision(created)))
	went := write(t, store, "", graph.Put(labelled(held, graph.Red), graph.ExpectRevision(created)))
	write(t, store, "", graph.Delete("m", graph.ExpectRevision(went)))
	born := write(t, store, "", put(restricted("raised-since", "Xenopus", graph.Clear))...)
	write(t, store, "", graph.Put(restricted("raised-since", "Xenopus", graph.Red), graph.ExpectRevision(born)))
	write(t, store, "", put(restricted("z2", "Zebracorp", graph.Red))...)
	server := serve(t, store, "us", graph.DayOf(2021, 6, 1))
	for _, path := range []string{
		"/ask?q=encounters&with=z0", "/ask?q=counterparts&of=z0", "/ask?q=bodies&body=z0", "/ask?q=common&with=z0", "/ask?q=timeline&of=z1",
		"/ask?q=encounters&with=Zebracorp", "/ask?q=encounters&with=Zebracrop", "/?us=Zebracorp", "/?us=Zebracrop", "/search?text=eu&us=z1", "/search?text=Zebracorp",
		"/record?who=z0", "/record/hits?of=who&field=f&text=Zebra", fmt.Sprintf("/recorded/%d", changed), fmt.Sprintf("/changes/%d", changed),
		fmt.Sprintf("/recorded/%d", born), fmt.Sprintf("/changes/%d", born), fmt.Sprintf("/search?saved=%d", went),
	} {
		if body := get(t.Context(), t, server.URL+path).body; !strings.Contains(body, `data-marking="TLP:RED"`) {
			t.Errorf("%s is not marked as what it shows:\n%s", path, mainOf(body))
		}
	}
	for _, path := range []string{"/", "/search?text=eu", "/ask?q=counterparts", "/record", "/organisations/us"} {
		if body := get(t.Context(), t, server.URL+path).body; !strings.Contains(body, `data-marking="TLP:CLEAR"`) {
			t.Errorf("%s is marked higher than what it shows", path)
		}
	}
}

// broken is a store that reads nothing any more once it has an error.
type broken struct {
	graph.Store
	err error
}

func (b *broken) Read(ctx context.Context, keys []graph.Key) ([]graph.Entry, error) {
	if b.err != nil {
		return nil, b.err
	}
	return b.Store.Read(ctx, keys)
}

// TestStoreFails reads pages while the store does not answer: that is nobody's mistake, and what is in memory is shown.
func TestStoreFails(t *testing.T) {
	store := &broken{Store: demoStore(t)}
	server := serve(t, store, exchange.DemoUs, demoDay(t))
	get(t.Context(), t, server.URL+"/search")
	for name, c := range map[string]struct {
		err    error
		path   string
		status int
		says   []string
		not    []string
	}{
		"away, and not needed":     {graph.Errorf(graph.Unavailable, "the store is away"), "/search?text=eu&us=interpol", 200, []string{`value="INTERPOL"`}, []string{"aria-invalid"}},
		"away, and needed":         {graph.Errorf(graph.Unavailable, "the store is away"), "/organisations/interpol?us=interpol", 503, []string{"the store is away"}, []string{"aria-invalid"}},
		"broken":                   {errors.New("disk I/O error"), "/organisations/interpol", 500, nil, []string{"aria-invalid", "disk"}},
		"broken, and to write":     {errors.New("disk I/O error"), "/documents/leica/delete", 500, nil, []string{"aria-invalid", "disk"}},
		"away, and a mistake too":  {graph.Errorf(graph.Unavailable, "the store is away"), "/search?text=eu&us=Interpool", 422, []string{"aria-invalid", `us=interpol">International`}, nil},
		"no letter to find one by": {nil, "/search?text=eu&us=-", 422, []string{"aria-invalid", "has no letter"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			store.err = c.err
			get(t.Context(), t, server.URL+c.path).check(t, c.status, c.says, c.not)
		})
	}
}

// TestFailureIsFound finds what went wrong in the log by what the page tells of it. The log names no id that somebody looked at.
func TestFailureIsFound(t *testing.T) {
	store := &broken{Store: demoStore(t)}
	var log bytes.Buffer
	server := serveLogged(t, store, exchange.DemoUs, demoDay(t), &log)
	get(t.Context(), t, server.URL+"/search")
	store.err = errors.New("disk I/O error")
	response := get(t.Context(), t, server.URL+"/organisations/interpol")
	id := response.header.Get("X-Request-Id")
	response.check(t, 500, []string{"this is request " + id}, []string{"disk"})
	if told := log.String(); !strings.Contains(told, `msg="request failed" request=`+id+` error="disk I/O error"`) || strings.Contains(told, "interpol") {
		t.Errorf("the log says:\n%s", told)
	}
}

// TestRefusedBeforePages is refused before any page is reached: a person is told so on a plain page, without the frame, which tells of the data.
func TestRefusedBeforePages(t *testing.T) {
	server := demo(t)
	for name, c := range map[string]struct {
		method, header, text string
		status               int
		says                 string
	}{
		"by another name":        {http.MethodGet, "Host", "elsewhere.example", http.StatusMisdirectedRequest, "this server answers under the names localhost"},
		"by a page of elsewhere": {http.MethodPost, "Origin", "https://elsewhere.example", http.StatusForbidden, "this was asked by a page of another site"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+"/record", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set(c.header, c.text)
		if c.header == "Host" {
			request.Host = c.text
		}
		request.Header.Set("Accept", "text/html,application/xhtml+xml")
		response := sent(t, request)
		response.check(t, c.status, []string{c.says}, []string{"{", "LEICA"})
		if kind := response.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
			t.Errorf("%s: %s", name, kind)
		}
	}
}
