package pages

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/handlers/problem"
	"liaison/queries"
	"liaison/queries/network"
)

// request is one page being asked for: on what terms, and what the frame tells of it.
type request struct {
	*gin.Context
	pages *Pages
	terms Terms
	frame *Frame
	// problems are what cannot be read in the terms.
	problems []graph.Problem
	// failed is why the terms could not be read at all, nil where they could.
	failed error
	// unknown is a term's name that fits nothing, or several things.
	unknown *network.NameError
	// begun are the questions that are being answered already, until end.
	begun map[string]begun
}

// begun is a question that is being answered while the page asks others.
type begun struct {
	answer func() (*queries.Answer, error)
	leave  context.CancelFunc
}

// begin begins to answer a question that the page will ask, while it asks others. What it needs is taken from the request here, because that is somebody
// else's as soon as it is answered.
func (r *request) begin(question string, parameters url.Values, limit int) {
	if r.begun == nil {
		r.begun = map[string]begun{}
	}
	asker, asked := r.asker(), r.asked(question, parameters, limit)
	ctx, leave := context.WithCancel(r.Request.Context())
	answer := sync.OnceValues(func() (a *queries.Answer, err error) {
		defer func() { // here nothing else would keep a panic from ending the process
			if reason := recover(); reason != nil {
				err = fmt.Errorf("panic: %v\n%s", reason, debug.Stack())
			}
		}()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return asker.Ask(ctx, asked)
	})
	r.begun[asking(question, parameters, limit)] = begun{answer, leave}
	go func() { _, _ = answer() }() // who asks is told what went wrong
}

// end leaves what was begun, and waits for it: a page that failed early has its place among those that run at once, and a store that is open, until all
// that it asks has ended.
func (r *request) end() {
	for _, b := range r.begun {
		b.leave()
	}
	for _, b := range r.begun {
		_, _ = b.answer()
	}
}

func asking(question string, parameters url.Values, limit int) string {
	return fmt.Sprint(question, "?", parameters.Encode(), " ", limit)
}

// ask answers a question on the reader's terms, and tells the frame the marking of what the answer shows. All questions of a page are
// answered on one revision.
func (r *request) ask(question string, parameters url.Values, limit int) (answer *queries.Answer, err error) {
	if begun, ok := r.begun[asking(question, parameters, limit)]; ok {
		answer, err = begun.answer()
	} else {
		answer, err = r.answer(question, parameters, limit)
	}
	if err != nil {
		return nil, err
	}
	r.frame.Show(answer.Marking)
	return answer, nil
}

func (r *request) answer(question string, parameters url.Values, limit int) (*queries.Answer, error) {
	return r.asker().Ask(r.Request.Context(), r.asked(question, parameters, limit))
}

// asked is a question on the reader's terms.
func (r *request) asked(question string, parameters url.Values, limit int) queries.Request {
	return queries.Request{
		Question: question, Parameters: parameters, AsOf: r.terms.AsOf, Known: r.terms.known(),
		Clearance: r.terms.Clearance, MinGrade: r.terms.MinGrade, Limit: limit, Marked: true,
	}
}

// goOn gives the next rows of an answer, on the revision of its first: what became known since is not in it.
func (r *request) goOn(question string, parameters url.Values, cursor string, limit int) (*queries.Answer, error) {
	answer, err := r.asker().Ask(r.Request.Context(), queries.Request{
		Question: question, Parameters: parameters, AsOf: r.terms.AsOf, Cursor: cursor,
		Clearance: r.terms.Clearance, MinGrade: r.terms.MinGrade, Limit: limit, Marked: true,
	})
	if err == nil {
		r.frame.Show(answer.Marking)
	}
	return answer, err
}

// asker answers for whom the reader put in the place of us.
func (r *request) asker() *queries.Asker {
	asker := *r.pages.Asker
	if r.terms.us != "" {
		asker.Settings.Us = []string{r.terms.us}
	}
	return &asker
}

// askRows is ask, and gives the rows of the answer in their own type besides.
func askRows[T any](r *request, question string, parameters url.Values, limit int) (answer *queries.Answer, rows []T, err error) {
	if answer, err = r.ask(question, parameters, limit); err != nil {
		return nil, nil, err
	}
	rows, ok := answer.Rows.([]T)
	if !ok {
		return nil, nil, fmt.Errorf("the question %s has rows of %s", question, reflect.TypeOf(answer.Rows))
	}
	return answer, rows, nil
}

// view reads the network on the reader's terms, for what no question gives.
func (r *request) view(read func(*network.View) error) error {
	return r.pages.Asker.Network.Ask(r.Request.Context(), network.Terms{
		Clearance: r.terms.Clearance, MinGrade: r.terms.MinGrade, AsOf: r.terms.AsOf, Known: r.terms.revision,
	}, read)
}

// revision gives what a revision changed, as far as the reader sees it with facts of a least grade; without changes where they see none.
func (r *request) revision(revision graph.Revision, least graph.MinGrade) (network.LogEntry, error) {
	n := r.pages.Asker.Network
	if revision < 1 || revision > n.Head() {
		return network.LogEntry{}, nil
	}
	log, err := n.Log(r.Request.Context(), r.terms.Clearance, least, revision-1, 1, true)
	if err != nil || len(log) == 0 || log[0].Revision != revision {
		return network.LogEntry{}, err
	}
	return log[0], nil
}

// nounOf gives the noun of a document that the reader sees, else "".
func (r *request) nounOf(id graph.ID) (noun graph.Noun) {
	_ = r.view(func(v *network.View) error { // what cannot be read has no page
		noun = v.NounOf(id)
		return nil
	})
	return noun
}

// put tells the frame that something of documents is on the page.
func (r *request) put(v *network.View, ids ...graph.ID) {
	for _, id := range ids {
		r.frame.Show(v.Marking(id))
	}
}

// candidates gives what may have been meant by a name, which whoever tells of it shows. They count as shown here, because the error itself names them.
func (r *request) candidates(unknown *network.NameError) (list []queries.Named) {
	_ = r.view(func(v *network.View) error { // what cannot be read has no name
		list = nil
		for _, id := range unknown.Candidates {
			r.put(v, id)
			list = append(list, queries.Named{ID: id, Name: cmp.Or(v.Name(id), string(id))})
		}
		return nil
	})
	return list
}

// putChanges tells the frame that both sides of what a revision did are on the page: each with the marking that it had, or that its document has since.
func (r *request) putChanges(revision graph.Revision, changes []network.LogChange) error {
	for _, known := range []graph.Revision{revision - 1, revision} {
		err := r.pages.Asker.Network.Ask(r.Request.Context(), network.Terms{Clearance: r.terms.Clearance, AsOf: r.terms.AsOf, Known: known}, func(v *network.View) error {
			for _, change := range changes {
				r.put(v, change.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// api gives the address of a question's answer in the API, on the reader's terms. The name may have the ending of a form.
func (r *request) api(question string, parameters url.Values) string {
	name, _, _ := strings.Cut(question, ".")
	if r.terms.us != "" && !parameters.Has("of") && hasParameter(name, "of") {
		of := url.Values{"of": {r.terms.us}}
		maps.Copy(of, parameters)
		parameters = of
	}
	return r.terms.inAPI("/questions/"+question, parameters, "as_of", "known", "min_grade", "clearance")
}

// inAPI gives an address in the API, with those of the terms that it takes.
func (t *Terms) inAPI(path string, parameters url.Values, terms ...string) string {
	values := url.Values{}
	maps.Copy(values, parameters)
	for _, name := range terms {
		if text := t.address.Get(name); text != "" {
			values.Set(name, text)
		}
	}
	return "/api/v1" + path + suffix(values)
}

// hasParameter says whether a question has a parameter of its own.
func hasParameter(question, name string) bool {
	q, err := queries.Find(question)
	return err == nil && slices.ContainsFunc(q.Parameters, func(p queries.Parameter) bool { return p.Name == name })
}

func suffix(values url.Values) string {
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// known gives the terms' revision as a question takes it. Before the first revision there is none to name, but a day.
func (t *Terms) known() string {
	if t.revision > 0 {
		return strconv.FormatInt(int64(t.revision), 10)
	}
	return t.address.Get("known")
}

// audit logs a refusal that only somebody with a higher clearance can explain.
func (r *request) audit(err error) {
	problem.Audit(r.Request.Context(), r.pages.Log, r.pages.Actor, r.terms.Clearance, err)
}

// told gives what is told of an error.
func (r *request) told(err error) *problem.Document {
	return problem.Told(r.Request.Context(), r.pages.Log, err)
}
