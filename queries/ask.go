package queries

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"liaison/graph"
	"liaison/queries/network"
)

// Engine says what computes an answer.
type Engine string

// The engines. Memory is the default, on either store; Cypher is Neo4j's own.
const (
	Memory Engine = "memory"
	Cypher Engine = "cypher"
)

// MaxLimit is the largest page.
const MaxLimit = 10_000

// Note is the one thing that each answer says of what it leaves out.
const Note = "This shows what you are cleared to read; there may be more."

// Request is a question with everything that it is asked with.
type Request struct {
	Question string
	// Parameters are the question's own, by name.
	Parameters map[string][]string
	// AsOf is true then; MinDay is today.
	AsOf graph.Day
	// Known is known then: a revision, a date, or "" for all that is known.
	Known string
	// Clearance is the reader's, MinGrade the least grade of facts.
	Clearance graph.Clearance
	// Own is what the reader is cleared for where Clearance is less, by their own wish.
	Own      *graph.Clearance
	MinGrade graph.MinGrade
	// MinRevision asks for an answer at least as new.
	MinRevision graph.Revision
	// Limit is the number of rows, 0 for the question's own.
	Limit int
	// Cursor asks for the page after that of the answer that gave it.
	Cursor string
	Engine Engine
	// Marked asks for the marking of what the answer shows.
	Marked bool
}

// Answer is what comes back: one document, the same from the API and the command line.
type Answer struct {
	Question   string         `json:"question"`
	Parameters map[string]any `json:"parameters"`
	Clocks     Clocks         `json:"clocks"`
	Clearance  string         `json:"clearance"`
	MinGrade   string         `json:"min_grade,omitempty"`
	// Revision is the last that changed something that the reader sees, up to the one that the answer is of.
	Revision graph.Revision `json:"revision"`
	Engine   Engine         `json:"engine"`
	Note     string         `json:"note"`
	Totals   map[string]int `json:"totals"`
	// Rows is a slice of the question's own type of row.
	Rows any `json:"rows"`
	// Marking is the highest of what the rows show: what they name, quote and list as facts. Engine memory tells it where it is asked for.
	Marking graph.Marking `json:"-"`
	// Next is the cursor of the next page, where there is one.
	Next string `json:"next,omitempty"`
	// Away is set while the store does not answer.
	Away *Away `json:"away,omitempty"`
}

// Away says of an answer that it is from memory alone.
type Away struct {
	// Since is when the store last answered: the answer is as old as that.
	Since time.Time `json:"since"`
	// WithoutTexts says that summaries and evidence are left out of it: they are in the store.
	WithoutTexts bool `json:"without_texts"`
}

// Clocks are the two clocks of an answer.
type Clocks struct {
	AsOf graph.Day `json:"as_of"`
	// Known is what was asked for, "" for all that is known; KnownAt is the time of the answer's revision, none before the first.
	Known   string    `json:"known"`
	KnownAt time.Time `json:"known_at,omitzero"`
}

// Asker answers questions.
type Asker struct {
	// Network answers by the engine memory; nil where Liaison keeps nothing in memory.
	Network *network.Network
	// Cypher answers by the engine cypher; nil on a store that is not Neo4j.
	Cypher   Database
	Settings Settings
	// Today gives the day that is asked about where none is named.
	Today func() graph.Day
}

// cursor is what a page's cursor holds: everything of the question but a clearance, so that it gives nobody more than they may see.
type cursor struct {
	Question   string              `json:"q"`
	Parameters map[string][]string `json:"p"`
	AsOf       graph.Day           `json:"d"`
	Known      string              `json:"k"`
	MinGrade   graph.MinGrade      `json:"g,omitzero"`
	Revision   graph.Revision      `json:"r"`
	Engine     Engine              `json:"e"`
	After      Key                 `json:"a"`
}

// Ask answers a question.
func (a *Asker) Ask(ctx context.Context, r Request) (*Answer, error) {
	w, err := a.begin(r)
	if err != nil {
		return nil, err
	}
	switch w.request.Engine {
	case Memory, "":
		err = w.fromMemory(ctx)
	case Cypher:
		err = w.fromCypher(ctx)
	default:
		err = graph.Errorf(graph.Invalid, "engine: %q is neither %s nor %s", w.request.Engine, Memory, Cypher)
	}
	if err != nil {
		return nil, err
	}
	return w.answer, nil
}

// begin reads all that is asked, and fills in what is not.
func (a *Asker) begin(r Request) (*work, error) {
	after, revision, err := r.resume()
	if err != nil {
		return nil, err
	}
	q, err := Find(r.Question)
	if err != nil {
		return nil, err
	}
	if r.Limit < 0 || r.Limit > MaxLimit {
		return nil, graph.Errorf(graph.Invalid, "limit: %d is not from 1 to %d", r.Limit, MaxLimit)
	}
	if r.Limit == 0 {
		r.Limit = q.Limit
	}
	if r.AsOf == graph.MinDay {
		r.AsOf = a.Today()
	}
	parameters, read, err := q.parse(r.Parameters, r.AsOf)
	if err != nil {
		return nil, err
	}
	if d, ok := parameters.(defaulted); ok {
		parameters = d.defaults(a.Settings)
	}
	w := &work{Asker: a, request: r, question: q, parameters: parameters, page: Page{r.Limit, after}, revision: revision}
	w.answer = &Answer{
		Question: q.Name, Parameters: read, Clocks: Clocks{AsOf: r.AsOf, Known: r.Known},
		Clearance: r.Clearance.String(), MinGrade: r.MinGrade.String(), Note: Note,
	}
	return w, nil
}

// resume takes from the cursor what was asked before, and refuses anything else asked beside it.
func (r *Request) resume() (*Key, graph.Revision, error) {
	if r.Cursor == "" {
		return nil, 0, nil
	}
	var c cursor
	if err := readCursor(r.Cursor, &c); err != nil {
		return nil, 0, err
	}
	if (r.Question != "" && r.Question != c.Question) || (len(r.Parameters) > 0 && !reflect.DeepEqual(r.Parameters, c.Parameters)) ||
		(r.AsOf != graph.MinDay && r.AsOf != c.AsOf) || (r.Known != "" && r.Known != c.Known) || (r.MinGrade != graph.MinGrade{} && r.MinGrade != c.MinGrade) {
		return nil, 0, errCursor
	}
	r.Question, r.Parameters, r.AsOf, r.Known, r.MinGrade, r.Engine = c.Question, c.Parameters, c.AsOf, c.Known, c.MinGrade, c.Engine
	return &c.After, c.Revision, nil
}

// defaulted is implemented by parameters that have defaults, the same for every engine.
type defaulted interface{ defaults(s Settings) any }

// work is one question on its way to its answer.
type work struct {
	*Asker
	request    Request
	question   *Question
	parameters any
	page       Page
	// revision is that of the first page, 0 on the first.
	revision graph.Revision
	answer   *Answer
}

func (w *work) fromMemory(ctx context.Context) error {
	if w.Network == nil {
		return graph.Errorf(graph.Unavailable, "nothing is kept in memory here: ask with engine %s", Cypher)
	}
	if err := w.wait(ctx); err != nil {
		return err
	}
	known, err := w.known()
	if err != nil {
		return err
	}
	terms := network.Terms{Clearance: w.request.Clearance, MinGrade: w.request.MinGrade, AsOf: w.request.AsOf, Known: known}
	return w.Network.Ask(ctx, terms, func(v *network.View) error {
		rows, err := w.question.answer(ctx, v, w.Settings, w.parameters, w.page)
		if err != nil {
			return err
		}
		since, away := w.Network.Away()
		if away {
			w.answer.Away = &Away{Since: since.UTC()}
		}
		w.answer.Marking, err = dressFromView(ctx, v, rows.Rows, w.request.Marked)
		if away && graph.KindOf(err) == graph.Unavailable {
			w.answer.Away.WithoutTexts, err = true, nil
		}
		if err != nil {
			return err
		}
		horizon, err := v.Horizon(ctx)
		if err != nil {
			return err
		}
		w.finish(Memory, rows, horizon.Revision, v.TimeOf(horizon.Revision))
		return nil
	})
}

// maxWait is how long a question waits for a revision: what another process wrote is here within a second.
const maxWait = 5 * time.Second

// wait waits until the network has the revision that was asked for. Where the store answers and it has not come, there is no such revision.
func (w *work) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	err := w.arrived(ctx)
	if _, away := w.Network.Away(); away || !errors.Is(err, context.DeadlineExceeded) || w.request.MinRevision == 0 {
		return err
	}
	return &graph.Error{Kind: graph.Invalid, Message: "the question " + w.request.Question + " cannot be asked like this", Problems: []graph.Problem{{
		Field: "min_revision", Text: fmt.Sprintf("revision %d is not here: take one that an answer or a write gave you", w.request.MinRevision),
	}}}
}

// arrived waits for what wait waits for. A revision that the reader does not see is not there.
func (w *work) arrived(ctx context.Context) error {
	if w.request.MinRevision == 0 {
		return nil
	}
	own := w.request.Clearance
	if w.request.Own != nil {
		own = *w.request.Own
	}
	for {
		head, moved := w.Network.Moved()
		horizon, err := w.Network.Horizon(ctx, network.Terms{Clearance: own, Known: head})
		if err != nil || horizon.Revision >= w.request.MinRevision {
			return err
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return graph.Errorf(graph.Unavailable, "revision %d is not here yet: ask again later (%w)", w.request.MinRevision, ctx.Err())
		}
	}
}

// known gives the revision at which to look.
func (w *work) known() (graph.Revision, error) {
	switch text := w.request.Known; {
	case w.revision > 0:
		return w.revision, nil
	case text == "":
		return w.Network.Head(), nil
	default:
		n, err := strconv.ParseInt(text, 10, 64)
		if err == nil && n > 0 {
			return graph.Revision(n), nil
		}
		date, failed := graph.ParseDate(text)
		if failed != nil || date.LatestEnd() == graph.MaxDay {
			return 0, graph.Errorf(graph.Invalid, "known: %q is neither a revision, from 1, nor a date with an end, like 2021-03-15", text)
		}
		return w.Network.RevisionOn(date.LatestEnd()), nil
	}
}

// finish puts rows into the answer. The revision is the reader's horizon: the next page looks there too, where all is as they saw it.
func (w *work) finish(e Engine, rows Rows, revision graph.Revision, at time.Time) {
	w.answer.Engine, w.answer.Revision, w.answer.Totals = e, revision, rows.Totals
	w.answer.Clocks.KnownAt = at
	w.answer.Rows = w.question.list(rows.Rows)
	if !rows.More || len(rows.Rows) == 0 {
		w.answer.Next = ""
		return
	}
	w.answer.Next = writeCursor(cursor{
		Question: w.question.Name, Parameters: w.request.Parameters, AsOf: w.request.AsOf, Known: w.request.Known,
		MinGrade: w.request.MinGrade, Revision: revision, Engine: e, After: rows.Rows[len(rows.Rows)-1].Key(),
	})
}

// Lower reads a clearance that a reader asks to be held to: theirs or less, never more.
func Lower(own graph.Clearance, text string) (graph.Clearance, error) {
	asked, err := graph.ParseClearance(text)
	if err != nil {
		return own, err
	}
	if asked.Marking > own.Marking {
		return own, graph.Errorf(graph.Invalid, "%s is above your own clearance, %s", asked.Marking, own.Marking)
	}
	for _, g := range asked.Groups {
		if !slices.Contains(own.Groups, g) {
			return own, graph.Errorf(graph.Invalid, "you are not in the group %q", g)
		}
	}
	return asked, nil
}
