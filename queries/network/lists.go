package network

import (
	"context"
	"slices"
	"strings"
	"sync"

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

// List gives up to limit documents of a noun that the reader sees and that fit, in the order of their ids, after one, and whether there are more. When they were first recorded is
// no order for all: it would tell of the time before a document was shown.
func (v *View) List(ctx context.Context, noun graph.Noun, f Filter, after graph.ID, limit int) (documents []graph.Document, more bool, err error) {
	page := listing{v: v, filter: f}
	for _, number := range v.candidates(noun, f, after) {
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

// candidates gives the documents of a noun that may fit a filter, in the order of their ids from after one on; others may be among them.
func (v *View) candidates(noun graph.Noun, f Filter, after graph.ID) []docNumber {
	var list []docNumber
	if f.RefersTo == "" {
		list = v.n.inOrder(nounCodes[noun])
	} else if target, ok := v.n.ids.find(f.RefersTo); ok && v.seesDocument(target) {
		list = v.n.everReferredTo(target, noun == graph.NounEngagement)
		slices.SortFunc(list, v.n.ids.compare)
	}
	if after == "" {
		return list
	}
	first, there := slices.BinarySearchFunc(list, after, func(number docNumber, id graph.ID) int {
		return strings.Compare(string(v.n.ids.text(number)), string(id))
	})
	if there {
		first++
	}
	return list[first:]
}

// order keeps the documents of each noun in the order of their ids, made when it is first asked for and kept up from then on.
type order struct {
	mu sync.Mutex
	of map[nounCode]*ordered
}

type ordered struct {
	list []docNumber
	// upTo is the number of the first document that has not been looked at.
	upTo docNumber
}

// inOrder gives the documents of a noun in the order of their ids. The caller holds the network's lock for reading, and must not change the list.
func (n *Network) inOrder(noun nounCode) []docNumber {
	n.order.mu.Lock()
	defer n.order.mu.Unlock()
	o := n.order.of[noun]
	if o == nil {
		if n.order.of == nil {
			n.order.of = map[nounCode]*ordered{}
		}
		o = &ordered{}
		n.order.of[noun] = o
	}
	var added []docNumber
	for ; o.upTo < n.settled; o.upTo++ {
		if n.documents[o.upTo].noun == noun {
			added = append(added, o.upTo)
		}
	}
	if len(added) > 0 {
		slices.SortFunc(added, n.ids.compare)
		o.list = merged(o.list, added, n.ids.compare) // a new list: others may be reading the old one
	}
	return o.list
}

// merged puts two ordered lists into one.
func merged(a, b []docNumber, compare func(x, y docNumber) int) []docNumber {
	list := make([]docNumber, 0, len(a)+len(b))
	for len(b) > 0 {
		at, _ := slices.BinarySearchFunc(a, b[0], compare)
		list = append(append(list, a[:at]...), b[0])
		a, b = a[at:], b[1:]
	}
	return append(list, a...)
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
