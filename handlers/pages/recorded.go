package pages

import (
	"strconv"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// recordedPage shows what one revision added.
type recordedPage struct {
	Revision    graph.Revision
	When, Actor string
	Engagements []recordedEngagement
	Promises    []recordedPromise
	// Created are organisations, persons and sources; Others anything else that changed.
	Created, Others []recordedThing
	// More is how many changes are not listed.
	More int
	// Gone says that nothing of it is left: it was undone.
	Gone bool
	// Again begins another record of the same day, place and source.
	Again string
}

// recordedEngagement is an engagement as it was recorded.
type recordedEngagement struct {
	*graph.Engagement
	Words    string
	Place    string
	Who      []queries.Attendance
	Evidence queries.Evidence
}

// recordedPromise is a commitment as it was recorded.
type recordedPromise struct {
	*graph.Commitment
	By, To queries.Named
}

// recordedThing is something with a name.
type recordedThing struct {
	ID         graph.ID
	Noun       graph.Noun
	Name, What string
	There      bool
}

// maxRecorded is how many changes of a revision are listed.
const maxRecorded = 500

// recorded shows just what a revision added, each with a link to its page, and offers to undo it.
func (p *Pages) recorded(r *request) (*page, error) {
	if err := r.asNow(); err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(r.Param("revision"), 10, 64)
	if err != nil {
		return nil, graph.Errorf(graph.NotFound, "%s", t("error.no_page", r.Request.URL.Path))
	}
	entry, err := r.revision(graph.Revision(n), graph.MinGrade{})
	if err != nil {
		return nil, err
	}
	if len(entry.Changes) == 0 {
		return nil, graph.Errorf(graph.NotFound, "%s", t("recorded.none", n))
	}
	shown := &recordedPage{
		Revision: entry.Revision, When: recordedAt(entry.Time), Actor: entry.Actor, Gone: true,
		More: max(0, len(entry.Changes)-maxRecorded),
	}
	if err := r.putChanges(entry.Revision, entry.Changes[:min(len(entry.Changes), maxRecorded)]); err != nil {
		return nil, err
	}
	err = r.view(func(v *network.View) error {
		told, x := *shown, r.finder(v)
		x.names = map[graph.ID]string{}
		for _, change := range entry.Changes {
			if change.After != nil {
				x.names[change.ID] = nameIn(change.After)
			}
		}
		for _, change := range entry.Changes[:min(len(entry.Changes), maxRecorded)] {
			told.add(x, change)
		}
		*shown = told
		return nil
	})
	if err == nil && len(shown.Engagements) > 0 {
		shown.Again, err = r.again(shown.Engagements[0].Engagement)
	}
	if err != nil {
		return nil, err
	}
	return &page{Title: t("recorded.title"), Data: shown, template: "recorded"}, nil
}

// add lists one change.
func (s *recordedPage) add(x *finder, change network.LogChange) {
	there := x.v.SeesID(change.ID)
	s.Gone = s.Gone && !there
	if change.Before != nil || change.After == nil {
		s.Others = append(s.Others, recordedThing{change.ID, change.Noun, x.named(change.ID).Name, word("noun", change.Noun), there})
		return
	}
	switch d := change.After.(type) {
	case *graph.Engagement:
		s.Engagements = append(s.Engagements, x.recordedEngagement(d))
	case *graph.Commitment:
		s.Promises = append(s.Promises, recordedPromise{d, x.named(d.OwedBy), x.named(d.OwedTo)})
	default:
		thing := recordedThing{change.ID, change.Noun, nameIn(change.After), word("noun", change.Noun), there}
		if there {
			thing.What = x.what(change.ID)
		}
		s.Created = append(s.Created, thing)
	}
}

// nameIn gives the name in a document, which may be gone since.
func nameIn(d graph.Document) string {
	return graph.DisplayName(graph.NamesOf(d), graph.MaxDay, "en")
}

func (x *finder) named(id graph.ID) queries.Named {
	if id == "" {
		return queries.Named{}
	}
	x.put(x.v, id)
	return queries.Named{ID: id, Name: x.name(id)}
}

func (x *finder) recordedEngagement(e *graph.Engagement) recordedEngagement {
	shown := recordedEngagement{Engagement: e, Words: capital(word("engagement", e.Kind)), Evidence: queries.EvidenceOf(e, x.named)}
	shown.Evidence.Marking = max(e.Marking, x.v.Marking(e.ID)) // it may have been raised since
	if e.Place != "" {
		shown.Place = graph.PlaceName(e.Place, x.v.AsOf(), "en")
	}
	for _, p := range e.Participants {
		shown.Who = append(shown.Who, queries.Attendance{Named: x.named(p.Stakeholder), Role: p.Role, ActingFor: maybe(x.named, p.ActingFor), Post: maybe(x.named, p.Post)})
	}
	return shown
}

// again is the address of a form that begins with the day, place, source and marking of another.
func (r *request) again(e *graph.Engagement) (string, error) {
	source := graph.ID("")
	if len(e.Evidence) > 0 {
		source = e.Evidence[0].Source
	}
	return r.frame.Link("/record", "when", e.When.String(), "place", string(e.Place), "source", source, "marking", e.Marking.String())
}
