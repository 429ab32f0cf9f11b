package pages

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// blank is a field of a sentence.
type blank struct {
	queries.Parameter
	// ID names the field on the page.
	ID string
	// Any is what it says while nothing stands in it, Text what stands in it as people say it.
	Any, Text string
	// Choices are those of a choice; the first is that of an empty one.
	Choices []Choice
	// Problem is what is wrong with it, and Meant leads to what may have been meant.
	Problem string
	Meant   []Choice
	// Suggest are the nouns that are suggested while one types.
	Suggest string
	// given is its text in the address.
	given string
}

// Default says that something is asked about although it is empty: us.
func (b *blank) Default() bool { return b.Kind == "stakeholders" && b.Name == "of" }

// Size gives about how many letters wide the field is, for browsers that do not fit it to its words.
func (b *blank) Size() int {
	const least, most = 4, 40
	return min(max(utf8.RuneCountInString(cmp.Or(b.Text, b.Any)), least), most)
}

// suggested are the nouns that a kind of parameter can be, as the question search finds them.
var suggested = map[string]string{"stakeholders": "organisation person", "country": "country", "place": "place country"}

// blanks gives the fields of a parameter: several where it takes several, and one more to fill in where there is one already.
func (x *inquiry) blanks(p queries.Parameter) (list []*blank, err error) {
	given := slices.Clone(x.given[p.Name])
	if len(given) == 0 || p.Many && p.Kind != "flag" {
		given = append(given, "")
	}
	if !p.Many && len(given) > 1 { // wrong, and shown as such
		given = given[:1]
	}
	for i, text := range given {
		b := &blank{
			Parameter: p, ID: "blank-" + p.Name, Any: x.anyWords(x.Question, p.Name, p.Help), Text: text, given: text, Suggest: suggested[p.Kind],
		}
		if i > 0 {
			b.ID += "-" + strconv.Itoa(i+1)
			if text == "" {
				b.Any = t("ask.another")
			}
		}
		switch p.Kind {
		case "choice":
			b.choose()
		case "flag":
			b.Any = cmp.Or(catalogue["ask.flag."+p.Name], p.Help)
		default:
			if text != "" && x.Answer != nil {
				if b.Text, err = x.said(p.Kind, text); err != nil {
					return nil, err
				}
			}
		}
		list = append(list, b)
	}
	return list, nil
}

// said gives what was read as people say it, as long as it is read as the same again.
func (x *inquiry) said(kind, text string) (said string, err error) {
	said = text
	switch kind {
	case "country":
		said = countryName(text)
	case "place":
		said = graph.PlaceName(graph.PlaceID(text), x.terms.AsOf, "en")
		if hits := network.SearchPlaces(said, x.terms.AsOf); len(hits) == 0 || string(hits[0].ID) != text {
			said = text
		}
	case "date":
		words := dateWords(text)
		if d, err := graph.ReadDate(words, x.terms.AsOf); err == nil && d.String() == text {
			said = words
		}
	case "stakeholders":
		err = x.view(func(v *network.View) error {
			x.put(v, graph.ID(text))
			for _, name := range []func() (string, error){
				func() (string, error) { _, name, err := x.side(v, []string{text}); return name, err },
				func() (string, error) { return v.Name(graph.ID(text)), nil },
			} {
				words, err := name()
				if err != nil {
					return err
				}
				if s, err := v.Resolve(words); err == nil && string(v.ID(s)) == text {
					said = words
					break
				}
			}
			return nil
		})
	}
	return said, err
}

// Reading tells how a date was read that cannot be said otherwise than it is typed.
func (b *blank) Reading() string {
	if b.Kind != "date" || b.given == "" || b.Problem != "" {
		return ""
	}
	if words := dateWords(b.given); words != b.Text {
		return words
	}
	return ""
}

// usualForm finds the default in the help of a parameter.
var usualForm = regexp.MustCompile(`\(default: ([a-z_]+)\)`)

// choose fills in the choices. The usual one is what an empty field says.
func (b *blank) choose() {
	usual := ""
	if found := usualForm.FindStringSubmatch(b.Help); found != nil && slices.Contains(b.Parameter.Choices, found[1]) {
		usual = found[1]
		b.Any = choiceWords(b.Name, usual)
	}
	b.Choices = []Choice{{Words: b.Any, Chosen: b.given == ""}}
	for _, c := range b.Parameter.Choices {
		if c != usual || c == b.given {
			b.Choices = append(b.Choices, Choice{Text: c, Words: choiceWords(b.Name, c), Chosen: c == b.given})
		}
	}
}

// choiceWords gives a choice in the words that fit into a sentence.
func choiceWords(parameter, value string) string {
	for _, key := range []string{"ask." + parameter + "." + value, "ask." + parameter + "s." + value, "coverage." + parameter + "." + value} {
		if words, ok := catalogue[key]; ok {
			return words
		}
	}
	if parameter == "mandate" {
		return t("ask.mandate", word(parameter, value))
	}
	return word(parameter, value)
}

// anyWords gives what a blank of a question says while nothing stands in it.
func (r *request) anyWords(q *queries.Question, parameter, help string) string {
	if words, ok := catalogue["ask.any."+q.Name+"."+parameter]; ok {
		return words
	}
	if parameter == "of" && r.frame.Side.Text != "" {
		return r.frame.Side.Text
	}
	if parameter == "to" {
		return dayWords(r.terms.AsOf)
	}
	if words, ok := catalogue["ask.any."+parameter]; ok {
		return words
	}
	if found := usualForm.FindStringSubmatch(help); found != nil {
		return choiceWords(parameter, found[1])
	}
	return t("ask.any")
}

// mean offers what may have been meant in the place of what stands in the blank.
func (b *blank) mean(x *inquiry, candidates []queries.Named) error {
	for _, c := range candidates {
		parameters := []any{b.Name, string(c.ID)}
		for _, other := range x.given[b.Name] {
			if other != b.given {
				parameters = append(parameters, b.Name, other)
			}
		}
		link, err := x.frame.Here(parameters...)
		if err != nil {
			return err
		}
		b.Meant = append(b.Meant, Choice{Text: link, Words: c.Name})
	}
	return nil
}
