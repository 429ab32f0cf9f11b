package graph

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of one document. They keep every answer bounded, and catch a file pasted into a field.
const (
	// MaxDocument is the size of a document's JSON form, in bytes.
	MaxDocument = 1 << 20
	// MaxText is the length of a free text, in bytes.
	MaxText = 100_000
	// MaxLine is the length of a name, a locator or another short text, in bytes.
	MaxLine = 1_000
	// MaxItems is the number of items in any list of a document.
	MaxItems = 2_000
)

// Validate checks a document by itself, without what it refers to, and gives an Invalid error that
// lists every problem, or nil.
func Validate(d Document) error {
	c := &checker{document: string(d.Header().ID)}
	c.head(d.Header())
	if f := FactOf(d); f != nil {
		c.fact(f)
	}
	d.check(c)
	if len(c.problems) == 0 {
		return nil
	}
	return &Error{
		Kind:     Invalid,
		Message:  fmt.Sprintf("%s %s has %s", d.Noun(), c.document, problemCount(len(c.problems))),
		Problems: c.problems,
	}
}

// checker gathers problems, so that whoever mends a document sees all of them at once.
type checker struct {
	document string
	problems []Problem
}

func (c *checker) add(field, format string, args ...any) {
	c.problems = append(c.problems, Problem{Document: c.document, Field: field, Text: fmt.Sprintf(format, args...)})
}

func (c *checker) head(h *Head) {
	switch {
	case h.ID == "":
		c.add("id", "is missing: give the document an id")
	case !idForm.MatchString(string(h.ID)):
		c.add("id", "%q is no id: use 1 to 128 of the letters A-Z, a-z, digits and . _ : ~ -, beginning with a letter or digit", h.ID)
	}
	if h.Marking == 0 {
		c.add("marking", "is missing: write one of TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT, TLP:RED")
	}
	for i, g := range h.Audience {
		c.line(at("audience", i), string(g), required)
		if strings.ContainsAny(string(g), ",/") {
			c.add(at("audience", i), "a group's name must not hold a comma or a slash")
		}
		if slices.Index(h.Audience, g) < i {
			c.add(at("audience", i), "%q is named twice", g)
		}
	}
}

func (c *checker) fact(f *Fact) {
	c.items("evidence", len(f.Evidence))
	for i, e := range f.Evidence {
		c.within("evidence", i, func() {
			if e.Source == "" {
				c.add("source", "is missing: name the source that this was read in")
			}
			c.line("locator", e.Locator, optional)
			c.text("quote", e.Quote)
		})
	}
}

// within checks an item of a list. Only the fields that are wrong are told with the whole path, so only then is it put together.
func (c *checker) within(list string, i int, check func()) {
	before := len(c.problems)
	check()
	for k := before; k < len(c.problems); k++ {
		c.problems[k].Field = at(list, i) + "." + c.problems[k].Field
	}
}

type necessity bool

const (
	required necessity = true
	optional necessity = false
)

// line checks a short text: one line, no control characters.
func (c *checker) line(field, text string, need necessity) {
	if need == required && strings.TrimSpace(text) == "" {
		c.add(field, "is missing")
		return
	}
	if len(text) > MaxLine {
		c.add(field, "has %d bytes: the limit is %d", len(text), MaxLine)
	}
	if strings.ContainsAny(text, "\n\r\t") {
		c.add(field, "has a line break or a tab: write it on one line")
	}
	c.characters(field, text)
}

// text checks a free text.
func (c *checker) text(field, text string) {
	if len(text) > MaxText {
		c.add(field, "has %d bytes: the limit is %d", len(text), MaxText)
	}
	c.characters(field, text)
}

func (c *checker) characters(field, text string) {
	if !utf8.ValidString(text) {
		c.add(field, "is not valid UTF-8: save the file as UTF-8")
	}
	if at := strings.IndexFunc(text, Unwanted); at >= 0 {
		r, _ := utf8.DecodeRuneInString(text[at:])
		c.add(field, "holds the character %U, which is not seen and changes how the rest is shown: remove it", r)
	}
}

// Unwanted says that no text may hold a character: the control characters but line breaks and tabs, and those that turn the direction of what follows
// (Unicode Standard Annex 9): in a name they can make it look like another.
func Unwanted(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r' || r == utf8.RuneError:
		return false
	case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
		return true
	}
	return unicode.IsControl(r)
}

func (c *checker) items(field string, n int) {
	if n > MaxItems {
		c.add(field, "has %d items: the limit is %d", n, MaxItems)
	}
}

func (c *checker) names(field string, names []Name) {
	if len(names) == 0 {
		c.add(field, "is missing: give at least one")
	}
	c.items(field, len(names))
	for i, n := range names {
		f := at(field, i)
		c.line(f+".text", n.Text, required)
		c.line(f+".language", n.Language, optional)
		c.line(f+".script", n.Script, optional)
		c.line(f+".patronymic", n.Patronymic, optional)
		oneOf(c, f+".kind", n.Kind, NameKinds(), optional)
	}
}

func (c *checker) contact(field string, contact *Contact) {
	if contact == nil {
		return
	}
	c.text(field+".address", contact.Address)
	c.line(field+".email", contact.Email, optional)
	c.line(field+".phone", contact.Phone, optional)
	c.line(field+".website", contact.Website, optional)
}

func (c *checker) identifiers(list []Identifier) {
	c.items("identifiers", len(list))
	for i, identifier := range list {
		c.line(at("identifiers", i)+".scheme", identifier.Scheme, required)
		c.line(at("identifiers", i)+".value", identifier.Value, required)
	}
}

func (c *checker) topics(topics []string) {
	c.items("topics", len(topics))
	for i, topic := range topics {
		c.line(at("topics", i), topic, required)
		if slices.Index(topics, topic) < i {
			c.add(at("topics", i), "%q is named twice", topic)
		}
	}
}

func (c *checker) country(field string, code CountryCode) {
	if code == "" {
		return
	}
	if country, ok := LookupCountry(string(code)); !ok || country.Code != code {
		c.add(field, "%q is no country: use its two capital letters of ISO 3166-1, like KG", code)
	}
}

func (c *checker) place(field string, id PlaceID) {
	if id == "" {
		return
	}
	if _, ok := CountryOfPlace(id); !ok {
		c.add(field, "%q is no known place: use a place's id, like KG-bishkek, or a country's code where the place is not known", id)
	}
}

func (c *checker) engage(engage Engage, reason string) {
	oneOf(c, "engage", engage, Engages(), optional)
	c.text("engage_reason", reason)
	if engage == "" && reason != "" {
		c.add("engage_reason", "says why, but engage is missing: write yes, ask_first or no")
	}
}

// oneOf checks a value of a closed list.
func oneOf[T ~string](c *checker, field string, value T, list []T, need necessity) {
	if value == "" {
		if need == required {
			c.add(field, "is missing: write one of %s", join(list))
		}
		return
	}
	if !slices.Contains(list, value) {
		c.add(field, "%q is none of %s", value, join(list))
	}
}

// CountryOfPlace gives the country in which a place is. A country's own code serves as the place of
// which no more than the country is known.
func CountryOfPlace(id PlaceID) (CountryCode, bool) {
	if place, ok := LookupPlace(id); ok {
		return place.Country, true
	}
	country, ok := LookupCountry(string(id))
	return country.Code, ok && string(country.Code) == string(id)
}

func at(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }

func join[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}

func problemCount(n int) string {
	if n == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", n)
}
