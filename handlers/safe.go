package handlers

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/handlers/problem"
)

// requestHeader tells whoever asked the id under which the log knows their request.
const requestHeader = "X-Request-Id"

// identify gives each request an id, and logs it when it ends: its route, never its parameters, which are what somebody looked for.
func (s *Server) identify(c *gin.Context) {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // it never fails
	id := hex.EncodeToString(raw[:])
	c.Request = c.Request.WithContext(problem.WithRequest(c.Request.Context(), id))
	c.Header(requestHeader, id)
	begin := time.Now()
	c.Next()
	took := time.Since(begin)
	s.metrics.request(c, took)
	level := slog.LevelDebug
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		level = slog.LevelInfo
	}
	if c.Writer.Status() >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	s.Log.Log(c.Request.Context(), level, "request", "request", id, "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(), "took", took.String())
}

// cacheChecked is the Cache-Control of what has an ETag: its reader may keep it, and asks each time whether it still holds.
const cacheChecked = "private, no-cache"

// guard sets what keeps every answer from others: it holds what not everybody may know, so no cache keeps it unless the answer says otherwise, no page of another
// site can take it in, and no browser reads it as anything else than it is said to be.
func guard(c *gin.Context) {
	c.Header("Cache-Control", "no-store, private")
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Cross-Origin-Resource-Policy", "same-origin")
}

// localOnly refuses requests that come by another name than this machine's own: a page of somebody else's, open in a browser here, could else
// have its name point to this address and read all answers (DNS rebinding).
func (s *Server) localOnly(c *gin.Context) {
	host := c.Request.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		s.fail(c, refuse(http.StatusMisdirectedRequest, "this server answers under the names localhost and 127.0.0.1 only"))
	}
}

// crossOrigin tells what a page of somebody else's asks for.
var crossOrigin = http.NewCrossOriginProtection()

// ownOrigin refuses what a page of somebody else's has a browser write here (cross-site request forgery).
func (s *Server) ownOrigin(c *gin.Context) {
	if err := crossOrigin.Check(c.Request); err != nil {
		s.fail(c, refuse(http.StatusForbidden, "this was asked by a page of another site; what changes anything is taken from this server's own pages and from programs only"))
	}
}

// What may run at once, and how long another waits for a place: more would only make all of them slow.
const (
	maxPolls   = 200
	queueLimit = 2 * time.Second
)

// bounded lets so many requests run at once as the machine has use for. One that finds no place in time is told to come again.
func (s *Server) bounded() gin.HandlerFunc {
	limit := cmp.Or(s.QueueLimit, queueLimit)
	places, polls := make(chan struct{}, 32*runtime.GOMAXPROCS(0)), make(chan struct{}, maxPolls)
	return func(c *gin.Context) {
		room := places
		if c.Query("wait") != "" { // it waits for news, and does nothing meanwhile
			room = polls
		}
		select {
		case room <- struct{}{}:
		default:
			late := time.NewTimer(limit)
			defer late.Stop()
			select {
			case room <- struct{}{}:
			case <-late.C:
				s.fail(c, refuse(http.StatusServiceUnavailable, "too much is asked at once: ask again in a moment"))
				return
			case <-c.Request.Context().Done():
				c.Abort()
				return
			}
		}
		defer func() { <-room }()
		c.Next()
	}
}

// jsonOnly refuses what is sent to programs' routes and says that it is something else than JSON. What says nothing is taken for JSON: a page of another site can
// have a browser send that too, but ownOrigin stands before it.
func (s *Server) jsonOnly(c *gin.Context) {
	kind := c.GetHeader("Content-Type")
	media, _, err := mime.ParseMediaType(kind)
	if kind == "" || !forPrograms(c) || (c.Request.Method != http.MethodPost && c.Request.Method != http.MethodPut) || (err == nil && media == typeJSON) {
		return
	}
	detail := fmt.Sprintf("%q is not taken here: send JSON, with the header Content-Type: %s", kind, typeJSON)
	if media == typeForm {
		detail += "; curl -d says that it sends a form unless it is told otherwise: add -H 'Content-Type: " + typeJSON + "'"
	}
	s.fail(c, refuse(http.StatusUnsupportedMediaType, detail, graph.Problem{Field: "Content-Type", Text: fmt.Sprintf("is %q and must be %s", kind, typeJSON)}))
}

// typeForm is what is said of a body by who says nothing of it: curl, and the forms of pages.
const typeForm = "application/x-www-form-urlencoded"

// maxForm is the size of a form of the pages.
const maxForm = 4 << 20

// limitBody cuts off what is larger than anything that is taken.
func limitBody(c *gin.Context) {
	limit := int64(maxForm)
	if forPrograms(c) {
		limit = graph.MaxApply + maxForm
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
}
