package pages

import (
	"cmp"
	"slices"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// shownEngagements is how many engagements a page lists; the rest are one link away.
const shownEngagements = 10

// engaged tells the engagements of one side.
type engaged struct {
	// Of is whose they are; Held is how many were held, and Ahead those that are sought, planned or postponed, Fallen those that came to nothing.
	Of                  graph.ID
	Held, Ahead, Fallen int
	// Past are the newest that were held, Coming the next of those ahead.
	Past, Coming []occasionRow
}

// occasionRow is one engagement in a table.
type occasionRow struct {
	queries.Named
	Status  graph.Status
	When    string
	Several bool
	// Perhaps says that it may be of a later day.
	Perhaps bool
	Overdue bool
	Summary string
	// Role is that of whose page it is, where it says more than that they met; For is whom they acted for, Post in which post.
	Role      graph.Role
	For, Post *queries.Named
	// By are the persons who acted for them.
	By       []queries.Named
	With     []companion
	More     int
	Evidence queries.Evidence
}

// companion is somebody who took part too.
type companion struct {
	queries.Named
	For *queries.Named
	// Aside is their role, where they were no counterpart.
	Aside graph.Role
}

// engagedOf finds the engagements in which a stakeholder is a party, as the question timeline does. A busy organisation has a hundred thousand:
// they are looked through once, and only what the page shows is read.
func (x *reading) engagedOf(s network.Stakeholder) (engaged, error) {
	side := network.NewSide([]network.Stakeholder{s})
	all := engaged{Of: x.v.ID(s)}
	past, coming := ranking{x: x}, ranking{x: x}
	var parties []network.Party
	x.v.EngagementsOf(side, func(e network.Engagement) {
		parties = x.v.Parties(e, side, parties[:0])
		if !slices.ContainsFunc(parties, func(p network.Party) bool { return p.Ours }) {
			return
		}
		switch e.Status() {
		case graph.Held:
			all.Held++
			past.add(e.Row(), graph.AgeFrom(e.Days()))
		case graph.Declined, graph.Cancelled:
			all.Fallen++
		default:
			all.Ahead++
			coming.add(e.Row(), -e.Days()[0])
		}
	})
	var err error
	if all.Past, err = x.rows(past.ids(), all.Of); err != nil {
		return all, err
	}
	all.Coming, err = x.rows(coming.ids(), all.Of)
	return all, err
}

// ranking keeps the first few of many engagements: those with the largest days, then by id.
type ranking struct {
	x    *reading
	kept []ranked
}

type ranked struct {
	row uint32
	day graph.Day
}

func (k *ranking) compare(a, b ranked) int {
	return cmp.Or(cmp.Compare(b.day, a.day), k.x.v.CompareEngagements(a.row, b.row))
}

func (k *ranking) add(row uint32, day graph.Day) {
	one := ranked{row, day}
	if len(k.kept) == shownEngagements && k.compare(one, k.kept[shownEngagements-1]) > 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(k.kept, one, k.compare)
	k.kept = slices.Insert(k.kept, at, one)
	k.kept = k.kept[:min(len(k.kept), shownEngagements)]
}

func (k *ranking) ids() []graph.ID {
	ids := make([]graph.ID, len(k.kept))
	for i, one := range k.kept {
		ids[i] = k.x.v.EngagementAt(one.row).ID()
	}
	return ids
}

// rows reads engagements and tells them as the page of one who took part does, "" for nobody's.
func (x *reading) rows(ids []graph.ID, of graph.ID) ([]occasionRow, error) {
	return tellEach(x, ids, func(e *graph.Engagement) occasionRow { return x.occasionRow(e, of) })
}

// shownCompanions is how many names a row gives.
const shownCompanions = 5

func (x *reading) occasionRow(e *graph.Engagement, of graph.ID) occasionRow {
	day := x.v.AsOf()
	certain, _ := e.When.BegunBy(day)
	row := occasionRow{
		Named: queries.Named{ID: e.ID, Name: x.title(e)}, Status: e.Status, When: capital(dateWords(e.When.String())), Several: e.StandsFor != 0,
		Perhaps:  e.Status == graph.Held && !certain && e.When.Dated(),
		Overdue:  e.Status.Ahead() && e.When.Dated() && e.When.LatestEnd() < day,
		Evidence: x.evidence(e), Summary: cmp.Or(e.Summary, e.Outcome),
	}
	for _, p := range e.Participants {
		if of != "" && (p.Stakeholder == of || p.ActingFor == of) {
			row.own(x, p, of)
			continue
		}
		if p.Role == graph.Interpreter {
			continue
		}
		c := companion{Named: x.named(p.Stakeholder), For: x.maybe(p.ActingFor)}
		if p.Role == graph.Facilitator || p.Role == graph.Observer {
			c.Aside = p.Role
		}
		row.With = append(row.With, c)
	}
	if left := len(row.With) - shownCompanions; left > 1 {
		row.With, row.More = row.With[:shownCompanions], left
	}
	return row
}

// own takes up in what way the one whose page it is took part.
func (o *occasionRow) own(x *reading, p graph.Participation, of graph.ID) {
	if p.Stakeholder == of {
		o.For = cmp.Or(o.For, x.maybe(p.ActingFor))
		o.Post = cmp.Or(o.Post, x.maybe(p.Post))
	} else if len(o.By) < shownCompanions {
		o.By = append(o.By, x.named(p.Stakeholder))
	}
	if plain := []graph.Role{graph.Initiator, graph.Counterpart, graph.Participant}; !slices.Contains(plain, p.Role) {
		o.Role = p.Role
	}
}
