package pages_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/storetest"
)

func TestOverview(t *testing.T) {
	server := demo(t)
	for name, c := range map[string]struct {
		path string
		says []string
		not  []string
	}{
		"the region, and figures that lead to what they count": {
			"/",
			[]string{
				"<h1>Central Asia</h1>", `<a href="/ask?q=counterparts">6 named counterparts met</a>`, `<a href="/ask?q=timeline&amp;status=held">14 records</a>`,
				"at least 15 meetings", "2 that are ahead have no date and are not drawn.", "3 of the records may be of a later day", "TLP:CLEAR",
			},
			[]string{"Back to now"},
		},
		"sentences, ours first": {
			"/",
			[]string{"We owe", "A regional action plan", "We are waiting for", "Concrete proposals", "<b>by 31 March 2021</b>", "Coming up", "No date yet", "Needs attention", "Turkmenistan: no meeting is recorded"},
			nil,
		},
		"a cell leads to its facts":      {"/", []string{`href="/?column=financial_intelligence&amp;row=KG#facts"`}, []string{`id="facts"`}},
		"an opened cell lists its facts": {"/?row=KG&column=financial_intelligence", []string{`id="facts"`, "Financial intelligence, Kyrgyzstan: may be cooling", "at best it is active", `href="/engagements/kg-sfis-caption"`, "<abbr title=\"B3: usually reliable, possibly true\">B3</abbr>"}, nil},
		"a body's cell":                  {"/?body=sco-rats&column=not_stated", []string{`id="facts"`, `href="/engagements/sco-rats-caption"`}, nil},
		"nobody met, who is on record":   {"/?row=TJ&column=foreign_affairs", []string{"1 organisation is on record there:", `<a href="/organisations/tj-embassy-bishkek"`}, nil},
		"nobody on record":               {"/?row=TM&column=police", []string{"No organisation is on record there"}, nil},
		"others met them, who did":       {"/?us=interpol&row=KG&column=financial_intelligence", []string{"INTERPOL met nobody; somebody else did.", "Others who met them:</p>\n<ul><li><a href=\"/organisations/leica?us=interpol\""}, nil},
		"others met an unnamed group": {"/?us=interpol&row=KZ&column=not_stated", []string{
			"Not stated, Kazakhstan: others only", "Named only as a group:", "/organisations/kz-agencies?us=interpol", "Others who met them:</p>\n<ul><li><a href=\"/organisations/leica?us=interpol\"",
		}, []string{"No organisation is on record there", ">We ", "We met", "we have not", "of ours"}},
		"the last day there is":         {"/?as_of=9999-12-31", []string{"Central Asia"}, nil},
		"the first day there is":        {"/?as_of=0001-01-01", []string{"Central Asia"}, nil},
		"a cell that there is not":      {"/?row=XX&column=police", []string{"Central Asia"}, []string{`id="facts"`}},
		"by kind":                       {"/?by=kind", []string{"Regional body", `href="/?by=kind&amp;column=ministry&amp;row=KG#facts"`}, nil},
		"by topic":                      {"/?by=topic", []string{"counter-terrorism"}, nil},
		"what is past its day is asked": {"/?as_of=2021-05-15", []string{"held, postponed or cancelled?", `name="as_of" value="15 May 2021"`}, nil},
		"what may have been later is not told as a fact": {
			"/?as_of=2020-11-01&row=UZ&column=police", []string{
				"may be active</span>", "Police, Uzbekistan: may be active", "Each of its records may be after this day.", "(may be after this day)",
			}, []string{"The last meeting of substance was at most half a year before this day. "},
		},
		"gone cold":                 {"/?as_of=2022-06-01", []string{"gone cold; last met"}, nil},
		"the situation of another":  {"/?us=interpol", []string{"Coverage of INTERPOL"}, nil},
		"with better sources":       {"/?min_grade=B2", []string{"1 named counterpart met"}, nil},
		"before anything was known": {"/?known=2020-01-01", []string{"Not yet recorded by then", "Back to now"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			response := get(t.Context(), t, server.URL+c.path)
			if response.status != 200 {
				t.Errorf("got status %d", response.status)
			}
			for _, text := range c.says {
				if !strings.Contains(response.body, text) {
					t.Errorf("does not say %q", text)
				}
			}
			for _, text := range c.not {
				if strings.Contains(response.body, text) {
					t.Errorf("says %q", text)
				}
			}
		})
	}
	if response := get(t.Context(), t, server.URL+"/?by=nonsense"); response.status != 422 {
		t.Errorf("by nonsense: got status %d", response.status)
	}
}

func TestGreetings(t *testing.T) {
	says := func(server *httptest.Server, text string) {
		t.Helper()
		if response := get(t.Context(), t, server.URL+"/"); response.status != 200 || !strings.Contains(response.body, text) {
			t.Errorf("got status %d, want %q:\n%s", response.status, text, mainOf(response.body))
		}
	}
	says(serve(t, storetest.NewMemory(), "us", graph.MinDay), "Nothing is recorded yet")
	store := storetest.NewMemory()
	_, err := store.Apply(t.Context(), graph.Write{ID: "a", Actor: "test", Changes: []graph.Change{graph.Put(storetest.Org("agency", "Agency"), graph.ExpectAbsent())}})
	if err != nil {
		t.Fatal(err)
	}
	says(serve(t, store, "", graph.MinDay), "Say who you are")
	says(serve(t, store, "Nobody", graph.MinDay), "Nobody is not on record here")
	says(serve(t, store, "agency", graph.MinDay), "Coverage of Agency")
}

// TestGone leads who asks for a deleted document to its deletion, which can be undone, if they see that.
func TestGone(t *testing.T) {
	store := storetest.NewMemory()
	us, gone, secret := storetest.Org("us", "Us"), storetest.Org("gone", "Gone"), storetest.Org("secret", "Secret")
	secret.Header().Marking = graph.Red
	for i, changes := range [][]graph.Change{
		{graph.Put(us, graph.ExpectAbsent()), graph.Put(gone, graph.ExpectAbsent()), graph.Put(secret, graph.ExpectAbsent())},
		{graph.Delete("gone", graph.ExpectRevision(1)), graph.Delete("secret", graph.ExpectRevision(1))},
	} {
		if _, err := store.Apply(t.Context(), graph.Write{ID: graph.ApplyID(strconv.Itoa(i)), Actor: "test", Changes: changes}); err != nil {
			t.Fatal(err)
		}
	}
	server := serve(t, store, "us", graph.MinDay)
	for path, want := range map[string]string{
		"/organisations/gone": "/changes/2", "/organisations/gone?clearance=TLP%3AGREEN": "/changes/2?clearance=TLP%3AGREEN", "/organisations/secret": "/changes/2",
		"/organisations/secret?clearance=TLP%3AGREEN": "", "/persons/gone": "", "/organisations/never": "",
	} {
		response := get(t.Context(), t, server.URL+path)
		if to := response.header.Get("Location"); to != want || to == "" && response.status != 404 {
			t.Errorf("%s: %d to %q, want %q", path, response.status, to, want)
		}
	}
	if body := get(t.Context(), t, server.URL+"/changes/2").body; !strings.Contains(body, "Gone") || !strings.Contains(body, "/changes/2/undo") {
		t.Errorf("what was deleted cannot be undone there:\n%s", mainOf(body))
	}
}

// TestMarking holds the marking of a page to the highest of what is on it.
func TestMarking(t *testing.T) {
	store := storetest.NewMemory()
	us, agency := storetest.Org("us", "Us"), storetest.Org("agency", "Agency")
	agency.Header().Marking = graph.Amber
	secret := storetest.Org("secret", "Secret agency")
	secret.Header().Marking = graph.Red
	_, err := store.Apply(t.Context(), graph.Write{ID: "a", Actor: "test", Changes: []graph.Change{
		graph.Put(us, graph.ExpectAbsent()), graph.Put(agency, graph.ExpectAbsent()), graph.Put(secret, graph.ExpectAbsent()),
	}})
	if err != nil {
		t.Fatal(err)
	}
	server := serve(t, store, "us", graph.MinDay)
	for path, want := range map[string]string{
		"/search?text=us": "TLP:CLEAR", "/search?text=agency": "TLP:RED", "/search?text=agency&clearance=TLP:AMBER": "TLP:AMBER",
	} {
		if body := get(t.Context(), t, server.URL+path).body; !strings.Contains(body, `data-marking="`+want+`"`) {
			t.Errorf("%s: is not marked %s", path, want)
		}
	}
}

// slow is a store that takes its time to read, and counts what is read.
type slow struct {
	graph.Store
	reads atomic.Int32
}

// slowness is how long a slow store takes.
const slowness = 20 * time.Millisecond

func (s *slow) Read(ctx context.Context, keys []graph.Key) ([]graph.Entry, error) {
	time.Sleep(slowness)
	s.reads.Add(1)
	return s.Store.Read(ctx, keys)
}

// TestNothingIsAskedAfterwards leaves pages early, alone and beside each other: what they began to ask has ended when they have, and asks nothing on the terms of the next request.
// The race detector sees the latter.
func TestNothingIsAskedAfterwards(t *testing.T) {
	store := &slow{Store: demoStore(t)}
	handler := serve(t, store, exchange.DemoUs, demoDay(t)).Config.Handler
	ask := func(ctx context.Context, path string) {
		request := httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
		request.Host = "localhost"
		handler.ServeHTTP(httptest.NewRecorder(), request)
	}
	ask(t.Context(), "/search") // the templates are read
	ask(t.Context(), "/?by=nothing")
	reads := store.reads.Load()
	time.Sleep(3 * slowness)
	if n := store.reads.Load() - reads; n > 0 {
		t.Errorf("the store is read %d times after the page was answered", n)
	}
	var clients sync.WaitGroup
	for range 3 {
		clients.Go(func() {
			for range 20 {
				ask(t.Context(), "/?by=nothing")
			}
		})
	}
	clients.Go(func() {
		for range 5 {
			ctx, leave := context.WithTimeout(t.Context(), time.Millisecond)
			ask(ctx, "/")
			leave()
		}
	})
	clients.Wait()
}
