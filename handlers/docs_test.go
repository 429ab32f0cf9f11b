package handlers_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"liaison/graph/storetest"
)

// TestExamplesOfDocs sends the requests of docs/api.md to the demo, one after another. Those with a place to fill in (ID, ETAG) are left out.
func TestExamplesOfDocs(t *testing.T) {
	raw, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	commands := regexp.MustCompile(`(?m)^curl (?:-X (\w+) )?'http://127\.0\.0\.1:8080([^']+)'([^'\n]*(?:'[^']*'[^'\n]*)*)`)
	header, body := regexp.MustCompile(`-H '([^']+)'`), regexp.MustCompile(`(?s)-d '([^']+)'`)
	tried := 0
	for _, m := range commands.FindAllStringSubmatch(strings.ReplaceAll(string(raw), "\\\n", " "), -1) {
		method, target, rest := m[1], m[2], m[3]
		if strings.Contains(target, "/ID") {
			continue
		}
		if method == "" {
			method = "GET"
		}
		var headers []string
		for _, h := range header.FindAllStringSubmatch(rest, -1) {
			headers = append(headers, h[1])
		}
		sent := ""
		if d := body.FindStringSubmatch(rest); d != nil {
			sent = d[1]
		}
		tried++
		if r := c.do(method, target, sent, headers...); r.Code >= 300 {
			t.Errorf("%s %s %s: %d %s", method, target, sent, r.Code, short(r.Body.String()))
		}
	}
	if tried < 15 {
		t.Errorf("only %d examples were found", tried)
	}
}
