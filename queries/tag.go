package queries

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"

	"liaison/graph"
	"liaison/queries/network"
)

// Tag gives a text that is the same for two answers to the same request only if they are the same: it is made of how far the reader sees, of all that was asked, of
// the settings and of this build. It costs next to nothing, so that an answer that somebody has already need not be computed again.
func (a *Asker) Tag(ctx context.Context, r Request) (string, error) {
	_, revision, err := r.resume()
	if err != nil {
		return "", err
	}
	if r.AsOf == graph.MinDay {
		r.AsOf = a.Today() // a cell goes cold overnight on an unchanged graph
	}
	w := work{Asker: a, request: r, revision: revision}
	if err := w.wait(ctx); err != nil {
		return "", err
	}
	known, err := w.known()
	if err != nil {
		return "", err
	}
	horizon, err := a.Network.Horizon(ctx, network.Terms{Clearance: r.Clearance, MinGrade: r.MinGrade, Known: known})
	if err != nil {
		return "", err
	}
	return tag(horizon, r, a.Settings), nil
}

// tag makes a tag of anything that can be written as JSON.
func tag(parts ...any) string {
	raw, _ := json.Marshal(append(parts, build())) //nolint:errchkjson // texts and numbers only
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// build says which build this is: a hash of all that it was made of.
var build = sync.OnceValue(func() [sha256.Size]byte {
	info, _ := debug.ReadBuildInfo()
	return sha256.Sum256([]byte(fmt.Sprint(info)))
})
