package network

import (
	"context"
	"slices"

	"liaison/graph"
)

// Filter narrows a list of documents; what is empty does not narrow.
type Filter struct {
	// Kind is that of an organisation, an engagement or a cooperation.
	Kind string `json:"kind,omitempty"`
	// Status, Place, Topic and When are those of an engagement, which may have been then.
	Status graph.Status  `json:"status,omitempty"`
	Place  graph.PlaceID `json:"place,omitempty"`
	Topic  string        `json:"topic,omitempty"`
	When   graph.Date    `json:"when,omitzero"`
	// Mandate is an organisation's.
	Mandate graph.Mandate `json:"mandate,omitempty"`
	// Country is an organisation's, or that of its seat.
	Country graph.CountryCode `json:"country,omitempty"`
	// RefersTo is a document that they refer to.
	RefersTo graph.ID `json:"refers_to,omitempty"`
}

// listAtOnce is how many documents are read at once where each must be looked into.
const listAtOnce = 200

// List gives up to limit documents of a noun that the reader sees and that fit, in the order in which they were first recorded, after one, and whether there are more.
func (v *View) List(ctx context.Context, noun graph.Noun, f Filter, after graph.ID, limit int) (documents []graph.Document, more bool, err error) {
	first := docNumber(0)
	if after != "" {
		number, ok := v.n.ids.find(after)
		if !ok || !v.seesDocument(number) { // a forged one must not tell what there is
			return nil, false, graph.Errorf(graph.Malformed, "cursor: it cannot be read; take the one that the list before gave as next")
		}
		first = number + 1
	}
	page := listing{v: v, filter: f}
	for number := range v.candidates(noun, f, first) {
		v.read()
		if nounOf[v.n.documents[number].noun] != noun || !v.seesDocument(number) || !v.fits(number, f) {
			continue
		}
		page.ids = append(page.ids, v.n.ids.text(number))
		if len(page.ids) < min(listAtOnce, limit+1) {
			continue
		}
		if err := page.read(ctx); err != nil {
			return nil, false, err
		}
		if len(page.documents) > limit {
			break
		}
	}
	if err := page.read(ctx); err != nil {
		return nil, false, err
	}
	kept := page.documents[:min(limit, len(page.documents))]
	return kept, len(page.documents) > limit, nil
}

// listing gathers the documents of a list.
type listing struct {
	v         *View
	filter    Filter
	ids       []graph.ID // not read yet
	documents []graph.Document
}

func (l *listing) read(ctx context.Context) error {
	found, err := l.v.Documents(ctx, l.ids)
	for _, id := range l.ids {
		if d := found[id]; d != nil && (l.filter.RefersTo == "" || refersTo(d, l.filter.RefersTo)) {
			l.documents = append(l.documents, d)
		}
	}
	l.ids = l.ids[:0]
	return err
}

// candidates gives the documents of a noun that may fit a filter, in order from one on; others may be among them.
func (v *View) candidates(noun graph.Noun, f Filter, first docNumber) func(yield func(docNumber) bool) {
	if f.RefersTo == "" {
		return func(yield func(docNumber) bool) {
			for number := first; int(number) < len(v.n.documents) && yield(number); number++ {
			}
		}
	}
	var list []docNumber
	if target, ok := v.n.ids.find(f.RefersTo); ok && v.seesDocument(target) {
		list = v.n.everReferredTo(target, noun == graph.NounEngagement)
	}
	return func(yield func(docNumber) bool) {
		for _, number := range list {
			if number >= first && !yield(number) {
				return
			}
		}
	}
}

func refersTo(d graph.Document, id graph.ID) bool {
	found := false
	d.References(func(r graph.Reference) { found = found || *r.Target == id })
	return found
}

// fits says whether a document that is seen fits what of a filter its row tells.
func (v *View) fits(number docNumber, f Filter) bool {
	row := v.version(number)
	switch v.n.documents[number].noun {
	case nounOrganisation:
		o := v.n.entities[row].organisation
		where := Organisation{Country: o.country, Seat: o.seat}.CountryOrSeat()
		return (f.Kind == "" || string(o.kind) == f.Kind) && (f.Mandate == "" || slices.Contains(o.mandates, f.Mandate)) && (f.Country == "" || where == f.Country)
	case nounCooperation:
		return f.Kind == "" || string(v.n.cooperations[row].kind) == f.Kind
	case nounEngagement:
		return v.engagementFits(Engagement{v, uint32(row), v.n.engagements.at(uint32(row))}, f)
	default:
		return true
	}
}

func (v *View) engagementFits(e Engagement, f Filter) bool {
	if (f.Kind != "" && string(e.Kind()) != f.Kind) || (f.Status != "" && e.Status() != f.Status) || (f.Topic != "" && !slices.Contains(e.Topics(), f.Topic)) {
		return false
	}
	if f.Place != "" && e.Place() != f.Place {
		if country, ok := graph.CountryOfPlace(e.Place()); !ok || graph.PlaceID(country) != f.Place {
			return false
		}
	}
	days := e.Days()
	return f.When.IsZero() || !graph.Undated(days) && days[0] <= f.When.LatestEnd() && days[3] >= f.When.EarliestBeginning()
}
