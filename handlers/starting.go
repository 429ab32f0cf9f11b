package handlers

import (
	"fmt"
	"net/http"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/handlers/problem"
)

// Starting answers while the network is folded, and hands over when it is.
type Starting struct {
	done, total atomic.Int64
	handler     atomic.Pointer[http.Handler]
}

// Progress says how far the fold is.
func (s *Starting) Progress(done, total graph.Revision) {
	s.done.Store(int64(done))
	s.total.Store(int64(total))
}

// Ready hands all requests to a handler from now on.
func (s *Starting) Ready(h http.Handler) { s.handler.Store(&h) }

// ServeHTTP answers that the server lives, and otherwise that it is not ready, and how far it is.
func (s *Starting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := s.handler.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	gin.SetMode(gin.ReleaseMode)
	c, _ := gin.CreateTestContext(w)
	c.Request = r
	guard(c)
	if r.URL.Path == pathLives {
		c.String(http.StatusOK, "ok\n")
		return
	}
	d := problem.New(http.StatusServiceUnavailable, fmt.Sprintf("the graph is being read: %d of %d revisions; ask again in a moment", s.done.Load(), s.total.Load()))
	if !forPrograms(c) {
		c.Header("Refresh", "1") // a browser asks again by itself
	}
	write(c, &d)
}
