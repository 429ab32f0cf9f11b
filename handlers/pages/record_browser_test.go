package pages_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"liaison/graph"
)

// press presses keys one after the other.
func (x *tab) press(keys ...string) {
	x.t.Helper()
	for _, key := range keys {
		x.do(chromedp.KeyEvent(key))
	}
}

// ctrlEnter saves.
func (x *tab) ctrlEnter() {
	x.t.Helper()
	x.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}

// to presses Tab until a field has the focus.
func (x *tab) to(id string) {
	x.t.Helper()
	for range maxTabs {
		if eval[string](x, `document.activeElement.id`) == id {
			return
		}
		x.press(kb.Tab)
	}
	x.t.Fatalf("Tab does not lead to %s", id)
}

// choose types the beginning of a name, waits for what it may mean, and takes the first.
func (x *tab) choose(id, text string) {
	x.t.Helper()
	x.to(id)
	x.press(text)
	x.do(chromedp.WaitVisible(chromedp.CSS(".offers [aria-selected=true]")))
	x.press(kb.Enter)
}

// see waits until an element is shown.
func (x *tab) see(selector string) {
	x.t.Helper()
	x.do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// TestRecordByKeyboard records a meeting with nothing but the keyboard, and finds it afterwards.
func TestRecordByKeyboard(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	meetings := func() int {
		var answer struct {
			Rows []struct {
				ID       graph.ID `json:"id"`
				Meetings int      `json:"meetings"`
			} `json:"rows"`
		}
		body := get(t.Context(), t, server.URL+"/api/v1/questions/counterparts?of=LEICA&country=TJ&as_of=2021-03-15").body
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		for _, row := range answer.Rows {
			if row.ID == "tj-ems" {
				return row.Meetings
			}
		}
		return 0
	}
	before := meetings()
	x := open(t, ctx, server, "/record", 1280, "light")
	x.to("when")
	x.press("3-4 March 2021")
	x.see("#when-reading span")
	x.choose("place", "dush")
	x.choose("who-1", "emergency man")
	x.picture("record-typed-1280-light")
	x.to("what-0")
	x.press("Send the questionnaire")
	x.to("due-0")
	x.press("31 March")
	x.see("#due-0-reading span")
	if read := eval[string](x, `document.getElementById("when-reading").textContent + "; " + document.getElementById("due-0-reading").textContent`); read != "read as 3–4 March 2021; read as 31 March 2021" {
		t.Errorf("read as %q", read)
	}
	x.to("save")
	x.press(kb.Enter)
	x.see("dl")
	x.picture("recorded-1280-light")
	x.fits(1280)
	x.axe()
	page := eval[string](x, `document.getElementById("main").textContent.replace(/\s+/g, " ")`)
	for _, text := range []string{"Meeting", "3–4 March 2021", "Dushanbe", "Emergency Management Service of Tajikistan", "Send the questionnaire", "due 31 March 2021", "Undo"} {
		if !strings.Contains(strings.ToLower(page), strings.ToLower(text)) {
			t.Errorf("the page does not say %q: %s", text, page)
		}
	}
	if after := meetings(); after != before+1 {
		t.Errorf("%d meetings are found, there were %d", after, before)
	}
	x.quiet()
}

// TestDraftInABrowser closes the page halfway, and goes on.
func TestDraftInABrowser(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	x := open(t, ctx, server, "/record", 1280, "light")
	kept := func() int {
		return eval[int](x, `Object.keys(JSON.parse(localStorage.getItem("liaison.drafts /record") ?? "{}")).length`)
	}
	x.to("when")
	x.press("3 March 2021")
	x.to("add-who")
	x.press(kb.Enter)
	x.see("#who-3")
	if at := eval[string](x, `document.activeElement.id + " " + document.getElementById("when").value`); at != "who-3 3 March 2021" {
		t.Errorf("after adding a line: %s", at)
	}
	x.press("Interpo")
	x.see(".offers [aria-selected=true]")
	x.press(kb.Escape)
	eval[bool](x, `new Promise(done => setTimeout(() => done(true), 400))`)
	reload := func() {
		x.do(chromedp.Navigate(server.URL+"/record"), chromedp.WaitReady(chromedp.CSS("#save")))
	}
	reload()
	x.see("#draft")
	if form := eval[string](x, `document.getElementById("when").value`); form != "" {
		t.Errorf("a new form begins with %q", form)
	}
	x.picture("record-draft-1280-light")
	x.axe()
	x.to("draft-continue")
	x.press(kb.Enter)
	x.see("#who-3")
	if form := eval[string](x, `["when", "who-0", "who-3"].map(id => document.getElementById(id).value).join()`); form != "3 March 2021,LEICA,Interpo" {
		t.Errorf("goes on with %q", form)
	}
	if n := kept(); n != 1 {
		t.Errorf("%d drafts are kept", n)
	}
	// What cannot be saved stays a draft; what is saved is none any more.
	x.to("who-3")
	x.ctrlEnter()
	x.see("#problems")
	if focus := eval[string](x, `document.activeElement.id`); focus != "problems" {
		t.Errorf("the focus is on %q", focus)
	}
	x.picture("record-problems-1280-light")
	x.axe()
	x.to("who-3")
	eval[bool](x, `document.activeElement.select(), true`)
	x.press("interpol")
	x.see(".offers [aria-selected=true]")
	x.press(kb.Tab)
	if pick := eval[string](x, `document.querySelector("[name=who-3-pick]").value`); pick != "interpol" {
		t.Errorf("leaving the field decided on %q", pick)
	}
	x.ctrlEnter()
	x.see("dl")
	if n := kept(); n != 0 {
		t.Errorf("%d drafts are kept after saving", n)
	}
	// A draft can be forgotten.
	reload()
	x.to("topics")
	x.press("drugs")
	eval[bool](x, `new Promise(done => setTimeout(() => done(true), 400))`)
	reload()
	x.see("#draft")
	x.to("draft-forget")
	x.press(kb.Enter)
	if n := kept(); n != 0 || eval[bool](x, `document.getElementById("draft").checkVisibility()`) {
		t.Errorf("%d drafts are kept after forgetting", n)
	}
	x.quiet()
}

// TestNamesInABrowser chooses persons, creates an organisation, and lets the day decide on the status.
func TestNamesInABrowser(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	for _, width := range []int64{360, 1280} {
		x := open(t, ctx, server, "/record", width, "light")
		value := func(name string) string {
			return eval[string](x, `document.querySelector("[name='`+name+`']").value`)
		}
		x.to("when")
		x.press("12 April 2021")
		x.see("#when-reading [data-status=planned]")
		if got := value("status"); got != "planned" {
			t.Errorf("the status is %q", got)
		}
		x.choose("place", "Бишкек")
		x.choose("who-1", "beridze")
		if got := value("who-1-pick") + " " + value("for-1-pick") + " " + value("post-1"); got != "giorgi-beridze leica leica-coordinator" {
			t.Errorf("the person acts as %q", got)
		}
		x.to("who-2")
		x.press("Interpol")
		x.see(".offers")
		x.press(kb.ArrowDown, kb.Enter) // the first that there is, not the offer to create another
		if got := value("who-2-pick"); got != "interpol" {
			t.Errorf("down and Enter choose %q", got)
		}
		eval[bool](x, `document.getElementById("who-2").select(), true`)
		x.press("Border Guard Q")
		x.see(".offers")
		x.picture(map[int64]string{360: "record-offers-360-light", 1280: "record-offers-1280-light"}[width])
		x.press(kb.ArrowDown, kb.Enter)
		if got := eval[string](x, `document.activeElement.id`) + " " + value("who-2-pick") + " " + value("who-2-country"); got != "who-2-kind new-organisation Kyrgyzstan" {
			t.Errorf("creating an organisation: %q", got)
		}
		x.fits(width)
		x.axe()
		// Another text is another thing.
		x.to("for-1")
		x.press("x")
		if got := value("for-1-pick") + value("post-1"); got != "" {
			t.Errorf("after typing on, the decision is still %q", got)
		}
		x.quiet()
	}
}

// TestPassedInABrowser says in one click what became of a planned meeting.
func TestPassedInABrowser(t *testing.T) {
	ctx := browser(t)
	r := records(t, planned("over", "2021-03-10"), planned("older", "2021-02"))
	for _, width := range []int64{360, 1280} {
		x := open(t, ctx, r.Server, "/record", width, "light")
		x.picture(fmt.Sprintf("record-passed-%d-light", width))
		x.fits(width)
		x.axe()
		x.do(chromedp.Focus(chromedp.CSS(".passed-lines button[value=held]")))
		x.press(kb.Enter)
		x.see(".notice")
		x.picture(fmt.Sprintf("record-notice-%d-light", width))
		x.fits(width)
		x.axe()
		x.quiet()
	}
	click := url.Values{"status": {"cancelled"}, "back": {"/record"}}
	if answer := r.post("/engagements/over/status", click); answer.status != 409 {
		t.Errorf("got %d", answer.status)
	}
}
