// Package pages holds the pages that people read and write in a browser: one frame, and a file for each page in it.
//
// To add a page: a function of a *request that gives a *page or an error, a line in Routes, a template of the page's name in templates/, its strings
// in catalogue.go, and a line in the table of browser_test.go. Every link goes through Link, so that the reader's terms follow it.
package pages

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"liaison/graph"
	"liaison/handlers/problem"
	"liaison/queries"
	"liaison/queries/network"
)

// Pages answers with pages.
type Pages struct {
	// Asker answers questions; it has a network, because pages are shown from memory.
	Asker *queries.Asker
	// Clearance is what everybody is cleared for until there are users.
	Clearance graph.Clearance
	// AsOf is the day that counts as now: that of the demo, or MinDay for today.
	AsOf graph.Day
	// Actor is who writes, in the log, until there are users.
	Actor string
	Log   *slog.Logger
}

// Routes adds the pages and what they load.
func (p *Pages) Routes(r gin.IRouter) {
	r.GET(staticRoute, serveStatic)
	r = r.Group("", secure)
	r.GET("/", p.page(p.overview))
	r.GET("/search", p.page(p.search))
	r.GET("/ask", p.page(p.ask))
	r.GET(apiPath, p.page(p.api))

	// The page Record.
	r.GET("/record", p.page(p.record))
	r.POST("/record", p.form(p.save))
	r.GET("/record/reading", p.page(p.reading))
	r.GET("/record/hits", p.page(p.hits))
	r.GET("/recorded/:revision", p.page(p.recorded))
	r.POST("/engagements/:id/status", p.form(p.setStatus))

	p.documentRoutes(r)
}

// NotFound answers where there is no page.
func (p *Pages) NotFound(c *gin.Context) {
	p.Refuse(c, graph.Errorf(graph.NotFound, "%s", t("error.no_page", c.Request.URL.Path)))
}

// Refuse answers with an error in the frame.
func (p *Pages) Refuse(c *gin.Context, err error) {
	secure(c)
	r := p.request(c)
	r.fail(err)
}

// page is what a template is given: the frame, and the page's own data.
type page struct {
	*Frame
	// Title is the page's heading and the beginning of the window's title.
	Title string
	// JSON is the address of the same answer in the API, "" where there is none.
	JSON string
	// Data is the page's own.
	Data any
	// address is the page's own where it was asked for under another: in other words, say, or with fields left empty.
	address string
	// template names the file in templates/.
	template string
	// part names what of it is written without the frame, "" where all of it is.
	part string
	// status is 200 where it is 0.
	status int
}

// page makes a route of a page's function, which gives no page where it has answered by itself.
func (p *Pages) page(show func(*request) (*page, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		r := p.request(c)
		defer r.end()
		if err := r.unread(); err != nil {
			r.fail(err)
			return
		}
		if r.asTyped() && r.settle() {
			return
		}
		shown, err := show(r)
		if err == nil && (shown == nil || shown.address != "" && r.lead(shown.address, "HX-Push-Url")) {
			return
		}
		if err == nil {
			err = r.render(shown)
		}
		if err != nil {
			r.fail(err)
		}
	}
}

// settle leads to the same page under the address that it has for everybody, the one to pass on. A repaint by htmx goes on, and is told that address.
func (r *request) settle() (left bool) {
	address, err := r.frame.Here()
	if err != nil {
		r.fail(err)
		return true
	}
	return r.lead(address, "HX-Replace-Url")
}

// lead leads to another address of this page, see settle; htmx is told it by a header.
func (r *request) lead(address, header string) (left bool) {
	if r.GetHeader("HX-Request") != "" {
		r.Header(header, address)
		return false
	}
	r.Redirect(http.StatusSeeOther, address)
	return true
}

// form makes a route of a function that is sent a form. It gives a page, or none where it has answered.
func (p *Pages) form(take func(*request) (*page, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		r := p.request(c)
		defer r.end()
		err := r.readForm()
		var shown *page
		if err == nil {
			shown, err = take(r)
		}
		if err == nil && shown != nil {
			err = r.render(shown)
		}
		if err != nil {
			r.fail(err)
		}
	}
}

// unread tells what cannot be read in the terms, nil where all of it can.
func (r *request) unread() error {
	if r.failed != nil {
		return r.failed
	}
	if len(r.problems) == 0 {
		return nil
	}
	return &graph.Error{Kind: graph.Invalid, Message: t("error.terms"), Problems: r.problems}
}

// readForm reads what was sent.
func (r *request) readForm() error {
	if err := r.unread(); err != nil {
		return err
	}
	err := r.Request.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return graph.Errorf(graph.TooLarge, "%s", t("error.form_large", large.Limit>>20))
	case err != nil:
		return graph.Errorf(graph.Malformed, "%s", t("error.form_unread"))
	}
	return nil
}

// applyID reads the id of a change from a form; one that is none is replaced by a new one.
func applyID(text string) graph.ApplyID {
	if _, err := uuid.Parse(text); err != nil {
		return graph.NewApplyID()
	}
	return graph.ApplyID(text)
}

// sameSite reads the address of a page of this site, as its links are written. What would lead anywhere else leads to the first page.
func sameSite(text string) *url.URL {
	address, err := url.Parse(text)
	if err != nil || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.Contains(text, `\`) || address.Host != "" || address.Scheme != "" {
		return &url.URL{Path: "/"}
	}
	return address
}

// render writes a page: into memory first, so that an error never leaves half of one.
func (r *request) render(shown *page) error {
	shown.Frame = r.frame
	var b bytes.Buffer
	if err := templates().execute(&b, shown); err != nil {
		return err
	}
	r.Data(max(shown.status, http.StatusOK), "text/html; charset=utf-8", b.Bytes())
	return nil
}

// failure is what the page of an error tells.
type failure struct {
	*problem.Document
	// Meant are links to the same page with what may have been meant by a name, and Name is that name.
	Meant []Choice
	Name  string
}

// fail writes an error in the frame.
func (r *request) fail(err error) {
	d := r.told(err)
	told := failure{Document: d}
	if unknown := r.unknown; errors.As(err, &unknown) || unknown != nil {
		told.Name, told.Meant = unknown.Text, r.meant(unknown)
	}
	err = r.render(&page{Title: statusWords(d.Status), Data: told, template: "error", status: d.Status})
	if err != nil { // the template of errors is at fault: nothing is left but words
		r.String(http.StatusInternalServerError, "%s (%s)", t("error.500"), r.told(err).Request)
	}
}

// meant gives the ways on from a name that fits several things or none: this page with each of those in its place.
func (r *request) meant(unknown *network.NameError) (ways []Choice) {
	field := ""
	for name, texts := range r.Request.URL.Query() {
		if slices.Contains(texts, unknown.Text) {
			field = name
		}
	}
	for _, c := range r.candidates(unknown) {
		if link, err := r.frame.Here(field, c.ID); err == nil && field != "" {
			ways = append(ways, Choice{Text: link, Words: c.Name})
		}
	}
	return ways
}
