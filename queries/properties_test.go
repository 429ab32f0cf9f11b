package queries_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/graph/storetest"
	"liaison/queries"
	"liaison/queries/network"
)

// askerOver gives an asker, with two of us, over a store.
func askerOver(t interface{ Fatal(args ...any) }, store graph.Store) *queries.Asker {
	n, err := network.Load(context.Background(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &queries.Asker{Network: n, Settings: queries.Settings{Us: []string{"o0", "o1"}}, Today: today}
}

// outcome gives what of an answer must be the same: rows and totals, or the error.
func outcome(a *queries.Asker, r queries.Request) string {
	answer, err := a.Ask(context.Background(), r)
	if err != nil {
		return "error " + string(graph.KindOf(err)) + ": " + err.Error()
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(map[string]any{"rows": answer.Rows, "totals": answer.Totals, "more": answer.Next != ""}); err != nil {
		return err.Error()
	}
	return b.String()
}

// TestUnseenIsAbsent holds every question of the registry to the property of the view: for any graph and any reader, the answer equals the answer over the
// graph rebuilt from only what that reader may see at those clocks.
func TestUnseenIsAbsent(t *testing.T) {
	for _, q := range queries.Registry() {
		t.Run(q.Name, func(t *testing.T) {
			answered := 0
			rapid.Check(t, func(t *rapid.T) {
				w := newWorld(t)
				whole := askerOver(t, w.store)
				for range 4 {
					r := w.ask(q, w.terms(whole.Network.Head()))
					rebuilt := askerOver(t, rebuild(t, w.store, r))
					everything := r
					everything.Known, everything.MinGrade = "", graph.MinGrade{}
					everything.Clearance = graph.Clearance{Marking: graph.Red, Groups: worldGroups}
					got, want := outcome(whole, r), outcome(rebuilt, everything)
					if !strings.HasPrefix(got, "error") && !strings.Contains(got, `"rows": []`) {
						answered++
					}
					if got != want {
						t.Fatalf("%s %v as of %s known %q clearance %s grade %s:\n%s", q.Name, r.Parameters, r.AsOf, r.Known, r.Clearance, r.MinGrade, differing(got, want))
					}
				}
			})
			if answered == 0 || (answered < 5 && !testing.Short()) {
				t.Errorf("only %d random questions have rows: the graphs no longer try anything", answered)
			}
		})
	}
}

// TestListsOfTheUnseen holds the lists to the same: document for document and in the same order, page by page, what there would be if there were only what the reader sees.
func TestListsOfTheUnseen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		whole := askerOver(t, w.store)
		r := w.terms(whole.Network.Head())
		rebuilt := askerOver(t, rebuild(t, w.store, r))
		noun := one(w, "noun", graph.Nouns())
		filter := network.Filter{}
		if w.chance(40) {
			filter.RefersTo = w.id("o", organisations)
		}
		list := func(a *queries.Asker, c graph.Clearance, g graph.MinGrade, known string) string {
			var b strings.Builder
			request := queries.ListRequest{Noun: noun, Filter: filter, Terms: network.Terms{Clearance: c, MinGrade: g}, Known: known, Limit: 1 + w.below(4, "limit")}
			for {
				part, err := a.List(context.Background(), request)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range part.Documents {
					body, err := graph.Encode(d)
					if err != nil {
						t.Fatal(err)
					}
					fmt.Fprintf(&b, "%s\n", body)
				}
				if part.Next == "" {
					return b.String()
				}
				request = queries.ListRequest{Noun: noun, Terms: network.Terms{Clearance: c}, Limit: request.Limit, Cursor: part.Next}
			}
		}
		got := list(whole, r.Clearance, r.MinGrade, r.Known)
		if want := list(rebuilt, graph.Clearance{Marking: graph.Red, Groups: worldGroups}, graph.MinGrade{}, ""); got != want {
			t.Fatalf("%s %+v known %q clearance %s grade %s:\n%s", noun, filter, r.Known, r.Clearance, r.MinGrade, differing(got, want))
		}
	})
}

// differing shows where two outcomes part.
func differing(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			from := max(0, i-12)
			return fmt.Sprintf("got\n%s\nwant\n%s", strings.Join(g[from:min(len(g), i+12)], "\n"), strings.Join(w[min(from, len(w)):min(len(w), i+12)], "\n"))
		}
	}
	return "got\n" + got + "\nwant\n" + want
}

// rebuild makes a store of only what a reader may see at a revision, straight from the rules: by the log, document by document.
func rebuild(t *rapid.T, store *storetest.Memory, r queries.Request) *storetest.Memory {
	head, err := store.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	known := head
	if r.Known != "" {
		if _, err := fmt.Sscan(r.Known, &known); err != nil {
			t.Fatal(err)
		}
	}
	seen := visible(t, store, r.Clearance, r.MinGrade, known)
	fresh := storetest.NewMemory()
	var changes []graph.Change
	for _, d := range seen {
		changes = append(changes, graph.Put(d, graph.ExpectAbsent()))
	}
	if len(changes) > 0 {
		if _, err := fresh.Apply(context.Background(), graph.Write{ID: "rebuilt", Changes: changes}); err != nil {
			t.Fatal(err)
		}
	}
	return fresh
}

// visible gives the documents that a reader sees at a revision, redacted.
func visible(t *rapid.T, store *storetest.Memory, c graph.Clearance, g graph.MinGrade, known graph.Revision) map[graph.ID]graph.Document {
	log, err := store.Log(context.Background(), 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	then, labels := map[graph.ID]graph.Document{}, map[graph.ID]graph.Label{}
	for _, commit := range log {
		for _, e := range commit.Entries {
			var d graph.Document
			if !e.Deleted() {
				if d, err = graph.Decode(e.Noun, e.Body); err != nil {
					t.Fatal(err)
				}
				labels[e.ID] = d.Header().Label()
			}
			if commit.Revision > known {
				continue
			}
			if d == nil {
				delete(then, e.ID)
			} else {
				then[e.ID] = d
			}
		}
	}
	for id, d := range then {
		f := graph.FactOf(d)
		if !c.Sees(d.Header().Label()) || !c.Sees(labels[id]) || (f != nil && !g.Passes(f.Grade)) {
			delete(then, id)
		}
	}
	close(then)
	sees := func(id graph.ID) bool { return then[id] != nil }
	for _, d := range then {
		graph.Redact(d, sees)
	}
	return then
}

// close takes out what lacks what it cannot be without, until nothing changes.
func close(seen map[graph.ID]graph.Document) {
	has := func(ids ...graph.ID) bool {
		for _, id := range ids {
			if seen[id] == nil {
				return false
			}
		}
		return true
	}
	for changed := true; changed; {
		changed = false
		for id, d := range seen {
			stays := true
			switch d := d.(type) {
			case *graph.Post:
				stays = has(d.Organisation)
			case *graph.Tenure:
				stays = has(d.Person, d.Post)
			case *graph.Commitment:
				stays = has(d.OwedBy, d.OwedTo)
			case *graph.Cooperation:
				parties, giving := 0, 0
				for _, p := range d.Parties {
					if p.Organisation == "" || has(p.Organisation) {
						parties++
						if p.Role.Giving() {
							giving++
						}
					}
				}
				stays = parties >= 2 && (!d.Directed() || giving > 0 && giving < parties)
			}
			if !stays {
				delete(seen, id)
				changed = true
			}
		}
	}
}

// drawn is a random graph with a few requests for each question.
type drawn struct {
	world    *world
	requests []queries.Request
}

// TestEnginesAgree holds memory and Cypher to one answer, to the digit, over random graphs with labels, grades and deletions.
func TestEnginesAgree(t *testing.T) {
	neo4jtest.Options(t) // says early that there is no server
	worlds := 8
	if testing.Short() {
		worlds = 3
	}
	generator := rapid.Custom(func(t *rapid.T) drawn {
		d := drawn{world: newWorld(t)}
		for _, q := range queries.Registry() {
			for range 4 {
				if q.MemoryOnly {
					continue
				}
				r := d.world.ask(q, d.world.terms(0))
				r.Known = ""
				d.requests = append(d.requests, r)
			}
		}
		return d
	})
	answered := 0
	for seed := range worlds {
		d := generator.Example(seed)
		options := neo4jtest.Options(t)
		store := neo4jtest.Reopen(t, options)
		log, err := d.world.store.Log(t.Context(), 0, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Restore(t.Context(), log); err != nil {
			t.Fatal(err)
		}
		asker := askerOver(t, d.world.store)
		asker.Cypher = store
		for _, r := range d.requests {
			want := outcome(asker, r)
			r.Engine = queries.Cypher
			got := outcome(asker, r)
			if strings.HasPrefix(want, "error") && strings.HasPrefix(got, "error") {
				continue // the engines may say it in other words
			}
			answered++
			if got != want {
				t.Errorf("seed %d: %s %v as of %s clearance %s grade %s: Cypher differs from memory\n%s", seed, r.Question, r.Parameters, r.AsOf, r.Clearance, r.MinGrade, differing(got, want))
			}
		}
	}
	if answered < worlds*len(queries.Registry()) {
		t.Errorf("only %d questions of %d graphs were answered: they no longer try anything", answered, worlds)
	}
}

// TestWriteJSON holds the JSON form of answers, which a quicker encoder writes, to what the standard library makes of them: for every question, and for texts of all sorts.
func TestWriteJSON(t *testing.T) {
	same := func(t interface {
		Fatal(args ...any)
		Fatalf(format string, args ...any)
	}, a *queries.Answer,
	) {
		for _, indent := range []string{"", "  "} {
			var got, want bytes.Buffer
			e := json.NewEncoder(&want)
			e.SetEscapeHTML(false)
			e.SetIndent("", indent)
			if err := errors.Join(a.WriteJSON(&got, indent), e.Encode(a)); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Fatalf("%s", differing(got.String(), want.String()))
			}
		}
	}
	for _, text := range []string{"", "<a & b>", "\u2028\u2029", "\x00\x1f\x7f\\\"\t\n", "\xff\xfe no UTF-8", "Ашхабад 阿什哈巴德 עשקאבאד", "\U0001F91D"} {
		same(t, &queries.Answer{Rows: []queries.Encounter{{Occasion: queries.Occasion{Summary: text}}}, Clearance: text})
	}
	for _, q := range queries.Registry() {
		rapid.Check(t, func(t *rapid.T) {
			w := newWorld(t)
			asker := askerOver(t, w.store)
			if a, err := asker.Ask(context.Background(), w.ask(q, w.terms(asker.Network.Head()))); err == nil {
				same(t, a)
			}
		})
	}
}
