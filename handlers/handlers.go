// Package handlers is the HTTP face: it turns requests into questions and answers or errors into responses.
package handlers

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/handlers/pages"
	"liaison/handlers/problem"
	"liaison/queries"
)

// Server answers over HTTP.
type Server struct {
	Asker *queries.Asker
	// Clearance is what everybody is cleared for until there are users.
	Clearance graph.Clearance
	// AsOf is the day asked about where a request names none: that of the demo, or MinDay for today.
	AsOf graph.Day
	Log  *slog.Logger
}

// Handler gives the routes.
func (s *Server) Handler() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	shown := &pages.Pages{Asker: s.Asker, Clearance: s.Clearance, AsOf: s.AsOf, Log: s.Log}
	r.Use(gin.CustomRecoveryWithWriter(nil, func(c *gin.Context, reason any) {
		if forPrograms(c) {
			s.fail(c, errors.New("panic"))
		} else {
			shown.Refuse(c, errors.New("panic"))
		}
		s.Log.Error("panic", "path", c.Request.URL.Path, "reason", reason)
	}))
	r.Use(s.localOnly)
	r.HandleMethodNotAllowed = true
	r.NoRoute(func(c *gin.Context) {
		if !forPrograms(c) {
			shown.NotFound(c)
			return
		}
		s.problem(c, problem.New(http.StatusNotFound, "there is nothing here; the questions are under /api/v1/questions"))
	})
	r.NoMethod(func(c *gin.Context) {
		s.problem(c, problem.New(http.StatusMethodNotAllowed, "questions are asked with GET"))
	})
	shown.Routes(r)
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	api := r.Group("/api/v1")
	api.GET("/questions", s.questions)
	api.GET("/questions/:name", s.ask)
	return r
}

// forPrograms says that a request is for what programs read; all else is for people, and answered with a page.
func forPrograms(c *gin.Context) bool { return strings.HasPrefix(c.Request.URL.Path, "/api/") }

// questions lists the registry.
func (s *Server) questions(c *gin.Context) {
	type item struct {
		Name       string              `json:"name"`
		Summary    string              `json:"summary"`
		Parameters []queries.Parameter `json:"parameters"`
	}
	list := []item{}
	for _, q := range queries.Registry() {
		list = append(list, item{q.Name, q.Summary, q.Parameters})
	}
	c.IndentedJSON(http.StatusOK, gin.H{"questions": list})
}

// ask answers one question; its parameters are those of the command line.
func (s *Server) ask(c *gin.Context) {
	r, err := s.request(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	answer, err := s.Asker.Ask(c.Request.Context(), r)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, answer)
}

// request reads what all questions share; the rest are the question's own parameters.
func (s *Server) request(c *gin.Context) (queries.Request, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
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
		Question: c.Param("name"), AsOf: s.AsOf, Clearance: s.Clearance,
		Known: take("known"), Cursor: take("cursor"), Engine: queries.Engine(take("engine")),
	}
	if r.Cursor != "" {
		r.AsOf = graph.MinDay
	}
	readers := []struct {
		name string
		read func(text string) error
	}{
		{"as_of", func(text string) (err error) { r.AsOf, err = graph.ReadDay(text, s.Asker.Today()); return err }},
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
	}
	for _, x := range readers {
		if text := take(x.name); text != "" {
			if err := x.read(text); err != nil {
				return r, graph.Errorf(graph.Invalid, "%s: %s", x.name, err)
			}
		}
	}
	if len(twice) > 0 {
		return r, graph.Errorf(graph.Invalid, "%s: is given twice, it takes one value", strings.Join(twice, ", "))
	}
	r.Parameters = values
	return r, nil
}

func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number", text)
	}
	return n, nil
}

// localOnly refuses requests that come by another name than this machine's own: a page of somebody else's, open in a browser here, could else
// have its name point to this address and read all answers (DNS rebinding).
func (s *Server) localOnly(c *gin.Context) {
	host := c.Request.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		s.problem(c, problem.New(http.StatusMisdirectedRequest, "this server answers under the names localhost and 127.0.0.1 only"))
		c.Abort()
	}
}

// fail writes an error. What is none of this project's kinds is logged with its cause, and its detail withheld.
func (s *Server) fail(c *gin.Context, err error) {
	d, known := problem.Of(err)
	if !known {
		s.Log.Error("request failed", "path", c.Request.URL.Path, "error", err)
	}
	s.problem(c, d)
}

func (s *Server) problem(c *gin.Context, d problem.Document) {
	c.Header("Content-Type", problem.ContentType)
	c.JSON(d.Status, d)
}
