package graph

// Organisation is a ministry, an agency, an embassy, a delegation, a regional body, an international
// organisation, a project or another body that can be engaged.
type Organisation struct {
	Head
	Names []Name           `json:"names"`
	Kind  OrganisationKind `json:"kind"`
	// Mandates say what it is there for; the first leads.
	Mandates []Mandate `json:"mandates,omitempty"`
	// Country is the state it belongs to (an embassy's is the sending state); none for regional
	// and international bodies.
	Country CountryCode `json:"country,omitempty"`
	// Seat is where it sits.
	Seat         PlaceID       `json:"seat,omitempty"`
	Parents      []Parent      `json:"parents,omitempty"`
	Predecessors []Predecessor `json:"predecessors,omitempty"`
	Identifiers  []Identifier  `json:"identifiers,omitempty"`
	Contact      *Contact      `json:"contact,omitempty"`
	Valid        Date          `json:"valid,omitzero"`
	// Placeholder says that this is an unnamed group ("relevant agencies of Uzbekistan"): shown,
	// never counted.
	Placeholder  bool   `json:"placeholder,omitempty"`
	Engage       Engage `json:"engage,omitempty"`
	EngageReason string `json:"engage_reason,omitempty"`
}

// Parent is an organisation that another is part of, for a time.
type Parent struct {
	Organisation ID   `json:"organisation"`
	Valid        Date `json:"valid,omitzero"`
}

// Predecessor is an organisation that another followed.
type Predecessor struct {
	Organisation ID             `json:"organisation"`
	How          PredecessorHow `json:"how"`
}

// Noun is organisation.
func (*Organisation) Noun() Noun { return NounOrganisation }

// References visits the parents and predecessors.
func (o *Organisation) References(visit func(Reference)) {
	for i := range o.Parents {
		referIn(visit, "parents", i, "organisation", &o.Parents[i].Organisation, toOrganisation)
	}
	for i := range o.Predecessors {
		referIn(visit, "predecessors", i, "organisation", &o.Predecessors[i].Organisation, toOrganisation)
	}
}

func (o *Organisation) check(c *checker) {
	c.names("names", o.Names)
	oneOf(c, "kind", o.Kind, OrganisationKinds(), required)
	for i, m := range o.Mandates {
		oneOf(c, at("mandates", i), m, Mandates(), required)
		for _, earlier := range o.Mandates[:i] {
			if earlier == m {
				c.add(at("mandates", i), "%q is named twice", m)
			}
		}
	}
	c.country("country", o.Country)
	c.place("seat", o.Seat)
	c.items("parents", len(o.Parents))
	for i, p := range o.Parents {
		if p.Organisation == "" {
			c.add(at("parents", i)+".organisation", "is missing: name the organisation that this one is part of")
		}
		if p.Organisation == o.ID {
			c.add(at("parents", i)+".organisation", "an organisation cannot be part of itself")
		}
	}
	c.items("predecessors", len(o.Predecessors))
	for i, p := range o.Predecessors {
		if p.Organisation == "" {
			c.add(at("predecessors", i)+".organisation", "is missing: name the organisation that this one followed")
		}
		oneOf(c, at("predecessors", i)+".how", p.How, PredecessorHows(), required)
	}
	c.identifiers(o.Identifiers)
	c.contact("contact", o.Contact)
	c.engage(o.Engage, o.EngageReason)
}

// Person is a contact.
type Person struct {
	Head
	Names []Name `json:"names"`
	// FormOfAddress is how to address them ("Ms", "Colonel").
	FormOfAddress string `json:"form_of_address,omitempty"`
	// Languages are ISO 639 codes.
	Languages        []string     `json:"languages,omitempty"`
	NeedsInterpreter bool         `json:"needs_interpreter,omitempty"`
	Identifiers      []Identifier `json:"identifiers,omitempty"`
	Contact          *Contact     `json:"contact,omitempty"`
	Engage           Engage       `json:"engage,omitempty"`
	EngageReason     string       `json:"engage_reason,omitempty"`
}

// Noun is person.
func (*Person) Noun() Noun { return NounPerson }

// References visits nothing: a person refers to nobody.
func (*Person) References(func(Reference)) {}

func (p *Person) check(c *checker) {
	c.names("names", p.Names)
	c.line("form_of_address", p.FormOfAddress, optional)
	c.items("languages", len(p.Languages))
	for i, language := range p.Languages {
		c.line(at("languages", i), language, required)
	}
	c.identifiers(p.Identifiers)
	c.contact("contact", p.Contact)
	c.engage(p.Engage, p.EngageReason)
}

// Post is a chair in an organisation, apart from who sits in it.
type Post struct {
	Head
	Titles       []Name `json:"titles"`
	Organisation ID     `json:"organisation"`
	// Precedence orders the posts of an organisation, 1 first; 0 is not stated.
	Precedence int `json:"precedence,omitempty"`
}

// Noun is post.
func (*Post) Noun() Noun { return NounPost }

// References visits the organisation.
func (p *Post) References(visit func(Reference)) {
	refer(visit, "organisation", &p.Organisation, toOrganisation)
}

func (p *Post) check(c *checker) {
	c.names("titles", p.Titles)
	if p.Organisation == "" {
		c.add("organisation", "is missing: name the organisation that the post is in")
	}
	if p.Precedence < 0 {
		c.add("precedence", "is %d: count from 1, or leave it out", p.Precedence)
	}
}

// Tenure is a person in a post, for a time.
type Tenure struct {
	Head
	Fact
	Person ID   `json:"person"`
	Post   ID   `json:"post"`
	Valid  Date `json:"valid,omitzero"`
	// SeenOn are days on which the person was seen in the post.
	SeenOn       []Date   `json:"seen_on,omitempty"`
	Capacity     Capacity `json:"capacity,omitempty"`
	Rank         string   `json:"rank,omitempty"`
	SecondedFrom ID       `json:"seconded_from,omitempty"`
}

// Noun is tenure.
func (*Tenure) Noun() Noun { return NounTenure }

// References visits person, post, the organisation seconded from, and the sources.
func (t *Tenure) References(visit func(Reference)) {
	refer(visit, "person", &t.Person, toPerson)
	refer(visit, "post", &t.Post, toPost)
	refer(visit, "seconded_from", &t.SecondedFrom, toOrganisation)
	t.references(visit)
}

func (t *Tenure) check(c *checker) {
	if t.Person == "" {
		c.add("person", "is missing: name who holds the post")
	}
	if t.Post == "" {
		c.add("post", "is missing: name the post that is held")
	}
	c.items("seen_on", len(t.SeenOn))
	for i, day := range t.SeenOn {
		if day.IsZero() {
			c.add(at("seen_on", i), "is empty: write the day")
		}
	}
	oneOf(c, "capacity", t.Capacity, Capacities(), optional)
	c.line("rank", t.Rank, optional)
}

// Source is a document or a person that facts rest on.
type Source struct {
	Head
	Title     string `json:"title"`
	Publisher string `json:"publisher,omitempty"`
	Date      Date   `json:"date,omitzero"`
	// Reference is where to find it: an address, a file number.
	Reference string `json:"reference,omitempty"`
	// Reliability, A to F, pre-fills the grade of facts taken from the source.
	Reliability string `json:"reliability,omitempty"`
	File        *File  `json:"file,omitempty"`
}

// File is the file that a source was kept as; its content is kept elsewhere.
type File struct {
	Name string `json:"name"`
	// Type is a media type (RFC 6838).
	Type string `json:"type,omitempty"`
	// SHA256 is the hash of its content, in hexadecimal.
	SHA256 string `json:"sha256,omitempty"`
}

// Noun is source.
func (*Source) Noun() Noun { return NounSource }

// References visits nothing: a source refers to nothing.
func (*Source) References(func(Reference)) {}

func (s *Source) check(c *checker) {
	c.line("title", s.Title, required)
	c.line("publisher", s.Publisher, optional)
	c.text("reference", s.Reference)
	if s.Reliability != "" && (len(s.Reliability) != 1 || s.Reliability[0] < 'A' || s.Reliability[0] > 'F') {
		c.add("reliability", "%q is none of A, B, C, D, E, F", s.Reliability)
	}
	if s.File != nil {
		c.line("file.name", s.File.Name, required)
		c.line("file.type", s.File.Type, optional)
		c.line("file.sha256", s.File.SHA256, optional)
	}
}
