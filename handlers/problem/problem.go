// Package problem turns errors into what HTTP says of them: a status and a problem document (RFC 9457).
package problem

import (
	"errors"
	"net/http"

	"liaison/graph"
)

// Document is a problem document.
type Document struct { //nolint:errname // it is a document that can also be given as an error
	Title  string          `json:"title"`
	Status int             `json:"status"`
	Detail string          `json:"detail,omitempty"`
	Errors []graph.Problem `json:"errors,omitempty"`
	// Request identifies the request in the server's log.
	Request string `json:"request,omitempty"`
}

// MediaType is that of a problem document.
const MediaType = "application/problem+json"

// GetStatus gives the status, Error the text, and ContentType the media type: a problem can be given as an error and answered as it is.
func (d *Document) GetStatus() int { return d.Status }

// Error gives title and detail.
func (d *Document) Error() string { return d.Title + ": " + d.Detail }

// ContentType gives MediaType.
func (d *Document) ContentType(string) string { return MediaType }

// GetHeaders gives the headers that go with it: what cannot be answered now may be asked again in a second.
func (d *Document) GetHeaders() http.Header {
	if d.Status == http.StatusServiceUnavailable {
		return http.Header{"Retry-After": {"1"}}
	}
	return nil
}

// statuses maps the kinds of error to HTTP, in this one place.
var statuses = map[graph.ErrorKind]int{
	graph.Malformed: http.StatusBadRequest, graph.Invalid: http.StatusUnprocessableEntity, graph.NotFound: http.StatusNotFound,
	graph.Conflict: http.StatusConflict, graph.TooLarge: http.StatusRequestEntityTooLarge, graph.Gone: http.StatusGone,
	graph.Unavailable: http.StatusServiceUnavailable,
}

// Of gives what is told of an error, and whether it is of a kind that this project knows: the detail of any other is withheld, so it
// must be logged. What is a problem document already is told as it is.
func Of(err error) (d Document, known bool) {
	var ready *Document
	if errors.As(err, &ready) {
		return *ready, true
	}
	status, known := statuses[graph.KindOf(err)]
	if !known {
		return New(http.StatusInternalServerError, ""), false
	}
	d = New(status, "")
	d.Errors = graph.ProblemsOf(err)
	var e *graph.Error
	if errors.As(err, &e) {
		d.Detail = e.Message
	}
	return d, true
}

// New makes a problem of a status.
func New(status int, detail string) Document {
	return Document{Title: http.StatusText(status), Status: status, Detail: detail}
}
