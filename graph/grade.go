package graph

import "fmt"

// Reliability is the Admiralty letter for a source, 'A' (completely reliable) to 'F' (cannot be
// judged). The zero value is not graded and is treated as 'F'.
type Reliability byte

// Credibility is the Admiralty figure for what a source says, 1 (confirmed by other sources) to 6
// (cannot be judged). The zero value is not graded and is treated as 6.
type Credibility byte

// Grade is the Admiralty grade of one fact (NATO AJP-2.1): how reliable its source is and how
// credible what it says. Written as a letter and a figure, "B2".
type Grade struct {
	Reliability Reliability
	Credibility Credibility
}

var (
	reliabilityWords = [...]string{"completely reliable", "usually reliable", "fairly reliable", "not usually reliable", "unreliable", "reliability cannot be judged"}
	credibilityWords = [...]string{"confirmed by other sources", "probably true", "possibly true", "doubtful", "improbable", "truth cannot be judged"}
)

// ParseGrade reads a letter A-F and a figure 1-6.
func ParseGrade(text string) (Grade, error) {
	if len(text) != 2 || text[0] < 'A' || text[0] > 'F' || text[1] < '1' || text[1] > '6' {
		return Grade{}, fmt.Errorf("%q is not a grade: write a letter A-F for the source and a figure 1-6 for what it says, like B2", text)
	}
	return Grade{Reliability(text[0]), Credibility(text[1] - '0')}, nil
}

// String gives the grade as written ("B2"), or "" where there is none.
func (g Grade) String() string {
	if g.IsZero() {
		return ""
	}
	return string([]byte{byte(g.Reliability), '0' + byte(g.Credibility)})
}

// Words gives the grade in words: "usually reliable, probably true".
func (g Grade) Words() string {
	if g.IsZero() {
		return "not graded"
	}
	return reliabilityWords[g.Reliability-'A'] + ", " + credibilityWords[g.Credibility-1]
}

// IsZero says that no grade was given.
func (g Grade) IsZero() bool { return g == Grade{} }

// MarshalText gives what String gives.
func (g Grade) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads what ParseGrade reads; an empty text is no grade.
func (g *Grade) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*g = Grade{}
		return nil
	}
	parsed, err := ParseGrade(string(text))
	*g = parsed
	return err
}

// Ranks gives both parts as numbers for storage: 1 (best) to 6 (cannot be judged, or not graded).
func (g Grade) Ranks() (reliability, credibility int) {
	reliability, credibility = 6, 6
	if g.Reliability != 0 {
		reliability = int(g.Reliability-'A') + 1
	}
	if g.Credibility != 0 {
		credibility = int(g.Credibility)
	}
	return reliability, credibility
}

// MinGrade is the least grade that a reader wants; the zero value asks for none. It is a type of
// its own so that a fact's grade and a reader's minimum cannot be mixed up.
type MinGrade Grade

// Passes says whether a grade reaches the minimum, each part by itself. F and 6 mean "cannot be
// judged", which is no place on a scale: such a part passes only where the minimum asks nothing of
// that part (is absent, F or 6 itself).
func (m MinGrade) Passes(g Grade) bool {
	reliability, credibility := g.Ranks()
	minReliability, minCredibility := Grade(m).Ranks()
	return passes(reliability, minReliability) && passes(credibility, minCredibility)
}

func passes(rank, minimum int) bool {
	return minimum == cannotBeJudged || rank <= minimum
}

// cannotBeJudged is the rank of F and of 6.
const cannotBeJudged = 6

// String gives the minimum as written, or "".
func (m MinGrade) String() string { return Grade(m).String() }
