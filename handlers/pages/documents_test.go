package pages_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
)

// post sends a form, and does not follow where that leads.
func post(ctx context.Context, t *testing.T, address string, form url.Values) got {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return sent(t, request)
}

// text gives a page as it reads: without anyMarkup, and with single spaces.
func text(body string) string {
	return strings.Join(strings.Fields(html.UnescapeString(anyMarkup.ReplaceAllString(mainOf(body), " "))), " ")
}

var anyMarkup = regexp.MustCompile(`<[^>]*>`)

func TestDocuments(t *testing.T) {
	server := demo(t)
	for name, c := range map[string]struct {
		path   string
		status int
		// says and not are looked for in the anyMarkup, reads in the text.
		says, reads, not []string
	}{
		"a regional body, in every script, with its members": {
			"/organisations/sco-rats", 200,
			[]string{
				`<h1 lang="en">Regional Anti-Terrorist Structure of the Shanghai Cooperation Organization</h1>`, `<span lang="ru-Cyrl">РАТС ШОС</span> <small>Russian, acronym</small>`,
				`href="/organisations/sco"`, `href="/engagements/sco-rats-caption"`, `href="/ask?of=sco-rats&amp;q=timeline&amp;status=held">1 engagement held`,
				`href="/ask?of=sco-rats&amp;q=encounters&amp;with=leica"`, `href="/cooperations/sco-member-kz"`, `href="/api/v1/organisations/sco-rats"`,
			},
			[]string{"Regional body · Tashkent", "Between September 2020 and March 2021 (may be after this day)", "We have met an agency of each of these countries by name.", "No promise is recorded", "Sources of what is shown", "B: usually reliable"},
			[]string{"TLP:RED"},
		},
		"a project with posts, as bars with ends as far as they are known": {
			"/organisations/leica", 200,
			[]string{`<svg class="span"`, `class="may on"`, `class="may from on"`, `class="seen"`, `href="/posts/leica-director"`, `href="/persons/giorgi-beridze"`, `href="mailto:secretariat@project-leica.eu"`, `href="/ask?of=leica&amp;q=timeline&amp;status=held">All 14 engagements held`},
			[]string{"since 1 September 2020, not known to have ended ; seen in it March 2021", "dates not recorded ; seen in it March 2021", "A regional action plan To Partners in Central Asia (unnamed) , promised. Open as far as is recorded; no date is set.", "Funding as recipient : European Union (funder)"},
			[]string{"overdue", "no holder recorded"},
		},
		"an unnamed group":                {"/organisations/tj-agencies", 200, nil, []string{"An unnamed group: the sources do not say who is meant. It is shown, and never counted"}, nil},
		"a person":                        {"/persons/valeriy-korotenko", 200, []string{`href="/tenures/leica-key-expert-1-2021"`, `href="/posts/leica-key-expert-1"`, `href="/organisations/leica"`}, []string{"No engagement is recorded."}, nil},
		"a post and who holds it":         {"/posts/leica-key-expert-1", 200, []string{`href="/persons/valeriy-korotenko"`}, []string{"Key Expert"}, []string{"No holder"}},
		"a post that nobody is known in":  {"/posts/tj-ambassador-bishkek", 200, []string{`<span lang="ru">Посол Таджикистана в Бишкеке</span>`, `href="/engagements/tj-visit-2021-03"`}, []string{"No holder is recorded."}, nil},
		"a tenure":                        {"/tenures/leica-director-2021", 200, []string{`href="/posts/leica-director"`}, []string{"Jérôme Ribaut-Gaillard , Project Director", "signs the opening word as director", "B2: usually reliable, probably true"}, nil},
		"a mission and what is within it": {"/engagements/tj-visit-2021-03", 200, []string{`href="/engagements/tj-ems-caption"`, `href="/posts/tj-ambassador-bishkek"`}, []string{"Mission · held", "3–4 March 2021", "Known to the day; 2 days.", "Facilitator; written as “EU Delegation in Dushanbe”"}, []string{"Did it take place"}},
		"a meeting within a mission":      {"/engagements/tj-ems-caption", 200, []string{`href="/engagements/tj-visit-2021-03"`}, []string{"One day from 3 March 2021 to 4 March 2021; which of these 2 is not recorded.", "Within: Mission in Tajikistan, 3–4 March 2021", "B3: usually reliable, possibly true"}, nil},
		"what came of a meeting":          {"/engagements/uz-meetings-2021-02", 200, []string{`href="/commitments/uz-proposals"`}, []string{"Positive; proposals are to follow.", "This record stands for several occasions; how many is not recorded."}, nil},
		"a sought one, and who helps":     {"/engagements/tm-online-sought", 200, nil, []string{"When it was or will be is not recorded.", "Who is to take part", "Asked for through Ambassador of Turkmenistan in Bishkek"}, []string{"Who took part"}},
		"planned, and its day has passed": { // what became of it is asked once the day has come
			"/engagements/kz-operational-2021-04?as_of=2021-06-01", 200, nil,
			[]string{"Its day has passed; what became of it is not recorded."},
			[]string{"Did it take place"},
		},
		"planned, and its day is to come": {"/engagements/kz-operational-2021-04", 200, nil, []string{"planned"}, []string{"Did it take place"}},
		"a cooperation":                   {"/cooperations/eu-funds-leica", 200, nil, []string{"Funding: European Union and Law Enforcement in Central Asia", "European Union (funder)", "It may hold on this day; that it does is not certain."}, nil},
		"a membership that lasts":         {"/cooperations/sco-member-kg", 200, []string{`href="/ask?country=KG&amp;q=timeline"`}, []string{"Since 15 June 2001", "It holds on this day."}, nil},
		"a commitment, and no more than is recorded": {
			"/commitments/uz-proposals", 200,
			[]string{`href="/engagements/uz-meetings-2021-02"`},
			[]string{"Expected from Relevant agencies of Uzbekistan (unnamed) by Law Enforcement in Central Asia . No promise is recorded.", "Open as far as is recorded; due by 31 March 2021."},
			[]string{"overdue"},
		},
		"a commitment past its date":                     {"/commitments/uz-proposals?as_of=2021-04-15", 200, nil, []string{"Awaited by 31 March 2021; what became of it is not recorded."}, []string{"overdue"}},
		"a source and all that rests on it":              {"/sources/leica-newsletter", 200, []string{`href="/tenures/leica-assistant-2021"`, `href="/commitments/kg-answers"`}, []string{"B: usually reliable", "“photo caption” undated picture, Dushanbe"}, nil},
		"all sources":                                    {"/sources", 200, []string{`href="/sources/leica-newsletter"`, `href="/sources/sco-member-states"`}, nil, nil},
		"all that refers to something":                   {"/documents/leica/references?noun=cooperation", 200, []string{`href="/cooperations/eu-funds-leica"`, `href="/documents/leica/references?noun=engagement"`}, nil, nil},
		"a list cannot be gone on with from anywhere":    {"/documents/leica/references?after=nowhere", 400, nil, []string{"cannot be gone on with"}, nil},
		"the history":                                    {"/documents/leica/history", 200, []string{`href="/changes/1"`}, []string{"Recorded revision 1 demo,", "import “demo”: the demo data"}, nil},
		"a revision":                                     {"/changes/1", 200, []string{`href="/organisations/leica"`, `action="/changes/1/undo"`}, []string{"Revision 1"}, nil},
		"before something is deleted, what refers to it": {"/documents/tj-embassy-bishkek/delete", 200, []string{`href="/posts/tj-ambassador-bishkek"`, `href="/cooperations/tj-embassy-supports-leica"`, `method="post"`}, nil, nil},
		"links keep the terms":                           {"/organisations/sco-rats?as_of=2021-02-01&min_grade=B3", 200, []string{`href="/engagements/sco-rats-caption?as_of=2021-02-01&amp;min_grade=B3"`, `href="/organisations/sco?as_of=2021-02-01&amp;min_grade=B3"`}, nil, nil},
		"what grade leaves out is not there":             {"/organisations/sco-rats?min_grade=B2", 200, nil, []string{"No engagement is recorded."}, []string{"sco-rats-caption"}},
		"nor has it a page":                              {"/engagements/sco-rats-caption?min_grade=B2", 404, nil, []string{"There is no engagement “sco-rats-caption”."}, nil},
		"what is of a later day":                         {"/engagements/tj-visit-2021-03?as_of=2020-12-20", 200, []string{`href="/engagements/tj-visit-2021-03"`}, []string{"Not in the picture on 20 December 2020"}, []string{"Ambassador"}},
		"lists leave out what is of a later day":         {"/organisations/tj-ems?as_of=2020-12-20", 200, nil, []string{"No engagement is recorded."}, []string{"tj-ems-caption"}},
		"before anything was known":                      {"/organisations/leica?known=2020-01-01", 404, nil, []string{"There is no organisation “leica”."}, nil},
		"another noun's address leads on":                {"/persons/leica?as_of=2021-01-01", 303, []string{`<a href="/organisations/leica?as_of=2021-01-01">`}, nil, []string{"<main"}},
		"a revision before the first":                    {"/changes/0", 400, nil, nil, nil},
		"a revision that is not there":                   {"/changes/99", 404, nil, []string{"There is no revision 99."}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			response := get(t.Context(), t, server.URL+c.path)
			if response.status != c.status {
				t.Errorf("got status %d, want %d", response.status, c.status)
			}
			shown := text(response.body)
			for _, s := range c.says {
				if !strings.Contains(response.body, s) {
					t.Errorf("does not say %s:\n%s", s, mainOf(response.body))
				}
			}
			for _, s := range c.reads {
				if !strings.Contains(shown, s) {
					t.Errorf("does not read %q:\n%s", s, shown)
				}
			}
			for _, s := range c.not {
				if strings.Contains(response.body, s) {
					t.Errorf("says %q", s)
				}
			}
			if c.status == 200 && len(response.body) > 100_000 {
				t.Errorf("the page has %d bytes", len(response.body))
			}
		})
	}
}

// TestLinksLeadOn follows every link of the pages of the demo: each leads to a page.
func TestLinksLeadOn(t *testing.T) {
	server := demo(t)
	followed := map[string]string{}
	linked := regexp.MustCompile(`href="(/[^"#]*)`)
	for _, path := range []string{
		"/organisations/leica", "/organisations/sco-rats", "/organisations/sco", "/organisations/tj-embassy-bishkek", "/organisations/uz-agencies", "/persons/manuel-marion",
		"/posts/leica-assistant", "/tenures/leica-assistant-2021", "/engagements/uz-mission-2021-02", "/engagements/tm-online-sought", "/cooperations/sco-member-tj", "/commitments/leica-requests",
		"/sources/sco-member-states", "/sources", "/documents/leica/references", "/documents/leica/history", "/documents/leica/delete", "/changes/1", "/organisations/leica?as_of=2021-01-31&min_grade=B2&clearance=TLP:AMBER",
	} {
		for _, found := range linked.FindAllStringSubmatch(get(t.Context(), t, server.URL+path).body, -1) {
			followed[html.UnescapeString(found[1])] = path
		}
	}
	for link, from := range followed {
		if response := get(t.Context(), t, server.URL+link); response.status != http.StatusOK {
			t.Errorf("%s leads to %s: %d %s", from, link, response.status, text(response.body))
		}
	}
	if len(followed) < 150 {
		t.Errorf("only %d links were found", len(followed))
	}
}

// labelled gives a document a marking.
func labelled[D graph.Document](d D, m graph.Marking) D {
	d.Header().Marking = m
	return d
}

// write writes by hand, and gives the revision.
func write(t *testing.T, store graph.Store, reason string, changes ...graph.Change) graph.Revision {
	t.Helper()
	result, err := store.Apply(t.Context(), graph.Write{ID: graph.NewApplyID(), Actor: "Ada", Reason: reason, Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	return result.Revision
}

func put(documents ...graph.Document) (changes []graph.Change) {
	for _, d := range documents {
		changes = append(changes, graph.Put(d, graph.ExpectAbsent()))
	}
	return changes
}

// TestUnseenIsLikeWhatNeverWas asks for what a reader does not see and for what never existed: but for the id, the answers are the same to the byte.
func TestUnseenIsLikeWhatNeverWas(t *testing.T) {
	store := storetest.NewMemory()
	write(t, store, "", put(storetest.Org("us", "Us"), storetest.Org("they", "They"))...)
	hidden := write(t, store, "a secret reason", put(
		labelled(storetest.Org("hidden-org", "Hidden"), graph.Red),
		labelled(&graph.Person{Head: graph.Head{ID: "hidden-person"}, Names: []graph.Name{{Text: "Hidden Person"}}}, graph.Red),
		// Of these only what they cannot be without is hidden.
		labelled(&graph.Post{Head: graph.Head{ID: "hidden-post"}, Titles: []graph.Name{{Text: "Hidden Post"}}, Organisation: "hidden-org"}, graph.Clear),
		labelled(&graph.Tenure{Head: graph.Head{ID: "hidden-tenure"}, Person: "hidden-person", Post: "hidden-post"}, graph.Clear),
		labelled(&graph.Cooperation{Head: graph.Head{ID: "hidden-cooperation"}, Kind: graph.Agreement, Parties: []graph.Party{{Organisation: "us"}, {Organisation: "hidden-org"}}}, graph.Clear),
		labelled(&graph.Commitment{Head: graph.Head{ID: "hidden-commitment"}, Basis: graph.Promised, What: "Something hidden", OwedBy: "us", OwedTo: "hidden-org"}, graph.Clear),
		labelled(storetest.Meeting("hidden-engagement", "2021", "us", "they"), graph.Red),
		labelled(&graph.Source{Head: graph.Head{ID: "hidden-source"}, Title: "Hidden Source"}, graph.Red),
	)...)
	server := serve(t, store, "us", graph.DayOf(2021, 6, 1))
	const as = "clearance=TLP:CLEAR"
	same := func(name string, a, b got, replaced ...string) {
		t.Helper()
		neutral := strings.NewReplacer(replaced...)
		x, y := neutral.Replace(a.body), neutral.Replace(b.body)
		if a.status != b.status || x != y || a.header.Get("Location") != "" {
			t.Errorf("%s: status %d and %d, bodies\n%s\n%s", name, a.status, b.status, mainOf(x), mainOf(y))
		}
		if a.status == 200 {
			t.Errorf("%s: found", name)
		}
	}
	for _, noun := range []string{"organisation", "person", "post", "tenure", "engagement", "cooperation", "commitment", "source"} {
		short := strings.Replace(noun, "organisation", "org", 1)
		for _, path := range []string{"/" + noun + "s/%s?" + as, "/persons/%s?" + as, "/documents/%s/references?" + as, "/documents/%s/history?" + as, "/documents/%s/delete?" + as, "/documents/us/references?noun=engagement&after=%s&" + as, "/sources?after=%s&" + as} {
			x, y := "hidden-"+short, "absent-"+short
			same(path, get(t.Context(), t, server.URL+fmt.Sprintf(path, x)), get(t.Context(), t, server.URL+fmt.Sprintf(path, y)), x, "ID", y, "ID")
		}
		form := url.Values{"version": {"AAAAAAAAAAAAAAAAAAAAAA"}, "reason": {"to see"}}
		same("delete "+noun, post(t.Context(), t, server.URL+"/documents/hidden-"+short+"/delete?"+as, form), post(t.Context(), t, server.URL+"/documents/absent-"+short+"/delete?"+as, form), "hidden-", "", "absent-", "")
		form = url.Values{"document": {"hidden-" + short}}
		other := url.Values{"document": {"absent-" + short}}
		path := fmt.Sprintf("%s/changes/%d/undo?%s", server.URL, hidden, as)
		same("undo of "+noun, post(t.Context(), t, path, form), post(t.Context(), t, path, other), "hidden-", "", "absent-", "")
	}
	at := func(r graph.Revision) string { return fmt.Sprintf("%s/changes/%d", server.URL, r) }
	same("a revision", get(t.Context(), t, at(hidden)+"?"+as), get(t.Context(), t, at(7)+"?"+as), "2", "N", "7", "N")
	same("its undo", post(t.Context(), t, at(hidden)+"/undo?"+as, nil), post(t.Context(), t, at(7)+"/undo?"+as, nil), "2", "N", "7", "N")
	for _, path := range []string{"/organisations/us", "/organisations/they", "/documents/us/history", "/documents/us/references", "/documents/us/delete", "/changes/1", "/sources"} {
		if body := get(t.Context(), t, server.URL+path+"?"+as).body; strings.Contains(body, "hidden-") || strings.Contains(body, "Hidden") || strings.Contains(body, "secret") || strings.Contains(body, "TLP:RED") {
			t.Errorf("%s tells of what is hidden:\n%s", path, mainOf(body))
		}
	}
}

// TestHistoryAndUndo follows a document through its history: what changed in words, taken back, taken back again, and what stands in the way.
func TestHistoryAndUndo(t *testing.T) {
	store := storetest.NewMemory()
	first := write(t, store, "to begin with", put(storetest.Org("us", "Us"), storetest.Org("they", "They"))...)
	changed := storetest.Org("they", "They")
	changed.Names = append(changed.Names, graph.Name{Text: "Они", Language: "ru", Script: "Cyrl", Kind: graph.NameOfficial})
	changed.Mandates = []graph.Mandate{graph.Police}
	changed.Engage, changed.EngageReason = graph.EngageAskFirst, "the ministry wants to be asked"
	second := write(t, store, "they told us", graph.Put(changed, graph.ExpectRevision(first)))
	write(t, store, "they met", put(storetest.Meeting("m", "2021-03-03", "us", "they"))...)
	server := serve(t, store, "us", graph.DayOf(2021, 6, 1))
	reads := func(path string, wanted ...string) string {
		t.Helper()
		response := get(t.Context(), t, server.URL+path)
		shown := text(response.body)
		for _, s := range wanted {
			if !strings.Contains(shown, s) {
				t.Errorf("%s (%d) does not read %q:\n%s", path, response.status, s, shown)
			}
		}
		return shown
	}
	leads := func(response got) string {
		t.Helper()
		if response.status != http.StatusSeeOther {
			t.Fatalf("got status %d:\n%s", response.status, text(response.body))
		}
		return response.header.Get("Location")
	}
	reads("/organisations/they",
		"Ask first before approaching them. the ministry wants to be asked", "Они Russian, official",
		"Changed revision 2 Ada,", ": they told us Names Они, Russian, Cyrillic, official Mandates police May be approached ask first Why the ministry wants to be asked", "Recorded revision 1 Ada,", ": to begin with")

	undo := fmt.Sprintf("%s/changes/%d/undo", server.URL, second)
	form := regexp.MustCompile(`name="apply" value="([^"]+)"`).FindStringSubmatch(get(t.Context(), t, server.URL+"/organisations/they").body)
	if form == nil {
		t.Fatal("the form of undo has no id")
	}
	button := url.Values{"apply": {form[1]}, "document": {"they"}, "reason": {"by mistake"}}
	done := leads(post(t.Context(), t, undo+"?as_of=2021-05-01", button))
	if again := leads(post(t.Context(), t, undo+"?as_of=2021-05-01", button)); again != done {
		t.Errorf("the button pressed twice leads to %s and %s", done, again)
	}
	if done != "/changes/4?as_of=2021-05-01&done=undo" {
		t.Errorf("undo leads to %s", done)
	}
	reads(done, "Undone.", "tester,", ": by mistake", "Changed organisation They", "Mandates police", "If that was a mistake, take it back")
	if shown := reads("/organisations/they"); strings.Contains(shown, "Ask first before") {
		t.Errorf("it was not undone:\n%s", shown)
	}
	// Undoing it again says what stands in the way, and changes nothing.
	again := post(t.Context(), t, undo, url.Values{"document": {"they"}})
	if again.status != http.StatusConflict || !strings.Contains(text(again.body), "They was changed later, by revision 4: undo that first its history") {
		t.Errorf("undo of what was changed later: %d\n%s", again.status, text(again.body))
	}
	// The undo of the undo.
	redone := leads(post(t.Context(), t, server.URL+"/changes/4/undo", nil))
	reads(redone, "Undone.")
	reads("/organisations/they", "Ask first before approaching them.", "Changed revision 5")
	// What is referred to since cannot go.
	created := post(t.Context(), t, fmt.Sprintf("%s/changes/%d/undo", server.URL, first), url.Values{"document": {"us"}})
	if created.status != http.StatusConflict || !strings.Contains(text(created.body), "Us is referred to by m since: undo that first") {
		t.Errorf("undo of what is referred to: %d\n%s", created.status, text(created.body))
	}
	// What was known then has no forms: nothing of the past is changed.
	body := get(t.Context(), t, server.URL+"/organisations/they?known=2").body
	if strings.Contains(mainOf(body), "<form") || strings.Contains(body, "/delete") || strings.Contains(body, "revision 3") {
		t.Errorf("the past can be changed:\n%s", mainOf(body))
	}
	if status := get(t.Context(), t, server.URL+"/changes/3?known=2").status; status != http.StatusNotFound {
		t.Errorf("a revision after what was known: %d", status)
	}
}

// TestPlannedIsAsked asks on the page of a planned engagement what became of it, once its day is over.
func TestPlannedIsAsked(t *testing.T) {
	store := storetest.NewMemory()
	meeting := storetest.Meeting("m", "2021-03-03", "us", "they")
	meeting.Status = graph.Planned
	write(t, store, "", put(storetest.Org("us", "Us"), storetest.Org("they", "They"), meeting)...)
	server := serve(t, store, "us", graph.DayOf(2021, 6, 1))
	page := get(t.Context(), t, server.URL+"/engagements/m?min_grade=F6")
	form := url.Values{"status": {"held"}}
	for _, field := range regexp.MustCompile(`<input type="hidden" name="(version|apply|back)" value="([^"]*)"`).FindAllStringSubmatch(mainOf(page.body), -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	if !strings.Contains(text(page.body), "Its day has passed. Did it take place?") || len(form) != 4 {
		t.Fatalf("it is not asked: %v\n%s", form, text(page.body))
	}
	answered := post(t.Context(), t, server.URL+"/engagements/m/status", form)
	if answered.status != http.StatusSeeOther {
		t.Fatalf("got status %d:\n%s", answered.status, text(answered.body))
	}
	if shown := text(get(t.Context(), t, server.URL+answered.header.Get("Location")).body); !strings.Contains(shown, "Meeting · held") || !strings.Contains(shown, "Changed revision 2") || !strings.Contains(shown, "Status planned held") {
		t.Errorf("after the answer:\n%s", shown)
	}
}

// TestDelete deletes a document, shows what goes with it, and takes that back.
func TestDelete(t *testing.T) {
	store := storetest.NewMemory()
	first := write(t, store, "", put(storetest.Org("us", "Us"), storetest.Org("they", "They"), storetest.Meeting("m", "2021-03-03", "us", "they"))...)
	server := serve(t, store, "us", graph.DayOf(2021, 6, 1))
	page := get(t.Context(), t, server.URL+"/documents/they/delete")
	if !strings.Contains(text(page.body), "What refers to it These stay") || !strings.Contains(page.body, `href="/engagements/m"`) {
		t.Errorf("does not say what refers to it:\n%s", text(page.body))
	}
	version := regexp.MustCompile(`name="version" value="([^"]+)"`).FindStringSubmatch(page.body)
	if version == nil {
		t.Fatal("the form has no version")
	}
	form := url.Values{"version": {version[1]}, "reason": {"it is no agency"}}
	renamed := write(t, store, "", graph.Put(storetest.Org("they", "They themselves"), graph.ExpectRevision(first)))
	if stale := post(t.Context(), t, server.URL+"/documents/they/delete", form); stale.status != http.StatusConflict {
		t.Errorf("deleting what was changed since: %d", stale.status)
	}
	page = get(t.Context(), t, server.URL+"/documents/they/delete")
	form.Set("version", regexp.MustCompile(`name="version" value="([^"]+)"`).FindStringSubmatch(page.body)[1])
	if missing := post(t.Context(), t, server.URL+"/documents/they/delete", nil); missing.status != http.StatusBadRequest {
		t.Errorf("deleting without a version: %d", missing.status)
	}
	deleted := post(t.Context(), t, server.URL+"/documents/they/delete", form)
	if deleted.status != http.StatusSeeOther {
		t.Fatalf("got status %d", deleted.status)
	}
	done := text(get(t.Context(), t, server.URL+deleted.header.Get("Location")).body)
	for _, s := range []string{"Deleted. ", "tester,", ": it is no agency", "Deleted organisation They themselves"} {
		if !strings.Contains(done, s) {
			t.Errorf("after deleting it does not read %q:\n%s", s, done)
		}
	}
	if gone := get(t.Context(), t, server.URL+"/organisations/they"); gone.status != http.StatusSeeOther || !strings.HasPrefix(gone.header.Get("Location"), "/changes/") {
		t.Errorf("what is deleted does not lead to its deletion: %d", gone.status)
	}
	if body := get(t.Context(), t, server.URL+"/engagements/m").body; strings.Contains(body, "They") {
		t.Errorf("what is deleted is named:\n%s", text(body))
	}
	if then := get(t.Context(), t, server.URL+fmt.Sprintf("/organisations/they?known=%d", renamed)); then.status != 200 {
		t.Errorf("as known then: %d", then.status)
	}
	undone := post(t.Context(), t, server.URL+strings.Split(deleted.header.Get("Location"), "?")[0]+"/undo", nil)
	if undone.status != http.StatusSeeOther {
		t.Fatalf("undo: %d", undone.status)
	}
	if body := get(t.Context(), t, server.URL+"/engagements/m").body; !strings.Contains(body, "They themselves") {
		t.Errorf("after the undo:\n%s", text(body))
	}
}

// TestClocks looks at one world on several days and as known then.
func TestClocks(t *testing.T) {
	store := storetest.NewMemory()
	body := storetest.Org("body", "New name")
	body.Names = []graph.Name{{Text: "Old name", Language: "en", Valid: graph.MustDate("2010/2019-12-31")}, {Text: "New name", Language: "en", Valid: graph.MustDate("2020-01-01/..")}}
	body.Parents = []graph.Parent{{Organisation: "ministry", Valid: graph.MustDate("2010/2020-06-30")}}
	write(t, store, "", put(
		storetest.Org("us", "Us"), storetest.Org("ministry", "Ministry"), body,
		&graph.Person{Head: graph.Head{ID: "ann", Marking: graph.Clear}, Names: []graph.Name{{Text: "Анна Ли", Language: "ru", Script: "Cyrl"}}},
		&graph.Post{Head: graph.Head{ID: "head", Marking: graph.Clear}, Titles: []graph.Name{{Text: "Head"}}, Organisation: "body"},
		&graph.Tenure{Head: graph.Head{ID: "held", Marking: graph.Clear}, Person: "ann", Post: "head", Valid: graph.MustDate("2018/2021-03-31")},
		&graph.Commitment{Head: graph.Head{ID: "plan", Marking: graph.Clear}, Basis: graph.Promised, What: "A plan", OwedBy: "body", OwedTo: "us", Made: graph.MustDate("2020-02-01"), Due: graph.MustDate("2020-05-01"), Closed: graph.MustDate("2020-09-01"), ClosedHow: graph.Kept},
	)...)
	write(t, store, "", graph.Put(storetest.Org("us", "We"), graph.ExpectRevision(1)))
	server := serve(t, store, "us", graph.DayOf(2022, 1, 1))
	for path, c := range map[string]struct{ reads, not []string }{
		"/organisations/body?as_of=2019-06-01": {[]string{"Old name", "Part of Ministry (since 2010)", "Анна Ли , since 2018"}, []string{"New name", "2021", "Was part"}},
		"/organisations/body?as_of=2020-07-01": {[]string{"New name", "Old name 2010 to 31 December 2019", "Was part of Ministry", "Анна Ли , since 2018"}, []string{"2021-03", "no holder"}},
		"/organisations/body":                  {[]string{"Head no holder recorded", ", 2018 to 31 March 2021"}, []string{"since 2018"}},
		"/posts/head?as_of=2017-01-01":         {[]string{"No holder is recorded."}, []string{"Анна"}},
		"/tenures/held?as_of=2017-01-01":       {[]string{"Not in the picture on 1 January 2017"}, nil},
		"/persons/ann":                         {[]string{"Анна Ли Anna Li"}, nil},
		"/commitments/plan?as_of=2020-01-01":   {[]string{"Not in the picture"}, nil},
		"/commitments/plan?as_of=2020-04-01":   {[]string{"Open as far as is recorded; due by 1 May 2020."}, []string{"kept"}},
		"/commitments/plan?as_of=2020-08-01":   {[]string{"Awaited by 1 May 2020; what became of it is not recorded."}, []string{"kept", "overdue"}},
		"/commitments/plan":                    {[]string{"Recorded as kept: 1 September 2020.", "to We"}, nil},
		"/commitments/plan?known=1":            {[]string{"to Us"}, []string{"We"}},
		"/organisations/us?known=1":            {[]string{"Agency Us", "1 closed"}, []string{"revision 2"}},
	} {
		shown := text(get(t.Context(), t, server.URL+path).body)
		for _, s := range c.reads {
			if !strings.Contains(shown, s) {
				t.Errorf("%s does not read %q:\n%s", path, s, shown)
			}
		}
		for _, s := range c.not {
			if strings.Contains(shown, s) {
				t.Errorf("%s reads %q:\n%s", path, s, shown)
			}
		}
	}
}

// TestLatinForm shows it only where it is known: of a name in Arabic letters it would be the same letters again.
func TestLatinForm(t *testing.T) {
	for name, want := range map[string]string{"وزارة الداخلية": "", "Министерство": `<p class="latin">Ministerstvo</p>`} {
		store := storetest.NewMemory()
		if _, err := store.Apply(t.Context(), graph.Write{ID: "a", Actor: "test", Changes: []graph.Change{graph.Put(storetest.Org("us", name), graph.ExpectAbsent())}}); err != nil {
			t.Fatal(err)
		}
		body := get(t.Context(), t, serve(t, store, "us", graph.MinDay).URL+"/organisations/us").body
		if found := strings.Contains(body, `class="latin"`); found != (want != "") || !strings.Contains(body, want) {
			t.Errorf("%s: got a Latin form: %t, want %q", name, found, want)
		}
	}
}
