package queries

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"liaison/graph"
	"liaison/graph/names"
	"liaison/queries/network"
)

// Stakeholders are ids or names of organisations and persons, as they were asked for.
type Stakeholders []string

// Period bounds the days of engagements; an absent end is open.
type Period struct {
	From graph.Date `param:"from" help:"from this day on, like 2020-12-01 or 2020-12"`
	To   graph.Date `param:"to" help:"up to this day, like 2020-12-31 or 2020-12"`
}

// Days gives the first and last day of the period.
func (p Period) Days() (from, to graph.Day) {
	return p.From.EarliestBeginning(), p.To.LatestEnd()
}

// check says what is wrong with a period, or "".
func (p Period) check() (field, text string) {
	from, to := p.Days()
	switch {
	case !p.From.IsZero() && from == graph.MinDay:
		return "from", "has no first day"
	case !p.To.IsZero() && to == graph.MaxDay:
		return "to", "has no last day"
	case from > to:
		return "to", "the last day is before the first: turn the two around"
	}
	return "", ""
}

// Asked says whether a period is asked for at all.
func (p Period) Asked() bool { return !p.From.IsZero() || !p.To.IsZero() }

// Parameter is a parameter of a question, for routes, commands and pages.
type Parameter struct {
	Name string `json:"name"`
	Help string `json:"help"`
	// Kind is stakeholders, country, place, text, date, flag or choice.
	Kind string `json:"kind"`
	// Choices are what a choice can be.
	Choices  []string `json:"choices,omitempty"`
	Many     bool     `json:"many"`
	Required bool     `json:"required"`
}

// choices are the closed lists that parameters choose from.
var choices = map[reflect.Type][]string{
	reflect.TypeFor[graph.Mandate]():          texts(graph.Mandates()),
	reflect.TypeFor[graph.OrganisationKind](): texts(graph.OrganisationKinds()),
	reflect.TypeFor[graph.EngagementKind]():   texts(graph.EngagementKinds()),
	reflect.TypeFor[graph.Status]():           texts(graph.Statuses()),
	reflect.TypeFor[CoverageBy]():             {string(ByMandate), string(ByKind), string(ByTopic)},
	reflect.TypeFor[Direction]():              {string(Ours), string(Theirs), string(Both)},
	reflect.TypeFor[CommitmentState]():        {string(Open), string(Closed), string(All)},
	reflect.TypeFor[SearchNoun]():             {"organisation", "person", "post", "source", "country", "place"},
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

// fieldsOf gives the fields of a parameters' type, those of embedded types among them.
func fieldsOf(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			fields = append(fields, f)
		}
	}
	return fields
}

func parametersOf(t reflect.Type) []Parameter {
	var list []Parameter
	for _, f := range fieldsOf(t) {
		p := Parameter{Name: f.Tag.Get("param"), Help: f.Tag.Get("help"), Required: f.Tag.Get("required") == "true"}
		element := f.Type
		if element.Kind() == reflect.Slice {
			p.Many, element = true, element.Elem()
		}
		switch {
		case f.Type == reflect.TypeFor[Stakeholders]():
			p.Kind = "stakeholders"
		case element == reflect.TypeFor[graph.CountryCode]():
			p.Kind = "country"
		case element == reflect.TypeFor[graph.PlaceID]():
			p.Kind = "place"
		case element == reflect.TypeFor[graph.Date]():
			p.Kind = "date"
		case element.Kind() == reflect.Bool:
			p.Kind = "flag"
		case choices[element] != nil:
			p.Kind, p.Choices = "choice", choices[element]
		default:
			p.Kind = "text"
		}
		list = append(list, p)
	}
	return list
}

// MaxValues is how many values a parameter takes.
const MaxValues = 100

// parse reads the parameters of a question, dates without a year from the day that is asked about, and gives a value of their type, and what was read under its name. All that is wrong is told at once.
func (q *Question) parse(values map[string][]string, on graph.Day) (any, map[string]any, error) {
	target := reflect.New(q.parameters).Elem()
	read := map[string]any{}
	var problems []graph.Problem
	wrong := func(field, format string, args ...any) {
		problems = append(problems, graph.Problem{Field: field, Text: fmt.Sprintf(format, args...)})
	}
	for name := range values {
		if !slices.ContainsFunc(q.Parameters, func(p Parameter) bool { return p.Name == name }) {
			wrong(name, "is no parameter of %s; it has %s", q.Name, q.parameterNames())
		}
	}
	for i, f := range fieldsOf(q.parameters) {
		p := q.Parameters[i]
		given := slices.DeleteFunc(slices.Clone(values[p.Name]), func(s string) bool { return s == "" })
		if text := p.miscounted(len(given)); text != "" {
			wrong(p.Name, "%s", text)
			continue
		}
		var shown []any
		for _, text := range given {
			value, err := p.read(text, elementOf(f.Type), on)
			if err != nil {
				wrong(p.Name, "%s", err)
				continue
			}
			if p.Many {
				field := target.FieldByIndex(f.Index)
				field.Set(reflect.Append(field, value))
			} else {
				target.FieldByIndex(f.Index).Set(value)
			}
			shown = append(shown, value.Interface())
		}
		switch {
		case len(shown) == 0:
		case p.Many:
			read[p.Name] = shown
		default:
			read[p.Name] = shown[0]
		}
	}
	if f := target.FieldByName("Period"); f.IsValid() {
		if p, ok := f.Interface().(Period); ok {
			if field, text := p.check(); field != "" {
				wrong(field, "%s", text)
			}
		}
	}
	if len(problems) > 0 {
		slices.SortStableFunc(problems, func(a, b graph.Problem) int { return strings.Compare(a.Field, b.Field) })
		return nil, nil, &graph.Error{Kind: graph.Invalid, Message: "the question " + q.Name + " cannot be asked like this", Problems: problems}
	}
	return target.Interface(), read, nil
}

// miscounted says what is wrong with how often a parameter is given, or "".
func (p Parameter) miscounted(n int) string {
	switch {
	case n == 0 && p.Required:
		return "is missing: " + p.Help
	case n > 1 && !p.Many:
		return fmt.Sprintf("is given %d times, it takes one value", n)
	case n > MaxValues:
		return fmt.Sprintf("is given %d times, at most %d are taken", n, MaxValues)
	}
	return ""
}

func elementOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return t
}

func (q *Question) parameterNames() string {
	list := make([]string, len(q.Parameters))
	for i, p := range q.Parameters {
		list[i] = p.Name
	}
	return strings.Join(list, ", ")
}

// read reads one value.
func (p Parameter) read(text string, t reflect.Type, today graph.Day) (reflect.Value, error) {
	switch p.Kind {
	case "flag":
		if text != "true" && text != "false" {
			return reflect.Value{}, fmt.Errorf("%q is neither true nor false", text)
		}
		return reflect.ValueOf(text == "true"), nil
	case "date":
		d, err := graph.ReadDate(text, today)
		return reflect.ValueOf(d), err
	case "country":
		code, err := ReadCountry(text, today)
		return reflect.ValueOf(code), err
	case "place":
		id, err := ReadPlace(text, today)
		return reflect.ValueOf(id), err
	case "choice":
		if !slices.Contains(p.Choices, text) {
			return reflect.Value{}, fmt.Errorf("%q is none of %s", text, strings.Join(p.Choices, ", "))
		}
	}
	return reflect.ValueOf(text).Convert(t), nil
}

// ReadCountry gives the country of a code or a name; the error names those that may have been meant, by their names on a day.
func ReadCountry(text string, today graph.Day) (graph.CountryCode, error) {
	code, ok := findCountry(text)
	if !ok {
		return "", fmt.Errorf("%q is no country: use its two letters (KG) or its name%s", text, near(network.SearchCountries(text, today)))
	}
	return code, nil
}

// ReadPlace does for places, and countries taken as places, what ReadCountry does.
func ReadPlace(text string, today graph.Day) (graph.PlaceID, error) {
	id, ok := findPlace(text)
	if !ok {
		return "", fmt.Errorf("%q is no known place: use its id (KG-bishkek) or its name%s", text, near(network.SearchPlaces(text, today)))
	}
	return id, nil
}

// maxNear is how many things an error offers that may have been meant.
const maxNear = 5

// NearIt comes before what may have been meant, at the end of a problem: who shows that in another way leaves it out from there.
const NearIt = "; near it: "

// near tells of what may have been meant.
func near(hits []network.Hit) string {
	if len(hits) == 0 {
		return ""
	}
	var texts []string
	for _, h := range hits[:min(len(hits), maxNear)] {
		texts = append(texts, fmt.Sprintf("%s (%s)", h.Name, h.ID))
	}
	return NearIt + strings.Join(texts, ", ")
}

// reference finds countries and places by the exact keys of their names.
var reference = sync.OnceValue(func() (r struct {
	countries map[string]graph.CountryCode
	places    map[string]graph.PlaceID
},
) {
	r.countries, r.places = map[string]graph.CountryCode{}, map[string]graph.PlaceID{}
	for _, c := range graph.Countries() {
		for _, n := range c.Names {
			r.countries[names.Exact(n.Text)] = c.Code
		}
	}
	for _, p := range graph.Places() {
		for _, n := range p.Names {
			r.places[names.Exact(n.Text)] = p.ID
		}
	}
	return r
})

func findCountry(text string) (graph.CountryCode, bool) {
	if c, ok := graph.LookupCountry(text); ok {
		return c.Code, true
	}
	code, ok := reference().countries[names.Exact(text)]
	return code, ok
}

func findPlace(text string) (graph.PlaceID, bool) {
	if _, ok := graph.CountryOfPlace(graph.PlaceID(text)); ok {
		return graph.PlaceID(text), true
	}
	id, ok := reference().places[names.Exact(text)]
	if !ok {
		code, found := findCountry(text)
		return graph.PlaceID(code), found
	}
	return id, ok
}
