package queries

import (
	"context"

	"liaison/graph"
	"liaison/queries/network"
)

// SearchParameters are the parameters of search.
type SearchParameters struct {
	Text string       `param:"text" required:"true" help:"a name, in any script and nearly any spelling"`
	Noun []SearchNoun `param:"noun" help:"only these"`
}

// SearchNoun is what search can find.
type SearchNoun string

// SearchHit is a thing whose name fits.
type SearchHit struct {
	ID   graph.ID   `json:"id"`
	Noun SearchNoun `json:"noun"`
	// Name is what the thing is called, Matched the name that fits, Language the one that it is recorded in, Why the reason in words.
	Name        string            `json:"name"`
	Matched     string            `json:"matched"`
	Language    string            `json:"language"`
	Why         string            `json:"why"`
	Kind        string            `json:"kind"`
	Country     graph.CountryCode `json:"country"`
	Placeholder bool              `json:"placeholder"`
	Certain     bool              `json:"certain"`
	Facts       []graph.ID        `json:"facts"`
	key         Key
}

var search = func() *Question {
	q := define[SearchParameters, SearchHit](
		"search", "find anything by its name, in any script and nearly any spelling",
		20, answerSearch,
		"id", "noun", "name", "matched", "why",
	)
	q.MemoryOnly = true // names are matched in memory
	return q
}()

func answerSearch(_ context.Context, v *network.View, _ Settings, p SearchParameters, page Page) (Rows, error) {
	hits := v.Search(p.Text, texts(p.Noun))
	all := make([]*SearchHit, len(hits))
	for i, h := range hits {
		all[i] = &SearchHit{
			ID: h.ID, Noun: SearchNoun(h.Noun), Name: h.Name, Matched: h.Matched, Language: h.Language, Why: h.Why, Certain: true, Facts: []graph.ID{},
			key: Key{-h.Rank, h.Noun + " " + string(h.ID)},
		}
	}
	kept, more := cutRows(all, page)
	rows := Rows{Totals: map[string]int{"rows": len(all)}, More: more}
	for _, row := range kept {
		rows.Rows = append(rows.Rows, row)
	}
	return rows, nil
}

// Key orders by how well the name fits.
func (h *SearchHit) Key() Key { return h.key }

func (h *SearchHit) texts() []graph.ID { return nil }

func (h *SearchHit) named(*wardrobe) []graph.ID { return []graph.ID{h.ID} }

func (h *SearchHit) dress(w *wardrobe) {
	switch h.Noun {
	case "country":
		h.Country = graph.CountryCode(h.ID)
	case "place":
		h.Country, _ = graph.CountryOfPlace(graph.PlaceID(h.ID))
	case "organisation":
		h.Kind, h.Country, h.Placeholder = w.standing(h.ID)
	}
}
