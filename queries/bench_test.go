package queries_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/neo4jstore"
	"liaison/graph/neo4jstore/neo4jtest"
	"liaison/graph/sqlitestore"
	"liaison/queries"
	"liaison/queries/network"
)

// size is that of the reference network: 20,000 organisations in 200 countries and 1,000,000 engagements of 2 to 5 of them,
// Zipf-skewed (s = 1.2, v = 10). With -short it is a twentieth of that.
type size struct{ organisations, engagements int }

func benchSize() size {
	if testing.Short() {
		return size{1_000, 50_000}
	}
	return size{20_000, 1_000_000}
}

// writeReference writes the reference network as JSON Lines, always the same.
func writeReference(w io.Writer, s size) error {
	out := bufio.NewWriter(w)
	countries, mandates := graph.Countries()[:200], graph.Mandates()
	fmt.Fprintln(out, `{"source":{"id":"register","marking":"TLP:CLEAR","title":"Register"}}`)
	for i := range s.organisations {
		fmt.Fprintf(out, `{"organisation":{"id":"o%05d","marking":"TLP:CLEAR","names":[{"text":"Organisation %d"}],"kind":"agency","mandates":[%q],"country":%q}}`+"\n",
			i, i, mandates[i%7], countries[i*7919%len(countries)].Code)
	}
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.2, 10, uint64(s.organisations-1))
	first := graph.DayOf(2016, 1, 1)
	markings := []string{"TLP:CLEAR", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"}
	for i := range s.engagements {
		parties := []uint64{}
		for n := 2 + random.IntN(4); len(parties) < n; {
			if p := zipf.Uint64(); !slices.Contains(parties, p) {
				parties = append(parties, p)
			}
		}
		fmt.Fprintf(out, `{"engagement":{"id":"e%07d","marking":%q,"grade":"B2","evidence":[{"source":"register","locator":"line %d"}],"kind":"meeting","status":"held","when":%q,"participants":[`,
			i, markings[random.IntN(len(markings))], i, (first + graph.Day(random.IntN(1900))).String())
		for k, p := range parties {
			role := "counterpart"
			if k == 0 {
				role = "initiator"
			}
			if k > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(out, `{"stakeholder":"o%05d","role":%q}`, p, role)
		}
		fmt.Fprintln(out, `]}}`)
	}
	return out.Flush()
}

// reference is the reference network in a file and in memory, made once for all benchmarks.
type referenceNetwork struct {
	folder, lines, file string
	store               graph.Store
	asker               *queries.Asker
	busy                []graph.ID // by how busy they are
	err                 error
}

var referenceOnce = sync.OnceValue(func() (r *referenceNetwork) {
	r = &referenceNetwork{}
	r.err = r.make(context.Background())
	return r
})

func (r *referenceNetwork) make(ctx context.Context) (err error) {
	if r.folder, err = os.MkdirTemp("", "liaison-bench-"); err != nil {
		return err
	}
	r.lines, r.file = filepath.Join(r.folder, "reference.jsonl"), filepath.Join(r.folder, "liaison.db")
	file, err := os.Create(r.lines)
	if err != nil {
		return err
	}
	if err := writeReference(file, benchSize()); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if r.store, err = sqlitestore.Open(ctx, r.file); err != nil {
		return err
	}
	start := time.Now()
	if err := importLines(ctx, r.store, r.lines); err != nil {
		return err
	}
	imported := time.Since(start)
	info, err := os.Stat(r.file)
	if err != nil {
		return err
	}
	before := heap()
	start = time.Now()
	n, err := network.Load(ctx, r.store, nil)
	if err != nil {
		return err
	}
	loaded := time.Since(start)
	fmt.Fprintf(os.Stderr, "reference network: %+v: import %.1f s, file %d MB, load %.1f s, heap %d MB\n",
		benchSize(), imported.Seconds(), info.Size()>>20, loaded.Seconds(), (heap()-before)>>20)
	r.asker = &queries.Asker{Network: n, Settings: queries.Settings{Us: []string{"o00000"}}, Today: today}
	for i := range benchSize().organisations {
		r.busy = append(r.busy, graph.ID(fmt.Sprintf("o%05d", i))) // Zipf gives the first most
	}
	return nil
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func importLines(ctx context.Context, store graph.Store, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = exchange.Import(ctx, store, exchange.Read(file, name, exchange.Lines), exchange.Options{Actor: "bench", Batch: "reference"})
	return err
}

func loadReference(b *testing.B) *referenceNetwork {
	b.Helper()
	r := referenceOnce()
	if r.err != nil {
		b.Fatal(r.err)
	}
	return r
}

// benchRequests are the questions that are timed: of the busiest organisation, the 1,000th and the median one.
func benchRequests(r *referenceNetwork) []struct {
	name    string
	request queries.Request
} {
	thousandth := r.busy[min(999, len(r.busy)/20)]
	ask := func(question string, parameters map[string][]string) queries.Request {
		return queries.Request{
			Question: question, Parameters: parameters, AsOf: graph.DayOf(2021, 3, 15),
			Clearance: graph.Clearance{Marking: graph.Green}, MinGrade: graph.MinGrade{Reliability: 'C', Credibility: 3}, Limit: 50,
		}
	}
	of := func(id graph.ID) map[string][]string { return map[string][]string{"of": {string(id)}} }
	pair := map[string][]string{"of": {string(thousandth)}, "with": {string(r.busy[0])}}
	// The texts of one row only: what the search takes apart from reading a page.
	first := func(r queries.Request) queries.Request {
		r.Limit = 1
		return r
	}
	return []struct {
		name    string
		request queries.Request
	}{
		{"counterparts/busiest", ask("counterparts", of(r.busy[0]))},
		{"counterparts/1000th", ask("counterparts", of(thousandth))},
		{"counterparts/median", ask("counterparts", of(r.busy[len(r.busy)/2]))},
		{"encounters/1000th", ask("encounters", pair)},
		{"encounters/1000th/first", first(ask("encounters", pair))},
		{"coverage/busiest", ask("coverage", of(r.busy[0]))},
	}
}

func BenchmarkMemory(b *testing.B) {
	r := loadReference(b)
	for _, x := range benchRequests(r) {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := r.asker.Ask(b.Context(), x.request); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkApplyBesideQuestions times one durable Apply while the busiest organisation's counterparts are asked in a loop.
func BenchmarkApplyBesideQuestions(b *testing.B) {
	r := loadReference(b)
	question := benchRequests(r)[0].request
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go func() {
		for ctx.Err() == nil {
			_, _ = r.asker.Ask(ctx, question)
		}
	}()
	var took []time.Duration
	for b.Loop() {
		e := &graph.Engagement{
			Head: graph.Head{ID: graph.ID("bench-" + graph.NewApplyID()), Marking: graph.Clear},
			Kind: graph.Meeting, Status: graph.Held, When: graph.MustDate("2021-03-01"),
			Participants: []graph.Participation{{Stakeholder: r.busy[0], Role: graph.Initiator}, {Stakeholder: r.busy[5], Role: graph.Counterpart}},
		}
		start := time.Now()
		if _, err := r.asker.Network.Apply(b.Context(), graph.Write{ID: graph.NewApplyID(), Changes: []graph.Change{graph.Put(e, graph.ExpectAbsent())}}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// plain are the same questions in Cypher as one would write it by hand: no markings, no grades, no clocks.
var plain = map[string]string{
	"counterparts": `MATCH (a:Organisation {id: $of})-[:TOOK_PART]->(e:Engagement)<-[:TOOK_PART]-(b:Organisation) WHERE b <> a
		RETURN b.id AS id, count(*) AS meetings ORDER BY meetings DESC, id LIMIT 50`,
	"encounters": `MATCH (a:Organisation {id: $of})-[:TOOK_PART]->(e:Engagement)<-[:TOOK_PART]-(b:Organisation {id: $with})
		RETURN e.id AS id, e.when AS day ORDER BY day, id LIMIT 50`,
	"coverage": `MATCH (a:Organisation {id: $of})-[:TOOK_PART]->(e:Engagement)<-[:TOOK_PART]-(b:Organisation) WHERE b <> a
		UNWIND b.mandates AS mandate RETURN b.country AS country, mandate, count(DISTINCT e) AS records, max(e.begins_latest) AS last ORDER BY country, mandate`,
}

// plainImport writes the first engagements of the network into an empty Neo4j as one would by hand, in UNWINDs of 10,000 without
// evidence, labels or log, and gives participations a second.
func plainImport(b *testing.B, o neo4jstore.Options, lines string, engagements int) float64 {
	auth := neo4j.NoAuth()
	if o.User != "" {
		auth = neo4j.BasicAuth(o.User, o.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(o.URI, auth)
	if err != nil {
		b.Fatal(err)
	}
	defer driver.Close(b.Context())
	run := func(statement string, rows []any) {
		if _, err := neo4j.ExecuteQuery(b.Context(), driver, statement, map[string]any{"rows": rows}, neo4j.EagerResultTransformer); err != nil {
			b.Fatal(err)
		}
	}
	run("CREATE CONSTRAINT plain IF NOT EXISTS FOR (o:Plain) REQUIRE o.id IS UNIQUE", nil)
	defer run("DROP CONSTRAINT plain", nil)
	file, err := os.Open(lines)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	var organisations, batch []any
	flush := func() {
		run(`UNWIND $rows AS row CREATE (e:PlainEngagement {id: row.id, when: row.when, kind: row.kind, status: row.status})
			WITH e, row UNWIND row.parties AS p MATCH (o:Plain {id: p.id}) CREATE (o)-[:TOOK_PART {role: p.role}]->(e)`, batch)
		batch = nil
	}
	var start time.Time
	participations, done := 0, 0
	for item, err := range exchange.Read(file, lines, exchange.Lines) {
		if err != nil {
			b.Fatal(err)
		}
		switch d := item.Document.(type) {
		case *graph.Organisation:
			organisations = append(organisations, map[string]any{"id": string(d.ID), "country": string(d.Country), "kind": string(d.Kind)})
		case *graph.Engagement:
			if done == 0 {
				run(`UNWIND $rows AS row CREATE (o:Plain) SET o = row`, organisations)
				start = time.Now()
			}
			var parties []any
			for _, p := range d.Participants {
				parties = append(parties, map[string]any{"id": string(p.Stakeholder), "role": string(p.Role)})
			}
			participations += len(parties)
			batch = append(batch, map[string]any{"id": string(d.ID), "when": d.When.String(), "kind": string(d.Kind), "status": string(d.Status), "parties": parties})
			if len(batch) == 10_000 {
				flush()
			}
			if done++; done == engagements {
				flush()
				return float64(participations) / time.Since(start).Seconds()
			}
		}
	}
	b.Fatal("the network has fewer engagements")
	return 0
}

// inNeo4j imports the network into Neo4j.
func (r *referenceNetwork) inNeo4j(b *testing.B) *neo4jstore.Store {
	b.Helper()
	store := neo4jtest.Open(b)
	start := time.Now()
	if err := importLines(b.Context(), store, r.lines); err != nil {
		b.Fatal(err)
	}
	participations := 3.5 * float64(benchSize().engagements)
	fmt.Fprintf(os.Stderr, "Neo4j: import %.1f s, %.0f participations a second\n", time.Since(start).Seconds(), participations/time.Since(start).Seconds())
	return store
}

// BenchmarkNeo4j imports the same network into Neo4j, and times the engine cypher beside plain Cypher on the same server.
func BenchmarkNeo4j(b *testing.B) {
	r := loadReference(b)
	fmt.Fprintf(os.Stderr, "Neo4j: plain import in UNWINDs, %.0f participations a second\n", plainImport(b, neo4jtest.Options(b), r.lines, benchSize().engagements/10))
	store := r.inNeo4j(b)
	asker := &queries.Asker{Cypher: store, Settings: r.asker.Settings, Today: today}
	for _, x := range benchRequests(r) {
		x.request.Engine = queries.Cypher
		b.Run("engine/"+x.name, func(b *testing.B) {
			warm(b, func() error { _, err := asker.Ask(b.Context(), x.request); return err })
		})
		b.Run("plain/"+x.name, func(b *testing.B) {
			parameters := map[string]any{"of": x.request.Parameters["of"][0], "with": ""}
			if with := x.request.Parameters["with"]; len(with) > 0 {
				parameters["with"] = with[0]
			}
			warm(b, func() error { _, err := store.Query(b.Context(), plain[x.request.Question], parameters); return err })
		})
	}
}

// warm times what a server answers that has answered it before: its first answers are compiled while they run.
func warm(b *testing.B, ask func() error) {
	for range 5 {
		if err := ask(); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if err := ask(); err != nil {
			b.Fatal(err)
		}
	}
}
