package main_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"liaison/graph"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/graph/sqlitestore"
	"liaison/graph/storetest"
	"liaison/queries"
	"liaison/queries/network"
)

// binary is the real program, built once.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "liaison-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(folder, "liaison")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// run runs the program and gives what it wrote and its exit code.
func run(t *testing.T, args ...string) (out, log string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+t.TempDir())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// TestReadme runs the commands that the README names, but for those that this test is part of.
func TestReadme(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, found := range regexp.MustCompile(`(?m)^(?:go run ./cmd/liaison|\$ liaison) (ask .*)$`).FindAllStringSubmatch(string(raw), -1) {
		args := []string{}
		for _, m := range regexp.MustCompile(`"([^"]*)"|(\S+)`).FindAllStringSubmatch(found[1], -1) {
			args = append(args, m[1]+m[2])
		}
		out, log, code := run(t, args...)
		if code != 0 || len(strings.Split(out, "\n")) < 4 {
			t.Errorf("%s: exit code %d\n%s%s", found[1], code, out, log)
		}
		if strings.HasPrefix(found[0], "$") && !strings.Contains(string(raw), out) {
			t.Errorf("%s: the README shows another answer than\n%s", found[1], out)
		}
		asked++
	}
	if asked != 4 {
		t.Errorf("the README asks %d questions, want 4", asked)
	}
	if !strings.Contains(string(raw), "\ngo run ./cmd/liaison demo\n") || !strings.Contains(string(raw), "\ngo test ./...\n") {
		t.Error("the README must name the command that runs the demo and the one that runs the tests")
	}
}

func TestAnswerIsOneDocument(t *testing.T) {
	out, log, code := run(t, "ask", "coverage", "--demo", "--of", "LEICA", "--by", "mandate", "--as-of", "2021-03-15", "--format", "json")
	var answer map[string]any
	if err := json.Unmarshal([]byte(out), &answer); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v\n%s", code, err, log)
	}
	for _, field := range []string{"question", "parameters", "clocks", "revision", "engine", "note", "rows"} {
		if answer[field] == nil {
			t.Errorf("the answer lacks %s", field)
		}
	}
	out, _, code = run(t, "ask", "coverage", "--demo", "--format", "csv")
	if lines := strings.Split(out, "\n"); code != 0 || !strings.HasPrefix(lines[0], "\ufeffcountry,body,column,state,state_at_best") {
		t.Errorf("csv: exit code %d\n%s", code, out)
	}
}

// exits is how a command ends, and what it says.
type exits struct {
	args string
	code int
	says string
}

func (x exits) check(t *testing.T) {
	t.Helper()
	_, log, code := run(t, strings.Fields(x.args)...)
	if code != x.code || !strings.Contains(log, x.says) {
		t.Errorf("%s: got exit code %d, want %d; it says %q, want %q", x.args, code, x.code, log, x.says)
	}
}

func TestExitCodesAndAdvice(t *testing.T) {
	dir := t.TempDir()
	store := filepath.Join(dir, "liaison.db")
	bad := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(bad, []byte("organisations:\n  - id: a\n    kind: castle\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []exits{
		{"ask nonsense", 2, "nonsense"},
		{"ask counterparts --demo --colour red", 2, "--help"},
		{"ask counterparts --demo --of Nobody", 4, "Nobody"},
		{"ask counterparts --demo --country Atlantis", 3, "country: \"Atlantis\""},
		{"ask counterparts --demo --as-of soon", 3, "--as-of"},
		{"ask counterparts --demo --from 2021-01-01 --to 2020-01-01", 3, "turn the two around"},
		{"ask counterparts --demo --known -3", 3, "known"},
		{"ask counterprats --demo", 2, "counterprats"},
		{"frobnicate", 2, "frobnicate"},
		{"log --after -3 --demo", 2, ""},
		{"ask counterparts --store " + filepath.Join(dir, "mistyped.db"), 4, "there is no store"},
		{"copy --from " + filepath.Join(dir, "mistyped.db") + " --to " + store, 4, "there is no store"},
		{"ask counterparts --demo --engine cypher", 3, "Neo4j"},
		{"ask counterparts --demo --known 99", 0, ""},
		{"ask encounters --demo", 3, "with: is missing"},
		{"import --store " + store + " " + bad, 3, "bad.yaml:3"},
		{"ask counterparts --store " + store, 3, "of is missing"},
		{"import --store " + store + " nowhere.yaml", 4, "nowhere.yaml"},
		{"import --store " + store + " " + store, 3, "format"},
		{"undo --store " + store + " --revision 7", 4, "revision 7"},
		{"undo --store " + store, 2, "name a revision"},
		{"serve --listen 0.0.0.0:8080 --store " + store, 3, "this machine only"},
		{"ask counterparts --demo --country Kirgizia", 3, "near it: Kyrgyzstan (KG)"},
		{"ask search --demo --text x --store bolt://127.0.0.1:1", 0, ""},
		{"log --store bolt://127.0.0.1:1", 6, "Neo4j"},
	} {
		t.Run(c.args, c.check)
	}
}

// TestEachQuestionIsACommand asks for the help of each question of the registry, which tells of each of its parameters.
func TestEachQuestionIsACommand(t *testing.T) {
	for _, q := range queries.Registry() {
		out, log, code := run(t, "ask", q.Name, "--help")
		if code != 0 || !strings.Contains(out, q.Summary) {
			t.Errorf("%s: exit code %d\n%s%s", q.Name, code, out, log)
		}
		for _, p := range q.Parameters {
			if !strings.Contains(out, "--"+strings.ReplaceAll(p.Name, "_", "-")) {
				t.Errorf("%s: the help tells nothing of %s", q.Name, p.Name)
			}
		}
	}
}

// TestClearanceIsNeverRaised asks and writes with a configured clearance below the highest.
func TestClearanceIsNeverRaised(t *testing.T) {
	t.Setenv("LIAISON_CLEARANCE", "TLP:GREEN")
	dir := t.TempDir()
	store, file := filepath.Join(dir, "liaison.db"), filepath.Join(dir, "own.yaml")
	if err := os.WriteFile(file, []byte("organisations:\n  - {id: a, marking: TLP:CLEAR, names: [{text: A}], kind: agency}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []exits{
		{"ask counterparts --demo --clearance TLP:CLEAR", 0, ""},
		{"ask counterparts --demo --clearance TLP:RED", 3, "clearance"},
		{"ask counterparts --demo --clearance TLP:GREEN/team", 3, "clearance"},
		{"import --store " + store + " " + file, 3, "only TLP:RED may import"},
	} {
		c.check(t)
	}
}

// TestImportExportCopyUndo goes the way of a user's own data, through files and both ways between stores.
func TestImportExportCopyUndo(t *testing.T) {
	dir := t.TempDir()
	store, other := filepath.Join(dir, "one.db"), filepath.Join(dir, "two.db")
	file := filepath.Join(dir, "own.yaml")
	text := "defaults: {marking: TLP:GREEN}\norganisations:\n  - {id: a, kind: agency, country: KG, names: [{text: Агентство}]}\n  - {id: b, kind: agency, names: [{text: B}]}\n" +
		"engagements:\n  - {id: m, kind: meeting, status: held, when: 2021-02, participants: [{stakeholder: a, role: initiator}, {stakeholder: b, role: counterpart}]}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	must := func(args ...string) string {
		t.Helper()
		out, log, code := run(t, args...)
		if code != 0 {
			t.Fatalf("%v: exit code %d\n%s", args, code, log)
		}
		return out
	}
	if out := must("import", "--store", store, file, "--dry-run"); !strings.Contains(out, "would be created 3") {
		t.Errorf("dry run: %s", out)
	}
	must("import", "--store", store, file, "--batch", "mine")
	if out := must("ask", "counterparts", "--store", store, "--of", "agentstvo", "--as-of", "2021-03-01", "--format", "csv"); !strings.Contains(out, "b,B,met") {
		t.Errorf("counterparts: %s", out)
	}
	exported := must("export", "--store", store, "--format", "yaml")
	must("copy", "--from", store, "--to", other)
	if again := must("export", "--store", other, "--format", "yaml"); again != exported {
		t.Errorf("the copy exports something else:\n%s\n%s", exported, again)
	}
	must("undo", "--store", store, "--batch", "mine")
	if out := must("export", "--store", store); strings.Count(out, "\n") != 1 {
		t.Errorf("after undo: %s", out)
	}
	must("import", "--store", store, file)
	if out := must("log", "--store", store); strings.Count(out, "\n") != 3 {
		t.Errorf("log: %s", out)
	}
}

func TestCopyToNeo4jAndBack(t *testing.T) {
	options := neo4jtest.Options(t)
	dir := t.TempDir()
	demo := filepath.Join(dir, "liaison.db")
	ctx, cancel := context.WithCancel(t.Context())
	serve := exec.CommandContext(ctx, binary, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	address := started(t, serve)
	resp, err := http.Get(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	cancel()
	_ = serve.Wait()
	t.Setenv("LIAISON_NEO4J_USER", options.User)
	t.Setenv("LIAISON_NEO4J_PASSWORD", options.Password)
	for _, args := range [][]string{
		{"copy", "--from", demo, "--to", options.URI},
		{"copy", "--from", options.URI, "--to", filepath.Join(dir, "back.db")},
		{"copy", "--from", demo, "--to", filepath.Join(dir, "back.db")},
		{"ask", "counterparts", "--store", options.URI, "--of", "leica", "--engine", "cypher", "--as-of", "2021-03-15"},
	} {
		if _, log, code := run(t, args...); code != 0 {
			t.Errorf("%v: exit code %d\n%s", args, code, log)
		}
	}
}

// started starts a server and gives the address that it prints.
func started(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "answers on "); ok {
			go io.Copy(io.Discard, stderr)
			return address
		}
	}
	t.Fatal("the server did not start")
	return ""
}

// TestServe asks a server what the command line asks, and follows what another process writes to the same file.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), binary, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	address := started(t, cmd)
	get := func(path string, status int) string {
		t.Helper()
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != status {
			t.Fatalf("%s: status %d, error %v\n%s", path, resp.StatusCode, err, body)
		}
		return string(body)
	}
	if body := get("/api/v1/questions/counterparts?of=LEICA&country=TJ", 200); !strings.Contains(body, `"tj-ems"`) || !strings.Contains(body, `"as_of":"2021-03-15"`) {
		t.Errorf("counterparts: %s", body)
	}
	for path, status := range map[string]int{
		"/api/v1/questions/nonsense": 404, "/api/v1/questions/counterparts?of=Nobody": 404, "/api/v1/questions/counterparts?colour=red": 422,
		"/api/v1/questions/counterparts?as_of=soon": 422, "/api/v1/questions/counterparts?cursor=x": 400, "/api/v1/questions": 200,
	} {
		if body := get(path, status); status >= 400 && !strings.Contains(body, `"detail"`) {
			t.Errorf("%s: is no problem document: %s", path, body)
		}
	}
	// Another process writes; an answer that is asked to be as new must show it.
	file := filepath.Join(dir, "more.yaml")
	if err := os.WriteFile(file, []byte("organisations:\n  - {id: new, marking: TLP:CLEAR, kind: agency, names: [{text: Brand New Agency}]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, log, code := run(t, "import", "--store", filepath.Join(dir, "liaison.db"), file); code != 0 {
		t.Fatal(log)
	}
	if body := get("/api/v1/questions/search?text=brand+new&min_revision=2", 200); !strings.Contains(body, `"new"`) {
		t.Errorf("what another process wrote is not found: %s", body)
	}
}

// TestPageAsACommand runs the line that the page of each question, with every blank filled in, gives to a shell, and holds its answer to the API's.
func TestPageAsACommand(t *testing.T) {
	address := started(t, exec.CommandContext(t.Context(), binary, "demo", "--data", t.TempDir(), "--listen", "127.0.0.1:0"))
	body := func(path string) []byte {
		t.Helper()
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d, error %v\n%s", path, resp.StatusCode, err, raw)
		}
		return raw
	}
	filled := map[string]string{"stakeholders": "interpol", "country": "TJ", "place": "KG-bishkek", "date": "2021-03", "flag": "true", "text": "it's \"so\" & $HOME"}
	for _, q := range queries.Registry() {
		values := url.Values{}
		for _, p := range q.Parameters {
			values.Set(p.Name, cmp.Or(append(p.Choices, filled[p.Kind])...))
		}
		page := body("/ask?" + values.Encode() + "&q=" + q.Name)
		found := regexp.MustCompile(`<pre tabindex="0">(liaison ask [^<]*)</pre>`).FindSubmatch(page)
		if found == nil {
			t.Errorf("%s: the page gives no command", q.Name)
			continue
		}
		line := html.UnescapeString(string(found[1]))
		cmd := exec.CommandContext(t.Context(), "sh", "-c", line+" --format json")
		cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+t.TempDir(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			t.Errorf("%s: %v\n%s", line, err, stderr.String())
			continue
		}
		for name := range values {
			if flag := " --" + strings.ReplaceAll(name, "_", "-"); !strings.Contains(line, flag) {
				t.Errorf("%s: %s is left out", line, flag)
			}
		}
		type answer struct{ Parameters, Rows, Totals any }
		var got, want answer
		if err := errors.Join(json.Unmarshal(stdout.Bytes(), &got), json.Unmarshal(body("/api/v1/questions/"+q.Name+"?"+values.Encode()), &want)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: answers %v, the API %v", line, got, want)
		}
	}
}

// TestServerEnds ends a server while a program waits for news: it is answered, and the server ends at once and well.
func TestServerEnds(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), binary, "demo", "--listen", "127.0.0.1:0")
	address := started(t, cmd)
	told := make(chan error, 1)
	go func() {
		resp, err := http.Get(address + "/api/v1/changes?after=1&wait=50")
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		told <- err
	}()
	time.Sleep(200 * time.Millisecond) // it waits now
	begin := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil || time.Since(begin) > 5*time.Second {
		t.Errorf("ended with %v after %s", err, time.Since(begin))
	}
	if err := <-told; err != nil {
		t.Errorf("who waited was told %v", err)
	}
}

// TestTwoProcessesFollow lets two networks, each over a handle of its own as two processes have, follow one log on each kind of store.
func TestTwoProcessesFollow(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(t *testing.T) (a, b graph.Store)
	}{
		{"sqlite", func(t *testing.T) (graph.Store, graph.Store) {
			path := filepath.Join(t.TempDir(), "liaison.db")
			open := func() graph.Store {
				s, err := sqlitestore.Open(t.Context(), path)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.Close() })
				return s
			}
			return open(), open()
		}},
		{"neo4j", func(t *testing.T) (graph.Store, graph.Store) {
			o := neo4jtest.Options(t)
			return neo4jtest.Reopen(t, o), neo4jtest.Reopen(t, o)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := c.open(t)
			one, err := network.Load(t.Context(), a, nil)
			if err != nil {
				t.Fatal(err)
			}
			two, err := network.Load(t.Context(), b, nil)
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			following := make(chan struct{})
			defer func() { stop(); <-following }()
			go func() {
				defer close(following)
				two.Follow(ctx, 20*time.Millisecond, func(err error) { t.Error(err) })
			}()
			for i := range 10 {
				id := graph.ID(fmt.Sprintf("o%d", i))
				result, err := one.Apply(t.Context(), graph.Write{ID: graph.NewApplyID(), Changes: []graph.Change{graph.Put(storetest.Org(id, "Organisation"), graph.ExpectAbsent())}})
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range []*network.Network{one, two} {
					if err := n.WaitFor(t.Context(), result.Revision); err != nil {
						t.Fatal(err)
					}
					err := n.Ask(t.Context(), network.Terms{Clearance: graph.Clearance{Marking: graph.Clear}, Known: n.Head()}, func(v *network.View) error {
						if _, ok := v.Find(id); !ok {
							t.Errorf("%s is not there", id)
						}
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := two.WaitFor(soon, 99); graph.KindOf(err) != graph.Unavailable {
				t.Errorf("a revision that never comes: got %v", err)
			}
		})
	}
}

// TestCrash kills the program at random moments while it writes, and finds after each that what it acknowledged is there, and of what it did
// not, all or nothing.
func TestCrash(t *testing.T) {
	crashes := 10
	if text := os.Getenv("LIAISON_TEST_CRASHES"); text != "" {
		var err error
		if crashes, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "liaison.db")
	write := func(i int) *exec.Cmd {
		var b bytes.Buffer
		for k := range 50 {
			fmt.Fprintf(&b, `{"organisation":{"id":"o%d-%d","marking":"TLP:CLEAR","names":[{"text":"O"}],"kind":"agency"}}`+"\n", i, k)
		}
		cmd := exec.CommandContext(t.Context(), binary, "import", "--store", path, "-")
		cmd.Stdin = &b
		return cmd
	}
	begin := time.Now()
	if out, err := write(0).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(begin)
	acknowledged, halfway := 0, 0
	for i := 1; i <= crashes; i++ {
		cmd := write(i)
		var out bytes.Buffer
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(whole) * 5 / 4)))
		_ = cmd.Process.Kill() // SIGKILL; it may have ended by itself
		_ = cmd.Wait()
		store, err := sqlitestore.Open(t.Context(), path)
		if err != nil {
			t.Fatalf("after crash %d: %v", i, err)
		}
		ids := make([]graph.ID, 50)
		for k := range ids {
			ids[k] = graph.ID(fmt.Sprintf("o%d-%d", i, k))
		}
		standings, err := store.Standings(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		switch ok := strings.Contains(out.String(), "created 50"); {
		case ok && len(standings) != 50:
			t.Fatalf("crash %d: acknowledged, but %d of 50 are there", i, len(standings))
		case ok:
			acknowledged++
		case len(standings) != 0 && len(standings) != 50:
			t.Fatalf("crash %d: half of a write is there: %d of 50", i, len(standings))
		default:
			halfway++
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d acknowledged, %d killed before that", acknowledged, halfway)
}
