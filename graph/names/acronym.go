package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minAcronym is the fewest letters of an acronym that a name is found by without having it among its names.
const minAcronym = 3

// acronymsOf gives the acronyms that a name may go by, as exact keys without spaces: a letter for each word that is no filler, the word
// itself where it is one already ("Региональная антитеррористическая структура ШОС": РАСШОС). The parts of Anti-Terrorist, and of
// words with anti in one, have a letter each (РАТСШОС) or one together: bodies do either.
func acronymsOf(name string) []string {
	var together, apart []rune
	words, shouted := 0, name == strings.ToUpper(name) // in a name all in capitals, no word is an acronym by its capitals
	for _, token := range strings.Fields(name) {
		for i, part := range strings.FieldsFunc(token, partsWords) {
			if fillers[strings.ToLower(Latin(part))] {
				continue
			}
			words++
			letters := initialsOf(part, shouted)
			apart = append(apart, letters...)
			switch {
			case len(letters) > 1 && isAnti(part):
				together = append(together, letters[0])
			case i == 0 || len(letters) > 1:
				together = append(together, letters...)
			}
		}
	}
	if words < 2 {
		return nil
	}
	var keys []string
	for _, letters := range [][]rune{together, apart} {
		key := compact(split(string(letters)))
		if utf8.RuneCountInString(key) >= minAcronym && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func partsWords(r rune) bool {
	return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(apostrophes, r)
}

// initialsOf gives a word's letters in an acronym.
func initialsOf(part string, shouted bool) []rune {
	letters := []rune(part)
	if !shouted && len(letters) > 1 && part == strings.ToUpper(part) && part != strings.ToLower(part) {
		return letters
	}
	if isAnti(part) {
		return []rune{letters[0], letters[4]}
	}
	return letters[:1]
}

// isAnti says whether a word begins with anti, and more of it follows.
func isAnti(part string) bool {
	small := strings.ToLower(part)
	return (strings.HasPrefix(small, "anti") || strings.HasPrefix(small, "анти")) && utf8.RuneCountInString(part) > 7
}
