package pages

import (
	"slices"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// engagementPage is an engagement as its page shows it.
type engagementPage struct {
	sheet
	Record *graph.Engagement
	// When is the date in words, Exactly how exactly it is known.
	When, Exactly string
	Place         string
	Country       graph.CountryCode
	// Stands says for how many occasions it stands, where that is more than one.
	Stands      string
	Topics      []string
	Within      *queries.Named
	Inner       []occasionRow
	MoreInner   bool
	Took        attendances
	Request     *graph.Request
	RequestedOn string
	Commitments []commitmentRow
	MoreArising bool
	Fact        queries.Evidence
	// Perhaps says that it may be of a later day than the one looked at; Overdue that it was to happen before it.
	Perhaps, Overdue bool
	// Asked asks what became of it, where it was planned for a day that is over.
	Asked *passed
}

// attendance is one who took part.
type attendance struct {
	queries.Named
	For, Post  *queries.Named
	AsWritten  string
	Role       graph.Role
	HeadOfSide bool
	Presence   graph.Presence
	Reply      graph.Reply
	Headcount  string
	// Unnamed says that it is a group of which no name is recorded.
	Unnamed bool
}

// attendances are those who took part, or are to.
type attendances struct {
	Title string
	Rows  []attendance
	// Left is how many more there are.
	Left int
}

// shownTook is how many of those who took part are listed.
const shownTook = 100

func showEngagement(x *reading, e *graph.Engagement) (documentData, error) {
	day := x.v.AsOf()
	certain, _ := e.When.BegunBy(day)
	p := &engagementPage{
		Record: e, When: capital(dateWords(e.When.String())), Exactly: exactly(e.When, e.StandsFor != 0), Fact: x.evidence(e), Topics: topicWords(e.Topics),
		Perhaps: e.Status == graph.Held && !certain, Overdue: e.Status.Ahead() && e.When.Dated() && e.When.LatestEnd() < day, Request: e.Request,
	}
	if e.Place != "" {
		p.Place = graph.PlaceName(e.Place, day, "en")
		p.Country, _ = graph.CountryOfPlace(e.Place)
	}
	switch {
	case e.StandsFor == graph.Several:
		p.Stands = t("engagement.several")
	case e.StandsFor != 0:
		p.Stands = t("engagement.stands_for", int(e.StandsFor))
	}
	if e.Request != nil && !e.Request.MadeOn.IsZero() {
		p.RequestedOn = dateWords(e.Request.MadeOn.String())
	}
	var err error
	if p.Within, err = x.occasionNamed(e.Within); err != nil {
		return nil, err
	}
	p.Took = x.attendances(e)
	if p.Inner, p.MoreInner, err = x.engagementsReferring(e.ID, ""); err != nil {
		return nil, err
	}
	var arising []graph.Document
	if arising, p.MoreArising, err = x.referring(graph.NounCommitment, e.ID, "", shownCooperations); err != nil {
		return nil, err
	}
	for _, d := range arising {
		if m, ok := d.(*graph.Commitment); ok {
			p.Commitments = append(p.Commitments, x.commitmentRow(m))
		}
	}
	return p, nil
}

func (x *reading) attendances(e *graph.Engagement) attendances {
	list := attendances{Title: t("engagement.took_part"), Left: max(0, len(e.Participants)-shownTook)}
	switch {
	case e.Status.Ahead():
		list.Title = t("engagement.takes_part")
	case e.Status != graph.Held:
		list.Title = t("engagement.was_to_take")
	}
	for _, p := range e.Participants[:len(e.Participants)-list.Left] {
		list.Rows = append(list.Rows, x.attendance(p))
	}
	return list
}

func (x *reading) attendance(p graph.Participation) attendance {
	a := attendance{
		Named: x.named(p.Stakeholder), For: x.maybe(p.ActingFor), Post: x.maybe(p.Post), AsWritten: p.AsWritten, Role: p.Role, HeadOfSide: p.HeadOfSide,
		Presence: p.Presence, Reply: p.Reply, Headcount: headcountWords(p.Headcount),
	}
	if s, ok := x.v.Find(p.Stakeholder); ok {
		a.Unnamed = x.v.Placeholder(s)
	}
	return a
}

func (p *engagementPage) ask(r *request) (err error) {
	if !p.Overdue || !p.Changeable || p.Record.When.LatestEnd() >= r.terms.Now {
		return nil
	}
	asked := &passed{ID: p.ID}
	if _, asked.Version, err = r.current(p.ID); err != nil {
		return err
	}
	asked.Back, err = r.frame.Here()
	p.Asked = asked
	return err
}

// current reads a document as a change to it is measured: as it is now, whatever grade and clocks are asked for.
func (r *request) current(id graph.ID) (graph.Document, network.Version, error) {
	return r.pages.Asker.Document(r.Request.Context(), network.Terms{Clearance: r.terms.Clearance, AsOf: r.terms.AsOf}, "", "", id)
}

// exactly says how exactly the date of an occasion, or of several, is known.
func exactly(d graph.Date, several bool) string {
	if d.IsZero() {
		return t("exactly.none")
	}
	words := exactDays(d.Days(), several)
	if d.Uncertain() {
		words += " " + t("exactly.uncertain")
	}
	return words
}

func exactDays(days [4]graph.Day, several bool) string {
	one := days[0] == days[2] && days[1] == days[3]
	bounded := !slices.Contains(days[:], graph.MinDay) && !slices.Contains(days[:], graph.MaxDay)
	length := int(days[3]-days[0]) + 1
	if !bounded {
		if days[0] == days[1] && days[3] == graph.MaxDay {
			return t("exactly.open")
		}
		return t("exactly.bounded")
	}
	switch {
	case length == 1:
		return t("exactly.day")
	case one && several:
		return t("exactly.some", dayWords(days[0]), dayWords(days[3]))
	case one:
		return t("exactly.one_of", dayWords(days[0]), dayWords(days[3]), length)
	case days[0] == days[1] && days[2] == days[3]:
		return t("exactly.days", length)
	}
	return t("exactly.ends", dayRange(days[0], days[1]), dayRange(days[2], days[3]))
}

// dayRange says between which days something was.
func dayRange(from, to graph.Day) string {
	if from == to {
		return t("exactly.on", dayWords(from))
	}
	return t("date.between", dayWords(from), dayWords(to))
}
