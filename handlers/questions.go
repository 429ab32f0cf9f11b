package handlers

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"liaison/graph"
	"liaison/queries"
)

// examples holds, for some questions, parameters and the answer that the demo gives to them. TestExamples keeps them true.
//
//go:embed examples
var examples embed.FS

// example is one of these.
type example struct {
	Parameters map[string]string `json:"parameters"`
	Answer     any               `json:"answer"`
}

// The forms in which an answer is given, and the ending of an address that asks for each.
const (
	typeJSON = "application/json"
	typeCSV  = "text/csv"
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

var endings = map[string]string{"": "", ".csv": typeCSV, ".xlsx": typeXLSX}

// registryAnswer lists the questions.
type registryAnswer struct {
	Body struct {
		Questions []questionEntry `json:"questions"`
	}
}

// questionEntry is a question of the registry as it is told.
type questionEntry struct {
	Name       string              `json:"name"`
	Summary    string              `json:"summary"`
	Parameters []queries.Parameter `json:"parameters"`
	// Columns are those that a table shows where it has no room for all.
	Columns []string `json:"columns"`
}

// questionInput is a question as it is asked: its parameters are the registry's, so they are read here and not by huma.
type questionInput struct {
	query, accept, ifNoneMatch string
}

// Resolve is huma's.
func (q *questionInput) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	q.query, q.accept, q.ifNoneMatch = u.RawQuery, ctx.Header("Accept"), ctx.Header("If-None-Match")
	return nil
}

// rendered is an answer in the form asked for.
type rendered struct {
	Status      int
	ContentType string `header:"Content-Type" hidden:"true"`
	ETag        string `header:"ETag"`
	Vary        string `header:"Vary"`
	Cache       string `header:"Cache-Control"`
	Disposition string `header:"Content-Disposition"`
	// Link leads to the next page, for the forms that have no place for a cursor.
	Link string `header:"Link"`
	Body []byte
}

// addQuestions adds the questions of the registry.
func (s *Server) addQuestions(api huma.API) {
	huma.Register(api, huma.Operation{
		OperationID: "questions", Method: http.MethodGet, Path: prefix + "/questions", Tags: []string{"Questions"},
		Summary: "the questions, with their parameters", Errors: errorsOf(),
	}, typed(s, func(context.Context, *struct{}) (*registryAnswer, error) {
		answer := &registryAnswer{}
		for _, q := range queries.Registry() {
			answer.Body.Questions = append(answer.Body.Questions, questionEntry{q.Name, q.Summary, q.Parameters, append([]string{}, q.Columns...)})
		}
		return answer, nil
	}))
	for _, q := range queries.Registry() {
		for ending, media := range endings {
			huma.Register(api, s.questionOperation(api, q, ending), typed(s, func(ctx context.Context, in *questionInput) (*rendered, error) {
				answer, err := s.ask(ctx, q.Name, in, media)
				outcome := "answered"
				if err != nil {
					outcome = "refused"
				} else if answer.Status == http.StatusNotModified {
					outcome = "unchanged"
				}
				s.metrics.questions.WithLabelValues(q.Name, outcome).Inc()
				return answer, err
			}))
		}
	}
}

func (s *Server) questionOperation(api huma.API, q *queries.Question, ending string) huma.Operation {
	op := huma.Operation{
		OperationID: q.Name + strings.ReplaceAll(ending, ".", "-"), Method: http.MethodGet, Path: prefix + "/questions/" + q.Name + ending, Tags: []string{"Questions"},
		Summary: q.Summary, Errors: errorsOf(http.StatusNotFound, http.StatusGone),
		// The parameters are read by the rules that the command line has too, which say more of what is wrong.
		SkipValidateParams: true, Hidden: ending != "",
	}
	if ending != "" {
		return op
	}
	op.Description = "Also as rows, at " + op.Path + ".csv and " + op.Path + ".xlsx, or by the header Accept."
	shown := exampleOf(q.Name)
	for _, p := range q.Parameters {
		op.Parameters = append(op.Parameters, questionParameter(p, shown.Parameters[p.Name]))
	}
	op.Parameters = append(op.Parameters, sharedParameters()...)
	content := &huma.MediaType{Schema: answerSchema(api.OpenAPI().Components.Schemas, q)}
	if shown.Answer != nil {
		content.Example = shown.Answer
	}
	op.Responses = map[string]*huma.Response{
		"200": {Description: "The answer", Content: map[string]*huma.MediaType{typeJSON: content, typeCSV: {Schema: &huma.Schema{Type: huma.TypeString}}, typeXLSX: {}}},
		"304": {Description: "The answer is the one that you have"},
	}
	return op
}

func exampleOf(question string) (e example) {
	if raw, err := examples.ReadFile("examples/" + question + ".json"); err == nil {
		_ = json.Unmarshal(raw, &e) // TestExamples reads them all
	}
	return e
}

// questionParameter describes a parameter of a question.
func questionParameter(p queries.Parameter, shown string) *huma.Param {
	one := &huma.Schema{Type: huma.TypeString}
	switch p.Kind {
	case "flag":
		one.Type = huma.TypeBoolean
	case "choice":
		one.Enum = anys(p.Choices)
	}
	param := &huma.Param{Name: p.Name, In: "query", Description: p.Help, Required: p.Required, AllowEmptyValue: !p.Required && !p.Many, Schema: one} // forms send what is not filled in
	if p.Many {
		explode := true
		most := queries.MaxValues
		param.Explode, param.Schema = &explode, &huma.Schema{Type: huma.TypeArray, Items: one, MaxItems: &most}
	}
	if shown != "" {
		param.Example = shown
		if p.Many {
			param.Example = []string{shown}
		}
	}
	return param
}

// sharedParameters are those of all questions.
func sharedParameters() []*huma.Param {
	number := func(name, help string, most float64) *huma.Param {
		least := 0.0
		s := &huma.Schema{Type: huma.TypeInteger, Minimum: &least}
		if most > 0 {
			s.Maximum = &most
		}
		return &huma.Param{Name: name, In: "query", Description: help, Schema: s}
	}
	engine := textParameter("engine", "what computes the answer: memory, or cypher on a Neo4j")
	engine.Schema.Enum = []any{string(queries.Memory), string(queries.Cypher)}
	return []*huma.Param{
		textParameter("as_of", "true then: the world at the end of this day (default: today)"),
		textParameter("known", "known then: what was recorded at this revision, or by the end of this date"),
		textParameter("clearance", "answer as for this clearance, your own or less: TLP:GREEN, TLP:AMBER/team"),
		textParameter("min_grade", "only facts of at least this grade: B2"),
		number("min_revision", "an answer at least as new as this revision", 0),
		number("limit", "rows on a page (default: the question's own)", queries.MaxLimit),
		textParameter("cursor", "the next page: what the answer before gave as next"),
		engine,
	}
}

func textParameter(name, help string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: help, Schema: &huma.Schema{Type: huma.TypeString}}
}

// ask answers a question in the form asked for.
func (s *Server) ask(ctx context.Context, question string, in *questionInput, media string) (*rendered, error) {
	r, err := s.request(question, in.query)
	if err != nil {
		return nil, err
	}
	if media == "" {
		media = negotiate(in.accept)
	}
	tag, err := s.Asker.Tag(ctx, r)
	if err != nil {
		return nil, err
	}
	etag := `"` + tag + formOf[media] + `"`
	out := &rendered{Status: http.StatusOK, ETag: etag, Vary: "Accept", Cache: cacheChecked, ContentType: media}
	if matches(in.ifNoneMatch, etag) {
		out.Status, out.ContentType = http.StatusNotModified, ""
		return out, nil
	}
	answer, err := s.Asker.Ask(ctx, r)
	if err != nil {
		return nil, err
	}
	if answer.Away != nil {
		out.ETag, out.Cache = "", "" // it may be less than what there is
	}
	if answer.Next != "" {
		out.Link = nextPage(in.query, answer.Next)
	}
	var b bytes.Buffer
	switch media {
	case typeCSV:
		out.ContentType, out.Disposition = typeCSV+"; charset=utf-8", attachment(question+".csv")
		err = answer.WriteCSV(&b)
	case typeXLSX:
		out.Disposition = attachment(question + ".xlsx")
		err = writeXLSX(&b, answer, s.Asker.Settings.Us)
	default:
		err = answer.WriteJSON(&b, "")
	}
	out.Body = b.Bytes()
	return out, err
}

// nextPage gives a header Link to the page after that of a query (RFC 8288), by an address that holds wherever the answer was asked for.
func nextPage(query, cursor string) string {
	values, _ := url.ParseQuery(query) // it was read before
	values.Set("cursor", cursor)
	return "<?" + values.Encode() + `>; rel="next"`
}

// formOf makes the ETags of an answer's forms different.
var formOf = map[string]string{typeJSON: "", typeCSV: "-csv", typeXLSX: "-xlsx"}

func attachment(name string) string { return fmt.Sprintf("attachment; filename=%q", name) }

// negotiate gives the form that a header Accept wants: the first that there is, else JSON.
func negotiate(accept string) string {
	for part := range strings.SplitSeq(accept, ",") {
		media, _, _ := strings.Cut(part, ";")
		if media = strings.TrimSpace(media); media == typeCSV || media == typeXLSX || media == typeJSON {
			return media
		}
	}
	return typeJSON
}

// matches says whether a header If-None-Match names an ETag.
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimPrefix(strings.TrimSpace(part), "W/"); part == etag || part == "*" {
			return true
		}
	}
	return false
}

// request reads what all questions share; the rest are the question's own parameters.
func (s *Server) request(question, query string) (queries.Request, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return queries.Request{}, graph.Errorf(graph.Malformed, "the query cannot be read: %w", err)
	}
	var twice []string
	take := func(name string) string {
		text := values.Get(name)
		if len(values[name]) > 1 {
			twice = append(twice, name)
		}
		values.Del(name)
		return text
	}
	r := queries.Request{
		Question: question, AsOf: s.AsOf, Clearance: s.Clearance, Own: &s.Clearance,
		Known: take("known"), Cursor: take("cursor"), Engine: queries.Engine(take("engine")),
	}
	if r.Cursor != "" {
		r.AsOf = graph.MinDay
	}
	var problems []graph.Problem
	for _, x := range []struct {
		name string
		read func(text string) error
	}{
		{"as_of", func(text string) (err error) { r.AsOf, err = graph.ReadDay(text, s.today()); return err }},
		{"clearance", func(text string) (err error) { r.Clearance, err = queries.Lower(s.Clearance, text); return err }},
		{"min_grade", func(text string) error {
			grade, err := graph.ParseGrade(text)
			r.MinGrade = graph.MinGrade(grade)
			return err
		}},
		{"min_revision", func(text string) error {
			n, err := number(text)
			r.MinRevision = graph.Revision(n)
			return err
		}},
		{"limit", func(text string) (err error) { r.Limit, err = number(text); return err }},
	} {
		if text := take(x.name); text != "" {
			if err := x.read(text); err != nil {
				problems = append(problems, graph.Problem{Field: x.name, Text: err.Error()})
			}
		}
	}
	for _, name := range twice {
		problems = append(problems, graph.Problem{Field: name, Text: "is given twice, it takes one value"})
	}
	if len(problems) > 0 {
		slices.SortStableFunc(problems, func(a, b graph.Problem) int { return strings.Compare(a.Field, b.Field) })
		return r, &graph.Error{Kind: graph.Invalid, Message: "the question " + question + " cannot be asked like this", Problems: problems}
	}
	r.Parameters = values
	return r, nil
}

func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no whole number from 0 on", text)
	}
	return n, nil
}
