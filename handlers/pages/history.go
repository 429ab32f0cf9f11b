package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// shownHistory is how many revisions the page of a document tells; historyAtOnce how many a page of nothing else.
const (
	shownHistory  = 5
	historyAtOnce = 20
)

// history is what happened to a document.
type history struct {
	Document graph.ID
	Noun     graph.Noun
	Entries  []changed
	// Next is the revision before which the rest is, 0 where this is all.
	Next graph.Revision
	// Undoable says that what is shown can be taken back from here.
	Undoable bool
}

// changed is one revision.
type changed struct {
	Revision graph.Revision
	Time     string
	Actor    string
	Reason   string
	Import   graph.BatchID
	Changes  []documentChange
	// Left is how many more documents it changed.
	Left int
}

// documentChange is what a revision did to one document.
type documentChange struct {
	queries.Named
	Noun graph.Noun
	// How is created, changed or deleted. There says that the document is there now, so that its page can be gone to.
	How         string
	There       bool
	Differences []difference
}

// history tells what happened to a document before a revision, 0 for all.
func (r *request) history(id graph.ID, before graph.Revision, limit int) (*history, error) {
	h := &history{Document: id, Undoable: !r.terms.pastKnown}
	n := r.pages.Asker.Network
	log, err := n.History(r.Request.Context(), r.logTerms(r.terms.revision), id, before, limit+1)
	if err != nil {
		return nil, err
	}
	if len(log) > limit {
		log = log[:limit]
		h.Next = log[limit-1].Revision
	}
	for _, e := range log {
		c, err := r.changed(e, 1)
		if err != nil {
			return nil, err
		}
		h.Noun = c.Changes[0].Noun
		h.Entries = append(h.Entries, c)
	}
	return h, nil
}

// logTerms are the terms on which the log is read at a revision.
func (r *request) logTerms(known graph.Revision) network.Terms {
	return network.Terms{Clearance: r.terms.Clearance, MinGrade: r.terms.MinGrade, AsOf: r.terms.AsOf, Known: known}
}

// changed tells a revision, and of the documents that it changed the first few.
func (r *request) changed(e network.LogEntry, limit int) (changed, error) {
	c := changed{Revision: e.Revision, Time: recordedAt(e.Time), Actor: e.Actor, Reason: e.Reason, Import: e.Batch, Left: max(0, len(e.Changes)-limit)}
	listed := e.Changes[:min(len(e.Changes), limit)]
	names := map[graph.ID]string{}
	var before, after []graph.Document
	for _, d := range listed {
		before, after = append(before, d.Before), append(after, d.After)
	}
	for _, side := range []struct {
		known     graph.Revision
		documents []graph.Document
	}{{e.Revision, append(after, before...)}, {e.Revision - 1, before}} {
		err := r.pages.Asker.Network.Ask(r.Request.Context(), r.logTerms(side.known), func(v *network.View) error {
			return r.learn(v, names, side.documents...)
		})
		if err != nil {
			return c, err
		}
	}
	if err := r.putChanges(e.Revision, listed); err != nil {
		return c, err
	}
	w := teller{on: r.terms.AsOf, name: func(id graph.ID) string { return names[id] }}
	err := r.view(func(v *network.View) error {
		c.Changes = nil
		for _, d := range listed {
			told := w.change(d)
			told.There = v.NounOf(d.ID) != ""
			c.Changes = append(c.Changes, told)
		}
		return nil
	})
	return c, err
}

// change tells one document's change.
func (w teller) change(d network.LogChange) documentChange {
	c := documentChange{Named: queries.Named{ID: d.ID}, Noun: d.Noun, How: d.How}
	switch {
	case d.Before == nil:
		c.Name = w.title(d.After)
	case d.After == nil:
		c.Name = w.title(d.Before)
	default:
		c.Name = w.title(d.After)
		c.Differences = differences(w.properties(d.Before), w.properties(d.After))
	}
	return c
}

// documentHistory is the whole history of a document, a part at a time.
func (p *Pages) documentHistory(r *request) (*page, error) {
	id := graph.ID(r.Param("id"))
	name := ""
	err := r.read(func(x *reading) error {
		d, err := x.document(id)
		if err == nil {
			name = x.title(d)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	before, err := revisionIn(r.Query("before"))
	if err != nil {
		return nil, err
	}
	h, err := r.history(id, before, historyAtOnce)
	if err != nil {
		return nil, err
	}
	address := r.terms.inAPI("/documents/"+url.PathEscape(string(id))+"/history", nil, "clearance")
	return &page{Title: t("history.of", name), Data: h, JSON: address, template: "history"}, nil
}

// revisionIn reads the number of a revision, 0 where there is none.
func revisionIn(text string) (graph.Revision, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, graph.Errorf(graph.Malformed, "%s", t("term.known.no_number", text))
	}
	return graph.Revision(n), nil
}

// changePage is one revision as its page shows it.
type changePage struct {
	changed
	// Done is what somebody has just done by it: undo or delete; "" where it is only looked at.
	Done     string
	Undoable bool
}

// shownChanges is how many documents the page of a revision lists.
const shownChanges = 20

// change shows a revision: what it did, and how to take it back.
func (p *Pages) change(r *request) (*page, error) {
	revision, err := revisionIn(r.Param("revision"))
	if err != nil {
		return nil, err
	}
	entry, err := r.revision(revision, r.terms.MinGrade)
	if err != nil {
		return nil, err
	}
	if len(entry.Changes) == 0 || revision > r.terms.revision {
		return nil, graph.Errorf(graph.NotFound, "%s", t("error.no_revision", revision))
	}
	c, err := r.changed(entry, shownChanges)
	if err != nil {
		return nil, err
	}
	shown := &changePage{changed: c, Undoable: !r.terms.pastKnown}
	if done := r.Query("done"); slices.Contains([]string{"undo", "delete"}, done) {
		shown.Done = done
	}
	just := url.Values{"after": {strconv.FormatInt(int64(revision)-1, 10)}, "limit": {"1"}, "documents": {"true"}}
	return &page{Title: t("change.title", revision), Data: shown, JSON: r.terms.inAPI("/changes", just, "clearance"), template: "change"}, nil
}

// undo takes back a revision, or what it did to one document, and leads to the revision that this made.
func (p *Pages) undo(r *request) (*page, error) {
	revision, err := revisionIn(r.Param("revision"))
	if err != nil {
		return nil, err
	}
	document := graph.ID(r.PostForm("document"))
	result, err := p.Asker.Network.UndoAndApply(r.Request.Context(), network.Undoing{
		ID: applyID(r.PostForm("apply")), Revision: revision, Document: document, Actor: p.Actor, Reason: r.PostForm("reason"), Clearance: r.terms.Clearance,
	})
	switch {
	case graph.KindOf(err) == graph.Conflict && len(graph.ProblemsOf(err)) > 0:
		r.audit(err)
		return r.standing(revision, err)
	case err != nil:
		r.audit(err)
		return nil, err
	}
	return nil, r.leadToChange(result.Revision, "known", "", "done", "undo")
}

// leadToChange leads to the page of a revision, which tells what it did.
func (r *request) leadToChange(revision graph.Revision, parameters ...any) error {
	address, err := r.frame.Link("/changes/"+strconv.FormatInt(int64(revision), 10), parameters...)
	if err == nil {
		r.Redirect(http.StatusSeeOther, address)
	}
	return err
}

// standingPage tells why a revision cannot be taken back: what stands on it.
type standingPage struct {
	Revision graph.Revision
	Detail   string
	Problems []standing
}

// standing is one document that was changed since, or is referred to.
type standing struct {
	queries.Named
	Text string
}

// standing shows what stands on a revision that somebody wanted to take back.
func (r *request) standing(revision graph.Revision, conflict error) (*page, error) {
	shown := &standingPage{Revision: revision}
	var e *graph.Error
	if errors.As(conflict, &e) {
		shown.Detail = e.Message
	}
	err := r.read(func(x *reading) error {
		shown.Problems = nil
		for _, problem := range graph.ProblemsOf(conflict) {
			one := standing{Text: problem.Text, Named: queries.Named{ID: graph.ID(problem.Document)}}
			if d, err := x.documents(one.ID); err != nil {
				return err
			} else if d[one.ID] != nil {
				x.show(one.ID)
				one.Name = x.title(d[one.ID])
			}
			shown.Problems = append(shown.Problems, one)
		}
		return nil
	})
	return &page{Title: t("standing.title"), Data: shown, template: "standing", status: http.StatusConflict}, err
}

// deletePage asks before a document is deleted.
type deletePage struct {
	queries.Named
	Noun    graph.Noun
	Version network.Version
	// Refer are the documents that refer to it, by noun.
	Refer []citing
	// Properties are what is deleted.
	Properties []property
	Undoable   bool
}

// shownReferring is how many documents of a noun are shown that refer to what is to be deleted.
const shownReferring = 10

// askDelete shows what a document says and what refers to it, before it is deleted.
func (p *Pages) askDelete(r *request) (*page, error) {
	id := graph.ID(r.Param("id"))
	var shown *deletePage
	err := r.read(func(x *reading) error {
		d, err := x.document(id)
		if err != nil {
			return err
		}
		shown = &deletePage{Named: queries.Named{ID: id, Name: x.title(d)}, Noun: d.Noun(), Undoable: !r.terms.pastKnown}
		names := map[graph.ID]string{}
		if err := r.learn(x.v, names, d); err != nil {
			return err
		}
		shown.Properties = teller{on: x.v.AsOf(), name: func(id graph.ID) string { return names[id] }}.properties(d)
		for _, noun := range graph.Nouns() {
			found, more, err := x.referring(noun, id, "", shownReferring)
			if err != nil {
				return err
			}
			c := citing{Noun: noun, More: more}
			for _, other := range found {
				c.Rows = append(c.Rows, x.referenceRow(other, id))
			}
			if len(c.Rows) > 0 {
				shown.Refer = append(shown.Refer, c)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if shown.Undoable {
		if _, shown.Version, err = r.current(id); err != nil {
			return nil, err
		}
	}
	return &page{Title: t("delete.title", shown.Name), Data: shown, template: "delete"}, nil
}

// deleteDocument deletes a document as it was shown, and leads to the revision that this made.
func (p *Pages) deleteDocument(r *request) (*page, error) {
	id := graph.ID(r.Param("id"))
	version := network.Version(r.PostForm("version"))
	if version == "" {
		return nil, graph.Errorf(graph.Malformed, "%s", t("error.form"))
	}
	result, err := p.Asker.Network.Write(r.Request.Context(), network.Writing{
		ID: applyID(r.PostForm("apply")), Actor: p.Actor, Reason: r.PostForm("reason"), Clearance: r.terms.Clearance,
		Edits: []network.Edit{{Delete: id, Match: version}},
	})
	if err != nil {
		r.audit(err)
		return nil, err
	}
	return nil, r.leadToChange(result.Revision, "known", "", "done", "delete")
}
