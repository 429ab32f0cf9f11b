package names_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"liaison/graph/names"
)

func everything(names.Ref) bool { return true }

func finds(name, query string) (names.Hit, bool) {
	x := names.NewIndex()
	x.Add(1, name)
	hits := x.Search(query, everything)
	if len(hits) == 0 {
		return names.Hit{}, false
	}
	return hits[0], true
}

func TestSearchFinds(t *testing.T) {
	for _, c := range []struct{ name, query, reason string }{
		{"РАТС ШОС", "RATS ShOS", "the same name in another script"},
		{"РАТС ШОС", "ратс шос", "the same name"},
		{"Regional Anti-Terrorist Structure of the Shanghai Cooperation Organization", "Regional Antiterrorist Structure", "all words occur in the name"},
		{"Regional Antiterrorist Structure", "regional anti-terrorist structure", "the same words"},
		{"Нур-Султан", "Nur Sultan", "the same name in another script"},
		{"Nur-Sultan", "Nursultan", "all words occur in the name"},
		{"Раҳмон", "Rakhmon", "another spelling"},
		{"Rahmon", "Рахмон", "another spelling"},
		{"Japarov", "Жапаров", "another spelling"},
		{"Zhaparov", "Dzhaparov", "another spelling"},
		{"Тоқаев", "Tokayev", "another spelling"},
		{"Шавкат Мирзиёев", "Mirziyoyev Shavkat", ""},
		{"Gurbanguly Berdimuhamedow", "Бердымухамедов", ""},
		{"Asylbek Jêênbekov", "Жээнбеков", ""},
		{"Jérôme Ribaut-Gaillard", "Jerome Ribaut Gaillard", "the same words"},
		{"Ministry of Internal Affairs", "Internal Afairs", ""},
		{"Emergency Management Service", "emerg", "begins like it"},
		{"Emergency Management Service", "Emergancy Managment", "one letter differs"},
		{"Oʻzbekiston", "Ozbekiston", "the same words"},
		{"Aalmagül Osmonalieva", "Aalmagul Osmonaliyeva", ""},
	} {
		hit, ok := finds(c.name, c.query)
		if !ok {
			t.Errorf("%q does not find %q", c.query, c.name)
		} else if c.reason != "" && hit.Reason != c.reason {
			t.Errorf("%q finds %q: got reason %q, want %q", c.query, c.name, hit.Reason, c.reason)
		}
	}
}

func TestSearchFindsNot(t *testing.T) {
	for _, c := range []struct{ name, query string }{
		{"Tajikistan", "Turkmenistan"},
		{"Uzbekistan", "Kazakhstan"},
		{"Ministry of Internal Affairs", "Ministry of Foreign Affairs"},
		{"Karimov", "Rahimov"},
		{"Osh", "Ost"},
		{"Bishkek", ""},
		{"Bishkek", "- , ."},
	} {
		if hit, ok := finds(c.name, c.query); ok {
			t.Errorf("%q finds %q: %s", c.query, c.name, hit.Reason)
		}
	}
}

func TestRank(t *testing.T) {
	x := names.NewIndex()
	for i, name := range []string{"Ministry of Internal Affairs of Uzbekistan", "Internal Affairs", "Internal Affair", "Affairs, Internal"} {
		x.Add(names.Ref(i), name)
	}
	var got []string
	for _, hit := range x.Search("internal affairs", everything) {
		got = append(got, hit.Name)
	}
	want := "Internal Affairs|Affairs, Internal|Ministry of Internal Affairs of Uzbekistan|Internal Affair"
	if strings.Join(got, "|") != want {
		t.Errorf("order: got %q, want %q", got, want)
	}
	if hits := x.Search("internal", func(r names.Ref) bool { return r == 2 }); len(hits) != 1 || hits[0].Ref != 2 {
		t.Errorf("only what is seen: got %v", hits)
	}
}

func TestExactMeetsAcrossScripts(t *testing.T) {
	for _, same := range [][]string{{"Нур-Султан", "Nur Sultan", "NUR-SULTAN", "nur‑sultan"}, {"Бишкек", "Bishkek"}, {"É", "e", "e\u0301"}, {"Gulistan", "Gülistan"}} {
		for _, name := range same {
			if got, want := names.Exact(name), names.Exact(same[0]); got != want {
				t.Errorf("%q: got key %q, want %q", name, got, want)
			}
		}
	}
}

func TestExactIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if once := names.Exact(name); names.Exact(once) != once {
			t.Fatalf("%q: the key of the key %q is %q", name, once, names.Exact(once))
		}
	})
}

func TestOneTypoInFiveIsForgiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[bdfglmnprv][aeu][bdfglmnprv][aeu][bdfglmnprv][aeu]`).Draw(t, "word")
		at := rapid.IntRange(0, len(word)-1).Draw(t, "at")
		typed := word[:at] + "z" + word[at+1:]
		if _, ok := finds(word, typed); !ok {
			t.Fatalf("%q does not find %q", typed, word)
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"", "РАТС ШОС", "e\u0301", "İstanbul ı", "a-b-c", "\xff", "ﬁ"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, name, query string) {
		finds(name, query)
		// A name is found by itself, if it has a letter or digit at all.
		if len(name) <= 200 && strings.ContainsFunc(names.Exact(name), unicode.IsLetter) {
			if _, ok := finds(name, name); !ok {
				t.Errorf("%q does not find itself", name)
			}
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	x := names.NewIndex()
	syllables := []string{"ka", "zan", "mi", "bek", "ov", "tur", "gul", "shan", "dor", "al"}
	for i := range 100_000 {
		word := func(n int) string {
			return syllables[n%10] + syllables[n/10%10] + syllables[n/100%10] + syllables[n/1000%10]
		}
		x.Add(names.Ref(i), word(i)+" "+word(i*7+3))
	}
	for b.Loop() {
		x.Search("kazanmibek turgul", everything)
	}
}
