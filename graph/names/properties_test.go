package names_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"liaison/graph/names"
)

func TestExactOfExactIsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), cyrillicName()).Draw(t, "name")
		if once := names.Exact(name); names.Exact(once) != once {
			t.Fatalf("%q: the key of the key %q is %q", name, once, names.Exact(once))
		}
	})
}

func cyrillicName() *rapid.Generator[string] {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіўҳҷӣӯҙАЕЖЩҚӨ")), 1, 12, -1)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, "words"), " ")
	})
}

func TestCyrillicAndLatinFindOneAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := cyrillicName().Draw(t, "name")
		latin := names.Latin(name)
		if got, want := names.Exact(latin), names.Exact(name); got != want {
			t.Fatalf("%q, in Latin %q: got key %q, want %q", name, latin, got, want)
		}
		if names.Exact(name) == "" { // signs alone are no name
			return
		}
		for _, pair := range [][2]string{{name, latin}, {latin, name}} {
			if hit, ok := finds(pair[0], pair[1]); !ok || hit.Why > names.WhyScript {
				t.Fatalf("%q finds %q: got %v, %q", pair[0], pair[1], ok, hit.Reason)
			}
		}
	})
}

// oneEdit changes one letter of a word, leaves one out, puts one in or swaps two neighbours.
func oneEdit(t *rapid.T, word string) string {
	letters := []rune(word)
	at := rapid.IntRange(0, len(letters)-2).Draw(t, "at")
	other := rapid.RuneFrom([]rune("abcdefghijklmnopqrstuvwxyz")).Draw(t, "other")
	switch rapid.IntRange(0, 3).Draw(t, "edit") {
	case 0:
		letters[at] = other
	case 1:
		letters = slices.Delete(letters, at, at+1)
	case 2:
		letters = slices.Insert(letters, at, other)
	default:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	}
	return string(letters)
}

func TestOneTypoInFiveIsForgiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{5,12}`), 1, 4).Draw(t, "words")
		typed := slices.Clone(words)
		for i := range typed {
			if rapid.Bool().Draw(t, "mistyped") {
				typed[i] = oneEdit(t, typed[i])
			}
		}
		name, query := strings.Join(words, " "), strings.Join(typed, " ")
		if _, ok := finds(query, name); !ok {
			t.Fatalf("%q does not find %q", query, name)
		}
		if _, ok := names.Same(query, name); !ok {
			t.Fatalf("%q is not the same as %q", query, name)
		}
	})
}

func TestOrderOfWordsIsForgiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{2,9}`), 1, 4).Draw(t, "words")
		query := strings.Join(rapid.Permutation(words).Draw(t, "order"), " ")
		if hit, ok := finds(query, strings.Join(words, " ")); !ok || hit.Why > names.WhyWords {
			t.Fatalf("%q finds %q: got %v, %q", query, words, ok, hit.Reason)
		}
	})
}

// TestWhatIsHiddenIsAbsent holds that a search answers as if hidden names were not there: the same hits, reasons and ranks.
func TestWhatIsHiddenIsAbsent(t *testing.T) {
	word := rapid.SampledFrom([]string{"Tokayev", "Токаев", "Tokaev", "Tokayeva", "Nur", "Sultan", "Nursultan", "Ministry", "of", "N.", "SCO", "anti-terror"})
	phrase := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, "words"), rapid.SampledFrom([]string{" ", "-"}).Draw(t, "by"))
	})
	rapid.Check(t, func(t *rapid.T) {
		all, rest := names.NewIndex(), names.NewIndex()
		hidden := map[names.Ref]bool{}
		for i, name := range rapid.SliceOfN(phrase, 0, 12).Draw(t, "names") {
			ref := names.Ref(i)
			all.Add(ref, name)
			if hidden[ref] = rapid.Bool().Draw(t, "hidden"); !hidden[ref] {
				rest.Add(ref, name)
			}
		}
		query, limit := phrase.Draw(t, "query"), rapid.IntRange(0, 4).Draw(t, "limit")
		got := all.Best(query, limit, func(ref names.Ref) bool { return !hidden[ref] })
		want := rest.Best(query, limit, everything)
		if !slices.Equal(got, want) {
			t.Fatalf("%q: got %v, want %v", query, got, want)
		}
		if !slices.IsSortedFunc(got, func(a, b names.Hit) int { return int(a.Rank - b.Rank) }) {
			t.Fatalf("%q: not in order: %v", query, got)
		}
	})
}

func TestSameIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := cyrillicName().Draw(t, "a"), rapid.StringMatching(`[A-Za-z .-]{0,20}`).Draw(t, "b")
		why, ok := names.Same(a, b)
		if back, also := names.Same(b, a); why != back || ok != also {
			t.Fatalf("Same(%q, %q): got %v, %v and back %v, %v", a, b, why, ok, back, also)
		}
	})
}

func FuzzExact(f *testing.F) {
	for _, s := range []string{"", "РАТС ШОС", "e\u0301", "İstanbul ı", "\xff", "ﬁ", "ᵸ", "ᾳ", "한글", "½", "Ѓ", "ŉ", "Ꮮꮮ", "𞁋"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key := names.Exact(name)
		if names.Exact(key) != key {
			t.Errorf("%q: the key of the key %q is %q", name, key, names.Exact(key))
		}
		if latin := names.Latin(name); names.Exact(latin) != key {
			t.Errorf("%q, in Latin %q: got key %q, want %q", name, latin, names.Exact(latin), key)
		}
		if utf8.ValidString(name) && !utf8.ValidString(key) {
			t.Errorf("%q: the key %q is not UTF-8", name, key)
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"", "РАТС ШОС", "e\u0301", "İstanbul ı", "a-b-c", "\xff", "ﬁ", "ka ka ka ka ka ka ka", "К. О", "of the"} {
		f.Add(s, s)
		f.Add(s, "Regional Anti-Terrorist Structure")
	}
	f.Fuzz(func(t *testing.T, name, query string) {
		finds(query, name, query)
		names.Same(name, query)
		// A name is found by itself, if it has a letter or digit at all.
		if len(name) <= 200 && strings.ContainsFunc(names.Exact(name), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			if hit, ok := finds(name, name); !ok || hit.Why != names.WhyExact {
				t.Errorf("%q does not find itself: %v", name, hit)
			}
		}
	})
}
