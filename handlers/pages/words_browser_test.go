package pages_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"liaison/graph"
	"liaison/graph/storetest"
)

// TestLongWordsInABrowser shows names and texts that are one word of any length: no page is wider than its window for that, and no figure is broken.
func TestLongWordsInABrowser(t *testing.T) {
	ctx := browser(t)
	long := strings.Repeat("Министерство", 20)
	store := storetest.NewMemory()
	agency, meeting := storetest.Org("agency", long), storetest.Meeting("meeting", "2026-05-01", "us", "agency")
	agency.Country = "KZ"
	meeting.Summary, meeting.Outcome = long, long
	owed := &graph.Commitment{Head: graph.Head{ID: "owed", Marking: graph.Clear}, Basis: graph.Promised, What: long, OwedBy: "us", OwedTo: "agency", ArisingFrom: "meeting"}
	_, err := store.Apply(t.Context(), graph.Write{ID: "a", Actor: "test", Changes: []graph.Change{
		graph.Put(storetest.Org("us", "Us"), graph.ExpectAbsent()), graph.Put(agency, graph.ExpectAbsent()), graph.Put(meeting, graph.ExpectAbsent()), graph.Put(owed, graph.ExpectAbsent()),
	}})
	if err != nil {
		t.Fatal(err)
	}
	server := serve(t, store, "us", graph.MinDay)
	for _, path := range []string{
		"/", "/?row=KZ&column=not_stated", "/organisations/agency", "/organisations/us", "/engagements/meeting", "/commitments/owed", "/ask?q=counterparts", "/ask?q=timeline", "/ask?q=commitments",
		"/search?text=agency", "/documents/agency/history", "/documents/agency/delete", "/changes/1", "/recorded/1", "/record",
	} {
		for _, width := range []int64{360, 1280} {
			t.Run(path, func(t *testing.T) {
				x := open(t, ctx, server, path, width, "light")
				x.picture("long" + strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-").Replace(path))
				x.fits(width)
				if over := eval[[]string](x, `[...document.querySelectorAll(".scroll:has(> .answers)")].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.scrollWidth + " px")`); len(over) > 0 {
					t.Errorf("the table is wider than its place: %s", over)
				}
				x.quiet()
			})
		}
	}
}

// TestTimelineInABrowser looks at the words of the drawing where only a part of it is in sight.
func TestTimelineInABrowser(t *testing.T) {
	x := open(t, browser(t), demo(t), "/", 360, "light")
	x.do(chromedp.WaitVisible(chromedp.CSS(".event")))
	cut := eval[[]string](x, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
		const edge = document.querySelector(".lane-names rect").getBoundingClientRect().right;
		done([...document.querySelectorAll(".event text:not([text-anchor])")].filter(e => { const b = e.getBoundingClientRect(); return b.width > 0 && b.left < edge - 1 && b.right > edge + 1; }).map(e => e.textContent));
	})))`)
	if len(cut) > 0 {
		t.Errorf("the beginning is out of sight of %q", cut)
	}
	x.quiet()
}

// TestCellInABrowser opens a cell and closes it by keyboard.
func TestCellInABrowser(t *testing.T) {
	x := open(t, browser(t), demo(t), "/", 1280, "light")
	x.do(chromedp.Click(chromedp.CSS(`.cell[href*="financial_intelligence"]`)), chromedp.WaitVisible(chromedp.CSS("#facts")))
	x.do(chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent(chromedp.CSS("#facts")))
	if at := eval[string](x, `document.activeElement.className + " " + location.search`); !strings.HasPrefix(at, "cell ") || !strings.HasSuffix(at, " ") {
		t.Errorf("the focus and the address are %q", at)
	}
	x.quiet()
}
