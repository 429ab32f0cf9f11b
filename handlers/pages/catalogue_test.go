package pages

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/queries"
)

// families are the keys that code makes from a closed list: a value's words.
func families() map[string][]string {
	lists := map[string][]string{
		"kind":       append(texts(graph.OrganisationKinds()), string(graph.NounPerson)),
		"mandate":    texts(graph.Mandates()),
		"engagement": texts(graph.EngagementKinds()),
		"status":     texts(graph.Statuses()),
		"role":       texts(graph.Roles()),
		"presence":   texts(graph.Presences()),
		"basis":      texts(graph.Bases()),
		"term":       termNames,
		"error":      {"400", "404", "409", "410", "413", "422", "500", "503"},
		"month":      {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
	}
	lists["mon"] = lists["month"]
	for _, s := range []queries.State{
		queries.Active, queries.Cooling, queries.Stale, queries.StatePlanned, queries.StateSought, queries.OthersOnly, queries.NotRecorded, queries.NeverMet,
	} {
		lists["state"] = append(lists["state"], string(s))
		lists["means"] = append(lists["means"], string(s))
	}
	lists["means.may"] = []string{string(queries.Active), string(queries.Cooling), string(queries.Stale)}
	lists["attention"] = []string{string(queries.Stale), string(queries.Cooling), string(queries.OthersOnly)}
	lists["debts"] = []string{string(queries.Ours), string(queries.Theirs)}
	lists["debts.none"] = lists["debts"]
	for _, list := range []string{"debts.ours", "debts.theirs", "debts.none.ours", "debts.none.theirs", "means.others_only", "attention.others_only"} {
		lists[list] = []string{"named"}
	}
	for _, b := range graph.Bases() {
		for _, d := range []queries.Direction{queries.Ours, queries.Theirs} {
			lists["debts."+string(d)] = append(lists["debts."+string(d)], string(b))
		}
	}
	// The pages of documents.
	lists["names"] = texts(graph.NameKinds())
	lists["engage"] = texts(graph.Engages())
	lists["predecessor"] = texts(graph.PredecessorHows())
	lists["capacity"] = texts(graph.Capacities())
	lists["weight"] = texts(graph.Weights())
	lists["reply"] = texts(graph.Replies())
	lists["cooperation"] = texts(graph.CooperationKinds())
	lists["party"] = texts(graph.PartyRoles())
	lists["closed"] = texts(graph.ClosedHows())
	lists["commitment"] = texts(graph.Bases())
	lists["nouns"] = texts(graph.Nouns())
	lists["history"] = []string{"created", "changed", "deleted"}
	for _, m := range graph.Markings() {
		lists["marking"] = append(lists["marking"], m.String())
	}
	for _, p := range questionParameters("search") {
		if p.Name == "noun" {
			lists["noun"] = append(p.Choices, append(texts(graph.Nouns()), "document")...)
		}
	}
	// The page Record.
	lists["record.of"] = []string{"who", "for", "by", "to", "place", "source"}
	lists["record.create"] = []string{"organisation", "person", "source"}
	addQuestions(lists)
	for _, s := range sections {
		lists["nav"] = append(lists["nav"], strings.TrimPrefix(s.key, "nav."))
	}
	return lists
}

// addQuestions adds the keys that are made from the registry of questions: all of these are optional, so only those that there can be.
func addQuestions(lists map[string][]string) {
	add := func(list, value string) {
		if _, ok := catalogue[list+"."+value]; ok {
			lists[list] = append(lists[list], value)
		}
	}
	for _, q := range queries.Registry() {
		lists["ask.sentence"] = append(lists["ask.sentence"], q.Name)
		add("ask.empty.fill", q.Name)
		lists["ask.name"] = append(lists["ask.name"], q.Name)
		lists["ask.short"] = append(lists["ask.short"], q.Name)
		for _, p := range q.Parameters {
			add("ask.any", p.Name)
			add("ask.any."+q.Name, p.Name)
			add("ask.flag", p.Name)
			for _, c := range p.Choices {
				add("ask."+p.Name, c)
				add("ask."+p.Name+"s", c)
			}
		}
		columns, _ := queries.Columns(q.Row)
		for _, c := range append(columns, tableColumns[q.Name]...) {
			add("ask.column", c)
			add("ask.column."+q.Name, c)
			for _, value := range []string{"yes", "no", "none", "one", "more", queries.RoleMet} {
				add("ask."+c, value)
			}
		}
	}
	for key := range catalogue { // totals are named by the questions as they are counted
		if name, ok := strings.CutPrefix(key, "ask.total."); ok {
			add("ask.total", name)
		}
	}
}

func questionParameters(name string) []queries.Parameter {
	q, err := queries.Find(name)
	if err != nil {
		panic(err)
	}
	return q.Parameters
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

// Keys stand in templates and code as the first operand of a function, or in quotes by themselves where one of several is chosen.
var (
	countKey  = regexp.MustCompile(`\bcount\(? ?"([a-z_.0-9]+)"`)
	quotedKey = regexp.MustCompile(`"([a-z_0-9]+(?:\.[a-z_0-9]+)+)"`)
	calledKey = regexp.MustCompile(`\b(?:t|say|sentence)(?:\(| )"([^"]+)"`)
)

// TestCatalogue holds the catalogue to what the pages use: no key is missing, none is left over.
func TestCatalogue(t *testing.T) {
	used := map[string]string{}
	for list, values := range families() {
		for _, v := range values {
			used[list+"."+v] = "the list " + list
		}
	}
	var files []string
	for _, pattern := range []string{"*.go", "templates/*.html", "templates/partials/*.html"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "catalogue.go" {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source := countKey.ReplaceAllStringFunc(string(raw), func(s string) string {
			key := countKey.FindStringSubmatch(s)[1]
			used[key+".one"], used[key+".other"] = file, file
			return ""
		})
		for _, found := range calledKey.FindAllStringSubmatch(source, -1) {
			if !strings.HasSuffix(found[1], ".") { // the beginning of a family's keys
				used[found[1]] = file
			}
		}
		for _, found := range quotedKey.FindAllStringSubmatch(source, -1) {
			if _, ok := catalogue[found[1]]; ok { // else a file's name or the like
				used[found[1]] = file
			}
		}
	}
	for key, where := range used {
		if _, ok := catalogue[key]; !ok {
			t.Errorf("%s uses %q, which is not in the catalogue", where, key)
		}
	}
	var left []string
	for key := range catalogue {
		if used[key] == "" {
			left = append(left, key)
		}
	}
	slices.Sort(left)
	if len(left) > 0 {
		t.Errorf("the catalogue has what nothing uses: %s", strings.Join(left, ", "))
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 names fit", 1: "1 name fits", 2: "2 names fit"} {
		if got := count("search.found", n); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
