package network

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"liaison/graph"
	"liaison/graph/names"
)

// maxCandidates is how many candidates an error about an ambiguous name lists.
const maxCandidates = 10

// NameError is the cause of an error about a name that fits several things, or none: who asks can be shown what may have been meant.
type NameError struct {
	Text string
	// Candidates are what it fits, or what is near it, at most ten.
	Candidates []graph.ID
	told       string
}

func (e *NameError) Error() string { return e.told }

// nameError makes an error about a name, with what may have been meant.
func (v *View) nameError(kind graph.ErrorKind, text string, may []Stakeholder, format string, args ...any) error {
	e := &NameError{Text: text, told: fmt.Sprintf(format, args...)}
	for _, s := range may[:min(len(may), maxCandidates)] {
		e.Candidates = append(e.Candidates, v.ID(s))
	}
	return graph.Errorf(kind, "%w", e)
}

// Resolve finds the organisation or person of an id or of a name in any script. A name that fits several is an Invalid error
// that lists them; one that fits none is NotFound, with what may have been meant. Only what the reader sees is found, listed or suggested.
func (v *View) Resolve(text string) (Stakeholder, error) {
	if s, ok := v.Find(graph.ID(text)); ok {
		return s, nil
	}
	key := names.Exact(text)
	if key == "" {
		return 0, graph.Errorf(graph.NotFound, "%q has no letter or digit to know an organisation or person by", text)
	}
	var found []Stakeholder
	for _, at := range v.n.exact[key] {
		row := v.n.named[at]
		if !v.current(row.entity) {
			continue
		}
		s := v.n.documents[v.n.entities[row.entity].doc].stakeholder
		if s != MaxStakeholders && !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, v.unknown(text)
	}
	slices.SortFunc(found, func(a, b Stakeholder) int { return strings.Compare(string(v.ID(a)), string(v.ID(b))) })
	return 0, v.nameError(graph.Invalid, text, found, "%q fits several: %s; use an id", text, v.list(found))
}

// current says whether the reader sees this very version of an entity.
func (v *View) current(row int32) bool {
	e := &v.n.entities[row]
	return v.sees(&e.life) && v.whole(e.doc, row)
}

func (v *View) unknown(text string) error {
	var near []Stakeholder
	for _, hit := range v.Search(text, []string{string(graph.NounOrganisation), string(graph.NounPerson)}) {
		if number, ok := v.n.ids.find(hit.ID); ok {
			near = append(near, v.n.documents[number].stakeholder)
		}
	}
	if len(near) == 0 {
		return v.nameError(graph.NotFound, text, nil, "no organisation or person is known by %q", text)
	}
	return v.nameError(graph.NotFound, text, near, "no organisation or person is known by %q; near it: %s", text, v.list(near))
}

// list tells of the candidates of an error, the first of what was found.
func (v *View) list(found []Stakeholder) string {
	var texts []string
	for _, s := range found[:min(len(found), maxCandidates)] {
		id := v.ID(s)
		texts = append(texts, fmt.Sprintf("%s (%s)", id, v.Name(id)))
	}
	if more := len(found) - len(texts); more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, ", ")
}

// Hit is a thing whose name fits a search.
type Hit struct {
	ID graph.ID
	// Noun is a document's noun, or country or place.
	Noun string
	Name string
	// Matched is the name that fits, Language the one that it is recorded in, "" where that is not recorded.
	Matched, Language string
	Why               string
	// Rank orders hits: smaller is better.
	Rank int64
}

// Search finds organisations, persons, posts, sources, countries and places by a name in any script and nearly any spelling,
// best first, each once. nouns, unless empty, says which.
func (v *View) Search(text string, nouns []string) []Hit {
	return v.search(text, func(word string) bool { return len(nouns) == 0 || slices.Contains(nouns, word) })
}

// What search finds besides documents.
const (
	nounCountry = "country"
	nounPlace   = "place"
)

func (v *View) search(text string, wanted func(noun string) bool) []Hit {
	seen := func(ref names.Ref) bool {
		row := v.n.named[ref].entity
		return wanted(v.nounOfEntity(row)) && v.current(row)
	}
	var hits []Hit
	for _, found := range v.n.namesIndex.Search(text, seen) {
		e := &v.n.entities[v.n.named[found.Ref].entity]
		hits = append(hits, Hit{
			ID: v.n.ids.text(e.doc), Noun: string(nounOf[v.n.documents[e.doc].noun]), Name: graph.DisplayName(e.names, v.terms.AsOf, "en"),
			Matched: found.Name, Language: languageOf(e.names, found.Name), Why: found.Reason, Rank: found.Rank,
		})
	}
	return bestOfEach(append(hits, searchReference(text, v.terms.AsOf, wanted)...))
}

// SearchCountries finds countries, and SearchPlaces countries and places, as Search does. They are there for everybody.
func SearchCountries(text string, on graph.Day) []Hit {
	return bestOfEach(searchReference(text, on, func(noun string) bool { return noun == nounCountry }))
}

// SearchPlaces is described at SearchCountries.
func SearchPlaces(text string, on graph.Day) []Hit {
	return bestOfEach(searchReference(text, on, func(string) bool { return true }))
}

func searchReference(text string, on graph.Day, wanted func(noun string) bool) (hits []Hit) {
	known := referenceNames()
	for _, found := range known.index.Search(text, func(ref names.Ref) bool { return wanted(known.hits[ref].Noun) }) {
		hit := known.hits[found.Ref]
		hit.Name, hit.Matched, hit.Why, hit.Rank = graph.PlaceName(graph.PlaceID(hit.ID), on, "en"), found.Name, found.Reason, found.Rank
		hits = append(hits, hit)
	}
	return hits
}

func (v *View) nounOfEntity(row int32) string {
	return string(nounOf[v.n.documents[v.n.entities[row].doc].noun])
}

// languageOf gives the language of a text among names.
func languageOf(list []graph.Name, text string) string {
	for _, n := range list {
		if n.Text == text {
			return n.Language
		}
	}
	return ""
}

// bestOfEach keeps the best hit of each thing, and orders them.
func bestOfEach(hits []Hit) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), strings.Compare(a.Noun, b.Noun), strings.Compare(string(a.ID), string(b.ID)), strings.Compare(a.Matched, b.Matched))
	})
	type thing struct{ noun, id string }
	seen := map[thing]bool{}
	return slices.DeleteFunc(hits, func(h Hit) bool {
		t := thing{h.Noun, string(h.ID)}
		again := seen[t]
		seen[t] = true
		return again
	})
}
