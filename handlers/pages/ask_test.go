package pages_test

import (
	"bytes"
	"html"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/storetest"
)

// markup is what stands between the words of a page.
var markup = regexp.MustCompile(`<select[^>]*>.*?<option value="[^"]*" selected>([^<]*)</option>.*?</select>|<input[^>]* class="blank[^"]*" value="([^"]*)" placeholder="([^"]*)"[^>]*>|<[^>]*>`)

// sentenceOf gives the sentence of a page of questions, each blank in brackets.
func sentenceOf(body string) string {
	_, body, _ = strings.Cut(body, `<p class="sentence">`)
	body, _, _ = strings.Cut(body, "</p>")
	return html.UnescapeString(markup.ReplaceAllStringFunc(body, func(tag string) string {
		parts := markup.FindStringSubmatch(tag)
		for _, words := range parts[1:] {
			if words != "" {
				return "[" + words + "]"
			}
		}
		return ""
	}))
}

func TestAskSentences(t *testing.T) {
	server := demo(t)
	for path, want := range map[string]string{
		"/ask": "Whom has [LEICA] met in [any country], with [any mandate], among [all kinds], on [any topic], between [the beginning] and [15 March 2021]?",
		"/ask?q=counterparts&country=TJ&from=2020-12&of=sco-rats&mandate=police": "Whom has [SCO RATS] or [another] met in [Tajikistan], with [police mandate], among [all kinds], on [any topic], between [December 2020] and [15 March 2021]?",
		"/ask?q=encounters":                    "Which [held] engagements are recorded between [LEICA] and [whom], from [the beginning] to [15 March 2021]?",
		"/ask?q=commitments&direction=theirs":  "Which [open] commitments are recorded between [LEICA] and partners of [any country], [owed to this side]?",
		"/ask?q=coverage&country=TJ":           "How does [LEICA] stand with [Tajikistan] or [another], by [mandate]?",
		"/ask?q=timeline&place=KG-bishkek":     "Which [engagements of any kind] of [LEICA] are recorded for [any country], at [Bishkek], on [any topic], with [any status but declined or cancelled], between [the beginning] and [the last on record]?",
		"/ask?q=timeline&from=2020-09/2021-03": "Which [engagements of any kind] of [LEICA] are recorded for [any country], at [any place], on [any topic], with [any status but declined or cancelled], between [September 2020 to March 2021] and [the last on record]?",
	} {
		response := get(t.Context(), t, server.URL+path)
		if got := sentenceOf(response.body); got != want || response.status != 200 {
			t.Errorf("%s: %d\n got %q\nwant %q", path, response.status, got, want)
		}
	}
}

func TestAsk(t *testing.T) {
	server := demo(t)
	for name, c := range map[string]struct {
		path   string
		status int
		says   []string
		not    []string
	}{
		"whom LEICA met in Tajikistan, and where that is written": {
			"/ask?q=counterparts&country=TJ", 200,
			[]string{
				`<a href="/organisations/tj-ems">Emergency Management Service of Tajikistan</a>`, `<a href="/ask?id=tj-ems-caption&amp;q=timeline">1</a>`, "3 or 4 Mar 2021",
				`<a href="/sources/leica-newsletter"`, "1 named organisation met", `href="/api/v1/questions/counterparts.csv?country=TJ&amp;limit=10000"`, `href="/api/v1/questions/counterparts.xlsx?country=TJ&amp;limit=10000"`,
				"liaison ask counterparts --demo --of leica --country TJ --as-of 2021-03-15", `:param side =&gt; [&#34;leica&#34;]`, "MATCH (m)-[:TOOK_PART]", `aria-current="page">Who engaged whom`,
			},
			nil,
		},
		"a form is led to the address":  {"/ask?q=counterparts&of=&country=Tojikiston&mandate=&from=1+Dec+2020&to=&as_of=15+March+2021", 303, []string{`href="/ask?`}, nil},
		"a name becomes an id":          {"/ask?q=encounters&with=%D0%A0%D0%90%D0%A2%D0%A1+%D0%A8%D0%9E%D0%A1", 303, []string{`href="/ask?q=encounters&amp;with=sco-rats"`}, nil},
		"what is still to be filled in": {"/ask?q=encounters", 200, []string{"Still to fill in: the other side."}, []string{"<table"}},
		"an unknown name":               {"/ask?q=encounters&with=Interpool", 422, []string{`value="Interpool"`, `aria-invalid="true"`, `<a hx-boost="true" href="/ask?q=encounters&amp;with=interpol">International Criminal Police Organization</a>`}, []string{"<table", "near it"}},
		"all that is wrong is told at once": {"/ask?q=encounters&of=Interpool&with=%3F%3F%3F&from=32.13.2020", 422, []string{
			"No organisation or person is known by &#34;Interpool&#34;", `href="/ask?from=32.13.2020&amp;of=interpol&amp;q=encounters&amp;with=%3F%3F%3F"`, "no letter or digit", "there is no month 13",
		}, []string{"<table"}},
		"Neo4j has only what is current":      {"/ask?q=counterparts&known=1", 200, []string{"--known 1", "as an API call"}, []string{"as Cypher"}},
		"occasions ahead are no meetings":     {"/ask?q=timeline", 200, []string{"at least 24 occasions"}, []string{"24 meetings"}},
		"an unknown country":                  {"/ask?q=counterparts&country=Tajikstan", 422, []string{`value="Tajikstan"`, `href="/ask?country=TJ&amp;q=counterparts">Tajikistan</a>`}, []string{"near it"}},
		"a bad date":                          {"/ask?q=counterparts&from=32.13.2020&country=TJ", 422, []string{`value="32.13.2020"`, "there is no month 13", `value="TJ"`}, nil},
		"dates the wrong way round":           {"/ask?q=counterparts&from=2021&to=2020", 422, []string{"The last day is before the first: turn the two around"}, nil},
		"a parameter of another question":     {"/ask?q=search&text=eu&mandate=police", 422, []string{"mandate: is no parameter of search"}, nil},
		"an unknown question":                 {"/ask?q=nothing", 404, []string{"there is no question &#34;nothing&#34;"}, nil},
		"an empty answer":                     {"/ask?q=counterparts&country=TM", 200, []string{"Nothing that you see on record answers this.", `<a hx-boost="true" href="/ask?q=counterparts">without “Turkmenistan”</a>`}, []string{"<table"}},
		"no such name":                        {"/ask?q=search&text=qwkxjv", 200, []string{"Try another spelling or fewer words"}, []string{"A record of an engagement"}},
		"chosen records":                      {"/ask?q=timeline&id=tj-ems-caption&id=tj-visit-2021-03", 200, []string{"Only 2 records that were chosen.", `href="/engagements/tj-visit-2021-03"`, "2 records"}, nil},
		"undated ones are left out, and told": {"/ask?q=timeline&from=2020", 200, []string{"2 without a date are left out.", `href="/ask?from=2020&amp;q=timeline&amp;undated=true"`}, nil},
		"what may lie outside a period is told as that": {"/ask?q=timeline&status=held&from=2020-12-01&to=2020-12-31&as_of=2021-12-31", 200, []string{
			"3 of the records may lie outside this period.", "(may lie outside this period)",
		}, []string{"of a later day", "(may be after this day)"}},
		"and so among counterparts":             {"/ask?q=counterparts&from=2020-12-01&to=2020-12-31&as_of=2021-12-31", 200, []string{"of them may lie outside this period)"}, []string{"may be later", "(may be after this day)"}},
		"or has no date":                        {"/ask?q=timeline&from=2020-12-01&to=2020-12-31&as_of=2021-12-31&undated=true", 200, []string{"5 of the records may lie outside this period or have no date"}, nil},
		"as a timeline":                         {"/ask?q=encounters&view=timeline&with=sco-rats", 200, []string{`<svg viewBox="0 0 960`, "Meeting, Regional Anti-Terrorist"}, []string{"<table"}},
		"counterparts as a timeline":            {"/ask?country=TJ&q=counterparts&view=timeline", 200, []string{`<svg viewBox="0 0 960`, "Meeting, Emergency"}, nil},
		"the day looked at goes along":          {"/ask?as_of=2020-12-20&q=counterparts", 200, []string{"--as-of 2020-12-20", `counterparts.csv?as_of=2020-12-20&amp;limit=10000"`, "20 December 2020"}, nil},
		"a search keeps to its own parameters":  {"/ask?q=search&text=rats&us=sco-rats", 200, []string{`href="/api/v1/questions/search.csv?limit=10000&amp;text=rats"`}, nil},
		"a cursor that fits no more":            {"/ask?cursor=nonsense&q=counterparts", 200, []string{"Back to the first"}, nil},
		"what is typed is never markup":         {"/ask?q=counterparts&topic=%3Cscript%3Ealert(1)", 200, []string{"&lt;script&gt;alert(1)"}, []string{"<script>alert"}},
		"commitments say by when":               {"/ask?q=commitments", 200, []string{"by 31 Mar 2021", "no date set", "4 open, 2 owed by this side, 2 owed to it"}, []string{"may be after"}},
		"who was not met was not met on no day": {"/ask?q=coverage&country=TM", 200, []string{"never met"}, []string{"date not recorded"}},
	} {
		t.Run(name, func(t *testing.T) {
			response := get(t.Context(), t, server.URL+c.path)
			response.check(t, c.status, c.says, c.not)
		})
	}
}

// TestAskGoesOn reads more rows than one page has.
func TestAskGoesOn(t *testing.T) {
	store := storetest.NewMemory()
	changes := []graph.Change{graph.Put(storetest.Org("us", "Us"), graph.ExpectAbsent())}
	const many = 130
	for i := range many {
		id := graph.ID("o-" + strings.Repeat("a", i%13+1) + strings.Repeat("b", i/13+1))
		changes = append(changes, graph.Put(storetest.Org(id, "Agency of "+string(id)), graph.ExpectAbsent()), graph.Put(storetest.Meeting("m-"+id, "2021-03-01", "us", id), graph.ExpectAbsent()))
	}
	if _, err := store.Apply(t.Context(), graph.Write{ID: "a", Actor: "test", Changes: changes}); err != nil {
		t.Fatal(err)
	}
	server := serve(t, store, "us", graph.MinDay)
	// Asked by htmx in other words than the address has: that leads nowhere else, so it must go on from here.
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/ask?q=counterparts&of=Us&country=", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("HX-Request", "true")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if to := response.Header.Get("HX-Push-Url"); to != "/ask?of=us&q=counterparts" {
		t.Errorf("the address becomes %q", to)
	}
	first := string(raw)
	link := regexp.MustCompile(`href="([^"]*cursor=[^"]*)">Next 100`).FindStringSubmatch(first)
	if link == nil {
		t.Fatalf("there is no way on:\n%s", mainOf(first))
	}
	second := get(t.Context(), t, server.URL+html.UnescapeString(link[1])).body
	if a, b := strings.Count(first, "<tr>"), strings.Count(second, "<tr>"); a != 101 || b != 31 {
		t.Errorf("the pages have %d and %d rows, want 101 and 31 with their heads", a, b)
	}
	for page, said := range map[string]string{first: "100 of 130 rows are shown;", second: "30 of 130 rows are shown;"} {
		if !strings.Contains(page, said) || !strings.Contains(page, `data-told="{shown} of the {all} rows shown"`) {
			t.Errorf("the page does not say %q", said)
		}
	}
	file := regexp.MustCompile(`href="([^"]*)">CSV`).FindStringSubmatch(first)
	if all := get(t.Context(), t, server.URL+html.UnescapeString(file[1])); strings.Count(all.body, "\n") != many+1 || all.header.Get("Link") != "" {
		t.Errorf("the file has %d lines, want %d with its head; it leads on to %q", strings.Count(all.body, "\n"), many+1, all.header.Get("Link"))
	}
	if !strings.Contains(second, "Back to the first") || strings.Contains(second, "Next 100") {
		t.Errorf("the last page leads on, or not back")
	}
}

// TestAskAsALine gives the lines to a shell, as people do, and reads what it makes of them.
func TestAskAsALine(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("SKIPPED: there is no sh in the path")
	}
	server := demo(t)
	topic := `it's "$HOME" & <more>; ` + "`id`"
	values := url.Values{"q": {"counterparts"}, "topic": {topic}, "rollup": {"true"}, "of": {"leica", "sco-rats"}, "as_of": {"2020-12-20"}, "min_grade": {"B2"}, "clearance": {"TLP:GREEN"}}
	body := get(t.Context(), t, server.URL+"/ask?"+values.Encode()).body
	words := func(summary string) []string {
		_, line, _ := strings.Cut(body, "<summary>"+summary+`</summary><pre tabindex="0">`)
		line, _, _ = strings.Cut(line, "</pre>")
		out, err := exec.CommandContext(t.Context(), shell, "-c", `printf '%s\n' `+html.UnescapeString(line)).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(string(bytes.TrimSpace(out)), "\n")
	}
	want := []string{
		"liaison", "ask", "counterparts", "--demo", "--of", "leica", "--of", "sco-rats", "--rollup", "--topic", topic,
		"--as-of", "2020-12-20", "--clearance", "TLP:GREEN", "--min-grade", "B2",
	}
	if got := words("as a command"); !slices.Equal(got, want) {
		t.Errorf("the command is\n%q, want\n%q", got, want)
	}
	call := words("as an API call")
	answer := get(t.Context(), t, call[len(call)-1])
	if answer.status != 200 || !strings.Contains(answer.body, `"as_of":"2020-12-20"`) {
		t.Errorf("%q gives %d: %s", call, answer.status, answer.body)
	}
}
