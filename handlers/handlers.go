// Package handlers is the HTTP face: the API and the pages, and what stands in front of both.
package handlers

import (
	"context"
	"html/template"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/render"

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
	// Actor is who writes, in the log, until there are users.
	Actor string
	// AsOf is the day asked about where a request names none: that of the demo, or MinDay for today.
	AsOf graph.Day
	Log  *slog.Logger
	// Ending is closed when the server is to end: who waits for news is then answered that there are none. nil never ends.
	Ending <-chan struct{}
	// QueueLimit is how long a request waits for a place where all are taken; two seconds where it is 0.
	QueueLimit time.Duration

	metrics *metrics
}

// Handler gives the routes.
func (s *Server) Handler() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	s.metrics = newMetrics(s.Asker.Network)
	r := gin.New()
	shown := &pages.Pages{Asker: s.Asker, Clearance: s.Clearance, AsOf: s.AsOf, Actor: s.Actor, Log: s.Log}
	r.Use(guard, s.identify, gin.CustomRecoveryWithWriter(nil, func(c *gin.Context, reason any) {
		s.Log.Error("panic", "request", problem.RequestIn(c.Request.Context()), "route", c.FullPath(), "reason", reason, "stack", string(debug.Stack()))
		fault := refuse(http.StatusInternalServerError, "") // it is logged already
		if forPrograms(c) {
			s.fail(c, fault)
		} else {
			shown.Refuse(c, fault)
		}
	}))
	r.Use(s.localOnly, s.ownOrigin, s.bounded(), s.jsonOnly, limitBody)
	r.HandleMethodNotAllowed = true
	r.NoRoute(func(c *gin.Context) {
		if !forPrograms(c) {
			shown.NotFound(c)
			return
		}
		if name, ok := strings.CutPrefix(c.Request.URL.Path, prefix+"/questions/"); ok {
			if _, err := queries.Find(name); err != nil {
				s.fail(c, err)
				return
			}
		}
		s.fail(c, refuse(http.StatusNotFound, "there is nothing here; what there is stands in /openapi.json, and to read at /api"))
	})
	r.NoMethod(func(c *gin.Context) {
		takes := c.Writer.Header().Get("Allow")
		if strings.Contains(takes, http.MethodGet) {
			takes += ", " + http.MethodHead
			c.Header("Allow", takes)
		}
		s.fail(c, refuse(http.StatusMethodNotAllowed, c.Request.Method+" is not possible here; it takes "+takes))
	})
	shown.Routes(r)
	s.routes(r)
	return headAsGet(r)
}

// today gives the day that counts as today: dates without a year are read from it.
func (s *Server) today() graph.Day {
	if s.AsOf != graph.MinDay {
		return s.AsOf
	}
	return s.Asker.Today()
}

// headAsGet answers HEAD as GET: the server leaves the body away by itself.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// forPrograms says that a request is for what programs read; all else is for people, and answered with a page.
func forPrograms(c *gin.Context) bool {
	path := c.Request.URL.Path
	return strings.HasPrefix(path, "/api/") || slices.Contains([]string{pathOpenAPI, pathOpenAPI30, pathLives, pathReady, pathMetrics}, path)
}

// What programs read besides the API.
const (
	pathOpenAPI, pathOpenAPI30        = "/openapi.json", "/openapi-3.0.json"
	pathLives, pathReady, pathMetrics = "/healthz", "/readyz", "/metrics"
)

// told gives the problem that an error is told as.
func (s *Server) told(ctx context.Context, err error) *problem.Document {
	return problem.Told(ctx, s.Log, err)
}

// fail answers with an error.
func (s *Server) fail(c *gin.Context, err error) {
	write(c, s.told(c.Request.Context(), err))
	c.Abort()
}

// write writes a problem: as a document for programs, as a page for people.
func write(c *gin.Context, d *problem.Document) {
	maps.Copy(c.Writer.Header(), d.GetHeaders())
	if !forPrograms(c) {
		c.Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		c.Render(d.Status, render.HTML{Template: plainPage, Data: d})
		return
	}
	c.Header("Content-Type", problem.MediaType)
	c.JSON(d.Status, d)
}

// plainPage tells people a problem before their request has come to the pages, whose frame needs the network.
var plainPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} - Liaison</title>
<h1>{{.Title}}</h1>
<p>{{.Detail}}</p>
{{with .Request}}<p>Request {{.}}</p>
{{end}}</html>
`))

// refuse makes an error of a status that no kind of error has.
func refuse(status int, detail string, problems ...graph.Problem) error {
	d := problem.New(status, detail)
	d.Errors = problems
	return &d
}
