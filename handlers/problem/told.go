package problem

import (
	"context"
	"errors"
	"log/slog"

	"liaison/graph"
	"liaison/queries/network"
)

type requestKey struct{}

// WithRequest gives a context that has the id under which the log knows its request.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestIn gives the id of a context's request, "" where it has none.
func RequestIn(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// Told gives what is told of an error to who asked, on a page as over the API. What is none of this project's kinds is logged with its cause, and its detail withheld.
func Told(ctx context.Context, log *slog.Logger, err error) *Document {
	d, known := Of(err)
	d.Request = RequestIn(ctx)
	if !known {
		log.Error("request failed", "request", d.Request, "error", err)
	}
	return &d
}

// Audit logs a refusal that only somebody with a higher clearance can explain.
func Audit(ctx context.Context, log *slog.Logger, actor string, c graph.Clearance, err error) {
	if errors.Is(err, network.ErrNotAvailable) {
		log.Warn("refused: it is not available to who asked", "request", RequestIn(ctx), "actor", actor, "clearance", c.String(), "error", err)
	}
}
