package pages_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAPIInABrowser reads the reference of the API, and tries a question out in it. That nothing is asked of another server, and that the policy of the pages
// refuses nothing, is what quiet is for; it comes before axe-core, which reads the style sheets again and puts them in the page, and that is refused.
func TestAPIInABrowser(t *testing.T) {
	ctx := browser(t)
	server := demo(t)
	operations := operationsOf(t, get(t.Context(), t, server.URL+"/openapi.json").body)
	t.Run("looked at", func(t *testing.T) {
		x := open(t, ctx, server, "/api", 1280, "light")
		x.see(".opblock")
		shown := eval[[]string](x, `[...document.querySelectorAll(".opblock-summary-operation-id")].map(e => e.textContent)`)
		slices.Sort(shown)
		if !slices.Equal(shown, operations) {
			t.Errorf("the operations shown are\n%q, want\n%q", shown, operations)
		}
		x.quiet()
		x.everyLook("api")
		x.byKeyboard()
	})
	for _, scheme := range []string{"light", "dark"} {
		t.Run("tried out, "+scheme, func(t *testing.T) {
			x := open(t, ctx, server, "/api", 1280, scheme)
			x.see(".opblock")
			click := func(selector string) { x.do(chromedp.Click(chromedp.CSS(selector))) }
			for _, id := range []string{"#operations-Organisations-replace-organisation", "#operations-Questions-counterparts"} {
				click(id + " .opblock-summary-control")
				click(id + " .try-out__btn")
			}
			const question = "#operations-Questions-counterparts "
			click(question + ".execute")
			x.see(question + ".live-responses-table .response-col_status")
			x.see(question + ".live-responses-table pre code")
			status := strings.TrimSpace(eval[string](x, `document.querySelector("`+question+`.live-responses-table tbody .response-col_status").innerText`))
			answer := eval[string](x, `document.querySelector("`+question+`.live-responses-table pre code").innerText`)
			if status != "200" || !strings.Contains(answer, "Emergency Management Service of Tajikistan") {
				t.Errorf("got %q %s", status, answer)
			}
			if at := eval[string](x, `location.hash`); at != "#/Questions/counterparts" {
				t.Errorf("the address of the operation is %q", at)
			}
			x.quiet()
			x.picture("api-tried-1280-" + scheme)
			x.axe()
		})
	}
}

// operationsOf gives the ids of the operations that an OpenAPI document describes, sorted.
func operationsOf(t *testing.T, document string) (ids []string) {
	t.Helper()
	var described struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal([]byte(document), &described); err != nil {
		t.Fatal(err)
	}
	for _, path := range described.Paths {
		for _, operation := range path {
			ids = append(ids, operation.OperationID)
		}
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		t.Fatal("no operation is described")
	}
	return ids
}
