package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"liaison/graph"
	"liaison/handlers/problem"
	"liaison/queries"
	"liaison/queries/network"
)

// usualQuestion is asked where none is named.
const usualQuestion = "counterparts"

// pageParameters are the parameters of the page's address that are not the question's own. A link to a question has the question's name as q.
var pageParameters = []string{"q", "view", "cursor"}

// inquiry is a question of the registry as a sentence with blanks, and its answer.
type inquiry struct {
	*request
	Question *queries.Question
	// given are the question's own parameters as they stand in the address, without empty ones.
	given url.Values

	Sentence []piece
	Flags    []*blank
	// Only tells that nothing but records of these ids are asked for: a figure leads here so.
	Only []string
	// Wrong is what belongs to no blank, Wanted what is still to be filled in.
	Wrong, Wanted []string
	// Answer is nil where the question cannot be asked as it stands.
	Answer *answerShown
	Others []otherQuestion
	// Suggestions is the address that gives names while one types.
	Suggestions string
}

// piece is a part of a sentence: words, and blanks after them, with the mark that follows.
type piece struct {
	Words  string
	Blanks []*blank
	Mark   string
}

// otherQuestion is another question of the registry.
type otherQuestion struct {
	Link, Name string
	// Sentence is what it asks, in short.
	Sentence string
	Current  bool
}

// ask is the page of questions: each of the registry as a sentence with blanks, with its answer.
func (*Pages) ask(r *request) (*page, error) {
	q, err := queries.Find(cmp.Or(r.Query("q"), usualQuestion))
	if err != nil {
		return nil, err
	}
	x := &inquiry{request: r, Question: q, given: url.Values{}}
	for _, p := range r.frame.Rest {
		if text := strings.TrimSpace(p.Text); text != "" && !slices.Contains(pageParameters, p.Name) {
			x.given.Add(p.Name, text)
		}
	}
	shown := &page{Title: questionName(q.Name), template: "ask", Data: x, JSON: r.api(q.Name, x.given)}
	x.Suggestions = r.api("search", nil)
	var failed error
	if x.findWanted(); len(x.Wanted) == 0 {
		failed = x.answerIt()
	}
	if failed != nil {
		shown.status = http.StatusUnprocessableEntity
	} else {
		if shown.address, err = x.address(); err != nil {
			return nil, err
		}
		shown.JSON = r.api(q.Name, x.given)
	}
	if err := x.write(failed); err != nil {
		return nil, err
	}
	return shown, x.offer()
}

// findWanted finds the blanks that must be filled and are not.
func (x *inquiry) findWanted() {
	for _, p := range x.Question.Parameters {
		if p.Required && !x.given.Has(p.Name) {
			what, _, _ := strings.Cut(p.Help, ":")
			x.Wanted = append(x.Wanted, what)
		}
	}
}

// answerIt asks the question. A cursor that fits no more begins again.
func (x *inquiry) answerIt() error {
	var answer *queries.Answer
	var err error
	if cursor := x.Query("cursor"); cursor != "" {
		answer, err = x.goOn(x.Question.Name, x.given, cursor, x.limit())
	}
	if answer == nil {
		answer, err = x.ask(x.Question.Name, x.given, x.limit())
	}
	if err != nil {
		return err
	}
	typed := x.given.Encode()
	if err := x.canonical(answer.Parameters); err != nil {
		return err
	}
	if answer.Next != "" && x.given.Encode() != typed { // the next rows are of the question as it was asked
		if answer, err = x.ask(x.Question.Name, x.given, x.limit()); err != nil {
			return err
		}
	}
	x.Answer, err = x.show(answer)
	return err
}

// canonical brings what was given into the form that addresses have: ids, codes and dates in their notation, as they were read.
func (x *inquiry) canonical(read map[string]any) error {
	for _, p := range x.Question.Parameters {
		list, many := read[p.Name].([]any)
		if !many && read[p.Name] != nil {
			list = []any{read[p.Name]}
		}
		for i, value := range list {
			x.given[p.Name][i] = asText(value)
		}
		if p.Kind != "stakeholders" {
			continue
		}
		err := x.view(func(v *network.View) error {
			for i, text := range x.given[p.Name] {
				s, err := v.Resolve(text)
				if err != nil {
					return err
				}
				x.given[p.Name][i] = string(v.ID(s))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// address gives the page's own address, "" where it was asked for under it.
func (x *inquiry) address() (string, error) {
	values, asked := url.Values{}, x.Request.URL.Query()
	for _, name := range pageParameters {
		if text := x.Query(name); text != "" {
			values.Set(name, text)
		}
	}
	for name, list := range x.given {
		values[name] = list
	}
	for _, name := range termNames {
		asked.Del(name)
	}
	if values.Encode() == asked.Encode() {
		return "", nil
	}
	x.frame.Rest = nil
	for name, list := range values {
		for _, text := range list {
			x.frame.Rest = append(x.frame.Rest, Parameter{name, text})
		}
	}
	slices.SortStableFunc(x.frame.Rest, func(a, b Parameter) int { return strings.Compare(a.Name, b.Name) })
	return x.frame.Here()
}

// blankForm is a blank in the pattern of a sentence, with the mark that follows it.
var blankForm = regexp.MustCompile(`\{([a-z_]+)\}([^\s{]*)`)

// write makes the sentence: the catalogue's for this question, else one from its summary. A parameter that the sentence does not mention comes after
// it.
func (x *inquiry) write(failed error) error {
	pattern := catalogue["ask.sentence."+x.Question.Name]
	if pattern == "" {
		pattern = capital(x.Question.Summary)
	}
	blanks := map[string][]*blank{}
	for _, p := range x.Question.Parameters {
		list, err := x.blanks(p)
		if err != nil {
			return err
		}
		blanks[p.Name] = list
		switch {
		case p.Name == "id":
			x.Only = x.given[p.Name]
		case p.Kind == "flag":
			x.Flags = append(x.Flags, list...)
		case !strings.Contains(pattern, "{"+p.Name+"}"):
			pattern += "; " + humanised(p.Name) + " {" + p.Name + "}"
		}
	}
	if failed != nil {
		if err := x.blame(failed, blanks); err != nil {
			return err
		}
	}
	at := 0
	for _, found := range blankForm.FindAllStringSubmatchIndex(pattern, -1) {
		name, mark := pattern[found[2]:found[3]], pattern[found[4]:found[5]]
		x.Sentence = append(x.Sentence, piece{pattern[at:found[0]], blanks[name], mark})
		at = found[1]
	}
	if rest := pattern[at:]; rest != "" {
		x.Sentence = append(x.Sentence, piece{Words: rest})
	}
	return nil
}

// blame puts what is wrong at its blank. What is not about what was asked is an error of the page.
func (x *inquiry) blame(failed error, blanks map[string][]*blank) error {
	named, err := x.blameNames(blanks)
	if err != nil {
		return err
	}
	problems := graph.ProblemsOf(failed)
	if len(problems) == 0 {
		if named {
			return nil
		}
		var unknown *network.NameError // a term's
		if d, known := problem.Of(failed); !known || d.Status != http.StatusUnprocessableEntity || errors.As(failed, &unknown) {
			return failed
		}
		x.Wrong = append(x.Wrong, failed.Error())
	}
	for _, p := range problems {
		list := blanks[p.Field]
		if len(list) == 0 {
			x.Wrong = append(x.Wrong, p.String())
			continue
		}
		b := list[0]
		for _, one := range list { // the one that it is about, where there are several
			if one.given != "" && strings.Contains(p.Text, one.given) {
				b = one
			}
		}
		if err := b.blame(x, p.Text, near(b, x.terms.AsOf)); err != nil {
			return err
		}
	}
	return nil
}

// blameNames puts at its blank each name of a stakeholder that fits nothing, or several things: an answer fails at the first, and at none where something else
// is wrong.
func (x *inquiry) blameNames(blanks map[string][]*blank) (found bool, err error) {
	wrong := map[*blank]error{}
	err = x.view(func(v *network.View) error {
		clear(wrong)
		for _, list := range blanks {
			for _, b := range list {
				if b.Kind != "stakeholders" || b.given == "" {
					continue
				}
				if _, err := v.Resolve(b.given); err != nil {
					wrong[b] = err
				}
			}
		}
		return nil
	})
	for b, failed := range wrong {
		var unknown *network.NameError
		var candidates []queries.Named
		if errors.As(failed, &unknown) {
			candidates = x.candidates(unknown)
		}
		err = errors.Join(err, b.blame(x, failed.Error(), candidates))
	}
	return len(wrong) > 0, err
}

// blame says what is wrong with the blank, and offers what may have been meant as links: they need not be listed besides.
func (b *blank) blame(x *inquiry, problem string, candidates []queries.Named) error {
	if len(candidates) > 0 {
		problem, _, _ = strings.Cut(problem, queries.NearIt)
	}
	b.Problem = capital(problem)
	return b.mean(x, candidates)
}

// near gives countries and places that may have been meant.
func near(b *blank, on graph.Day) (list []queries.Named) {
	var hits []network.Hit
	switch b.Kind {
	case "country":
		hits = network.SearchCountries(b.given, on)
	case "place":
		hits = network.SearchPlaces(b.given, on)
	}
	const most = 5
	for _, h := range hits[:min(len(hits), most)] {
		list = append(list, queries.Named{ID: h.ID, Name: graph.PlaceName(graph.PlaceID(h.ID), on, "en")})
	}
	return list
}

// offer lists the questions of the registry. Those that have the same parameters are asked with what is given here.
func (x *inquiry) offer() error {
	registry := slices.Clone(queries.Registry())
	slices.SortStableFunc(registry, func(a, b *queries.Question) int { // the usual one first
		return cmp.Compare(strings.Index(b.Name, usualQuestion), strings.Index(a.Name, usualQuestion))
	})
	for _, q := range registry {
		parameters := []any{"q", q.Name}
		for _, p := range q.Parameters {
			for _, text := range x.given[p.Name] {
				if p.Name != "id" && (len(p.Choices) == 0 || slices.Contains(p.Choices, text)) {
					parameters = append(parameters, p.Name, text)
				}
			}
		}
		link, err := x.frame.Link("/ask", parameters...)
		if err != nil {
			return err
		}
		other := otherQuestion{Link: link, Name: questionName(q.Name), Sentence: capital(q.Summary), Current: q == x.Question}
		if words := catalogue["ask.short."+q.Name]; words != "" {
			other.Sentence = strings.Replace(words, "%s", cmp.Or(x.frame.Side.Text, t("ask.somebody")), 1)
		}
		x.Others = append(x.Others, other)
	}
	return nil
}

// questionName gives a question's name on the pages.
func questionName(name string) string {
	return cmp.Or(catalogue["ask.name."+name], capital(humanised(name)))
}

// humanised gives a name of code as words.
func humanised(name string) string { return strings.ReplaceAll(name, "_", " ") }
