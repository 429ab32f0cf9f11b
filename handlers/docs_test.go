package handlers_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"liaison/graph/storetest"
)

var (
	codeBlock = regexp.MustCompile("(?ms)^```\\w*\n(.*?)^```$")
	// curlCall is where curl is called, in a block or not: at the beginning of a line, or in $( ).
	curlCall = regexp.MustCompile(`(?m)(?:^[ \t]*(?:\$ )?|\$\()curl `)
)

// TestExamplesOfDocs pastes the examples with curl in the README and in docs/ in a shell, as they stand and one after another, and has the demo answer. It is curl
// itself that runs, because it sends what nobody wrote, such as the type of what -d gives.
func TestExamplesOfDocs(t *testing.T) {
	for _, name := range []string{"curl", "sh"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("SKIPPED: no example of the docs was tried, because there is no %s in the path", name)
		}
	}
	files, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range append(files, "../README.md") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script := ""
		for _, block := range codeBlock.FindAllStringSubmatch(string(raw), -1) {
			if curlCall.MatchString(block[1]) {
				script += block[1]
			}
		}
		if calls := len(curlCall.FindAllString(string(raw), -1)); calls > 0 {
			t.Run(filepath.Base(file), func(t *testing.T) { paste(t, script, calls) })
			tried += calls
		}
	}
	if tried < 20 {
		t.Errorf("only %d examples were found", tried)
	}
}

// paste runs a script of so many calls of curl. What they ask of 127.0.0.1:8080 is answered by the demo, and must succeed.
func paste(t *testing.T, script string, calls int) {
	demo := demoServer(t, storetest.NewMemory()).Handler()
	var mu sync.Mutex
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		demo.ServeHTTP(answer, r)
		mu.Lock()
		defer mu.Unlock()
		asked++
		if answer.Code >= 300 {
			t.Errorf("%s %s: %d %s", r.Method, r.URL, answer.Code, short(answer.Body.String()))
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()) // curl tells what it misses
	}))
	defer server.Close()

	home := t.TempDir()
	settings := fmt.Sprintf("connect-to = \"127.0.0.1:8080:%s\"\nnoproxy = \"*\"\nsilent\nshow-error\n", server.Listener.Addr())
	if err := os.WriteFile(filepath.Join(home, ".curlrc"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := exec.CommandContext(t.Context(), "sh", "-e")
	var out, told bytes.Buffer
	shell.Stdin, shell.Stdout, shell.Stderr = strings.NewReader(script), &out, &told
	shell.Dir, shell.Env = home, append(os.Environ(), "CURL_HOME="+home)
	if err := shell.Run(); err != nil {
		t.Errorf("%v: %s", err, told.String())
	}
	if bytes.IndexByte(out.Bytes(), 0) >= 0 {
		t.Error("an example writes to the terminal what curl refuses to write there: give it -o")
	}
	if asked != calls {
		t.Errorf("%d requests came of %d examples", asked, calls)
	}
}
