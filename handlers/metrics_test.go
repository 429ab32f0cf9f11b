package handlers_test

import (
	"fmt"
	"strings"
	"testing"

	"liaison/graph/storetest"
)

// TestMetricsDoNotGrow asks by methods, addresses and parameters that nobody has thought of: what is counted must not become more by what anybody can invent.
func TestMetricsDoNotGrow(t *testing.T) {
	c := client{t, demoServer(t, storetest.NewMemory()).Handler()}
	invent := func(from int) (series int) {
		for i := from; i < from+20; i++ {
			name := fmt.Sprintf("X%d", i)
			c.do(name, "/healthz", "")
			c.do(name, "/api/v1/organisations/tj-ems", "")
			for _, target := range []string{"/" + name, "/api/v1/" + name, "/organisations/" + name, "/api/v1/organisations/" + name, "/api/v1/questions/" + name, "/api/v1/questions/counterparts?of=" + name, "/healthz?" + name + "=1"} {
				c.do("GET", target, "")
			}
		}
		return strings.Count(c.do("GET", "/metrics", "").Body.String(), "\n")
	}
	invent(0) // and /metrics counts itself, once it was asked
	if before, after := invent(20), invent(40); before != after {
		t.Errorf("%d lines have become %d", before, after)
	}
	if r := c.do("GET", "/metrics", ""); !strings.Contains(r.Body.String(), `method="other"`) {
		t.Error("methods that nobody knows are not counted as other")
	}
}
