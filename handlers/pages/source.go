package pages

import (
	"slices"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// sourceLine is a source as lists show it.
type sourceLine struct {
	queries.Named
	Publisher, Date string
	// Reliability is in words.
	Reliability string
	Marking     graph.Marking
}

func (x *reading) sourceLine(s *graph.Source) sourceLine {
	line := sourceLine{Named: x.named(s.ID), Publisher: s.Publisher, Reliability: reliabilityWords(s.Reliability), Marking: x.v.Marking(s.ID)}
	if !s.Date.IsZero() {
		line.Date = dateWords(s.Date.String())
	}
	return line
}

// shownSources is how many sources a page lists beside its facts.
const shownSources = 20

// sources gives the sources that the facts shown rest on.
func (x *reading) sources() ([]sourceLine, error) {
	return tellEach(x, x.rests[:min(len(x.rests), shownSources)], x.sourceLine)
}

// sourcePage is a source as its page shows it.
type sourcePage struct {
	sheet
	Record *graph.Source
	Line   sourceLine
	// Cites are the facts that rest on it, by noun.
	Cites []citing
}

// citing are facts of one noun that rest on a source, or refer to something else.
type citing struct {
	Noun graph.Noun
	Rows []referenceRow
	More bool
}

// referenceRow is a document that refers to another.
type referenceRow struct {
	queries.Named
	// Citations are the places in a source that it cites.
	Citations []graph.Citation
	Fact      *queries.Evidence
}

// factNouns are the nouns of facts in the order in which they are told.
func factNouns() []graph.Noun {
	return []graph.Noun{graph.NounEngagement, graph.NounCooperation, graph.NounTenure, graph.NounCommitment}
}

func showSource(x *reading, s *graph.Source) (documentData, error) {
	p := &sourcePage{Record: s, Line: x.sourceLine(s)}
	for _, noun := range factNouns() {
		c := citing{Noun: noun}
		found, more, err := x.referring(noun, s.ID, "", shownSources)
		if err != nil {
			return nil, err
		}
		c.More = more
		for _, d := range found {
			c.Rows = append(c.Rows, x.referenceRow(d, s.ID))
		}
		if len(c.Rows) > 0 {
			p.Cites = append(p.Cites, c)
		}
	}
	x.rests = nil // all of them rest on this one
	return p, nil
}

// referenceRow tells a document that refers to another, and where in it, if that is a source.
func (x *reading) referenceRow(d graph.Document, to graph.ID) referenceRow {
	id := d.Header().ID
	x.show(id)
	row := referenceRow{Named: queries.Named{ID: id, Name: x.title(d)}}
	if e, ok := d.(*graph.Engagement); ok {
		row.Name = x.teller().dated(e)
	}
	if f := graph.FactOf(d); f != nil {
		row.Fact = &queries.Evidence{Grade: f.Grade, Marking: x.v.Marking(id)}
		for _, c := range f.Evidence {
			if c.Source == to {
				row.Citations = append(row.Citations, c)
			}
		}
	}
	return row
}

// sourceList is a part of all sources.
type sourceList struct {
	Lines []sourceLine
	// Next is the id after which the next part begins, "" on the last.
	Next graph.ID
	// First says that this is the first part.
	First bool
}

// listAtOnce is how much of a list is on one page.
const listAtOnce = 50

// sources lists all sources, in the order of their ids.
func (p *Pages) sources(r *request) (*page, error) {
	after := graph.ID(r.Query("after"))
	var list sourceList
	err := r.read(func(x *reading) error {
		list = sourceList{First: after == ""}
		if err := x.follows(after); err != nil {
			return err
		}
		found, more, err := x.v.List(r.Request.Context(), graph.NounSource, network.Filter{}, after, listAtOnce)
		if err != nil {
			return err
		}
		for _, d := range found {
			if s, ok := d.(*graph.Source); ok {
				list.Lines = append(list.Lines, x.sourceLine(s))
			}
		}
		if more {
			list.Next = found[len(found)-1].Header().ID
		}
		return nil
	})
	return &page{Title: t("sources.title"), Data: &list, JSON: r.terms.inAPI("/sources", nil, "known", "clearance"), template: "sources"}, err
}

// follows refuses to go on after what the reader does not see, in the same words whether or not it is there for others.
func (x *reading) follows(after graph.ID) error {
	if after != "" && x.v.NounOf(after) == "" {
		return graph.Errorf(graph.Malformed, "%s", t("error.after"))
	}
	return nil
}

// document reads the document that a page is about, of whatever noun.
func (x *reading) document(id graph.ID) (graph.Document, error) {
	found, err := x.documents(id)
	if err == nil && found[id] == nil {
		err = noDocument("document", id)
	}
	x.show(id)
	return found[id], err
}

// referenceList is what refers to a document.
type referenceList struct {
	queries.Named
	Noun graph.Noun
	Of   graph.Noun
	// Nouns are those of which anything refers to it.
	Nouns []graph.Noun
	Rows  []referenceRow
	Next  graph.ID
	First bool
}

// references lists what refers to a document, a noun at a time: the whole of what its page shows the beginning of.
func (p *Pages) references(r *request) (*page, error) {
	id, noun, after := graph.ID(r.Param("id")), graph.Noun(r.Query("noun")), graph.ID(r.Query("after"))
	var list referenceList
	err := r.read(func(x *reading) error {
		list = referenceList{Named: queries.Named{ID: id}, Noun: noun, First: after == ""}
		of, err := x.document(id)
		if err != nil {
			return err
		}
		if err := x.follows(after); err != nil {
			return err
		}
		list.Of, list.Name = of.Noun(), x.title(of)
		for _, n := range graph.Nouns() {
			some, _, err := x.referring(n, id, "", 1)
			if err != nil {
				return err
			}
			if len(some) > 0 {
				list.Nouns = append(list.Nouns, n)
			}
		}
		if !slices.Contains(list.Nouns, list.Noun) && len(list.Nouns) > 0 {
			list.Noun = list.Nouns[0]
		}
		documents, more, err := x.referring(list.Noun, id, after, listAtOnce)
		if err != nil {
			return err
		}
		for _, d := range documents {
			list.Rows = append(list.Rows, x.referenceRow(d, id))
		}
		if more {
			list.Next = documents[len(documents)-1].Header().ID
		}
		return nil
	})
	return &page{Title: t("references.title", list.Name), Data: &list, template: "references"}, err
}
