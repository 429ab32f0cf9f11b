package queries

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"liaison/graph"
	"liaison/queries/network"
)

// wardrobe is what rows are dressed from: names and documents as the reader sees them. Engines give numbers and ids;
// what is said in words comes from here, the same for each.
type wardrobe struct {
	on           graph.Day
	documents    map[graph.ID]graph.Document
	name         func(graph.ID) string
	organisation func(graph.ID) (network.Organisation, bool)
}

// dressFromView dresses rows from the network and, for texts, the store, and gives, where it is asked for, the highest marking of what they show. Where it gives an error they are
// dressed without texts.
func dressFromView(ctx context.Context, v *network.View, rows []Row, marked bool) (highest graph.Marking, err error) {
	var ids []graph.ID
	for _, r := range rows {
		ids = append(ids, r.texts()...)
	}
	w := &wardrobe{on: v.AsOf(), name: v.Name, organisation: func(id graph.ID) (network.Organisation, bool) {
		s, ok := v.Find(id)
		if !ok {
			return network.Organisation{}, false
		}
		return v.Organisation(s)
	}}
	w.documents, err = v.Documents(ctx, ids)
	for _, r := range rows {
		r.dress(w)
		if !marked {
			continue
		}
		for _, id := range slices.Concat(r.texts(), r.named(w), FactsOf(reflect.ValueOf(r).Elem())) {
			highest = max(highest, v.Marking(id))
		}
	}
	return highest, err
}

// FactsOf gives the facts that a row carries.
func FactsOf(row reflect.Value) []graph.ID {
	field := row.FieldByName("Facts")
	if !field.IsValid() {
		return nil
	}
	facts, _ := field.Interface().([]graph.ID)
	return facts
}

func (w *wardrobe) named(id graph.ID) Named { return Named{id, w.name(id)} }

// maybe gives a name, or nil where there is no id or it is not seen.
func (w *wardrobe) maybe(id graph.ID) *Named {
	if id == "" {
		return nil
	}
	if n := w.named(id); n.Name != "" {
		return &n
	}
	return nil
}

// standing gives kind, country and whether it is a placeholder; of a person, "person" and nothing.
func (w *wardrobe) standing(id graph.ID) (kind string, country graph.CountryCode, placeholder bool) {
	if o, ok := w.organisation(id); ok {
		return string(o.Kind), o.CountryOrSeat(), o.Placeholder
	}
	return string(graph.NounPerson), "", false
}

// EvidenceOf gives what a fact rests on, the sources as they are named.
func EvidenceOf(d graph.Document, named func(graph.ID) Named) Evidence {
	f := graph.FactOf(d)
	if f == nil {
		return Evidence{Citations: []Citation{}}
	}
	e := Evidence{Grade: f.Grade, Marking: d.Header().Marking, Citations: []Citation{}}
	for _, c := range f.Evidence {
		e.Citations = append(e.Citations, Citation{named(c.Source), c.Locator, c.Quote})
	}
	return e
}

// dress fills in what an occasion tells in words.
func (o *Occasion) dress(w *wardrobe) {
	o.Facts = []graph.ID{o.ID}
	o.Topics, o.Who = []string{}, []Attendance{}
	o.Evidence.Citations = []Citation{}
	e, ok := w.documents[o.ID].(*graph.Engagement)
	if !ok {
		return
	}
	o.When, o.Summary, o.Outcome = e.When.String(), e.Summary, e.Outcome
	o.Topics = append(o.Topics, e.Topics...)
	if e.Place != "" {
		o.Place = graph.PlaceName(e.Place, w.on, "en")
		o.Country, _ = graph.CountryOfPlace(e.Place)
	}
	o.Evidence = EvidenceOf(e, w.named)
	for _, p := range e.Participants {
		_, country, placeholder := w.standing(cmp.Or(p.ActingFor, p.Stakeholder))
		o.Who = append(o.Who, Attendance{
			Named: w.named(p.Stakeholder), Country: country, Placeholder: placeholder, Role: p.Role, Presence: string(p.Presence),
			ActingFor: w.maybe(p.ActingFor), Post: w.maybe(p.Post),
		})
	}
}

func (o *Occasion) texts() []graph.ID { return []graph.ID{o.ID} }

// named lists what an occasion names: participants, who they acted for, posts and sources.
func (o *Occasion) named(w *wardrobe) []graph.ID { return referredTo(w.documents[o.ID]) }

func referredTo(d graph.Document) []graph.ID {
	var ids []graph.ID
	if d == nil {
		return nil
	}
	d.References(func(r graph.Reference) {
		if !slices.Contains(ids, *r.Target) {
			ids = append(ids, *r.Target)
		}
	})
	return ids
}
