package handlers

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"liaison/queries/network"
)

// metrics are what Prometheus reads. They are the administrator's: they tell of what not every reader sees.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.HistogramVec
	questions *prometheus.CounterVec
}

func newMetrics(n *network.Network) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "liaison_request_seconds", Help: "Requests, and how long they took.", Buckets: prometheus.ExponentialBuckets(0.0001, 4, 9),
		}, []string{"method", "route", "status"}),
		questions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "liaison_questions_total", Help: "Questions asked, by name and by what became of them.",
		}, []string{"question", "outcome"}),
	}
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	m.registry.MustRegister(
		m.requests, m.questions,
		gauge("liaison_revision", "The last revision folded.", func() float64 { return float64(n.Head()) }),
		gauge("liaison_rows", "Versions of documents in memory.", func() float64 { return float64(n.Rows()) }),
		gauge("liaison_fold_lag_seconds", "How long ago the network was last known to be as new as the store.", func() float64 { return time.Since(n.Contact()).Seconds() }),
	)
	return m
}

func (m *metrics) request(c *gin.Context, took time.Duration) {
	m.requests.WithLabelValues(methodOf(c.Request), c.FullPath(), strconv.Itoa(c.Writer.Status())).Observe(took.Seconds())
}

// methodOf gives the method of a request as it is counted: what anybody can invent is one name, or the counts would grow with every invention.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

func (m *metrics) handler() gin.HandlerFunc {
	return gin.WrapH(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
}
