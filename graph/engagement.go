package graph

import (
	"fmt"
	"strconv"
)

// Engagement is an occasion on which stakeholders dealt with one another, or meant to.
type Engagement struct {
	Head
	Fact
	Kind   EngagementKind `json:"kind"`
	Status Status         `json:"status"`
	When   Date           `json:"when,omitzero"`
	// Place is where it was: a place's id, or a country's code where no more is known.
	Place  PlaceID `json:"place,omitempty"`
	Online bool    `json:"online,omitempty"`
	// Within is the engagement that this one was part of: a mission holds its meetings.
	Within    ID        `json:"within,omitempty"`
	StandsFor StandsFor `json:"stands_for,omitzero"`
	// Weight absent is substantive.
	Weight       Weight          `json:"weight,omitempty"`
	Topics       []string        `json:"topics,omitempty"`
	Request      *Request        `json:"request,omitempty"`
	Summary      string          `json:"summary,omitempty"`
	Outcome      string          `json:"outcome,omitempty"`
	Participants []Participation `json:"participants,omitempty"`
}

// Request is how an engagement was asked for.
type Request struct {
	MadeOn    Date   `json:"made_on,omitzero"`
	Via       string `json:"via,omitempty"`
	Reference string `json:"reference,omitempty"`
}

// Participation is a stakeholder in an engagement.
type Participation struct {
	Stakeholder ID `json:"stakeholder"`
	// ActingFor is the organisation that a person acted for.
	ActingFor ID `json:"acting_for,omitempty"`
	// Post is the post in which they took part.
	Post ID `json:"post,omitempty"`
	// AsWritten is how the source names them.
	AsWritten string `json:"as_written,omitempty"`
	Role      Role   `json:"role"`
	// HeadOfSide says that they led their side.
	HeadOfSide bool       `json:"head_of_side,omitempty"`
	Presence   Presence   `json:"presence,omitempty"`
	Reply      Reply      `json:"reply,omitempty"`
	Headcount  *Headcount `json:"headcount,omitempty"`
}

// Headcount is how many people took part; absent parts are not known.
type Headcount struct {
	Total *int `json:"total,omitempty"`
	Women *int `json:"women,omitempty"`
	Men   *int `json:"men,omitempty"`
}

// StandsFor says how many occasions one record stands for. The zero value is one.
type StandsFor int

// Several is more than one, how many is not known; it counts as at least two.
const Several StandsFor = -1

// AtLeast gives the number of occasions that the record stands for, at least.
func (s StandsFor) AtLeast() int {
	switch {
	case s == Several:
		return 2
	case s < 1:
		return 1
	default:
		return int(s)
	}
}

// MarshalJSON gives the number, or "several".
func (s StandsFor) MarshalJSON() ([]byte, error) {
	if s == Several {
		return []byte(`"several"`), nil
	}
	return strconv.AppendInt(nil, int64(s), 10), nil
}

// UnmarshalJSON reads a number, "one" or "several".
func (s *StandsFor) UnmarshalJSON(raw []byte) error {
	switch text := string(raw); text {
	case `"several"`:
		*s = Several
	case `"one"`, "null":
		*s = 0
	default:
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("%s is not how many occasions a record stands for: write a number from 1 on, or several", text)
		}
		*s = StandsFor(n)
		if n == 1 {
			*s = 0 // one form for one meaning: absent is one
		}
	}
	return nil
}

// Noun is engagement.
func (*Engagement) Noun() Noun { return NounEngagement }

// References visits the engagement around it, the participants, who they acted for, their posts, and
// the sources.
func (e *Engagement) References(visit func(Reference)) {
	refer(visit, "within", &e.Within, toEngagement)
	for i := range e.Participants {
		p := &e.Participants[i]
		referIn(visit, "participants", i, "stakeholder", &p.Stakeholder, toStakeholder)
		referIn(visit, "participants", i, "acting_for", &p.ActingFor, toOrganisation)
		referIn(visit, "participants", i, "post", &p.Post, toPost)
	}
	e.references(visit)
}

func (e *Engagement) check(c *checker) {
	oneOf(c, "kind", e.Kind, EngagementKinds(), required)
	oneOf(c, "status", e.Status, Statuses(), required)
	c.place("place", e.Place)
	if e.Within != "" && e.Within == e.ID {
		c.add("within", "an engagement cannot be part of itself")
	}
	oneOf(c, "weight", e.Weight, Weights(), optional)
	c.topics(e.Topics)
	if e.Request != nil {
		c.line("request.via", e.Request.Via, optional)
		c.line("request.reference", e.Request.Reference, optional)
	}
	c.text("summary", e.Summary)
	c.text("outcome", e.Outcome)
	c.items("participants", len(e.Participants))
	for i := range e.Participants {
		c.within("participants", i, func() { c.participation(&e.Participants[i]) })
	}
}

func (c *checker) participation(p *Participation) {
	if p.Stakeholder == "" {
		c.add("stakeholder", "is missing: name the organisation or person that took part")
	}
	c.line("as_written", p.AsWritten, optional)
	oneOf(c, "role", p.Role, Roles(), required)
	oneOf(c, "presence", p.Presence, Presences(), optional)
	oneOf(c, "reply", p.Reply, Replies(), optional)
	if p.Headcount == nil {
		return
	}
	sum := 0
	for _, part := range []*int{p.Headcount.Women, p.Headcount.Men} {
		if part != nil {
			sum += *part
		}
	}
	for _, part := range []*int{p.Headcount.Total, p.Headcount.Women, p.Headcount.Men} {
		if part != nil && *part < 0 {
			c.add("headcount", "has a negative number")
		}
	}
	if p.Headcount.Total != nil && sum > *p.Headcount.Total {
		c.add("headcount", "women and men are %d, more than the total of %d", sum, *p.Headcount.Total)
	}
}

// Cooperation is a link between two or more parties that lasts.
type Cooperation struct {
	Head
	Fact
	Kind    CooperationKind `json:"kind"`
	Parties []Party         `json:"parties"`
	Valid   Date            `json:"valid,omitzero"`
	Topics  []string        `json:"topics,omitempty"`
	Summary string          `json:"summary,omitempty"`
}

// Party is one party of a cooperation: an organisation or a country.
type Party struct {
	Organisation ID          `json:"organisation,omitempty"`
	Country      CountryCode `json:"country,omitempty"`
	// Role is given where the cooperation has a direction.
	Role PartyRole `json:"role,omitempty"`
}

// Noun is cooperation.
func (*Cooperation) Noun() Noun { return NounCooperation }

// References visits the parties that are organisations, and the sources.
func (k *Cooperation) References(visit func(Reference)) {
	for i := range k.Parties {
		referIn(visit, "parties", i, "organisation", &k.Parties[i].Organisation, toOrganisation)
	}
	k.references(visit)
}

// Directed says whether the parties have roles; then both sides must be there.
func (k *Cooperation) Directed() bool {
	for _, p := range k.Parties {
		if p.Role != "" {
			return true
		}
	}
	return false
}

func (k *Cooperation) check(c *checker) {
	oneOf(c, "kind", k.Kind, CooperationKinds(), required)
	if len(k.Parties) < 2 {
		c.add("parties", "are %d: a cooperation has two or more", len(k.Parties))
	}
	c.items("parties", len(k.Parties))
	giving, receiving, without := 0, 0, 0
	for i, p := range k.Parties {
		field := at("parties", i)
		if (p.Organisation == "") == (p.Country == "") {
			c.add(field, "must be an organisation or a country, one of the two")
		}
		c.country(field+".country", p.Country)
		oneOf(c, field+".role", p.Role, PartyRoles(), optional)
		for _, earlier := range k.Parties[:i] {
			if earlier.Organisation == p.Organisation && earlier.Country == p.Country {
				c.add(field, "is the same party as an earlier one")
			}
		}
		switch {
		case p.Role == "":
			without++
		case p.Role.Giving():
			giving++
		default:
			receiving++
		}
	}
	if giving+receiving > 0 && (giving == 0 || receiving == 0 || without > 0) {
		c.add("parties", "a cooperation with a direction needs a role for each party and a party on both sides (member and body, funder or provider and recipient, accredited and receiving)")
	}
	c.topics(k.Topics)
	c.text("summary", k.Summary)
}

// Commitment is who owes whom what by when.
type Commitment struct {
	Head
	Fact
	Basis Basis `json:"basis"`
	// What is owed, in words.
	What   string `json:"what"`
	OwedBy ID     `json:"owed_by"`
	OwedTo ID     `json:"owed_to"`
	// Made is when it was made; absent, it begins with the engagement that it arose from.
	Made Date `json:"made,omitzero"`
	Due  Date `json:"due,omitzero"`
	// WaitsFor is what must come first, in words.
	WaitsFor string `json:"waits_for,omitempty"`
	// Closed is when it was closed, ClosedHow how; absent, it is open.
	Closed    Date      `json:"closed,omitzero"`
	ClosedHow ClosedHow `json:"closed_how,omitempty"`
	HandledBy ID        `json:"handled_by,omitempty"`
	// ArisingFrom is the engagement in which it was made.
	ArisingFrom ID `json:"arising_from,omitempty"`
}

// Noun is commitment.
func (*Commitment) Noun() Noun { return NounCommitment }

// References visits both sides, who handles it, the engagement that it arose from, and the sources.
func (m *Commitment) References(visit func(Reference)) {
	refer(visit, "owed_by", &m.OwedBy, toStakeholder)
	refer(visit, "owed_to", &m.OwedTo, toStakeholder)
	refer(visit, "handled_by", &m.HandledBy, toStakeholder)
	refer(visit, "arising_from", &m.ArisingFrom, toEngagement)
	m.references(visit)
}

func (m *Commitment) check(c *checker) {
	oneOf(c, "basis", m.Basis, Bases(), required)
	if m.What == "" {
		c.add("what", "is missing: say what is owed")
	}
	c.text("what", m.What)
	if m.OwedBy == "" {
		c.add("owed_by", "is missing: name who owes it")
	}
	if m.OwedTo == "" {
		c.add("owed_to", "is missing: name to whom it is owed")
	}
	if m.OwedBy != "" && m.OwedBy == m.OwedTo {
		c.add("owed_to", "nobody owes anything to themselves")
	}
	c.text("waits_for", m.WaitsFor)
	oneOf(c, "closed_how", m.ClosedHow, ClosedHows(), optional)
	if m.ClosedHow != "" && m.Closed.IsZero() {
		c.add("closed", "is missing: closed_how says that it was closed, so say when (a year is enough, or /ended)")
	}
}
