package pages

import (
	"slices"

	"liaison/graph"
	"liaison/queries"
)

// personPage is a person as their page shows them.
type personPage struct {
	stakeholderPage
	Record *graph.Person
	// Languages are those that they speak, in words.
	Languages string
	Posts     []incumbent
	MorePosts bool
	Axis      *axis
	// Handles are the commitments of others that they see to.
	Handles     []commitmentRow
	MoreHandles bool
}

// shownTenures is how many tenures the pages of persons and posts show.
const shownTenures = 30

func showPerson(x *reading, d *graph.Person) (documentData, error) {
	s, _ := x.v.Find(d.ID)
	p := &personPage{Record: d}
	p.Called = x.calledIn(d.Names)
	var spoken []string
	for _, code := range d.Languages {
		spoken = append(spoken, languageName(code))
	}
	p.Languages = joined(spoken)
	var err error
	if p.Posts, p.MorePosts, err = x.incumbents(d.ID, shownTenures); err != nil {
		return nil, err
	}
	if err := x.organisationsOf(p.Posts); err != nil {
		return nil, err
	}
	p.Axis = axisOf(x.v.AsOf(), each(p.Posts)...)
	if p.Engaged, err = x.engagedOf(s); err != nil {
		return nil, err
	}
	found, more, err := x.referring(graph.NounCommitment, d.ID, "", 2*shownCommitments)
	if err != nil {
		return nil, err
	}
	p.MoreHandles = more
	for _, m := range found {
		m, ok := m.(*graph.Commitment)
		if !ok || m.HandledBy != d.ID || m.OwedBy == d.ID || m.OwedTo == d.ID {
			continue
		}
		later, err := x.later(m)
		if err != nil {
			return nil, err
		}
		if !later {
			p.Handles = append(p.Handles, x.commitmentRow(m))
		}
	}
	return p, nil
}

// each gives the addresses of a list's items.
func each[T any](list []T) []*T {
	all := make([]*T, len(list))
	for i := range list {
		all[i] = &list[i]
	}
	return all
}

// organisationsOf finds out of which organisations posts are.
func (x *reading) organisationsOf(list []incumbent) error {
	ids := make([]graph.ID, len(list))
	for i := range list {
		ids[i] = list[i].Post.ID
	}
	found, err := x.documents(ids...)
	for i := range list {
		if post, ok := found[list[i].Post.ID].(*graph.Post); ok {
			list[i].At = x.maybe(post.Organisation)
		}
	}
	return err
}

// postPage is a post as its page shows it.
type postPage struct {
	sheet
	Record       *graph.Post
	Called       called
	Organisation queries.Named
	postRow      postRow
	Axis         *axis
	// Engagements are those in which somebody took part in this post.
	Engagements     []occasionRow
	MoreEngagements bool
}

// Post gives the post with its holders.
func (p *postPage) Post() *postRow { return &p.postRow }

func showPost(x *reading, d *graph.Post) (documentData, error) {
	p := &postPage{Record: d, Called: x.calledIn(d.Titles), Organisation: x.named(d.Organisation)}
	p.postRow.Named = x.named(d.ID)
	var err error
	if p.postRow.Holders, p.postRow.More, err = x.incumbents(d.ID, shownTenures); err != nil {
		return nil, err
	}
	p.Axis = axisOf(x.v.AsOf(), each(p.postRow.Holders)...)
	p.Engagements, p.MoreEngagements, err = x.engagementsReferring(d.ID, "")
	return p, err
}

// engagementsReferring gives the engagements in the picture that refer to something, the newest first.
func (x *reading) engagementsReferring(to graph.ID, of graph.ID) ([]occasionRow, bool, error) {
	found, more, err := x.referring(graph.NounEngagement, to, "", shownEngagements)
	if err != nil {
		return nil, false, err
	}
	var engagements []*graph.Engagement
	for _, d := range found {
		later, err := x.later(d)
		if err != nil {
			return nil, false, err
		}
		if e, ok := d.(*graph.Engagement); ok && !later {
			engagements = append(engagements, e)
		}
	}
	slices.SortStableFunc(engagements, func(a, b *graph.Engagement) int { return int(b.When.AgeFrom()) - int(a.When.AgeFrom()) })
	rows := make([]occasionRow, len(engagements))
	for i, e := range engagements {
		rows[i] = x.occasionRow(e, of)
	}
	return rows, more, nil
}

// tenurePage is a person in a post as its page shows it.
type tenurePage struct {
	sheet
	Tenure incumbent
	Fact   queries.Evidence
	Axis   *axis
}

func showTenure(x *reading, d *graph.Tenure) (documentData, error) {
	list := []incumbent{x.incumbentOf(d)}
	if err := x.organisationsOf(list); err != nil {
		return nil, err
	}
	p := &tenurePage{Axis: axisOf(x.v.AsOf(), &list[0]), Fact: list[0].Evidence}
	p.Tenure = list[0]
	return p, nil
}
