package neo4jstore_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"liaison/graph"
	"liaison/graph/neo4jstore/neo4jtest"
)

// importSize is what BenchmarkImport writes: the reference network with a tenth of its engagements.
var importSize = struct{ organisations, engagements, each int }{20_000, 100_000, 10_000}

// importDocuments makes organisations and engagements of 2 to 5 of them, Zipf-skewed, always the same.
func importDocuments() (organisations, engagements []graph.Change, participations int) {
	countries, mandates := graph.Countries()[:200], graph.Mandates()
	organisations = append(organisations, graph.Put(&graph.Source{Head: graph.Head{ID: "register", Marking: graph.Clear}, Title: "Register"}, graph.ExpectAbsent()))
	for i := range importSize.organisations - 1 {
		organisations = append(organisations, graph.Put(&graph.Organisation{
			Head:  graph.Head{ID: graph.ID(fmt.Sprintf("o%05d", i)), Marking: graph.Clear},
			Names: []graph.Name{{Text: fmt.Sprintf("Organisation %d", i)}}, Kind: graph.Agency,
			Mandates: mandates[i%7 : i%7+1], Country: countries[i*7919%len(countries)].Code,
		}, graph.ExpectAbsent()))
	}
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.2, 10, uint64(importSize.organisations-2))
	first := graph.DayOf(2016, 1, 1)
	for i := range importSize.engagements {
		e := &graph.Engagement{
			Head: graph.Head{ID: graph.ID(fmt.Sprintf("e%07d", i)), Marking: graph.Markings()[random.IntN(3)]},
			Fact: graph.Fact{Grade: graph.Grade{Reliability: 'B', Credibility: 2}, Evidence: []graph.Citation{{Source: "register", Locator: fmt.Sprintf("line %d", i)}}},
			Kind: graph.Meeting, Status: graph.Held, When: graph.DateOfDay(first + graph.Day(random.IntN(1900))),
		}
		var parties []uint64
		for n := 2 + random.IntN(4); len(parties) < n; {
			if p := zipf.Uint64(); !slices.Contains(parties, p) {
				parties = append(parties, p)
			}
		}
		role := graph.Initiator
		for _, p := range parties {
			e.Participants = append(e.Participants, graph.Participation{Stakeholder: graph.ID(fmt.Sprintf("o%05d", p)), Role: role})
			role = graph.Counterpart
		}
		participations += len(parties)
		engagements = append(engagements, graph.Put(e, graph.ExpectAbsent()))
	}
	return organisations, engagements, participations
}

// BenchmarkImport writes a network by Apply, documents, log and graph, in writes of 10,000 changes. It wants one round: -benchtime 1x.
func BenchmarkImport(b *testing.B) {
	organisations, engagements, participations := importDocuments()
	for b.Loop() {
		b.StopTimer()
		store := neo4jtest.Open(b)
		b.StartTimer()
		apply := func(changes []graph.Change) {
			for chunk := range slices.Chunk(changes, importSize.each) {
				start := time.Now()
				if _, err := store.Apply(b.Context(), graph.Write{ID: graph.NewApplyID(), Batch: "import", Changes: chunk}); err != nil {
					b.Fatal(err)
				}
				b.Logf("%d changes: %v", len(chunk), time.Since(start).Round(time.Millisecond))
			}
		}
		apply(organisations)
		start := time.Now()
		apply(engagements)
		b.ReportMetric(float64(participations)/time.Since(start).Seconds(), "participations/s")
	}
}
