package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/queries"
	"liaison/queries/network"
)

// documentRoutes adds the pages of documents: one of each noun, its history with undo, and how it is deleted.
func (p *Pages) documentRoutes(r gin.IRouter) {
	for noun, show := range map[graph.Noun]func(*request) (*page, error){
		graph.NounOrganisation: documentPage(graph.NounOrganisation, showOrganisation),
		graph.NounPerson:       documentPage(graph.NounPerson, showPerson),
		graph.NounPost:         documentPage(graph.NounPost, showPost),
		graph.NounTenure:       documentPage(graph.NounTenure, showTenure),
		graph.NounEngagement:   documentPage(graph.NounEngagement, showEngagement),
		graph.NounCooperation:  documentPage(graph.NounCooperation, showCooperation),
		graph.NounCommitment:   documentPage(graph.NounCommitment, showCommitment),
		graph.NounSource:       documentPage(graph.NounSource, showSource),
	} {
		r.GET("/"+noun.Plural()+"/:id", p.page(show))
	}
	r.GET("/sources", p.page(p.sources))
	r.GET("/documents/:id/references", p.page(p.references))
	r.GET("/documents/:id/history", p.page(p.documentHistory))
	r.GET("/documents/:id/delete", p.page(p.askDelete))
	r.POST("/documents/:id/delete", p.form(p.deleteDocument))
	r.GET("/changes/:revision", p.page(p.change))
	r.POST("/changes/:revision/undo", p.form(p.undo))
}

// reading is a page being put together from one view. What it names is remembered, because the page's marking is the highest of all that.
type reading struct {
	*request
	v       *network.View
	marking graph.Marking
	// rests are the sources that the facts shown rest on, in the order in which they are cited.
	rests []graph.ID
}

// read puts a page together from one view. It may be done twice, where a label changes meanwhile.
func (r *request) read(build func(*reading) error) error {
	var x *reading
	err := r.view(func(v *network.View) error {
		x = &reading{request: r, v: v}
		return build(x)
	})
	if err == nil {
		r.frame.Show(x.marking)
	}
	return err
}

// show tells that something of documents is on the page.
func (x *reading) show(ids ...graph.ID) {
	for _, id := range ids {
		x.marking = max(x.marking, x.v.Marking(id))
	}
}

// named gives what the reader sees by its name.
func (x *reading) named(id graph.ID) queries.Named {
	x.show(id)
	return queries.Named{ID: id, Name: x.v.Name(id)}
}

// maybe is named, or nil where there is no id.
func (x *reading) maybe(id graph.ID) *queries.Named { return maybe(x.named, id) }

func maybe(named func(graph.ID) queries.Named, id graph.ID) *queries.Named {
	if id == "" {
		return nil
	}
	n := named(id)
	return &n
}

// teller tells documents in the words of the view.
func (x *reading) teller() teller {
	return teller{on: x.v.AsOf(), name: func(id graph.ID) string { return x.named(id).Name }}
}

// title gives the name of a document, of a fact what it says in a few words.
func (x *reading) title(d graph.Document) string { return x.teller().title(d) }

// documents reads documents as the reader sees them.
func (x *reading) documents(ids ...graph.ID) (map[graph.ID]graph.Document, error) {
	return x.v.Documents(x.Request.Context(), ids)
}

// tellEach reads documents of one noun and tells each that is there, in the order of their ids.
func tellEach[D graph.Document, R any](x *reading, ids []graph.ID, tell func(D) R) ([]R, error) {
	found, err := x.documents(ids...)
	var rows []R
	for _, id := range ids {
		if d, ok := found[id].(D); ok {
			rows = append(rows, tell(d))
		}
	}
	return rows, err
}

// occasionNamed gives the engagement that another document names by its title and date, nil where there is none.
func (x *reading) occasionNamed(id graph.ID) (*queries.Named, error) {
	list, err := tellEach(x, []graph.ID{id}, func(e *graph.Engagement) *queries.Named {
		x.show(e.ID)
		return &queries.Named{ID: e.ID, Name: x.teller().dated(e)}
	})
	if len(list) == 0 {
		return nil, err
	}
	return list[0], err
}

// referring gives the first documents of a noun that refer to one, and whether there are more.
func (x *reading) referring(noun graph.Noun, to, after graph.ID, limit int) ([]graph.Document, bool, error) {
	return x.v.List(x.Request.Context(), noun, network.Filter{RefersTo: to}, after, limit)
}

// evidence gives what a fact rests on.
func (x *reading) evidence(d graph.Document) queries.Evidence {
	x.show(d.Header().ID)
	e := queries.EvidenceOf(d, x.named)
	e.Marking = x.v.Marking(d.Header().ID) // which may have been raised since
	for _, c := range e.Citations {
		if !slices.Contains(x.rests, c.Source.ID) {
			x.rests = append(x.rests, c.Source.ID)
		}
	}
	return e
}

// sheet is what the pages of all documents have.
type sheet struct {
	queries.Named
	Noun graph.Noun
	// Rests are the sources that the facts on the page rest on.
	Rests []sourceLine
	// History is what happened to the document in the log, the newest first.
	History *history
	// Changeable says that the page shows what is known now, so that it can be changed.
	Changeable bool
}

func (s *sheet) base() *sheet { return s }

// documentData is what a template of a document's page is given.
type documentData interface {
	base() *sheet
	// ask asks the questions of the page, once its view is let go of.
	ask(*request) error
}

func (*sheet) ask(*request) error { return nil }

// documentPage makes the page of a document from the function that shows one of its noun.
func documentPage[D graph.Document](noun graph.Noun, show func(*reading, D) (documentData, error)) func(*request) (*page, error) {
	return func(r *request) (*page, error) {
		id := graph.ID(r.Param("id"))
		var data documentData
		var elsewhere graph.Noun
		var later bool
		name := ""
		err := r.read(func(x *reading) error {
			found, err := x.documents(id)
			if err != nil {
				return err
			}
			d, ok := found[id].(D)
			if !ok {
				if found[id] != nil {
					elsewhere = found[id].Noun()
				}
				return nil
			}
			x.show(id)
			name = x.title(d)
			if later, err = x.later(d); later || err != nil {
				return err
			}
			if data, err = show(x, d); err != nil {
				return err
			}
			s := data.base()
			s.ID, s.Noun, s.Changeable = id, noun, !r.terms.pastKnown
			s.Name = name
			s.Rests, err = x.sources()
			return err
		})
		switch {
		case err != nil:
			return nil, err
		case elsewhere != "":
			address, err := r.frame.Thing(elsewhere, id)
			if err == nil {
				r.Redirect(http.StatusSeeOther, address)
			}
			return nil, err
		case later:
			return &page{Title: name, Data: noun, template: "later"}, nil
		case data == nil:
			return nil, r.gone(noun, id)
		}
		if err := data.ask(r); err != nil {
			return nil, err
		}
		if data.base().History, err = r.history(id, 0, shownHistory); err != nil {
			return nil, err
		}
		return &page{Title: name, Data: data, JSON: r.terms.inAPI("/"+noun.Plural()+"/"+url.PathEscape(string(id)), nil, "known", "clearance"), template: string(noun)}, nil
	}
}

// gone leads to the revision that deleted a document, from where that can be undone; where the reader sees no such, there is no document.
func (r *request) gone(noun graph.Noun, id graph.ID) error {
	log, err := r.pages.Asker.Network.History(r.Request.Context(), r.logTerms(r.terms.revision), id, 0, 1)
	if err != nil {
		return err
	}
	if len(log) == 0 || log[0].Changes[0].How != network.Deleted || log[0].Changes[0].Noun != noun {
		return noDocument(noun, id)
	}
	return r.leadToChange(log[0].Revision)
}

// noDocument is the error for what is not there for the reader, whether or not it is there for others.
func noDocument(noun graph.Noun, id graph.ID) error {
	return graph.Errorf(graph.NotFound, "%s", t("error.no_document", word("noun", noun), id))
}

// later says that something is not in the picture on the day looked at, because all that is recorded of it is of a later one.
func (x *reading) later(d graph.Document) (bool, error) {
	var begun graph.Date
	switch d := d.(type) {
	case *graph.Engagement:
		if d.Status != graph.Held {
			return false, nil
		}
		begun = d.When
	case *graph.Tenure:
		begun = d.Valid
	case *graph.Cooperation:
		begun = d.Valid
	case *graph.Commitment:
		begun = d.Made
		if begun.IsZero() && d.ArisingFrom != "" {
			found, err := x.documents(d.ArisingFrom)
			if err != nil {
				return false, err
			}
			if e, ok := found[d.ArisingFrom].(*graph.Engagement); ok {
				begun = e.When
			}
		}
	default:
		return false, nil
	}
	_, may := begun.BegunBy(x.v.AsOf())
	return !may, nil
}
