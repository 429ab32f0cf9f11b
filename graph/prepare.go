package graph

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// NewApplyID makes an id for one Apply.
func NewApplyID() ApplyID { return ApplyID(uuid.NewString()) }

// Standing is where a document stands in a store: by which revision it was last changed, by which an
// import last wrote it (0: never), and whether it is deleted.
type Standing struct {
	Noun     Noun
	Revision Revision
	Imported Revision
	Deleted  bool
}

// Transaction is what Prepare reads of a store, inside the transaction that will write.
type Transaction interface {
	// Standings gives where documents stand; ids that never existed are left out.
	Standings(ctx context.Context, ids []ID) (map[ID]Standing, error)
	// Bodies gives the bodies of versions, in the order of the keys; empty where deleted.
	Bodies(ctx context.Context, keys []Key) ([][]byte, error)
}

// CheckWrite checks what can be checked of a write before any store is asked, so that a bad one never
// takes the write lock. It gives the JSON form of each document put.
func CheckWrite(w Write) ([][]byte, error) {
	switch {
	case w.ID == "":
		return nil, Errorf(Invalid, "the write has no id: give each Apply an id of its own")
	case len(w.ID) > MaxLine || len(w.Actor) > MaxLine || len(w.Batch) > MaxLine || len(w.Reason) > MaxText:
		return nil, Errorf(TooLarge, "the write's id, actor, batch or reason is too long")
	case len(w.Changes) == 0:
		return nil, Errorf(Invalid, "the write has no changes")
	case len(w.Changes) > MaxChanges:
		return nil, Errorf(TooLarge, "the write has %d changes: at most %d fit in one, write the rest in another", len(w.Changes), MaxChanges)
	}
	c := checker{}
	c.line("actor", w.Actor, optional)
	c.text("reason", w.Reason)
	c.line("batch", string(w.Batch), optional)
	c.line("id", string(w.ID), required)
	bodies := make([][]byte, len(w.Changes))
	first := make(map[ID]int, len(w.Changes))
	total := 0
	for i, change := range w.Changes {
		id := change.ID()
		if earlier, twice := first[id]; twice {
			c.problems = append(c.problems, Problem{
				Document: string(id),
				Text:     fmt.Sprintf("is changed twice, by changes %d and %d: a write changes a document once", earlier+1, i+1),
			})
		}
		first[id] = i
		if change.Document == nil {
			continue
		}
		if err := Validate(change.Document); err != nil {
			c.problems = append(c.problems, ProblemsOf(err)...)
			continue
		}
		body, err := Encode(change.Document)
		if err != nil {
			return nil, err
		}
		if len(body) > MaxDocument {
			return nil, Errorf(TooLarge, "%s %s has %d bytes: the limit is %d; keep long texts in a source's file", change.Document.Noun(), id, len(body), MaxDocument)
		}
		total += len(body)
		bodies[i] = body
	}
	if total > MaxApply {
		return nil, Errorf(TooLarge, "the write has %d bytes of documents: the limit is %d, write the rest in another", total, MaxApply)
	}
	return bodies, problemsError(Invalid, c.problems)
}

func problemsError(kind ErrorKind, problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	message := "the write has " + problemCount(len(problems))
	if kind == Conflict {
		message = "the write is in conflict with what is stored: " + problemCount(len(problems))
	}
	return &Error{Kind: kind, Message: message, Problems: problems}
}

// Prepare turns a checked write into the commit that follows last and what its Apply results in, or says why it cannot be: the rules of
// Apply, kept once for all stores. bodies is what CheckWrite gave. A commit without entries means
// that nothing changes; its result is that of the head.
func Prepare(ctx context.Context, tx Transaction, w Write, bodies [][]byte, last Commit, now time.Time) (Commit, Result, error) {
	p := preparation{tx: tx, write: w, bodies: bodies}
	if err := p.load(ctx); err != nil {
		return Commit{}, Result{}, err
	}
	if err := p.expectations(ctx); err != nil {
		return Commit{}, Result{}, err
	}
	if err := p.references(ctx); err != nil {
		return Commit{}, Result{}, err
	}
	for _, chain := range chains {
		if err := p.circles(ctx, chain); err != nil {
			return Commit{}, Result{}, err
		}
	}
	if err := problemsError(Invalid, p.problems); err != nil {
		return Commit{}, Result{}, err
	}
	commit := p.commit(last, now)
	if len(commit.Entries) == 0 {
		return Commit{}, Result{Revision: last.Revision, Time: last.Time}, nil
	}
	created := 0
	for _, e := range commit.Entries {
		if s, existed := p.standings[e.ID]; !e.Deleted() && (!existed || s.Deleted) {
			created++
		}
	}
	return commit, commit.Result(created), nil
}

type preparation struct {
	tx     Transaction
	write  Write
	bodies [][]byte
	// standings holds every id changed and every id referred to.
	standings map[ID]Standing
	// before holds the stored body of each document that is changed and exists.
	before   map[ID][]byte
	changed  map[ID]int
	problems []Problem
}

func (p *preparation) load(ctx context.Context) error {
	p.changed = make(map[ID]int, len(p.write.Changes))
	wanted := make(map[ID]bool, 2*len(p.write.Changes))
	for i, change := range p.write.Changes {
		p.changed[change.ID()] = i
		wanted[change.ID()] = true
		if change.Document != nil {
			change.Document.References(func(r Reference) { wanted[*r.Target] = true })
		}
	}
	ids := make([]ID, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var err error
	if p.standings, err = p.tx.Standings(ctx, ids); err != nil {
		return err
	}
	var keys []Key
	for _, change := range p.write.Changes {
		if s, ok := p.standings[change.ID()]; ok && !s.Deleted {
			keys = append(keys, Key{change.ID(), s.Revision})
		}
	}
	p.before = make(map[ID][]byte, len(keys))
	if len(keys) == 0 {
		return nil
	}
	found, err := p.tx.Bodies(ctx, keys)
	if err != nil {
		return err
	}
	for i, key := range keys {
		p.before[key.ID] = found[i]
	}
	return nil
}

func (p *preparation) expectations(ctx context.Context) error {
	var conflicts []Problem
	conflict := func(id ID, format string, args ...any) {
		conflicts = append(conflicts, Problem{Document: string(id), Text: fmt.Sprintf(format, args...)})
	}
	for i, change := range p.write.Changes {
		id := change.ID()
		s, existed := p.standings[id]
		exists := existed && !s.Deleted
		if change.Document == nil && !exists {
			return Errorf(NotFound, "%s does not exist, so it cannot be deleted", id)
		}
		if existed && change.Document != nil && s.Noun != change.Document.Noun() {
			conflict(id, "is the id of %s and stays so: give this %s another id", s.Noun.Article(), change.Document.Noun())
			continue
		}
		text, err := p.unmet(ctx, i, s, existed)
		if err != nil {
			return err
		}
		if text != "" {
			conflict(id, "%s", text)
		}
	}
	return problemsError(Conflict, conflicts)
}

// unmet says why the expectation of a change does not hold, or "".
func (p *preparation) unmet(ctx context.Context, i int, s Standing, existed bool) (string, error) {
	expect, exists := p.write.Changes[i].Expect, existed && !s.Deleted
	switch {
	case expect.kind == expectAbsent && exists:
		return fmt.Sprintf("exists already (revision %d)", s.Revision), nil
	case expect.kind == expectRevision && !exists:
		return fmt.Sprintf("was deleted or never existed, the change expects revision %d", expect.revision), nil
	case expect.kind == expectRevision && s.Revision != expect.revision:
		return fmt.Sprintf("was changed since: it is at revision %d, the change expects %d", s.Revision, expect.revision), nil
	case expect.kind == expectAsImported:
		same, err := p.asImported(ctx, p.write.Changes[i].ID(), s, existed, p.bodies[i])
		if err != nil || same {
			return "", err
		}
		return fmt.Sprintf("was edited by hand since it was last imported (revision %d): review it", s.Revision), nil
	}
	return "", nil
}

// asImported says whether the document is as an import last left it. One that already is what the
// import would write is no conflict, whoever wrote it.
func (p *preparation) asImported(ctx context.Context, id ID, s Standing, existed bool, body []byte) (bool, error) {
	if !existed || s.Revision == s.Imported || (!s.Deleted && bytes.Equal(p.before[id], body)) {
		return true, nil
	}
	if s.Imported == 0 {
		return false, nil
	}
	imported, err := p.tx.Bodies(ctx, []Key{{id, s.Imported}})
	if err != nil {
		return false, err
	}
	return bytes.Equal(imported[0], p.before[id]), nil
}

func (p *preparation) references(context.Context) error {
	for _, change := range p.write.Changes {
		if change.Document == nil {
			continue
		}
		had, err := p.referencesBefore(change)
		if err != nil {
			return err
		}
		change.Document.References(func(r Reference) {
			if text := p.wrongTarget(r, had); text != "" {
				p.problems = append(p.problems, Problem{Document: string(change.ID()), Field: r.Field(), Text: text, About: []ID{*r.Target}})
			}
		})
	}
	return nil
}

// referencesBefore gives what the stored version refers to already: lost ends among it may stay.
func (p *preparation) referencesBefore(change Change) (map[ID]bool, error) {
	body := p.before[change.ID()]
	if body == nil {
		return nil, nil
	}
	document, err := Decode(change.Document.Noun(), body)
	if err != nil {
		return nil, err
	}
	had := map[ID]bool{}
	document.References(func(r Reference) { had[*r.Target] = true })
	return had, nil
}

func (p *preparation) wrongTarget(r Reference, had map[ID]bool) string {
	id := *r.Target
	var noun Noun
	if i, ok := p.changed[id]; ok {
		if d := p.write.Changes[i].Document; d != nil {
			noun = d.Noun()
		}
	} else if s, ok := p.standings[id]; ok && (!s.Deleted || had[id]) {
		noun = s.Noun
	}
	switch {
	case noun == "" && had[id]:
		return "" // deleted by this same write: it becomes a lost end
	case noun == "":
		return fmt.Sprintf("%q does not exist: create it first, or in the same write", id)
	case !slices.Contains(r.To, noun):
		return fmt.Sprintf("%q is %s: this must be %s", id, noun.Article(), alternatives(r.To))
	}
	return ""
}

func (p *preparation) commit(last Commit, now time.Time) Commit {
	now = now.UTC().Truncate(time.Microsecond)
	if now.Before(last.Time) {
		now = last.Time // a clock that was set back must not make log time go back
	}
	c := Commit{
		Revision: last.Revision + 1, Time: now, Apply: p.write.ID,
		Actor: p.write.Actor, Reason: p.write.Reason, Batch: p.write.Batch,
	}
	for i, change := range p.write.Changes {
		id := change.ID()
		if change.Document != nil && bytes.Equal(p.bodies[i], p.before[id]) {
			continue
		}
		noun := p.standings[id].Noun
		if change.Document != nil {
			noun = change.Document.Noun()
		}
		c.Entries = append(c.Entries, Entry{ID: id, Noun: noun, Revision: c.Revision, Body: p.bodies[i]})
	}
	return c
}

func alternatives(nouns []Noun) string {
	text := nouns[0].Article()
	for _, n := range nouns[1:] {
		text += " or " + n.Article()
	}
	return text
}
