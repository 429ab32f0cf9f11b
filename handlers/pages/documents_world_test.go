package pages_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/handlers"
	"liaison/queries"
	"liaison/queries/network"
)

// world makes random graphs in which each version of each document has words of its own: what they are found on shows whose they are.
type world struct {
	t     *rapid.T
	store *storetest.Memory
	draws uint64
	n     int
	ids   []graph.ID
}

func (w *world) word() string {
	w.n++
	return fmt.Sprintf("word%04d", w.n)
}

// shared is a name that all organisations have beside their own: whoever goes by it is asked which.
const shared = "Shared"

// below draws a number below n. Rapid draws small numbers far more often than large ones: the draw is mixed with how many came before it
// (splitmix64, Steele et al. 2014).
func (w *world) below(n int) int {
	w.draws++
	x := (rapid.Uint64().Draw(w.t, "draw") + w.draws) * 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return int((x ^ x>>31) % uint64(n))
}

func pick[T any](w *world, list ...T) T { return list[w.below(len(list))] }

func (w *world) head(id graph.ID) graph.Head {
	h := graph.Head{ID: id, Marking: graph.Clear}
	if w.below(4) == 0 {
		h.Marking = pick(w, graph.Green, graph.Amber, graph.Red)
	}
	if w.below(12) == 0 {
		h.Audience = []graph.Group{"team"}
	}
	return h
}

func (w *world) fact() graph.Fact {
	f := graph.Fact{Evidence: []graph.Citation{{Source: pick[graph.ID](w, "s0", "s1"), Locator: w.word(), Quote: w.word()}}}
	f.Grade = pick(w, graph.Grade{Reliability: 'B', Credibility: 2}, graph.Grade{Reliability: 'C', Credibility: 3}, graph.Grade{})
	return f
}

func (w *world) date() graph.Date {
	return graph.MustDate(pick(w, "", "2020", "2021-02", "2020-06-01/2021-03-31", "2019/..", "2021-05-01", "[2020-12-15..2021-01-10]"))
}

func (w *world) organisation(id graph.ID) graph.Document {
	o := &graph.Organisation{
		Head: w.head(id), Names: []graph.Name{{Text: w.word(), Language: "en"}, {Text: w.word(), Valid: w.date()}, {Text: shared}}, Kind: pick(w, graph.Agency, graph.RegionalBody),
		Country: "KG", Contact: &graph.Contact{Address: w.word()}, Placeholder: pick(w, true, false, false), EngageReason: w.word(), Engage: pick(w, graph.Engages()...),
	}
	if id > "o1" {
		o.Parents = []graph.Parent{{Organisation: pick[graph.ID](w, "o0", "o1"), Valid: w.date()}}
		o.Predecessors = []graph.Predecessor{{Organisation: pick[graph.ID](w, "o0", "o1"), How: graph.Renamed}}
	}
	return o
}

func (w *world) engagement(id graph.ID) graph.Document {
	e := &graph.Engagement{
		Head: w.head(id), Fact: w.fact(), Kind: graph.Meeting, Status: pick(w, graph.Held, graph.Held, graph.Held, graph.Planned, graph.Declined), When: w.date(), Summary: w.word(), Outcome: w.word(),
		Request: &graph.Request{Via: w.word()},
	}
	if id > "e0" {
		e.Within = pick[graph.ID](w, "", "e0")
	}
	for range 1 + w.below(4) {
		p := graph.Participation{Stakeholder: pick[graph.ID](w, "o0", "o1", "o2", "o3"), Role: pick(w, graph.Counterpart, graph.Initiator, graph.Facilitator), AsWritten: w.word(), Presence: pick(w, graph.Absent, "", "")}
		if w.below(3) == 0 {
			p.Stakeholder, p.ActingFor, p.Post = pick[graph.ID](w, "p0", "p1"), pick[graph.ID](w, "o0", "o1", ""), pick[graph.ID](w, "", "c0", "c1")
		}
		e.Participants = append(e.Participants, p)
	}
	return e
}

// document makes another version of a document.
func (w *world) document(id graph.ID) graph.Document {
	switch id[0] {
	case 's':
		return &graph.Source{Head: w.head(id), Title: w.word(), Publisher: w.word(), Reference: w.word()}
	case 'o':
		return w.organisation(id)
	case 'p':
		return &graph.Person{Head: w.head(id), Names: []graph.Name{{Text: w.word()}}, FormOfAddress: w.word()}
	case 'c':
		return &graph.Post{Head: w.head(id), Titles: []graph.Name{{Text: w.word()}}, Organisation: pick[graph.ID](w, "o0", "o1", "o2")}
	case 't':
		return &graph.Tenure{Head: w.head(id), Fact: w.fact(), Person: pick[graph.ID](w, "p0", "p1"), Post: pick[graph.ID](w, "c0", "c1"), Valid: w.date(), Rank: w.word(), SecondedFrom: pick[graph.ID](w, "", "o3")}
	case 'e':
		return w.engagement(id)
	case 'k':
		k := &graph.Cooperation{Head: w.head(id), Fact: w.fact(), Kind: graph.Membership, Valid: w.date(), Summary: w.word()}
		k.Parties = []graph.Party{{Organisation: pick[graph.ID](w, "o0", "o1"), Role: graph.Body}, {Organisation: pick[graph.ID](w, "o2", "o3"), Role: graph.Member}, {Country: "KZ", Role: graph.Member}}
		return k
	default:
		m := &graph.Commitment{Head: w.head(id), Fact: w.fact(), Basis: graph.Promised, What: w.word(), WaitsFor: w.word(), OwedBy: pick[graph.ID](w, "o0", "o1"), OwedTo: pick[graph.ID](w, "o2", "p0"), Made: w.date(), Due: w.date()}
		m.HandledBy, m.ArisingFrom = pick[graph.ID](w, "", "p1"), pick[graph.ID](w, "", "e0", "e1")
		return m
	}
}

func newWorld(t *rapid.T) *world {
	w := &world{t: t, store: storetest.NewMemory()}
	for _, kind := range []struct {
		letter string
		n      int
	}{{"s", 2}, {"o", 4}, {"p", 2}, {"c", 2}, {"t", 2}, {"e", 4}, {"k", 2}, {"m", 2}} {
		for i := range kind.n {
			id := graph.ID(fmt.Sprintf("%s%d", kind.letter, i))
			w.ids = append(w.ids, id)
			w.apply(w.document(id), id)
		}
	}
	for range w.below(12) {
		id := pick(w, w.ids...)
		if w.below(4) == 0 {
			w.apply(nil, id)
		} else {
			w.apply(w.document(id), id)
		}
	}
	return w
}

// apply puts or deletes a document as it stands; what the rules refuse is left out.
func (w *world) apply(d graph.Document, id graph.ID) {
	standings, err := w.store.Standings(context.Background(), []graph.ID{id})
	if err != nil {
		w.t.Fatal(err)
	}
	expect := graph.ExpectAbsent()
	if s, exists := standings[id]; exists && !s.Deleted {
		expect = graph.ExpectRevision(s.Revision)
	}
	change := graph.Put(d, expect)
	if d == nil {
		change = graph.Delete(id, expect)
	}
	_, err = w.store.Apply(context.Background(), graph.Write{ID: graph.NewApplyID(), Actor: "somebody", Changes: []graph.Change{change}})

	if err != nil && graph.KindOf(err) != graph.Invalid && graph.KindOf(err) != graph.NotFound {
		w.t.Fatal(err)
	}
}

var (
	words       = regexp.MustCompile(`word\d{4}`)
	historyPart = regexp.MustCompile(`(?s)<section class="history".*?</section>`)
	markingPart = regexp.MustCompile(`class="marking"[^>]* data-marking="([^"]+)"`)
	heldPart    = regexp.MustCompile(`status=held">(?:All )?(\d+) engagement`)
)

// seenWords gives the words that a reader sees at a revision, each with the marking of the document that has it.
func seenWords(t *rapid.T, n *network.Network, terms network.Terms) map[string]graph.Marking {
	seen := map[string]graph.Marking{}
	err := n.Ask(context.Background(), terms, func(v *network.View) error {
		all, err := v.AllDocuments(context.Background())
		for _, d := range all {
			body, err := graph.Encode(d)
			if err != nil {
				return err
			}
			for _, word := range words.FindAllString(string(body), -1) {
				seen[word] = v.Marking(d.Header().ID)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// TestPagesShowOnlyWhatIsSeen reads all pages of random graphs as random readers: no word of a document is on any that its reader does not see, or did not when it was said; the
// marking is that of what is shown; and a figure is that of the question it leads to.
func TestPagesShowOnlyWhatIsSeen(t *testing.T) {
	pages, shownWords, figures := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		n, err := network.Load(context.Background(), w.store, nil)
		if err != nil {
			t.Fatal(err)
		}
		asker := &queries.Asker{Network: n, Settings: queries.Settings{Us: []string{"o0"}}, Today: func() graph.Day { return graph.DayOf(2021, 6, 1) }}
		clearance := graph.Clearance{Marking: pick(w, graph.Clear, graph.Green, graph.Amber, graph.Red), Groups: pick(w, nil, []graph.Group{"team"})}
		handler := (&handlers.Server{Asker: asker, Clearance: clearance, AsOf: graph.MinDay, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}).Handler()
		terms := network.Terms{Clearance: clearance, AsOf: pick(w, graph.DayOf(2021, 6, 1), graph.DayOf(2021, 1, 1)), Known: n.Head()}
		address := url.Values{}
		if terms.AsOf != graph.DayOf(2021, 6, 1) {
			address.Set("as_of", terms.AsOf.String())
		}
		if w.below(3) == 0 {
			terms.Known -= graph.Revision(1 + w.below(8))
			address.Set("known", fmt.Sprint(terms.Known))
		}
		if w.below(5) == 0 {
			terms.MinGrade = graph.MinGrade{Reliability: 'B', Credibility: 2}
			address.Set("min_grade", "B2")
		}
		seen := map[bool]seenThen{false: seenUpTo(t, n, terms)}
		latest := network.Terms{Clearance: clearance, Known: n.Head()}
		seen[true] = seenUpTo(t, n, latest) // of the pages that write, and look at what is now
		read := func(path string) (body, at string) {
			for hop := range 3 {
				asked, err := url.Parse(path)
				if err != nil {
					t.Fatal(err)
				}
				values := asked.Query()
				if hop == 0 { // where a page leads on, it says with what
					maps.Copy(values, address)
				}
				request := httptest.NewRequestWithContext(context.Background(), http.MethodGet, asked.Path+"?"+values.Encode(), http.NoBody)
				request.Host = "localhost"
				response := httptest.NewRecorder()
				handler.ServeHTTP(response, request)
				if response.Code >= 500 {
					t.Fatalf("%s: %d", path, response.Code)
				}
				if path = response.Header().Get("Location"); path == "" {
					pages++
					return response.Body.String(), asked.Path
				}
			}
			t.Fatalf("%s leads round and round", path)
			return "", ""
		}
		held := map[string]int{}
		for path, kind := range pathsOf(w) {
			body, at := read(path)
			then := seen[kind.writes]
			if !kind.past && !strings.HasPrefix(at, "/changes/") { // what was deleted leads to its deletion
				for _, word := range words.FindAllString(html.UnescapeString(historyPart.ReplaceAllString(body, "")), -1) {
					if _, ok := then.now[word]; !ok {
						t.Fatalf("%s as %s at %v shows %s, which is not to be seen:\n%s", path, clearance, address, word, body)
					}
				}
			}
			found := markingPart.FindStringSubmatch(body)
			if found == nil {
				t.Fatalf("%s has no marking:\n%s", path, body)
			}
			marking, err := graph.ParseMarking(found[1])
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range words.FindAllString(body, -1) {
				shownWords++
				m, ok := then.ever[word]
				if !ok {
					t.Fatalf("%s as %s at %v shows %s, which was never to be seen:\n%s", path, clearance, address, word, body)
				}
				if m > marking {
					t.Fatalf("%s as %s at %v is marked %s and shows %s, which is %s:\n%s", path, clearance, address, marking, word, m, body)
				}
			}
			if figure := heldPart.FindStringSubmatch(body); figure != nil {
				count, err := strconv.Atoi(figure[1])
				if err != nil {
					t.Fatal(err)
				}
				held[path] = count
			}
		}
		for path, count := range held {
			answer, err := asker.Ask(context.Background(), queries.Request{
				Question: "timeline", Parameters: map[string][]string{"of": {path[strings.LastIndex(path, "/")+1:]}, "status": {"held"}},
				AsOf: terms.AsOf, Known: fmt.Sprint(terms.Known), Clearance: clearance, MinGrade: terms.MinGrade,
			})
			if err != nil {
				t.Fatal(err)
			}
			figures++
			if answer.Totals["records"] != count {
				t.Fatalf("%s tells %d engagements held, the question %d", path, count, answer.Totals["records"])
			}
		}
	})
	t.Logf("%d pages, %d words shown, %d figures compared", pages, shownWords, figures)
	if shownWords < 3*pages || figures < 20 {
		t.Errorf("%d pages show %d words and %d figures: the graphs no longer try anything", pages, shownWords, figures)
	}
}

// seenThen are the words that a reader sees at a revision, and those of all up to it, each with the marking of the document that has it: that which it had, or has since.
type seenThen struct{ now, ever map[string]graph.Marking }

func seenUpTo(t *rapid.T, n *network.Network, terms network.Terms) seenThen {
	s := seenThen{seenWords(t, n, terms), map[string]graph.Marking{}}
	for then := terms; then.Known > 0; then.Known-- {
		maps.Copy(s.ever, seenWords(t, n, then))
	}
	return s
}

// pageKind says of a page that it tells of the past, and that it writes: then it looks at what is now.
type pageKind struct{ past, writes bool }

// pathsOf gives the addresses of the pages of a world.
func pathsOf(w *world) map[string]pageKind {
	plurals := map[byte]string{'s': "sources", 'o': "organisations", 'p': "persons", 'c': "posts", 't': "tenures", 'e': "engagements", 'k': "cooperations", 'm': "commitments"}
	paths := map[string]pageKind{"/sources": {}, "/": {}}
	for _, id := range w.ids {
		paths["/"+plurals[id[0]]+"/"+string(id)] = pageKind{}
	}
	for range 3 { // some of those that are there for every document
		paths["/documents/"+string(pick(w, w.ids...))+"/references"] = pageKind{}
		paths["/documents/"+string(pick(w, w.ids...))+"/delete"] = pageKind{}
		paths["/documents/"+string(pick(w, w.ids...))+"/history"] = pageKind{past: true}
		paths[fmt.Sprintf("/changes/%d", 1+w.below(32))] = pageKind{past: true}
		paths[fmt.Sprintf("/recorded/%d", 1+w.below(32))] = pageKind{past: true, writes: true}
		paths[fmt.Sprintf("/sources?saved=%d", 1+w.below(32))] = pageKind{past: true}
	}
	somebody := func() string { return pick(w, "o0", "o1", "o2", "o3", "p0", "p1", shared, "word00") }
	paths["/?us="+somebody()] = pageKind{}
	paths["/?row=KG&column="+pick(w, "agency", "regional_body")+"&by=kind"] = pageKind{}
	paths["/search?text="+pick(w, shared, "word00", "word01")] = pageKind{}
	paths["/record?who="+string(pick(w, w.ids...))+"&source="+pick(w, "s0", "s1")+"&place=KG"] = pageKind{writes: true}
	paths["/record/hits?of="+pick(w, "who", "for", "source")+"&field=f&text="+somebody()] = pageKind{writes: true}
	for _, q := range queries.Registry() {
		values := url.Values{"q": {q.Name}, "view": {pick(w, "", "", "timeline")}}
		for _, p := range q.Parameters {
			if !p.Required && w.below(3) > 0 {
				continue
			}
			switch p.Kind {
			case "stakeholders":
				values.Set(p.Name, somebody())
			case "country":
				values.Set(p.Name, "KG")
			case "flag":
				values.Set(p.Name, "true")
			case "choice":
				values.Set(p.Name, pick(w, p.Choices...))
			case "text":
				if p.Name != "id" {
					values.Set(p.Name, pick(w, shared, "word00", "word01"))
				}
			}
		}
		paths["/ask?"+values.Encode()] = pageKind{}
	}
	return paths
}
