package pages

import (
	"slices"

	"liaison/graph"
	"liaison/graph/names"
	"liaison/queries"
	"liaison/queries/network"
)

// organisationPage is an organisation as its page shows it.
type organisationPage struct {
	stakeholderPage
	Record *graph.Organisation
	Seat   string
	Valid  string
	// PartOf, Parts, Before and After are the organisations that it is tied to by structure.
	PartOf, Parts, Before, After []relation
	MoreParts                    bool
	Posts                        []postRow
	MorePosts                    bool
	Axis                         *axis
	Cooperations                 []cooperationRow
	MoreCooperations             bool
	Members                      memberList
}

// called is what something is called: the name that is its heading is not among the others.
type called struct {
	Name, Language string
	// Latin is the heading in Latin letters, where it is in others and no name on record is in Latin ones.
	Latin  string
	Others []otherName
}

// otherName is one more name, with what is to be said of it.
type otherName struct{ Text, Language, Note string }

// calledIn gives the names that hold, or held, by the day looked at.
func (x *reading) calledIn(list []graph.Name) called {
	day := x.v.AsOf()
	c := called{Name: graph.DisplayName(list, day, "en")}
	latin := false
	for _, n := range list {
		language := languageTag(n)
		latin = latin || languageOf(n.Text) == "en"
		if n.Text == c.Name && c.Language == "" {
			c.Language = language
			if n.Patronymic == "" {
				continue
			}
		}
		if _, begun := n.Valid.BegunBy(day); !begun {
			continue
		}
		note, valid := "", ""
		if n.Language != "" && n.Language != "en" {
			note = languageName(n.Language)
		}
		if !n.Valid.IsZero() {
			valid = x.lasting(n.Valid)
		}
		patronymic := ""
		if n.Patronymic != "" {
			patronymic = t("name.patronymic", n.Patronymic)
		}
		c.Others = append(c.Others, otherName{n.Text, language, told(note, word("names", n.Kind), patronymic, valid)})
	}
	if form := names.Latin(c.Name); !latin && form != c.Name { // not of every script is the Latin form known
		c.Latin = form
	}
	return c
}

// languageTag gives the language of a name as browsers take it (BCP 47).
func languageTag(n graph.Name) string {
	switch {
	case n.Language == "":
		return languageOf(n.Text)
	case n.Script != "" && n.Script != "Latn":
		return n.Language + "-" + n.Script
	}
	return n.Language
}

// relation is an organisation that another is tied to, how and for how long.
type relation struct {
	queries.Named
	How, When string
	// Past says that it has ended by the day looked at.
	Past bool
}

// postRow is a post with those who hold or held it.
type postRow struct {
	queries.Named
	Holders []incumbent
	More    bool
}

// Vacant says that nobody is recorded who may hold it on the day looked at.
func (p *postRow) Vacant() bool {
	return !slices.ContainsFunc(p.Holders, func(h incumbent) bool { return h.Current })
}

// How much of each list an organisation's page shows; the rest is one link away.
const (
	shownParts        = 12
	shownPosts        = 12
	shownHolders      = 6
	shownCooperations = 10
)

func showOrganisation(x *reading, o *graph.Organisation) (documentData, error) {
	s, _ := x.v.Find(o.ID)
	p := &organisationPage{Record: o, Valid: x.lasting(o.Valid)}
	p.Called = x.calledIn(o.Names)
	if o.Seat != "" {
		p.Seat = graph.PlaceName(o.Seat, x.v.AsOf(), "en")
	}
	var err error
	for _, part := range []func(*reading, *organisationPage) error{structureOf, postsOf} {
		if err = part(x, p); err != nil {
			return nil, err
		}
	}
	if p.Engaged, err = x.engagedOf(s); err != nil {
		return nil, err
	}
	if p.Cooperations, p.MoreCooperations, err = x.cooperationsOf(o.ID, shownCooperations); err != nil {
		return nil, err
	}
	p.Members, err = x.membersOf(s)
	return p, err
}

// structureOf finds what an organisation is part of, what is part of it, what it followed and what followed it.
func structureOf(x *reading, p *organisationPage) error {
	for _, up := range p.Record.Parents {
		if r, ok := x.partOf(up); ok {
			r.Named = x.named(up.Organisation)
			p.PartOf = append(p.PartOf, r)
		}
	}
	for _, b := range p.Record.Predecessors {
		p.Before = append(p.Before, relation{Named: x.named(b.Organisation), How: word("predecessor", b.How)})
	}
	found, more, err := x.referring(graph.NounOrganisation, p.Record.ID, "", 2*shownParts)
	if err != nil {
		return err
	}
	p.MoreParts = more
	for _, d := range found {
		other, ok := d.(*graph.Organisation)
		if !ok {
			continue
		}
		for _, up := range other.Parents {
			if r, ok := x.partOf(up); ok && up.Organisation == p.Record.ID {
				r.Named = x.named(other.ID)
				p.Parts = append(p.Parts, r)
			}
		}
		for _, b := range other.Predecessors {
			if b.Organisation == p.Record.ID {
				p.After = append(p.After, relation{Named: x.named(other.ID), How: word("predecessor", b.How)})
			}
		}
	}
	if len(p.Parts) > shownParts {
		p.Parts, p.MoreParts = p.Parts[:shownParts], true
	}
	return nil
}

// partOf tells a parent, unless it is one of a later day only.
func (x *reading) partOf(up graph.Parent) (relation, bool) {
	_, begun := up.Valid.BegunBy(x.v.AsOf())
	_, current := up.Valid.CurrentOn(x.v.AsOf())
	r := relation{Past: !current && !up.Valid.IsZero()}
	if !up.Valid.IsZero() {
		r.When = x.lasting(up.Valid)
	}
	return r, begun
}

// postsOf finds the posts of an organisation, and who holds and held them.
func postsOf(x *reading, p *organisationPage) error {
	found, more, err := x.referring(graph.NounPost, p.Record.ID, "", shownPosts)
	if err != nil {
		return err
	}
	slices.SortStableFunc(found, func(a, b graph.Document) int { return precedence(a) - precedence(b) })
	p.MorePosts = more
	var all []*incumbent
	for _, d := range found {
		id := d.Header().ID
		row := postRow{Named: x.named(id)}
		if row.Holders, row.More, err = x.incumbents(id, shownHolders); err != nil {
			return err
		}
		p.Posts = append(p.Posts, row)
		for i := range row.Holders {
			all = append(all, &row.Holders[i])
		}
	}
	p.Axis = axisOf(x.v.AsOf(), all...)
	return nil
}

// precedence gives a post's place in the order, those without one last.
func precedence(d graph.Document) int {
	const last = 1 << 30
	if post, ok := d.(*graph.Post); ok && post.Precedence > 0 {
		return post.Precedence
	}
	return last
}

// memberRow is a country or an organisation that is a member of a body.
type memberRow struct {
	Country graph.CountryCode
	*queries.Named
	// Certain says that it certainly is one on the day looked at.
	Fact     graph.ID
	Certain  bool
	Evidence queries.Evidence
	// Met is how many named organisations of the country we have met, MetUnnamed that an unnamed group of it was; Asked that we know who we are.
	Met               int
	MetUnnamed, Asked bool
}

// memberList are the members of a body. Through are the bodies around whose members they are, where they are not its own.
type memberList struct {
	Through []queries.Named
	Rows    []*memberRow
}

// Summary says of how many of the countries we have met anybody by name.
func (l *memberList) Summary() string {
	countries, met := 0, 0
	for _, m := range l.Rows {
		if m.Country != "" && m.Asked {
			countries++
			met += min(m.Met, 1)
		}
	}
	switch met {
	case 0:
		return ""
	case countries:
		return t("members.all")
	}
	return t("members.some", met, countries)
}

// mostMembers is how many members a page lists: the United Nations have 193.
const mostMembers = 200

// membersOf gives the members of a body and of those that it is part of.
func (x *reading) membersOf(s network.Stakeholder) (list memberList, err error) {
	var facts []graph.ID
	for _, body := range append([]network.Stakeholder{s}, x.v.Above(s)...) {
		members := x.v.Memberships(body)
		if len(members) > 0 && body != s {
			list.Through = append(list.Through, x.named(x.v.ID(body)))
		}
		for _, m := range members[:min(len(members), mostMembers-len(list.Rows))] {
			row := &memberRow{Country: m.Country, Fact: m.Fact, Certain: m.Certain}
			if m.Country == "" {
				named := x.named(x.v.ID(m.Organisation))
				row.Named = &named
			}
			list.Rows, facts = append(list.Rows, row), append(facts, m.Fact)
		}
	}
	found, err := x.documents(facts...)
	for _, row := range list.Rows {
		if d := found[row.Fact]; d != nil {
			row.Evidence = x.evidence(d)
		}
	}
	return list, err
}

func (p *organisationPage) ask(r *request) error {
	if err := p.stakeholderPage.ask(r); err != nil {
		return err
	}
	return r.metOf(p.Members.Rows)
}

// metOf finds out for each country among members whether we have met anybody of it.
func (r *request) metOf(members []*memberRow) error {
	if len(r.frame.sides) == 0 || !slices.ContainsFunc(members, func(m *memberRow) bool { return m.Country != "" }) {
		return nil
	}
	_, rows, err := askRows[queries.Counterpart](r, "counterparts", nil, queries.MaxLimit)
	if err != nil {
		return err
	}
	for _, m := range members {
		m.Asked = true
		for _, row := range rows {
			switch {
			case m.Country == "" || row.Country != m.Country || row.Role != queries.RoleMet:
			case row.Placeholder:
				m.MetUnnamed = true
			default:
				m.Met++
			}
		}
	}
	return nil
}
