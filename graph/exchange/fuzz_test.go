package exchange_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"liaison/graph/exchange"
)

// readsBack holds what was read of a file to a round trip through both formats.
func readsBack(t *testing.T, text string, f exchange.Format) {
	documents, err := read(text, f)
	if err != nil || len(documents) == 0 {
		return
	}
	for _, f := range []exchange.Format{exchange.YAML, exchange.Lines} {
		out := written(t, f, documents)
		again, err := read(out, f)
		if err != nil {
			t.Fatalf("%s: %v\n%s", f, err, out)
		}
		if second := written(t, f, again); second != out || len(again) != len(documents) {
			t.Fatalf("%s: the second export differs:\n%s\n%s", f, out, second)
		}
	}
}

func FuzzReadYAML(f *testing.F) {
	f.Add("organisations:\n  - {id: a, marking: clear, kind: agency, names: [{text: A}]}\n")
	f.Add("liaison: 1\ndefaults: {marking: TLP:RED, grade: B2, evidence: [{source: s}]}\npersons: [{id: p, names: [{text: é}]}]\n")
	f.Add(organisation + "    contact: {address: |\n      a\n       b\n    }\n")
	f.Add(engagement + "    when: [2021-03-03..2021-03-04]\n    participants: [{stakeholder: a, role: host, headcount: {total: 3}}]\n    summary: >-\n      a\n\n      b\n")
	f.Add("a: &a [x]\norganisations: [*a, *a]\n")
	f.Fuzz(func(t *testing.T, text string) { readsBack(t, text, exchange.YAML) })
}

func FuzzReadLines(f *testing.F) {
	f.Add("{\"liaison\":1}\n" + organisationLine + "}}\n")
	f.Add(organisationLine + `,"contact":{"address":"\u0416\ud83d\ude00\n"},"placeholder":true}}`)
	f.Add(`{"engagement":{"id":"a","marking":"TLP:RED","kind":"meeting","status":"held","stands_for":"several","when":"2021","participants":[{"stakeholder":"a","role":"host","headcount":{"total":3}}]}}`)
	f.Fuzz(func(t *testing.T, text string) { readsBack(t, text, exchange.Lines) })
}

// FuzzScanner holds the scanner to the standard library: what it lets pass is JSON of one field, and is read the same by the careful way.
func FuzzScanner(f *testing.F) {
	f.Add(organisationLine + "}}")
	f.Add(`{"engagement":{"stands_for":-0.5e+1,"topics":["\"\\\/\b\f\n\r\t\u0041"],"online":true,"when":null}}`)
	f.Fuzz(func(t *testing.T, text string) {
		if !exchange.ScannerTakes([]byte(text)) {
			return
		}
		var fields map[string]map[string]any
		if err := json.Unmarshal([]byte(text), &fields); err != nil || len(fields) != 1 {
			t.Fatalf("the scanner takes what is not JSON: %q: %v", text, err)
		}
		// A name with an escape is left to the careful way, which must come to the same.
		careful := `{"` + `\u00` + hex(text[nameAt(text)]) + text[nameAt(text)+1:]
		quick, quickErr := read(text, exchange.Lines)
		slow, slowErr := read(careful, exchange.Lines)
		if (quickErr == nil) != (slowErr == nil) || !reflect.DeepEqual(quick, slow) {
			t.Fatalf("%q: got %+v (error %v), the careful way %+v (error %v)", text, quick, quickErr, slow, slowErr)
		}
	})
}

// nameAt gives where the first name in a line begins.
func nameAt(text string) int {
	for i := range len(text) {
		if text[i] == '"' {
			return i + 1
		}
	}
	return 0
}

func hex(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
