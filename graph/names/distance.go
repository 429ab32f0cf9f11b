package names

import "math/bits"

// typosForgiven gives how many typing errors a word of so many letters may have: one letter in five.
func typosForgiven(letters int) int { return letters / 5 }

// letterSet gives the set of a word's letters as bits: two words that differ in few places have nearly the same.
func letterSet(word string) uint64 {
	var set uint64
	for _, r := range word {
		set |= 1 << (uint32(r) % 64)
	}
	return set
}

// apart gives in how many letters two sets differ.
func apart(a, b uint64) int { return bits.OnesCount64(a ^ b) }

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// distance gives the number of typing errors between two words: letters put in, left out, changed, or two neighbours swapped (optimal string
// alignment, a form of the Damerau-Levenshtein distance). Past the limit it gives any number past it.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if abs(len(x)-len(y)) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
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
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
