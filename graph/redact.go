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
