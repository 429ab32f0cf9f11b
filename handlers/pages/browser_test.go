package pages_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"liaison/graph"
	"liaison/graph/storetest"
)

// seen are the pages that a real browser looks at, in the demo: a page is entered here and is then tried at each width and in each scheme, by
// keyboard, by axe-core, and in print. The name is that of its pictures.
var seen = []struct {
	name, path string
	status     int
}{
	{"overview", "/", 200},
	{"overview-cell", "/?row=KG&column=financial_intelligence", 200},
	{"overview-past", "/?as_of=2020-12-20&by=kind", 200},
	{"search", "/search?text=%D0%A0%D0%90%D0%A2%D0%A1+%D0%A8%D0%9E%D0%A1", 200},
	{"ask", "/ask", 200},
	{"ask-tajikistan", "/ask?q=counterparts&country=TJ", 200},
	{"ask-encounters", "/ask?q=encounters&with=kg-sfis", 200},
	{"ask-bodies", "/ask?q=bodies", 200},
	{"ask-commitments", "/ask?q=commitments", 200},
	{"ask-common", "/ask?q=common&with=sco-rats", 200},
	{"ask-coverage", "/ask?q=coverage", 200},
	{"ask-search", "/ask?q=search&text=%D0%A0%D0%90%D0%A2%D0%A1", 200},
	{"ask-timeline", "/ask?q=timeline&view=timeline", 200},
	{"ask-unknown", "/ask?q=encounters&with=Interpool&from=32.13.2020", 422},
	{"past", "/search?text=emb&as_of=2020-12-20", 200},
	{"error", "/nowhere", 404},
	{"record", "/record", 200},
	{"record-begun", "/record?when=4+March+2021&place=TJ-dushanbe&who=interpol&who=Emergency&source=leica-newsletter", 200},
	{"bad-date", "/search?text=interpol&as_of=32.13.2021", 422},
	// The pages of documents.
	{"organisation", "/organisations/leica", 200},
	{"body", "/organisations/sco-rats", 200},
	{"placeholder", "/organisations/tj-agencies", 200},
	{"person", "/persons/valeriy-korotenko", 200},
	{"post", "/posts/leica-key-expert-1", 200},
	{"post-vacant", "/posts/tj-ambassador-bishkek", 200},
	{"tenure", "/tenures/leica-director-2021", 200},
	{"engagement", "/engagements/tj-visit-2021-03", 200},
	{"engagement-overdue", "/engagements/kz-operational-2021-04?as_of=2021-06-01", 200},
	{"cooperation", "/cooperations/eu-funds-leica", 200},
	{"commitment", "/commitments/uz-proposals?as_of=2021-04-15", 200},
	{"source", "/sources/leica-newsletter", 200},
	{"sources", "/sources", 200},
	{"references", "/documents/leica/references?noun=engagement", 200},
	{"history", "/documents/leica/history", 200},
	{"change", "/changes/1", 200},
	{"delete", "/documents/tj-embassy-bishkek/delete", 200},
	{"later", "/engagements/tj-visit-2021-03?as_of=2020-12-20", 200},
}

// likeAsk are those of them that have the controls of the page ask: answers are one template, so Tab is pressed through one.
var likeAsk = []string{"ask-tajikistan", "ask-encounters", "ask-bodies", "ask-commitments", "ask-common", "ask-coverage", "ask-search"}

// required makes it a failure that there is no browser.
const required = "LIAISON_TEST_CHROMIUM_REQUIRED"

// folder for pictures; none are kept where it is not set.
const screenshots = "LIAISON_SCREENSHOTS"

// tabTime bounds all that is done on one page.
const tabTime = 3 * time.Minute

// browser starts Chromium once for a test; its tabs are those of subtests.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv(required) == "1" {
			t.Fatal("there is no chromium in the path, and " + required + " is set")
		}
		t.Skip("SKIPPED: no page was tried in a browser, because there is no chromium in the path (Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// tab is a tab of the browser, with all that went wrong in it.
type tab struct {
	context.Context
	t      *testing.T
	server *httptest.Server
	// shown tells how the page is looked at.
	shown string
	mu    sync.Mutex
	wrong []string
}

// open opens a tab of a width in a scheme, and a page in it.
func open(t *testing.T, in context.Context, server *httptest.Server, path string, width int64, scheme string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(in)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, tabTime)
	t.Cleanup(stop)
	x := &tab{Context: ctx, t: t, server: server}
	if err := chromedp.Listen(ctx, x.listen); err != nil {
		t.Fatal(err)
	}
	call(x, log.Enable, cdp.Empty{})
	call(x, network.Enable, network.EnableParams{})
	x.look(width, scheme)
	x.do(chromedp.Navigate(server.URL+path), chromedp.WaitReady(chromedp.CSS("body")))
	return x
}

// look gives the tab a width and a scheme.
func (x *tab) look(width int64, scheme string) {
	x.t.Helper()
	x.shown = fmt.Sprintf("%d-%s", width, scheme)
	call(x, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 500})
	call(x, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

// everyLook looks at the page at each width in each scheme: it fits and can be read. It is 1,280 px wide and light afterwards.
func (x *tab) everyLook(name string) {
	x.t.Helper()
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"dark", "light"} {
			x.look(width, scheme)
			eval[bool](x, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))).then(() => {
				for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
				return true;
			})`) // it is painted so
			x.picture(name + "-" + x.shown)
			x.fits(width)
			if (width == 1280) == (scheme == "light") {
				x.axe()
			} else { // of a width, nothing but the colours is another
				x.axe("color-contrast")
			}
		}
	}
}

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	if err := chromedp.Do(x, steps...); err != nil {
		x.t.Fatal(err)
	}
}

// call calls the browser by its protocol.
func call[P, R any](x *tab, command cdp.Command[P, R], params P) {
	x.t.Helper()
	if _, err := chromedp.Call(x, command, params); err != nil {
		x.t.Fatal(err)
	}
}

// run runs what gives something.
func run[T any](x *tab, action chromedp.Action[T]) T {
	x.t.Helper()
	value, err := chromedp.Run(x, action)
	if err != nil {
		x.t.Fatal(err)
	}
	return value
}

// eval gives what a piece of JavaScript gives, once it is there.
func eval[T any](x *tab, script string) T {
	x.t.Helper()
	return run(x, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// listen notes what must not be: anything on the console, and a request that leaves this machine.
func (x *tab) listen(event any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		x.wrong = append(x.wrong, fmt.Sprintf("console.%s: %s", e.Type, e.Args[0].Value))
	case *runtime.EventExceptionThrown:
		x.wrong = append(x.wrong, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		// That the page itself has a status of an error is told too, and meant.
		if u, err := url.Parse(e.Entry.URL); e.Entry.Source != "network" || err != nil || strings.HasPrefix(u.Path, "/static/") {
			x.wrong = append(x.wrong, fmt.Sprintf("log: %s %s", e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, x.server.URL+"/") && !strings.HasPrefix(u, "data:") {
			x.wrong = append(x.wrong, "a request to another host: "+u)
		}
	}
}

// quiet fails for all that was noted.
func (x *tab) quiet() {
	x.t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, text := range x.wrong {
		x.t.Error(text)
	}
}

// axe runs axe-core, all that it calls a standard or good practice or the rules named, and fails for what it calls serious or critical.
func (x *tab) axe(rules ...string) {
	x.t.Helper()
	if !eval[bool](x, `"axe" in window`) {
		source, err := os.ReadFile("testdata/axe.min.js")
		if err != nil {
			x.t.Fatal(err)
		}
		eval[bool](x, string(source)+"; true")
	}
	only := rules
	if len(rules) == 0 {
		only = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}
	}
	found := eval[[]struct {
		ID, Impact, Help string
		Nodes            []struct {
			HTML, FailureSummary string
		}
	}](x, `axe.run({resultTypes: ["violations"], runOnly: `+string(must(json.Marshal(only)))+`}).then(r => r.violations)`)
	for _, v := range found {
		for _, n := range v.Nodes {
			told := fmt.Sprintf("axe at %s: %s (%s): %s\n%s\n%s", x.shown, v.ID, v.Impact, v.Help, n.HTML, n.FailureSummary)
			if v.Impact == "serious" || v.Impact == "critical" {
				x.t.Error(told)
			} else {
				x.t.Log(told)
			}
		}
	}
}

// fits fails where the page is wider than the window.
func (x *tab) fits(width int64) {
	x.t.Helper()
	wide := eval[[]string](x, `(width => Math.max(document.documentElement.scrollWidth, innerWidth) <= width ? [] :
		[document.documentElement.scrollWidth + " px", ...[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 120))])(`+fmt.Sprint(width)+`)`)
	if len(wide) > 0 {
		x.t.Errorf("the page is wider than the window:\n%s", strings.Join(wide, "\n"))
	}
}

// maxTabs is how often Tab is pressed on one page.
const maxTabs = 400

// byKeyboard presses Tab through the page, and fails for a control that is not reached or does not show that it is.
func (x *tab) byKeyboard() {
	x.t.Helper()
	const controls = `a[href], button, input, select, textarea, summary, [tabindex='0']`
	eval[bool](x, `(() => {
		window.reached = new Set(), window.pale = [];
		window.looks = e => {
			const s = getComputedStyle(e);
			return [s.outlineStyle === "none" || s.outlineWidth === "0px" ? "" : s.outline, s.boxShadow, s.border, s.backgroundColor, s.textDecorationLine].join("; ");
		};
		document.activeElement?.blur();
		window.unfocused = new Map([...document.querySelectorAll("`+controls+`")].map(e => [e, window.looks(e)]));
		return true;
	})()`)
	for range maxTabs {
		x.do(chromedp.KeyEvent(kb.Tab))
		more := eval[bool](x, `(() => {
			const e = document.activeElement;
			if (!e || e === document.body || window.reached.has(e)) return false;
			window.reached.add(e);
			if (window.looks(e) === window.unfocused.get(e)) window.pale.push(e.outerHTML.slice(0, 120));
			return true;
		})()`)
		if !more {
			break
		}
	}
	missed := eval[[]string](x, `[...document.querySelectorAll("`+controls+`")]
		.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0 && e.type !== "hidden" && !window.reached.has(e) && e.type !== "radio").map(e => e.outerHTML.slice(0, 120))`)
	for _, html := range missed {
		x.t.Errorf("Tab does not lead to %s", html)
	}
	for _, html := range eval[[]string](x, `window.pale`) {
		x.t.Errorf("focus is not seen on %s", html)
	}
}

// picture keeps a picture of the page, if anybody wants one.
func (x *tab) picture(name string) {
	x.t.Helper()
	if folder := os.Getenv(screenshots); folder != "" {
		x.keep(folder, name+".png", run(x, chromedp.FullScreenshot(100)))
	}
}

// print keeps the page as it is printed.
func (x *tab) print(name string) {
	x.t.Helper()
	if folder := os.Getenv(screenshots); folder != "" {
		x.keep(folder, name+".pdf", run(x, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize())))
	}
}

func (x *tab) keep(folder, name string, raw []byte) {
	x.t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		x.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), raw, 0o600); err != nil {
		x.t.Fatal(err)
	}
}

func TestInABrowser(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	for _, p := range seen {
		t.Run(p.name, func(t *testing.T) {
			x := open(t, ctx, server, p.path, 1280, "light")
			if status := eval[int](x, `performance.getEntriesByType("navigation")[0].responseStatus`); status != p.status {
				t.Errorf("got status %d, want %d", status, p.status)
			}
			x.everyLook(p.name)
			if !slices.Contains(likeAsk, p.name) {
				x.byKeyboard()
			}
			x.print(p.name)
			x.quiet()
		})
	}
}

// TestFrameInABrowser uses the search box and the slider as people do.
func TestFrameInABrowser(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	t.Run("search by keyboard", func(t *testing.T) {
		x := open(t, ctx, server, "/search?as_of=2020-12-20", 1280, "light")
		x.do(chromedp.KeyEvent("/"), chromedp.SendKeys(chromedp.CSS("#search"), "РАТС"), chromedp.WaitVisible(chromedp.CSS("#hits a")), chromedp.KeyEvent(kb.ArrowDown))
		link := eval[string](x, `document.activeElement.getAttribute("href")`)
		if link != "/organisations/sco-rats?as_of=2020-12-20" {
			t.Errorf("the arrow leads to %q", link)
		}
		x.do(chromedp.KeyEvent(kb.Escape))
		if at := eval[string](x, `document.activeElement.id + document.getElementById("hits").hidden`); at != "searchtrue" {
			t.Errorf("after Escape: %s", at)
		}
		x.quiet()
	})
	t.Run("the slider repaints in place", func(t *testing.T) {
		x := open(t, ctx, server, "/search?text=leica", 1280, "light")
		x.do(chromedp.Focus(chromedp.CSS("#slider")), chromedp.KeyEvent(kb.ArrowLeft), chromedp.WaitVisible(chromedp.CSS(".notnow")))
		got := eval[map[string]string](x, `({focus: document.activeElement.id, field: document.getElementById("as_of").value, address: location.pathname + location.search,
			link: document.querySelector("#main .hitlist a").getAttribute("href"), brand: document.getElementById("brand").getAttribute("href")})`)
		want := map[string]string{
			"focus": "slider", "field": "14 March 2021", "address": "/search?as_of=2021-03-14&text=leica",
			"link": "/organisations/leica?as_of=2021-03-14", "brand": "/?as_of=2021-03-14",
		}
		if g, _ := json.Marshal(got); string(g) != string(must(json.Marshal(want))) {
			t.Errorf("got %s, want %v", g, want)
		}
		x.quiet()
	})
}

// TestOverviewInABrowser drags the date and opens a cell, as people do.
func TestOverviewInABrowser(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	t.Run("dragging the date repaints in place", func(t *testing.T) {
		x := open(t, ctx, server, "/", 1280, "light")
		x.do(chromedp.Focus(chromedp.CSS("#slider")))
		// Ninety days, as a hand does it: a step with each frame. Every answer is painted as it comes, and the last one stays.
		eval[bool](x, `new Promise(done => {
			const slider = document.getElementById("slider");
			window.repaints = [];
			const sent = new WeakMap();
			document.addEventListener("htmx:beforeRequest", e => sent.set(e.detail.xhr, performance.now()));
			document.addEventListener("htmx:afterSettle", e => { if (e.target.id === "main") window.repaints.push(performance.now() - sent.get(e.detail.xhr)); });
			let steps = 90;
			const step = () => {
				slider.value = Number(slider.value) - 1;
				slider.dispatchEvent(new Event("input", {bubbles: true}));
				if (--steps > 0) requestAnimationFrame(step); else setTimeout(() => done(true), 500);
			};
			step();
		})`)
		if day := eval[string](x, `document.querySelector("#told").textContent.trim()`); !strings.Contains(day, "15 December 2020") {
			t.Errorf("after dragging: %q", day)
		}
		if focus := eval[string](x, `document.activeElement.id`); focus != "slider" {
			t.Errorf("the focus is on %q", focus)
		}
		times := eval[[]float64](x, `window.repaints.sort((a, b) => a - b)`)
		if len(times) < 3 {
			t.Fatalf("it was repainted %d times", len(times))
		}
		t.Logf("%d repaints, median %.0f ms, slowest %.0f ms", len(times), times[len(times)/2], times[len(times)-1])
		if median := times[len(times)/2]; median > repaintTime {
			t.Errorf("a repaint takes %.0f ms", median)
		}
		x.quiet()
	})
	t.Run("a cell opens and closes, and the focus with it", func(t *testing.T) {
		x := open(t, ctx, server, "/?as_of=2021-03-14", 1280, "light")
		x.do(chromedp.Focus(chromedp.CSS(".cell.state-cooling")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#facts .source")))
		if focus := eval[string](x, `document.activeElement.id + " " + location.search`); focus != "facts ?as_of=2021-03-14&column=financial_intelligence&row=KG" {
			t.Errorf("after opening: %s", focus)
		}
		x.do(chromedp.Focus(chromedp.CSS(".close a")), chromedp.KeyEvent(kb.Enter), chromedp.WaitNotPresent(chromedp.CSS("#facts")))
		if focus := eval[string](x, `document.activeElement.matches(".cell.state-cooling") + " " + location.search`); focus != "true ?as_of=2021-03-14" {
			t.Errorf("after closing: %s", focus)
		}
		x.quiet()
	})
}

// TestUndoInABrowser takes a change back and takes that back again, by keyboard.
func TestUndoInABrowser(t *testing.T) {
	ctx := browser(t)
	store := storetest.NewMemory()
	first := write(t, store, "to begin with", put(storetest.Org("us", "Us"), storetest.Org("they", "They"))...)
	changed := storetest.Org("they", "They")
	changed.Placeholder = true
	write(t, store, "nobody knows who they are", graph.Put(changed, graph.ExpectRevision(first)))
	server := serve(t, store, "us", graph.DayOf(2021, 6, 1))
	x := open(t, ctx, server, "/organisations/they", 1280, "light")
	x.do(chromedp.Focus(chromedp.CSS(".undo summary")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(".undo input[name=reason]")))
	x.axe()
	x.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("we do"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(".done")))
	if said := eval[string](x, `location.pathname + " " + document.querySelector("#main").innerText`); !strings.Contains(said, "/changes/3") || !strings.Contains(said, "we do") || !strings.Contains(said, "Unnamed group") {
		t.Errorf("after the undo: %s", said)
	}
	x.picture("undone-1280-light")
	x.axe()
	x.do(chromedp.Focus(chromedp.CSS(".undo summary")), chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter), chromedp.WaitReady(chromedp.CSS(`form[action^="/changes/4/undo"]`)))
	x.do(chromedp.Navigate(server.URL+"/organisations/they"), chromedp.WaitVisible(chromedp.CSS(".caution")))
	x.quiet()
}

// repaintTime is how long a repaint may take here, in milliseconds: many times what it takes on an idle machine, for tests run beside others on a busy one.
const repaintTime = 1000

func must(raw []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return raw
}

// TestAskInABrowser fills a blank, as people do.
func TestAskInABrowser(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	t.Run("a blank changes the answer in place, and the address", func(t *testing.T) {
		x := open(t, ctx, server, "/ask", 1280, "light")
		x.do(chromedp.SendKeys(chromedp.CSS("#blank-country"), "Tojikiston"+kb.Enter), chromedp.WaitNotPresent(chromedp.CSS(`#main a[href^="/organisations/kg-"]`)))
		got := eval[string](x, `[document.activeElement.id, document.getElementById("blank-country").value, location.pathname + location.search].join(" ")`)
		if got != "blank-country Tajikistan /ask?country=TJ&q=counterparts" {
			t.Errorf("after filling the blank: %s", got)
		}
		eval[bool](x, `document.querySelector("#blank-kind").value = "delegation", document.querySelector("#blank-kind").dispatchEvent(new Event("change", {bubbles: true}))`)
		x.do(chromedp.WaitNotPresent(chromedp.CSS(`#main a[href="/organisations/tj-ems"]`)))
		if got := eval[string](x, `location.search`); got != "?country=TJ&kind=delegation&q=counterparts" {
			t.Errorf("after choosing: %s", got)
		}
		eval[bool](x, `history.back(), true`)
		x.do(chromedp.WaitVisible(chromedp.CSS(`#main a[href="/organisations/tj-ems"]`)))
		x.quiet()
	})
	t.Run("a long table is narrowed and sorted", func(t *testing.T) {
		x := open(t, ctx, server, "/ask", 1280, "light")
		shown := `[...document.querySelectorAll(".answers tbody tr")].filter(row => !row.hidden).map(row => row.querySelector("a").getAttribute("href")).join(" ")`
		x.do(chromedp.SendKeys(chromedp.CSS(".narrow input"), "ministry OF"))
		if got := eval[string](x, shown+` + ", " + document.querySelector(".narrow [role=status]").textContent`); got != "/organisations/kg-mfa /organisations/uz-mia, 2 of 12 rows" {
			t.Errorf("narrowed: %s", got)
		}
		x.do(chromedp.Click(chromedp.CSS(".answers th button")), chromedp.Click(chromedp.CSS(".answers th button")))
		if got := eval[string](x, shown); got != "/organisations/uz-mia /organisations/kg-mfa" {
			t.Errorf("sorted: %s", got)
		}
		x.axe()
		x.quiet()
	})
	t.Run("names are suggested", func(t *testing.T) {
		x := open(t, ctx, server, "/ask?q=encounters", 1280, "light")
		x.do(chromedp.SendKeys(chromedp.CSS("#blank-with"), "Interp"), chromedp.WaitReady(chromedp.CSS("#blank-with-list option")))
		if got := eval[string](x, `document.querySelector("#blank-with-list option").value`); got != "International Criminal Police Organization" {
			t.Errorf("suggested: %q", got)
		}
		x.quiet()
	})
}
