package graph

import "slices"

// Redact takes out of a document what hangs on other documents that its reader does not see: participations, parties and
// citations go, other references are blanked. Whether the document itself may still be shown is decided elsewhere: what
// it cannot be without is left in place.
func Redact(d Document, sees func(ID) bool) {
	hidden := func(id ID) bool { return id != "" && !sees(id) }
	blank := func(ids ...*ID) {
		for _, id := range ids {
			if hidden(*id) {
				*id = ""
			}
		}
	}
	if f := FactOf(d); f != nil {
		f.Evidence = slices.DeleteFunc(f.Evidence, func(c Citation) bool { return hidden(c.Source) })
	}
	switch d := d.(type) {
	case *Organisation:
		d.Parents = slices.DeleteFunc(d.Parents, func(p Parent) bool { return hidden(p.Organisation) })
		d.Predecessors = slices.DeleteFunc(d.Predecessors, func(p Predecessor) bool { return hidden(p.Organisation) })
	case *Tenure:
		blank(&d.SecondedFrom)
	case *Engagement:
		blank(&d.Within)
		d.Participants = slices.DeleteFunc(d.Participants, func(p Participation) bool {
			return hidden(p.Stakeholder) || hidden(p.ActingFor)
		})
		for i := range d.Participants {
			blank(&d.Participants[i].Post)
		}
	case *Cooperation:
		d.Parties = slices.DeleteFunc(d.Parties, func(p Party) bool { return hidden(p.Organisation) })
	case *Commitment:
		blank(&d.HandledBy, &d.ArisingFrom)
	}
}

// PutBack undoes Redact: it puts into a document that somebody wrote who does not see all of the stored one what they do not see of that. It gives the
// fields in which they wrote something where a hidden reference stands; those are left as written.
func PutBack(d, stored Document, sees func(ID) bool) (taken []string) {
	h := hiding{sees: sees}
	if f, was := FactOf(d), FactOf(stored); f != nil && was != nil {
		f.Evidence = putBack(f.Evidence, was.Evidence, func(c Citation) bool { return h.hidden(c.Source) })
	}
	switch was := stored.(type) {
	case *Organisation:
		if d, ok := d.(*Organisation); ok {
			d.Parents = putBack(d.Parents, was.Parents, func(p Parent) bool { return h.hidden(p.Organisation) })
			d.Predecessors = putBack(d.Predecessors, was.Predecessors, func(p Predecessor) bool { return h.hidden(p.Organisation) })
		}
	case *Tenure:
		if d, ok := d.(*Tenure); ok {
			h.putBack("seconded_from", &d.SecondedFrom, was.SecondedFrom)
		}
	case *Engagement:
		if d, ok := d.(*Engagement); ok {
			h.putBack("within", &d.Within, was.Within)
			h.putBackPosts(d.Participants, was.Participants)
			d.Participants = putBack(d.Participants, was.Participants, h.hides)
		}
	case *Cooperation:
		if d, ok := d.(*Cooperation); ok {
			d.Parties = putBack(d.Parties, was.Parties, func(p Party) bool { return h.hidden(p.Organisation) })
		}
	case *Commitment:
		if d, ok := d.(*Commitment); ok {
			h.putBack("handled_by", &d.HandledBy, was.HandledBy)
			h.putBack("arising_from", &d.ArisingFrom, was.ArisingFrom)
		}
	}
	return h.taken
}

// hiding tells what somebody does not see, and notes the fields in which they wrote something in its place.
type hiding struct {
	sees  func(ID) bool
	taken []string
}

func (h *hiding) hidden(id ID) bool { return id != "" && !h.sees(id) }

// hides says whether a participation is not seen.
func (h *hiding) hides(p Participation) bool { return h.hidden(p.Stakeholder) || h.hidden(p.ActingFor) }

// putBack puts back a reference.
func (h *hiding) putBack(field string, written *ID, was ID) {
	switch {
	case !h.hidden(was) || *written == was:
	case *written == "":
		*written = was
	default:
		h.taken = append(h.taken, field)
	}
}

// putBackPosts puts back the hidden posts of participations that are seen: the first of somebody who acted for the same is the first stored, and so on. With
// a participation that was taken out, its post goes too.
func (h *hiding) putBackPosts(list, stored []Participation) {
	matched := make([]bool, len(list))
	for _, was := range stored {
		if h.hides(was) {
			continue
		}
		for i := range list {
			if p := &list[i]; !matched[i] && p.Stakeholder == was.Stakeholder && p.ActingFor == was.ActingFor {
				matched[i] = true
				h.putBack(at("participants", i)+".post", &p.Post, was.Post)
				break
			}
		}
	}
}

// putBack puts the hidden items of the stored list where they stood: a list of which nothing seen was changed becomes the stored one.
func putBack[T any](list, stored []T, hidden func(T) bool) []T {
	for i, item := range stored {
		if hidden(item) {
			list = slices.Insert(list, min(i, len(list)), item)
		}
	}
	return list
}
