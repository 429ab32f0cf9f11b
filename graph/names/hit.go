package names

import (
	"fmt"
	"strings"
	"unicode"
)

// Why is how a name fits a search, the better before the worse.
type Why uint8

// The ways to fit.
const (
	// WhyExact: the same name, but for case, marks and punctuation.
	WhyExact Why = iota
	// WhyScript: the same name, one of the two in another script.
	WhyScript
	// WhySpelling: the same words in the same order, spelled as another alphabet, passport or country does.
	WhySpelling
	// WhyOrder: the same words in another order, such as the surname first.
	WhyOrder
	// WhyWords: all words asked for occur in the name, which has more; or all but fillers and a patronymic do.
	WhyWords
	// WhyInitials: as the ways before, with initials for given names.
	WhyInitials
	// WhyAcronym: one is made of the first letters of the other.
	WhyAcronym
	// WhyBeginning: the last word is the beginning of one.
	WhyBeginning
	// WhyEnding: a surname with and without its Russian ending.
	WhyEnding
	// WhyTypo: letters differ, at most one in five of a word.
	WhyTypo
)

// String gives the way in words.
func (w Why) String() string {
	switch w {
	case WhyExact:
		return "the same name"
	case WhyScript:
		return "the same name in another script"
	case WhySpelling:
		return "another spelling"
	case WhyOrder:
		return "the same words in another order"
	case WhyWords:
		return "all words occur in the name"
	case WhyInitials:
		return "initials fit"
	case WhyAcronym:
		return "the acronym fits"
	case WhyBeginning:
		return "begins like it"
	case WhyEnding:
		return "the surname with another ending"
	case WhyTypo:
		return "letters differ"
	}
	return fmt.Sprintf("Why(%d)", uint8(w))
}

// Hit is a name that fits a search.
type Hit struct {
	Ref  Ref
	Name string
	Why  Why
	// Typos is how many typing errors stand between the search and the name; none unless Why is WhyTypo.
	Typos int
	// Reason says in a few words why it fits.
	Reason string
	// Rank orders hits, smaller is better: by Why, typing errors, words spelled in another way, words that nothing asked for, order, and
	// the name's length. It depends on the search and the name alone, never on what other names there are. Hits of equal rank are in
	// the order of their names, then of their refs.
	Rank int64
}

// String gives the name and the reason: "РАТС ШОС: the same name in another script".
func (h Hit) String() string { return h.Name + ": " + h.Reason }

// rank gives a hit's rank. An acronym not typed in capitals may be the beginning of a word as well, and comes after those.
func (v verdict) rank(text string, length uint16) int64 {
	tier := int64(v.why) * 2
	if v.why == WhyAcronym && strings.ToUpper(text) != text {
		tier = int64(WhyBeginning)*2 + 1
	}
	rank := tier
	rank = rank<<4 | int64(min(v.typos, 15))
	rank = rank<<4 | int64(min(v.spelled, 15))
	rank = rank<<6 | int64(min(v.left, 63))
	rank <<= 1
	if v.moved || v.bare {
		rank++
	}
	return rank<<16 | int64(length)
}

// reason says in words why a name fits a text.
func (v verdict) reason(text, name string) string {
	said := v.why.String()
	if v.why == WhyTypo {
		said = fmt.Sprintf("%d letters differ", v.typos)
		if v.typos == 1 {
			said = "one letter differs"
		}
	}
	if v.spelled > 0 && v.why != WhySpelling {
		said += ", another spelling"
	}
	if v.moved && v.why != WhyOrder {
		said += ", in another order"
	}
	if v.bare {
		said += ", without the patronymic"
	}
	if v.why > WhyScript && scriptOf(text) != scriptOf(name) {
		said += ", in another script"
	}
	return said
}

// scriptOf gives the script of a text's first letter; all but the two that we have much of are one.
func scriptOf(text string) string {
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			return "Cyrl"
		case unicode.Is(unicode.Latin, r):
			return "Latn"
		case unicode.IsLetter(r):
			return "Zyyy"
		}
	}
	return ""
}
