package network

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"liaison/graph"
)

// Version names what one reader sees of a document: it changes when that does, and not with what they do not see.
type Version string

// VersionOf gives the version of a document as a view gave it.
func VersionOf(d graph.Document) (Version, error) {
	body, err := graph.Encode(d)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(body)
	return Version(base64.RawURLEncoding.EncodeToString(sum[:16])), nil
}

// Writing is what somebody wants to write, in terms of what they see.
type Writing struct {
	// ID, Actor, Reason and Batch are those of graph.Write.
	ID            graph.ApplyID
	Actor, Reason string
	Batch         graph.BatchID
	Clearance     graph.Clearance
	Edits         []Edit
}

// Edit puts or deletes one document, as somebody sees it.
type Edit struct {
	// Document is the document to put, whole as they see it; nil to delete the one named by Delete.
	Document graph.Document
	Delete   graph.ID
	// Match is the version that they read, "" where there must be none.
	Match Version
	// Noun is what it must be, "" for anything: a document of another noun is not there.
	Noun graph.Noun
}

func (e Edit) id() graph.ID {
	if e.Document != nil {
		return e.Document.Header().ID
	}
	return e.Delete
}

// ErrNotAvailable is in the chain of the errors that refuse what only somebody with a higher clearance could tell the reason of. They must be audited: it is the one
// place where what is unseen shows.
var ErrNotAvailable = errors.New("not available")

// maxRaces is how often a write is tried again because a part of a document that its writer does not see changed meanwhile.
const maxRaces = 5

// Write writes as somebody who may not see all: what they do not see of a document is put back from the stored one, what they do not see at all is not there
// for them, nobody writes above their clearance, and a label is lowered by an edit of its own. The errors are those of graph.Store's Apply, told from the
// writer's view; a Match that no longer holds is a Conflict.
func (n *Network) Write(ctx context.Context, w Writing) (graph.Result, error) {
	result, err := n.write(ctx, w)
	if err != nil {
		return n.orFirst(ctx, w.ID, err)
	}
	if result.Changed > 0 {
		return result, nil
	}
	// Nothing was written: the end of the log may be something that they do not see.
	err = n.Ask(ctx, Terms{Clearance: w.Clearance, Known: n.Head()}, func(v *View) error {
		horizon, err := v.Horizon(ctx)
		result.Revision, result.Time = horizon.Revision, v.TimeOf(horizon.Revision)
		return err
	})
	return result, err
}

// orFirst gives the first result of a write of that id where there was one, else the error: what was written before under the same id may stand in its own way.
func (n *Network) orFirst(ctx context.Context, id graph.ApplyID, err error) (graph.Result, error) {
	if first, applied := n.applied(ctx, id); applied {
		return first, n.WaitFor(ctx, first.Revision)
	}
	return graph.Result{}, err
}

func (n *Network) write(ctx context.Context, w Writing) (result graph.Result, err error) {
	for range maxRaces {
		var prepared graph.Write
		if prepared, err = n.prepare(ctx, w); err != nil {
			return result, err
		}
		result, err = n.Apply(ctx, prepared)
		switch graph.KindOf(err) {
		case graph.Conflict: // somebody was quicker: look again at what is there now
		case graph.Invalid, graph.TooLarge:
			return result, n.withhold(ctx, w.Clearance, prepared, err)
		default:
			return result, err
		}
	}
	return result, err
}

// applied gives the result of a write of that id, if there was one: an impossible write of the same id gives it, and does nothing else.
func (n *Network) applied(ctx context.Context, id graph.ApplyID) (graph.Result, bool) {
	result, err := n.store.Apply(ctx, graph.Write{ID: id, Changes: []graph.Change{graph.Delete("none", graph.ExpectRevision(-1))}})
	return result, err == nil
}

// prepare gives the write as the store takes it.
func (n *Network) prepare(ctx context.Context, w Writing) (graph.Write, error) {
	asWritten := graph.Write{ID: w.ID, Actor: w.Actor, Reason: w.Reason, Batch: w.Batch}
	for _, e := range w.Edits {
		asWritten.Changes = append(asWritten.Changes, graph.Change{Document: e.Document, Delete: e.Delete})
	}
	bodies, err := graph.CheckWrite(asWritten)
	if err != nil {
		return asWritten, err
	}
	if err := n.catchUp(ctx, nil); err != nil {
		return asWritten, err
	}
	prepared := asWritten
	prepared.Changes = nil
	err = n.Ask(ctx, Terms{Clearance: w.Clearance, Known: n.Head()}, func(v *View) error {
		p := &preparation{v: v, w: w, written: map[graph.ID]bool{}}
		prepared.Changes, err = p.changes(ctx, bodies)
		return err
	})
	return prepared, err
}

// preparation is one attempt at turning edits into changes.
type preparation struct {
	v *View
	w Writing
	// seen and stored are the documents that are edited, as the writer sees them and as they are.
	seen, stored map[graph.ID]graph.Document
	revisions    map[graph.ID]graph.Revision
	written      map[graph.ID]bool
	problems     []graph.Problem
	conflicts    []graph.Problem
	unavailable  bool
}

func (p *preparation) changes(ctx context.Context, bodies [][]byte) ([]graph.Change, error) {
	if err := p.read(ctx); err != nil {
		return nil, err
	}
	var changes []graph.Change
	for i, e := range p.w.Edits {
		change, err := p.change(e, bodies[i])
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	switch {
	case len(p.conflicts) > 0:
		if p.unavailable {
			return nil, unavailable(p.conflicts)
		}
		return nil, &graph.Error{Kind: graph.Conflict, Message: "the write is in conflict with what is stored", Problems: p.conflicts}
	case len(p.problems) > 0:
		return nil, &graph.Error{Kind: graph.Invalid, Message: "the write cannot be made as it is", Problems: p.problems}
	}
	return changes, nil
}

// read reads the documents that are edited.
func (p *preparation) read(ctx context.Context) (err error) {
	var ids []graph.ID
	var keys []graph.Key
	p.revisions = map[graph.ID]graph.Revision{}
	for _, e := range p.w.Edits {
		id := e.id()
		p.written[id] = e.Document != nil
		number, ok := p.v.n.ids.find(id)
		if !ok || !p.v.seesDocument(number) {
			continue
		}
		changed := graph.Revision(p.v.n.documents[number].changed)
		ids, keys = append(ids, id), append(keys, graph.Key{ID: id, Revision: changed})
		p.revisions[id] = changed
	}
	if p.seen, err = p.v.Documents(ctx, ids); err != nil || len(keys) == 0 {
		return err
	}
	var entries []graph.Entry
	if err := p.v.outside(func() (err error) {
		entries, err = p.v.n.store.Read(ctx, keys)
		return err
	}); err != nil {
		return err
	}
	p.stored = map[graph.ID]graph.Document{}
	for _, e := range entries {
		if p.stored[e.ID], err = graph.Decode(e.Noun, e.Body); err != nil {
			return err
		}
	}
	return nil
}

// change turns one edit into a change. What is wrong with it is noted; the error is for what is not there at all.
func (p *preparation) change(e Edit, body []byte) (graph.Change, error) {
	id := e.id()
	seen := p.seen[id]
	if err := e.absent(seen); err != nil {
		return graph.Change{}, err
	}
	if seen == nil {
		return p.create(e), nil
	}
	if e.Document != nil && e.Document.Noun() != seen.Noun() {
		p.conflict(id, "", fmt.Sprintf("is the id of another thing (%s) and stays so: give this %s another id", seen.Noun(), e.Document.Noun()))
		return graph.Change{}, nil
	}
	version, err := VersionOf(seen)
	if err != nil {
		return graph.Change{}, err
	}
	switch {
	case e.Match == "":
		p.conflict(id, "", "exists already: read it, and say which version you change")
	case e.Match != version:
		p.conflict(id, "", "was changed since you read it: read it again, and make your change on what it is now")
	}
	expect := graph.ExpectRevision(p.revisions[id])
	if e.Document == nil {
		return graph.Delete(id, expect), nil
	}
	d, err := graph.Decode(e.Document.Noun(), body) // a copy: the edit may be tried again
	if err != nil {
		return graph.Change{}, err
	}
	p.label(d, seen)
	p.references(d, p.stored[id])
	for _, field := range graph.PutBack(d, p.stored[id], p.v.SeesID) {
		p.notAvailable(id, field, "leave it as it is")
	}
	return graph.Put(d, expect), nil
}

// absent says that what the edit is to change is not there; nil where it is, or where it is to be created.
func (e Edit) absent(seen graph.Document) error {
	switch {
	case seen != nil && e.Noun != "" && seen.Noun() != e.Noun:
		return graph.Errorf(graph.NotFound, "there is no %s %q", e.Noun, e.id())
	case seen == nil && (e.Match != "" || e.Document == nil):
		return graph.Errorf(graph.NotFound, "there is no %q", e.id())
	}
	return nil
}

func (p *preparation) create(e Edit) graph.Change {
	d := e.Document
	id := d.Header().ID
	if number, ok := p.v.n.ids.find(id); ok && p.v.n.documents[number].latest >= 0 {
		last, l := p.v.n.labelOf(number), p.v.n.life(p.v.n.documents[number].noun, p.v.n.documents[number].latest)
		switch {
		case l.died == alive || !p.v.at(graph.Revision(l.died-1)).seesDocument(number):
			p.notAvailable(id, "id", "give it another id")
		case d.Header().Label().Wider(last):
			p.mislabelled(id, "was "+labelText(last)+" when it was deleted: create it with that label, then lower the label by a change of its own")
		}
	}
	if !p.w.Clearance.Sees(d.Header().Label()) {
		p.above(id, d.Header().Label())
	}
	p.references(d, nil)
	return graph.Put(d, graph.ExpectAbsent())
}

// label checks a change of label: not above the writer's clearance, and lowered by itself.
func (p *preparation) label(d, seen graph.Document) {
	h, was := d.Header(), seen.Header().Label()
	if !p.w.Clearance.Sees(h.Label()) {
		p.above(h.ID, h.Label())
	}
	if !h.Label().Wider(was) {
		return
	}
	if p.w.Reason == "" {
		p.mislabelled(h.ID, "is lowered from "+labelText(was)+" without a reason: say why in the reason of the change")
	}
	same := *h
	h.Marking, h.Audience = was.Marking, was.Audience
	x, errX := VersionOf(d)
	y, errY := VersionOf(seen)
	*h = same
	if errX != nil || errY != nil || x != y {
		p.mislabelled(h.ID, "is lowered from "+labelText(was)+" together with other changes: a label is lowered by a change of its own, so that who reads the log sees it")
	}
}

func labelText(l graph.Label) string {
	return graph.Clearance{Marking: l.Marking, Groups: l.Audience}.String()
}

func (p *preparation) above(id graph.ID, l graph.Label) {
	p.mislabelled(id, labelText(l)+" is above your own clearance, "+p.w.Clearance.String()+": you could not read what you write")
}

// references refuses references to what the writer does not see, in the words for what does not exist. Lost ends that the stored document has stay.
func (p *preparation) references(d, stored graph.Document) {
	had := map[graph.ID]bool{}
	if stored != nil {
		stored.References(func(r graph.Reference) { had[*r.Target] = true })
	}
	d.References(func(r graph.Reference) {
		written, edited := p.written[*r.Target]
		if edited && (written || had[*r.Target]) || !edited && p.v.SeesID(*r.Target) {
			return
		}
		p.problems = append(p.problems, graph.Problem{Document: string(d.Header().ID), Field: r.Field(), Text: fmt.Sprintf("%q does not exist: create it first, or in the same write", *r.Target)})
	})
}

func (p *preparation) mislabelled(id graph.ID, text string) {
	p.problems = append(p.problems, graph.Problem{Document: string(id), Field: "marking", Text: text})
}

func (p *preparation) conflict(id graph.ID, field, text string) {
	p.conflicts = append(p.conflicts, graph.Problem{Document: string(id), Field: field, Text: text})
}

func (p *preparation) notAvailable(id graph.ID, field, mend string) {
	p.unavailable = true
	p.conflict(id, field, "is not available: "+mend)
}

// labelOf gives a document's label now, or its last.
func (n *Network) labelOf(number docNumber) graph.Label {
	doc := &n.documents[number]
	return graph.Label{Marking: doc.marking, Audience: n.audiences.sets[doc.audience]}
}

// unavailable refuses a write for what its writer does not see.
func unavailable(problems []graph.Problem) error {
	refused := graph.Errorf(graph.Conflict, "the write cannot be made: %w", ErrNotAvailable)
	refused.Problems = problems
	return refused
}

// withhold takes out of a store's error on a prepared write what its writer does not see. What they wrote was found right by itself, so what is wrong comes with
// what was put back, and may name it: a circle through an organisation that is not there for them.
func (n *Network) withhold(ctx context.Context, c graph.Clearance, prepared graph.Write, err error) error {
	if _, wrong := graph.CheckWrite(prepared); wrong != nil {
		var problems []graph.Problem
		for _, problem := range graph.ProblemsOf(wrong) {
			problems = append(problems, graph.Problem{Document: problem.Document, Text: "is not available for this change"})
		}
		return unavailable(problems)
	}
	var known *graph.Error
	if !errors.As(err, &known) {
		return err
	}
	problems := slices.Clone(known.Problems)
	hidden := false
	asked := n.Ask(ctx, Terms{Clearance: c, Known: n.Head()}, func(v *View) error {
		for i, problem := range problems {
			if slices.ContainsFunc(problem.About, v.hides) {
				hidden = true
				problems[i] = graph.Problem{Document: problem.Document, Field: problem.Field, Text: "is not available: leave it as it is"}
			}
		}
		return nil
	})
	if asked != nil {
		return asked
	}
	if hidden {
		return unavailable(problems)
	}
	return err
}

// hides says whether there is, or was, a document that the reader does not see.
func (v *View) hides(id graph.ID) bool {
	number, ok := v.n.ids.find(id)
	return ok && v.n.documents[number].latest >= 0 && !v.seesDocument(number)
}
