// Package graph holds the nouns of the stakeholder relationship graph, their rules, the changes that
// may be made to them and the Store that keeps the changes. It imports nothing of this project.
package graph

import (
	"regexp"
	"strings"
)

// ID names a document, for ever: a deleted document's id created again is the same document.
type ID string

// IDForm is what an id looks like, as a regular expression.
const IDForm = `^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$`

var idForm = regexp.MustCompile(IDForm)

// Noun says what a document is.
type Noun string

// The nouns that are documents. Country and Place are reference data, built in.
const (
	NounOrganisation Noun = "organisation"
	NounPerson       Noun = "person"
	NounPost         Noun = "post"
	NounTenure       Noun = "tenure"
	NounEngagement   Noun = "engagement"
	NounCooperation  Noun = "cooperation"
	NounCommitment   Noun = "commitment"
	NounSource       Noun = "source"
)

// Nouns lists the nouns in an order in which each comes after those it refers to most, which is the
// order of exports.
func Nouns() []Noun {
	return []Noun{NounSource, NounOrganisation, NounPerson, NounPost, NounTenure, NounEngagement, NounCooperation, NounCommitment}
}

// Plural gives the noun's plural, which names its lists ("organisations").
func (n Noun) Plural() string { return string(n) + "s" }

// Article gives the noun after its article, for sentences ("an organisation").
func (n Noun) Article() string {
	if strings.IndexAny(string(n), "aeiou") == 0 {
		return "an " + string(n)
	}
	return "a " + string(n)
}

// IsFact says whether documents of this noun carry evidence and a grade.
func (n Noun) IsFact() bool {
	return n == NounEngagement || n == NounCooperation || n == NounTenure || n == NounCommitment
}

// Document is one of the nouns: a pointer to Organisation, Person, Post, Tenure, Engagement,
// Cooperation, Commitment or Source.
type Document interface {
	// Noun says which.
	Noun() Noun
	// Header gives the id and label, to read and to change.
	Header() *Head
	// References calls visit for each reference to another document, absent ones left out, in the
	// order of the fields. It is the one list of them: existence, closure, blanking, the edges in
	// Neo4j and undo are made from it.
	References(visit func(Reference))
	// check adds what is wrong with the fields.
	check(*checker)
}

// Head is what every document has.
type Head struct {
	ID       ID      `json:"id"`
	Marking  Marking `json:"marking,omitzero"`
	Audience []Group `json:"audience,omitempty"`
}

// Header gives the head itself.
func (h *Head) Header() *Head { return h }

// Label gives the marking and audience together.
func (h *Head) Label() Label { return Label{h.Marking, h.Audience} }

// Reference is a field of one document that names another.
type Reference struct {
	// Target points at the id inside the document.
	Target *ID
	// To lists the nouns that it may name.
	To []Noun
	// The field's path, put together only where it is told: a million documents are checked at an import.
	list  string
	index int
	name  string
}

// Field gives the path of the field in the JSON form: "participants[2].stakeholder".
func (r Reference) Field() string {
	if r.list == "" {
		return r.name
	}
	return at(r.list, r.index) + "." + r.name
}

var (
	toOrganisation = []Noun{NounOrganisation}
	toPerson       = []Noun{NounPerson}
	toPost         = []Noun{NounPost}
	toEngagement   = []Noun{NounEngagement}
	toSource       = []Noun{NounSource}
	toStakeholder  = []Noun{NounOrganisation, NounPerson}
)

func refer(visit func(Reference), name string, target *ID, to []Noun) {
	if *target != "" {
		visit(Reference{Target: target, To: to, name: name})
	}
}

// referIn is refer for a field of an item of a list.
func referIn(visit func(Reference), list string, index int, name string, target *ID, to []Noun) {
	if *target != "" {
		visit(Reference{Target: target, To: to, list: list, index: index, name: name})
	}
}

// Name is one name of a thing. Things have many: in each language and script, official and
// translated, acronyms, and as sources spelt them; each may hold for a time.
type Name struct {
	Text string `json:"text"`
	// Language is an ISO 639 code ("ru"), Script an ISO 15924 code ("Cyrl").
	Language string   `json:"language,omitempty"`
	Script   string   `json:"script,omitempty"`
	Kind     NameKind `json:"kind,omitempty"`
	// Patronymic is a person's patronymic, where it is known apart.
	Patronymic string `json:"patronymic,omitempty"`
	// Valid is when the name holds; absent is always.
	Valid Date `json:"valid,omitzero"`
}

// Contact is how to reach somebody.
type Contact struct {
	Address string `json:"address,omitempty"`
	Email   string `json:"email,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Website string `json:"website,omitempty"`
}

// Identifier is an id in somebody else's register ("wikidata", "Q57394").
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// Fact is what engagements, cooperations, tenures and commitments have besides their fields: one
// grade, which is the fact's own, and the evidence that it rests on.
type Fact struct {
	Grade    Grade      `json:"grade,omitzero"`
	Evidence []Citation `json:"evidence,omitempty"`
}

// FactOf gives the fact part of a document, or nil where the document is no fact.
func FactOf(d Document) *Fact {
	switch d := d.(type) {
	case *Engagement:
		return &d.Fact
	case *Cooperation:
		return &d.Fact
	case *Tenure:
		return &d.Fact
	case *Commitment:
		return &d.Fact
	}
	return nil
}

// Citation is one piece of evidence: where in which source, and its words, kept short.
type Citation struct {
	Source  ID     `json:"source"`
	Locator string `json:"locator,omitempty"`
	Quote   string `json:"quote,omitempty"`
}

func (f *Fact) references(visit func(Reference)) {
	for i := range f.Evidence {
		referIn(visit, "evidence", i, "source", &f.Evidence[i].Source, toSource)
	}
}

// NewDocument gives an empty document of the noun, or nil where there is no such noun.
func NewDocument(n Noun) Document {
	switch n {
	case NounOrganisation:
		return &Organisation{}
	case NounPerson:
		return &Person{}
	case NounPost:
		return &Post{}
	case NounTenure:
		return &Tenure{}
	case NounEngagement:
		return &Engagement{}
	case NounCooperation:
		return &Cooperation{}
	case NounCommitment:
		return &Commitment{}
	case NounSource:
		return &Source{}
	}
	return nil
}

// NamesOf gives the names of a document: of an organisation or a person its names, of a post its
// titles, of a source its title; nil for facts, which have none.
func NamesOf(d Document) []Name {
	switch d := d.(type) {
	case *Organisation:
		return d.Names
	case *Person:
		return d.Names
	case *Post:
		return d.Titles
	case *Source:
		return []Name{{Text: d.Title}}
	}
	return nil
}

// DisplayName gives the name to show on a day in a language: of the names that may hold on that day
// the official or translated one in the language, else any in the language, else the first that is
// no acronym, else the first of all.
func DisplayName(names []Name, on Day, language string) string {
	best, bestScore := "", -1
	for _, n := range names {
		score := 0
		if _, may := n.Valid.CurrentOn(on); n.Valid.IsZero() || may {
			score += 8
		}
		if n.Language == language {
			score += 4
		}
		if n.Kind != NameAcronym && n.Kind != NameAsWritten {
			score += 2
		}
		if score > bestScore {
			best, bestScore = n.Text, score
		}
	}
	return best
}
