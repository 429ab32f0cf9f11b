package network

import (
	"hash/maphash"
	"strings"

	"liaison/graph"
)

// chunks is a column that grows without moving what it holds: growing a slice of a million rows would stall
// every question while it is copied.
type chunks[T any] struct {
	parts [][]T
	n     uint32
}

const (
	chunkBits = 13
	chunkSize = 1 << chunkBits
)

func (c *chunks[T]) at(i uint32) *T { return &c.parts[i>>chunkBits][i&(chunkSize-1)] }

func (c *chunks[T]) add(v T) uint32 {
	if c.n>>chunkBits == uint32(len(c.parts)) {
		c.parts = append(c.parts, make([]T, chunkSize))
	}
	i := c.n
	c.n++
	*c.at(i) = v
	return i
}

// idTable numbers ids. It is a hash table of numbers over one long text that only grows: a map of a million strings would take three times
// the memory, and an id that is given away is a part of that text, not a copy.
type idTable struct {
	seed  maphash.Seed
	slots []uint32 // number plus one, 0 is free
	texts strings.Builder
	ends  []uint32
}

func newIDTable() *idTable { return &idTable{seed: maphash.MakeSeed(), slots: make([]uint32, 1024)} }

func (t *idTable) text(n docNumber) graph.ID {
	start := uint32(0)
	if n > 0 {
		start = t.ends[n-1]
	}
	return graph.ID(t.texts.String()[start:t.ends[n]])
}

func (t *idTable) compare(a, b docNumber) int {
	return strings.Compare(string(t.text(a)), string(t.text(b)))
}

// find gives the number of an id, or false.
func (t *idTable) find(id graph.ID) (docNumber, bool) {
	slot := t.slot(id)
	if t.slots[slot] == 0 {
		return 0, false
	}
	return docNumber(t.slots[slot] - 1), true
}

// slot gives the slot that holds the id, or the free one where it belongs.
func (t *idTable) slot(id graph.ID) int {
	mask := len(t.slots) - 1
	slot := int(maphash.String(t.seed, string(id))) & mask
	for t.slots[slot] != 0 && t.text(docNumber(t.slots[slot]-1)) != id {
		slot = (slot + 1) & mask
	}
	return slot
}

// add gives the number of an id, a new one where it has none.
func (t *idTable) add(id graph.ID) (number docNumber, isNew bool) {
	slot := t.slot(id)
	if t.slots[slot] != 0 {
		return docNumber(t.slots[slot] - 1), false
	}
	number = docNumber(len(t.ends))
	t.texts.WriteString(string(id))
	t.ends = append(t.ends, uint32(t.texts.Len()))
	t.slots[slot] = uint32(number) + 1
	if len(t.ends)*4 > len(t.slots)*3 {
		t.grow()
	}
	return number, true
}

func (t *idTable) grow() {
	old := t.slots
	t.slots = make([]uint32, 2*len(old))
	for _, n := range old {
		if n != 0 {
			t.slots[t.slot(t.text(docNumber(n-1)))] = n
		}
	}
}

// audienceSet numbers the audiences of documents, 0 is none; audiencePair the pairs of two such.
type (
	audienceSet  uint16
	audiencePair uint16
)

// audiences keeps each audience, and each pair of them, once.
type audiences struct {
	sets   [][]graph.Group
	setOf  map[string]audienceSet
	pairs  [][2]audienceSet
	pairOf map[[2]audienceSet]audiencePair
}

func newAudiences() audiences {
	return audiences{
		sets: [][]graph.Group{nil}, setOf: map[string]audienceSet{"": 0},
		pairs: [][2]audienceSet{{}}, pairOf: map[[2]audienceSet]audiencePair{{}: 0},
	}
}

func (a *audiences) set(groups []graph.Group) audienceSet {
	texts := make([]string, len(groups))
	for i, g := range groups {
		texts[i] = string(g)
	}
	key := strings.Join(texts, ",") // a group's name holds no comma
	n, ok := a.setOf[key]
	if !ok {
		n = audienceSet(len(a.sets))
		a.sets = append(a.sets, groups)
		a.setOf[key] = n
	}
	return n
}

func (a *audiences) pair(own, now audienceSet) audiencePair {
	key := [2]audienceSet{own, now}
	n, ok := a.pairOf[key]
	if !ok {
		n = audiencePair(len(a.pairs))
		a.pairs = append(a.pairs, key)
		a.pairOf[key] = n
	}
	return n
}

// topicSet numbers lists of topics, 0 is none.
type topicSet uint16

// topics keeps each list of topics once; a network has few different ones.
type topics struct {
	lists [][]string
	setOf map[string]topicSet
}

func newTopics() topics {
	return topics{lists: [][]string{nil}, setOf: map[string]topicSet{"": 0}}
}

func (t *topics) set(list []string) (topicSet, bool) {
	key := strings.Join(list, "\n") // a topic holds no line break
	n, ok := t.setOf[key]
	if !ok {
		if len(t.lists) > 0xFFFF {
			return 0, false
		}
		n = topicSet(len(t.lists))
		t.lists = append(t.lists, list)
		t.setOf[key] = n
	}
	return n, true
}
