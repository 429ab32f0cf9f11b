package graph

import (
	"errors"
	"fmt"
	"strings"
)

// ErrorKind says what went wrong in terms that a caller can act on. There is one map from kinds to
// HTTP statuses and one to exit codes; nothing else decides by an error's text.
type ErrorKind string

// The kinds of error that leave this package and everything built on it.
const (
	// Malformed: the input cannot be read at all (broken JSON, an unknown field, a date that is none).
	Malformed ErrorKind = "malformed"
	// Invalid: the input can be read but breaks a rule of the model.
	Invalid ErrorKind = "invalid"
	// NotFound: there is no such thing, or it may not be seen; the two are never told apart.
	NotFound ErrorKind = "not_found"
	// Conflict: the thing has changed since the caller read it.
	Conflict ErrorKind = "conflict"
	// TooLarge: a document, a list of changes or an answer is past its limit.
	TooLarge ErrorKind = "too_large"
	// Gone: a cursor or a revision can no longer be answered.
	Gone ErrorKind = "gone"
	// Unavailable: the store is away or the answer is not ready; the same request may succeed later.
	Unavailable ErrorKind = "unavailable"
)

// Problem is one thing that is wrong, with the document and field where it is and how to mend it.
type Problem struct {
	// Document is the id of the document, or its position where it has none ("change 3").
	Document string `json:"document,omitempty"`
	// Field is the path of the field in the document's JSON form ("participants[2].role").
	Field string `json:"field,omitempty"`
	// Text says what is wrong and how to mend it.
	Text string `json:"text"`
	// About are the documents that the text names besides Document: who does not see all of them is not told it.
	About []ID `json:"-"`
}

// String gives the problem on one line.
func (p Problem) String() string {
	where := p.Document
	if p.Field != "" {
		if where != "" {
			where += " "
		}
		where += p.Field
	}
	if where == "" {
		return p.Text
	}
	return where + ": " + p.Text
}

// Error is the error of this project: a kind, one sentence, and all the problems found.
type Error struct {
	Kind     ErrorKind
	Message  string
	Problems []Problem
	cause    error
}

// shownProblems is how many problems the text of an error tells; more help nobody at once.
const shownProblems = 101

// Error gives the sentence, then the problems, one a line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, p := range e.Problems[:min(len(e.Problems), shownProblems)] {
		b.WriteString("\n  ")
		b.WriteString(p.String())
	}
	if more := len(e.Problems) - shownProblems; more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	return b.String()
}

// Unwrap gives the cause, or nil.
func (e *Error) Unwrap() error { return e.cause }

// Errorf makes an error of a kind; a %w verb keeps its operand as the cause.
func Errorf(kind ErrorKind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Message: err.Error(), cause: errors.Unwrap(err)}
}

// KindOf gives the kind of an error, or "" where it is none of this project's.
func KindOf(err error) ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// ProblemsOf gives the problems that an error lists, or nil.
func ProblemsOf(err error) []Problem {
	var e *Error
	if errors.As(err, &e) {
		return e.Problems
	}
	return nil
}
