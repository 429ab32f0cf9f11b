package queries

import (
	"math"
	"sync"

	"liaison/graph"
)

// Settings are what an installation configures about questions.
type Settings struct {
	// Us are the ids or names of whose engagements these are.
	Us []string
	// Countries and Mandates are the rows and columns of coverage; empty takes those in use.
	Countries []graph.CountryCode
	Mandates  []graph.Mandate
	// HalfLife gives, for a kind of engagement, the days after which a tie counts half; DefaultHalfLife where there is none.
	HalfLife map[graph.EngagementKind]int
}

// DefaultHalfLife is a year, in days: counterparts are met once or twice a year.
const DefaultHalfLife = 365

// ActiveDays and CoolingDays bound the states of coverage by age; ContactDays is how long a contact counts.
const (
	ActiveDays  = 183
	CoolingDays = 365
	ContactDays = 365
)

// decay weighs engagements by age: floor(10^9 * 2^(-age/half-life)). Written as age = q * half-life + r it is a table over r, halved
// q times, rounded down; rounding down twice is the same as once. So it is integers only, and the same on every
// engine and machine.
type decay struct {
	halfLife []int64   // by the kind's place in its list
	tables   [][]int64 // by the kind's place in its list
}

func newDecay(s Settings) decay {
	var d decay
	for _, kind := range graph.EngagementKinds() {
		h := s.HalfLife[kind]
		if h <= 0 {
			h = DefaultHalfLife
		}
		d.halfLife = append(d.halfLife, int64(h))
		d.tables = append(d.tables, DecayTable(h))
	}
	return d
}

// DecayTable gives floor(10^9 * 2^(-r/half-life)) for each r below the half-life.
func DecayTable(halfLife int) []int64 {
	if table, ok := decayTables.Load(halfLife); ok {
		return table.([]int64) //nolint:forcetypeassert // nothing else is stored
	}
	table := make([]int64, halfLife)
	for r := range table {
		table[r] = int64(math.Floor(1e9 * math.Exp2(-float64(r)/float64(halfLife))))
	}
	decayTables.Store(halfLife, table)
	return table
}

// decayTables keeps the tables made: there are as many as there are half-lives configured.
var decayTables sync.Map

// weight gives the weight of an engagement of a kind and age, in billionths.
func (d *decay) weight(kind int, age int64) int64 {
	h := d.halfLife[kind]
	halvings := age / h
	if halvings > 30 { // 2^30 is more than 10^9
		return 0
	}
	return d.tables[kind][age%h] >> halvings
}

// age gives the days from the day an age counts from to another, at least 0; false where there is none.
func age(days [4]graph.Day, on graph.Day) (int64, bool) {
	from := graph.AgeFrom(days)
	if from == graph.MinDay {
		return 0, false
	}
	return max(0, int64(on)-int64(from)), true
}
