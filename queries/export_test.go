package queries

import (
	"context"
	"testing"

	"liaison/graph"
	"liaison/queries/network"
)

type everybodyParameters struct {
	Country graph.CountryCode      `param:"country" help:"of this country: a code or a name"`
	Kind    graph.OrganisationKind `param:"kind" help:"of this kind"`
	Unnamed bool                   `param:"unnamed" help:"with unnamed groups"`
}

type everybodyRow struct {
	Named
	Country graph.CountryCode `json:"country"`
}

func (r *everybodyRow) Key() Key                   { return Key{Text: string(r.ID)} }
func (r *everybodyRow) texts() []graph.ID          { return nil }
func (r *everybodyRow) named(*wardrobe) []graph.ID { return []graph.ID{r.ID} }
func (r *everybodyRow) dress(w *wardrobe)          { r.Name = w.name(r.ID) }

// EnterEverybody enters one more question into the registry for a test, and nothing but that.
func EnterEverybody(t *testing.T) *Question {
	q := define[everybodyParameters, everybodyRow]("everybody", "all organisations on record", 100,
		func(_ context.Context, v *network.View, _ Settings, p everybodyParameters, _ Page) (Rows, error) {
			rows := Rows{Totals: map[string]int{}}
			v.Organisations(func(s network.Stakeholder, o network.Organisation) {
				if (p.Country == "" || o.Country == p.Country) && (p.Kind == "" || o.Kind == p.Kind) && (p.Unnamed || !o.Placeholder) {
					rows.Rows = append(rows.Rows, &everybodyRow{Named: Named{ID: v.ID(s)}, Country: o.Country})
					rows.Totals["organisations"]++
				}
			})
			return rows, nil
		})
	before := registry
	registry = append(append([]*Question{}, before...), q)
	t.Cleanup(func() { registry = before })
	return q
}
