package names

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// typosForgiven gives how many typing errors stand between two words of so many letters and are forgiven: one letter in five, of
// the longer word, so that a letter left out of a word of five is forgiven too. A word of four forgives only two neighbours
// swapped (see transposed): with one letter changed, Osh would be Ost and Iran Iraq.
func typosForgiven(a, b int) int { return max(a, b) / 5 }

// transposed says whether two words differ in two neighbours swapped, and in nothing else.
func transposed(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	at := 0
	for at < len(x) && x[at] == y[at] {
		at++
	}
	return at+1 < len(x) && x[at] == y[at+1] && x[at+1] == y[at] && slices.Equal(x[at+2:], y[at+2:])
}

// forgiving says whether a word's typing errors are forgiven at all: those in numbers are not, resolution 1373 is not 1374.
func forgiving(word string) bool { return !strings.ContainsFunc(word, unicode.IsDigit) }

// letterSet gives the set of a word's letters as bits. Two words at a distance of d differ in at most 2d of them, which tells most pairs
// apart without measuring.
func letterSet(word string) uint32 {
	var set uint32
	for _, r := range word {
		set |= 1 << (uint32(r) % 32)
	}
	return set
}

// tooFar says, from their letters and lengths, that two words are further apart than so many typing errors.
func tooFar(a, b uint32, lengthA, lengthB, limit int) bool {
	return bits.OnesCount32(a^b) > 2*limit || lengthA-lengthB > limit || lengthB-lengthA > limit
}

// distance gives the number of typing errors between two words: letters put in, left out, changed, or two neighbours swapped (optimal
// string alignment, a form of the Damerau-Levenshtein distance). Past the limit it gives any number past it.
func distance(a, b string, limit int) int {
	var roomX, roomY [32]rune
	x, y := appendRunes(roomX[:0], a), appendRunes(roomY[:0], b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	var room [3][33]int
	before, last, row := rowOf(room[0][:], y), rowOf(room[1][:], y), rowOf(room[2][:], y)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		// The row before counts too: a swap reaches over this one.
		if least > limit && slices.Min(last) >= limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

func appendRunes(to []rune, word string) []rune {
	if len(word) > cap(to) {
		to = make([]rune, 0, utf8.RuneCountInString(word))
	}
	for _, r := range word {
		to = append(to, r)
	}
	return to
}

// rowOf gives a row of the distance's table, in the room at hand if it is enough.
func rowOf(room []int, y []rune) []int {
	if len(y) < len(room) {
		return room[:len(y)+1]
	}
	return make([]int, len(y)+1)
}
