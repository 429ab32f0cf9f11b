package queries

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"liaison/graph"
	"liaison/queries/network"
)

// DocumentsLimit and MaxDocuments are how many documents a list has where none is asked for, and at most.
const (
	DocumentsLimit = 100
	MaxDocuments   = 1_000
)

// ListRequest asks for the documents of a noun.
type ListRequest struct {
	Noun   graph.Noun
	Filter network.Filter
	// Terms are the reader's; Known is that of Request.
	Terms network.Terms
	Known string
	// Limit is the number of documents, 0 for DocumentsLimit. Cursor asks for those after the list that gave it.
	Limit  int
	Cursor string
}

// List is a part of the documents of a noun.
type List struct {
	Documents []graph.Document
	// Next is the cursor of the next part, where there is one.
	Next string
	// Revision is as in Answer.
	Revision graph.Revision
}

// listCursor holds the list and where to go on, never a clearance.
type listCursor struct {
	Noun     graph.Noun     `json:"n"`
	Filter   network.Filter `json:"f"`
	MinGrade graph.MinGrade `json:"g,omitzero"`
	Known    string         `json:"k,omitzero"`
	Revision graph.Revision `json:"r"`
	After    graph.ID       `json:"a"`
}

// List lists documents in the order of their ids, as the reader sees them.
func (a *Asker) List(ctx context.Context, r ListRequest) (*List, error) {
	if r.Limit < 0 || r.Limit > MaxDocuments {
		return nil, graph.Errorf(graph.Invalid, "limit: %d is not from 1 to %d", r.Limit, MaxDocuments)
	}
	if r.Limit == 0 {
		r.Limit = DocumentsLimit
	}
	c, err := r.resume()
	if err != nil {
		return nil, err
	}
	r.Terms.MinGrade = c.MinGrade
	w := work{Asker: a, request: Request{Known: c.Known}, revision: c.Revision}
	known, err := w.known()
	if err != nil {
		return nil, err
	}
	r.Terms.Known = known
	list := &List{}
	err = a.Network.Ask(ctx, r.Terms, func(v *network.View) error {
		horizon, err := v.Horizon(ctx)
		if err != nil {
			return err
		}
		var more bool
		if list.Documents, more, err = v.List(ctx, r.Noun, c.Filter, c.After, r.Limit); err != nil {
			return err
		}
		list.Revision, list.Next = horizon.Revision, ""
		if more {
			c.Revision, c.After = horizon.Revision, list.Documents[len(list.Documents)-1].Header().ID
			list.Next = writeCursor(c)
		}
		return nil
	})
	return list, err
}

// resume gives what is asked for and where to go on: from the cursor, beside which nothing else may be asked.
func (r *ListRequest) resume() (listCursor, error) {
	c := listCursor{Noun: r.Noun, Filter: r.Filter, MinGrade: r.Terms.MinGrade, Known: r.Known}
	if r.Cursor == "" {
		return c, nil
	}
	if err := readCursor(r.Cursor, &c); err != nil {
		return c, err
	}
	if c.Noun != r.Noun || (r.Filter != network.Filter{} && r.Filter != c.Filter) ||
		(r.Terms.MinGrade != graph.MinGrade{} && r.Terms.MinGrade != c.MinGrade) || (r.Known != "" && r.Known != c.Known) {
		return c, errCursor
	}
	return c, nil
}

// Document gives one document of a noun, or of any where it is empty, as the reader sees it, with its version.
func (a *Asker) Document(ctx context.Context, t network.Terms, known string, noun graph.Noun, id graph.ID) (graph.Document, network.Version, error) {
	var err error
	w := work{Asker: a, request: Request{Known: known}}
	if t.Known, err = w.known(); err != nil {
		return nil, "", err
	}
	var d graph.Document
	err = a.Network.Ask(ctx, t, func(v *network.View) error {
		found, err := v.Documents(ctx, []graph.ID{id})
		d = found[id]
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if d == nil || (noun != "" && d.Noun() != noun) {
		if noun == "" {
			noun = "document"
		}
		return nil, "", graph.Errorf(graph.NotFound, "there is no %s %q", noun, id)
	}
	version, err := network.VersionOf(d)
	return d, version, err
}

// errCursor refuses a cursor that belongs elsewhere.
var errCursor = graph.Errorf(graph.Invalid, "cursor: it belongs to another question; ask for the next page with the same parameters, or with the cursor alone")

// readCursor reads what writeCursor gave.
func readCursor(text string, into any) error {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return graph.Errorf(graph.Malformed, "cursor: it cannot be read; take the one that the answer before gave as next")
	}
	return nil
}

func writeCursor(c any) string {
	raw, _ := json.Marshal(c) //nolint:errchkjson // texts and numbers only
	return base64.RawURLEncoding.EncodeToString(raw)
}
