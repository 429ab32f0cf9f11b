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
	hidden := func(id ID) bool { return id != "" && !sees(id) }
	scalar := func(field string, written *ID, was ID) {
		switch {
		case !hidden(was) || *written == was:
		case *written == "":
			*written = was
		default:
			taken = append(taken, field)
		}
	}
	if f, was := FactOf(d), FactOf(stored); f != nil && was != nil {
		f.Evidence = putBack(f.Evidence, was.Evidence, func(c Citation) bool { return hidden(c.Source) })
	}
	switch d := d.(type) {
	case *Organisation:
		if was, ok := stored.(*Organisation); ok {
			d.Parents = putBack(d.Parents, was.Parents, func(p Parent) bool { return hidden(p.Organisation) })
			d.Predecessors = putBack(d.Predecessors, was.Predecessors, func(p Predecessor) bool { return hidden(p.Organisation) })
		}
	case *Tenure:
		if was, ok := stored.(*Tenure); ok {
			scalar("seconded_from", &d.SecondedFrom, was.SecondedFrom)
		}
	case *Engagement:
		if was, ok := stored.(*Engagement); ok {
			scalar("within", &d.Within, was.Within)
			putBackPosts(d.Participants, was.Participants, hidden, scalar)
			d.Participants = putBack(d.Participants, was.Participants, func(p Participation) bool {
				return hidden(p.Stakeholder) || hidden(p.ActingFor)
			})
		}
	case *Cooperation:
		if was, ok := stored.(*Cooperation); ok {
			d.Parties = putBack(d.Parties, was.Parties, func(p Party) bool { return hidden(p.Organisation) })
		}
	case *Commitment:
		if was, ok := stored.(*Commitment); ok {
			scalar("handled_by", &d.HandledBy, was.HandledBy)
			scalar("arising_from", &d.ArisingFrom, was.ArisingFrom)
		}
	}
	return taken
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

// putBackPosts puts back the hidden posts of participations that are seen: the first of somebody who acted for the same is the first stored, and so on. With
// a participation that was taken out, its post goes too.
func putBackPosts(list, stored []Participation, hidden func(ID) bool, scalar func(string, *ID, ID)) {
	matched := make([]bool, len(list))
	for _, was := range stored {
		if hidden(was.Stakeholder) || hidden(was.ActingFor) {
			continue
		}
		for i := range list {
			if p := &list[i]; !matched[i] && p.Stakeholder == was.Stakeholder && p.ActingFor == was.ActingFor {
				matched[i] = true
				scalar(at("participants", i)+".post", &p.Post, was.Post)
				break
			}
		}
	}
}
