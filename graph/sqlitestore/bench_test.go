package sqlitestore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"liaison/graph"
	"liaison/graph/sqlitestore"
	"liaison/graph/storetest"
)

// importSize is the reference network; with -short a twentieth of it.
func importSize() (organisations, engagements int) {
	if testing.Short() {
		return 1_000, 50_000
	}
	return 20_000, 1_000_000
}

// importWrites makes the reference network as an import would write it, 10,000 documents to an Apply: organisations, then
// engagements of 2 to 5 of them, Zipf-skewed, always the same. It makes each write when it is asked for, because
// a million documents at once would take a few gigabytes.
func importWrites(yield func(graph.Write) bool) {
	const each = 10_000
	organisations, engagements := importSize()
	var changes []graph.Change
	flush := func() bool {
		w := graph.Write{ID: graph.NewApplyID(), Actor: "bench", Reason: "the reference network", Batch: "reference", Changes: changes}
		changes = nil
		return yield(w)
	}
	add := func(d graph.Document) bool {
		changes = append(changes, graph.Put(d, graph.ExpectAsImported()))
		return len(changes) < each || flush()
	}
	if !add(&graph.Source{Head: graph.Head{ID: "register", Marking: graph.Clear}, Title: "Register"}) {
		return
	}
	for i := range organisations {
		o := storetest.Org(graph.ID(fmt.Sprintf("o%05d", i)), fmt.Sprintf("Organisation %d", i))
		o.Country = graph.Countries()[i%200].Code
		if !add(o) {
			return
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.2, 10, uint64(organisations-1))
	first := graph.DayOf(2016, 1, 1)
	for i := range engagements {
		var parties []graph.ID
		for n := 2 + random.IntN(4); len(parties) < n; {
			if p := graph.ID(fmt.Sprintf("o%05d", zipf.Uint64())); !slices.Contains(parties, p) {
				parties = append(parties, p)
			}
		}
		e := storetest.Meeting(graph.ID(fmt.Sprintf("e%07d", i)), (first + graph.Day(random.IntN(1900))).String(), parties...)
		e.Grade = graph.Grade{Reliability: 'B', Credibility: 2}
		e.Evidence = []graph.Citation{{Source: "register", Locator: fmt.Sprintf("line %d", i)}}
		e.Topics = []string{"border management"}
		e.Summary = "The sides went over what was agreed before and set the next steps."
		if !add(e) {
			return
		}
	}
	if len(changes) > 0 {
		flush()
	}
}

// importInto applies the reference network and gives the time spent in the store and on checking before it.
func importInto(tb testing.TB, s graph.Store) (documents int, spent time.Duration) {
	tb.Helper()
	for w := range importWrites {
		start := time.Now()
		result, err := s.Apply(context.Background(), w)
		if err != nil {
			tb.Fatal(err)
		}
		documents, spent = documents+result.Changed, spent+time.Since(start)
	}
	return documents, spent
}

// BenchmarkImport writes the reference network, durable, and tells how large the file is. It wants one round: -benchtime 1x.
func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "liaison.db")
		s, err := sqlitestore.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		documents, spent := importInto(b, s)
		start := time.Now()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(spent.Seconds(), "apply-s")
		b.ReportMetric(time.Since(start).Seconds(), "close-s")
		b.ReportMetric(float64(documents)/spent.Seconds(), "documents/s")
		b.ReportMetric(float64(info.Size())/1e6, "MB")
		b.ReportMetric(float64(info.Size())/float64(documents), "B/document")
	}
}

// reference is a file with the reference network, made once for the benchmarks that read.
var reference = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "liaison-bench-")
	return filepath.Join(folder, "liaison.db"), err
})

func openReference(b *testing.B) graph.Store {
	b.Helper()
	path, err := reference()
	if err != nil {
		b.Fatal(err)
	}
	s := open(b, path)
	if head, err := s.Head(b.Context()); err != nil {
		b.Fatal(err)
	} else if head == 0 {
		importInto(b, s)
	}
	return s
}

// BenchmarkLog reads the whole log of the reference network as a network does at start.
func BenchmarkLog(b *testing.B) {
	s := openReference(b)
	b.ReportAllocs()
	entries, bytes := 0, 0
	for b.Loop() {
		entries, bytes = 0, 0
		for after := graph.Revision(0); ; {
			commits, err := s.Log(b.Context(), after, 10_000)
			if err != nil {
				b.Fatal(err)
			}
			if len(commits) == 0 {
				break
			}
			for _, c := range commits {
				entries += len(c.Entries)
				for _, e := range c.Entries {
					bytes += len(e.Body)
				}
			}
			after = commits[len(commits)-1].Revision
		}
	}
	b.ReportMetric(float64(b.Elapsed().Seconds())/float64(b.N), "s/log")
	b.ReportMetric(float64(bytes)/float64(entries), "B/body")
}

// BenchmarkRead reads 1,000 documents of the reference network at once, as of now and as of a revision.
func BenchmarkRead(b *testing.B) {
	s := openReference(b)
	_, engagements := importSize()
	random := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		keys := make([]graph.Key, 1_000)
		for i := range keys {
			keys[i] = graph.Key{ID: graph.ID(fmt.Sprintf("e%07d", random.IntN(engagements))), Revision: graph.Revision(1_000_000 * (i % 2))}
		}
		entries, err := s.Read(b.Context(), keys)
		if err != nil || entries[0].Deleted() {
			b.Fatal(err)
		}
	}
}
