package exchange_test

import (
	"bytes"
	"fmt"
	"testing"

	"liaison/graph/exchange"
)

// referenceLines gives engagements as JSON Lines of about 450 bytes, as an import of a register has them.
func referenceLines(n int) []byte {
	var out bytes.Buffer
	for i := range n {
		fmt.Fprintf(&out, `{"engagement":{"id":"e%07d","marking":"TLP:GREEN","grade":"B2","evidence":[{"source":"register","locator":"line %d"}],"kind":"meeting","status":"held","when":"2021-02-%02d","place":"KG-bishkek","topics":["counter-terrorism"],"participants":[`, i, i, i%28+1)
		for k := range 4 {
			if k > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, `{"stakeholder":"o%05d","role":"counterpart"}`, (i+k*7)%20_000)
		}
		out.WriteString("]}}\n")
	}
	return out.Bytes()
}

// BenchmarkReadLines reads and checks: documents a second, and how long a line is.
func BenchmarkReadLines(b *testing.B) {
	const documents = 50_000
	text := referenceLines(documents)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		read := 0
		for _, err := range exchange.Read(bytes.NewReader(text), "reference.jsonl", exchange.Lines) {
			if err != nil {
				b.Fatal(err)
			}
			read++
		}
		if read != documents {
			b.Fatalf("read %d documents", read)
		}
	}
	b.ReportMetric(float64(documents)*float64(b.N)/b.Elapsed().Seconds(), "documents/s")
	b.ReportMetric(float64(len(text))/documents, "bytes/document")
}
