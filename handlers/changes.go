package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"liaison/graph"
	"liaison/handlers/problem"
	"liaison/queries/network"
)

// changesInput is a list of changes, made together or not at all.
type changesInput struct {
	Key     string `header:"Idempotency-Key" maxLength:"200" doc:"the same again makes sure that the changes are made once"`
	RawBody []byte
}

// resultAnswer says what a write did.
type resultAnswer struct {
	Body struct {
		Revision graph.Revision `json:"revision" doc:"the revision written, or the last where nothing changed"`
		Time     time.Time      `json:"time,omitzero"`
		Changed  int            `json:"changed" doc:"how many documents changed"`
		Created  int            `json:"created" doc:"how many of them were not there before"`
	}
}

func resultOf(r graph.Result) *resultAnswer {
	answer := &resultAnswer{}
	answer.Body.Revision, answer.Body.Time, answer.Body.Changed, answer.Body.Created = r.Revision, r.Time, r.Changed, r.Created
	return answer
}

// followInput asks what changed.
type followInput struct {
	ClearanceInput
	After     int64 `query:"after" minimum:"0" doc:"only revisions after this one"`
	Limit     int   `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"at most this many revisions"`
	Wait      int   `query:"wait" minimum:"0" maximum:"50" doc:"wait up to so many seconds for something new"`
	Documents bool  `query:"documents" doc:"with each document before and after"`
}

// change is one document's change.
type change struct {
	ID     graph.ID        `json:"id"`
	Noun   graph.Noun      `json:"noun"`
	How    string          `json:"how" enum:"created,changed,deleted"`
	Before json.RawMessage `json:"before,omitempty" doc:"the document before"`
	After  json.RawMessage `json:"after,omitempty" doc:"the document after"`
}

// revision is what was written at once, as its reader sees it.
type revision struct {
	Revision graph.Revision `json:"revision"`
	Time     time.Time      `json:"time"`
	Actor    string         `json:"actor"`
	Reason   string         `json:"reason,omitempty" doc:"why; withheld where the revision holds anything that you do not see"`
	Import   graph.BatchID  `json:"import,omitempty" doc:"the import that wrote it"`
	Changes  []change       `json:"changes"`
}

// logAnswer is a part of the log.
type logAnswer struct {
	Body struct {
		Revisions []revision     `json:"revisions"`
		After     graph.Revision `json:"after" doc:"what to ask after next time"`
	}
}

// historyInput asks for the history of a document.
type historyInput struct {
	ClearanceInput
	ID     string `path:"id" maxLength:"128" doc:"the document's id" example:"tj-ems"`
	Before int64  `query:"before" minimum:"0" doc:"only revisions before this one"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"at most this many revisions, the newest first"`
}

// undoInput names a revision to take back.
type undoInput struct {
	Key      string `header:"Idempotency-Key" maxLength:"200"`
	Revision int64  `path:"revision" minimum:"1" doc:"the revision to take back"`
	Body     struct {
		Reason   string   `json:"reason,omitempty" maxLength:"2000" doc:"why, for the log"`
		Document graph.ID `json:"document,omitempty" doc:"only what it did to this document"`
	}
}

// addChanges adds the log: writing it, following it, undoing it.
func (s *Server) addChanges(api huma.API) {
	tags := []string{"Changes"}
	schema := changesSchema(api.OpenAPI().Components.Schemas)
	huma.Register(api, huma.Operation{
		OperationID: "write-changes", Method: http.MethodPost, Path: prefix + "/changes", Tags: tags, Summary: "make many changes, all or none",
		MaxBodyBytes: graph.MaxApply, SkipValidateBody: true, Errors: sendErrorsOf(),
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{typeJSON: {Schema: schema}}},
	}, typed(s, s.writeChanges))
	huma.Register(api, huma.Operation{
		OperationID: "follow-changes", Method: http.MethodGet, Path: prefix + "/changes", Tags: tags, Summary: "what changed, in order; waits for what is new", Errors: errorsOf(),
	}, typed(s, s.follow))
	huma.Register(api, huma.Operation{
		OperationID: "document-history", Method: http.MethodGet, Path: prefix + "/documents/{id}/history", Tags: tags, Summary: "what changed of a document, the newest first",
		Errors: errorsOf(http.StatusNotFound),
	}, typed(s, s.history))
	huma.Register(api, huma.Operation{
		OperationID: "undo", Method: http.MethodPost, Path: prefix + "/changes/{revision}/undo", Tags: tags, Summary: "take back a revision, or one change of it",
		Errors: sendErrorsOf(),
	}, typed(s, s.undo))
}

// changesSchema describes a list of changes.
func changesSchema(r huma.Registry) *huma.Schema {
	least, most := 1, 2
	one := &huma.Schema{
		Type: huma.TypeObject, MinProperties: &least, MaxProperties: &most, Description: "one document to put, under its noun, or the id of one to delete", AdditionalProperties: false,
		Properties: map[string]*huma.Schema{
			"delete": {Type: huma.TypeString, Description: "the id to delete"},
			"match":  {Type: huma.TypeString, Description: "the ETag of the version that you read, without quotation marks; none for a new document"},
		},
	}
	for _, noun := range graph.Nouns() {
		one.Properties[string(noun)] = schemaOf(r, reflect.TypeOf(graph.NewDocument(noun)).Elem())
	}
	return component(r, "Changes", &huma.Schema{
		Type: huma.TypeObject, Required: []string{"changes"}, AdditionalProperties: false,
		Properties: map[string]*huma.Schema{
			"reason":  {Type: huma.TypeString, Description: "why, for the log"},
			"changes": {Type: huma.TypeArray, MinItems: &least, Items: component(r, "ChangeToMake", one)},
		},
	})
}

func (s *Server) writeChanges(ctx context.Context, in *changesInput) (*resultAnswer, error) {
	reason, edits, err := readChanges(in.RawBody)
	if err != nil {
		return nil, err
	}
	result, err := s.write(ctx, WriteInput{Key: in.Key, Reason: reason}, edits...)
	if err != nil {
		return nil, err
	}
	return resultOf(result), nil
}

// readChanges reads a list of changes; all that is wrong is told at once.
func readChanges(body []byte) (reason string, edits []network.Edit, err error) {
	// Field by field: Go's decoder takes "Reason" for "reason", and leaves out what it does not know, of which somebody thought that it was done.
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return "", nil, graph.Errorf(graph.Malformed, "this is no list of changes: %s; write {\"reason\": \"...\", \"changes\": [{\"organisation\": {...}}]}", err)
	}
	var problems []graph.Problem
	var changes []map[string]json.RawMessage
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		p := graph.Problem{Field: name}
		switch name {
		case "reason":
			if json.Unmarshal(fields[name], &reason) != nil {
				p.Text = "must be text"
			}
		case "changes":
			if json.Unmarshal(fields[name], &changes) != nil {
				changes, p.Text = nil, `must be a list of objects, each a change: [{"organisation": {...}}]`
			}
		default:
			p.Text = "is no field here: the fields are changes, reason"
		}
		if p.Text != "" {
			problems = append(problems, p)
		}
	}
	for i, fields := range changes {
		edit, wrong := readChange(fields)
		for _, p := range wrong {
			if p.Document == "" {
				p.Document = "change " + strconv.Itoa(i+1)
			}
			problems = append(problems, p)
		}
		edits = append(edits, edit)
	}
	if len(problems) > 0 {
		return "", nil, &graph.Error{Kind: graph.Malformed, Message: "the changes cannot be read", Problems: problems}
	}
	return reason, edits, nil
}

// readChange reads one change.
func readChange(fields map[string]json.RawMessage) (e network.Edit, problems []graph.Problem) {
	wrong := func(field, text string) { problems = append(problems, graph.Problem{Field: field, Text: text}) }
	text := func(field string) (value string) {
		if raw, given := fields[field]; given && json.Unmarshal(raw, &value) != nil {
			wrong(field, "is no text")
		}
		return value
	}
	e.Delete, e.Match = graph.ID(text("delete")), network.Version(text("match"))
	for field, raw := range fields {
		if field == "delete" || field == "match" {
			continue
		}
		d, err := graph.Read(graph.Noun(field), raw)
		switch {
		case graph.NewDocument(graph.Noun(field)) == nil:
			wrong(field, "is neither a noun nor delete nor match")
		case err != nil && graph.ProblemsOf(err) == nil:
			wrong(field, err.Error())
		case e.Document != nil:
			wrong(field, "is a second document: a change has one")
		}
		problems = append(problems, graph.ProblemsOf(err)...)
		e.Document = d
	}
	if len(problems) == 0 && (e.Document == nil) == (e.Delete == "") {
		wrong("", "must have a document under its noun, or delete with an id, one of the two")
	}
	return e, problems
}

func (s *Server) follow(ctx context.Context, in *followInput) (*logAnswer, error) {
	t, err := s.reader(in.ClearanceInput)
	if err != nil {
		return nil, err
	}
	deadline := time.NewTimer(time.Duration(in.Wait) * time.Second)
	defer deadline.Stop()
	after := graph.Revision(in.After)
	answer := &logAnswer{}
	answer.Body.Revisions, answer.Body.After = []revision{}, after
	for {
		head, moved := s.Asker.Network.Moved()
		log, err := s.Asker.Network.Log(ctx, t.Clearance, t.MinGrade, after, in.Limit, in.Documents)
		if err != nil {
			return nil, err
		}
		if len(log) > 0 {
			answer.Body.After = log[len(log)-1].Revision
			answer.Body.Revisions, err = revisions(log, in.Documents)
			return answer, err
		}
		after = max(after, head) // nothing up to here is theirs to see
		select {
		case <-moved:
		case <-deadline.C:
			return answer, nil
		case <-s.Ending:
			return answer, nil
		case <-ctx.Done():
			return answer, nil
		}
	}
}

func (s *Server) history(ctx context.Context, in *historyInput) (*logAnswer, error) {
	t, err := s.reader(in.ClearanceInput)
	if err != nil {
		return nil, err
	}
	t.Known = s.Asker.Network.Head()
	log, err := s.Asker.Network.History(ctx, t, graph.ID(in.ID), graph.Revision(in.Before), in.Limit)
	if err != nil {
		return nil, err
	}
	if len(log) == 0 && in.Before == 0 {
		return nil, graph.Errorf(graph.NotFound, "there is no document %q", in.ID)
	}
	answer := &logAnswer{}
	answer.Body.Revisions, err = revisions(log, true)
	return answer, err
}

// revisions tells a part of the log.
func revisions(log []network.LogEntry, documents bool) ([]revision, error) {
	list := []revision{}
	for _, e := range log {
		r := revision{Revision: e.Revision, Time: e.Time, Actor: e.Actor, Reason: e.Reason, Import: e.Batch, Changes: []change{}}
		for _, c := range e.Changes {
			told := change{ID: c.ID, Noun: c.Noun, How: c.How}
			var err error
			if documents {
				if told.Before, err = encoded(c.Before); err != nil {
					return nil, err
				}
				if told.After, err = encoded(c.After); err != nil {
					return nil, err
				}
			}
			r.Changes = append(r.Changes, told)
		}
		list = append(list, r)
	}
	return list, nil
}

func encoded(d graph.Document) (json.RawMessage, error) {
	if d == nil {
		return nil, nil
	}
	return graph.Encode(d)
}

func (s *Server) undo(ctx context.Context, in *undoInput) (*resultAnswer, error) {
	u := network.Undoing{Revision: graph.Revision(in.Revision), Document: in.Body.Document, Actor: s.Actor, Reason: in.Body.Reason, Clearance: s.Clearance}
	if in.Key != "" {
		u.ID = applyID(in.Key, fmt.Sprintf("undo %d %s %q", in.Revision, in.Body.Document, in.Body.Reason))
	}
	result, err := s.Asker.Network.UndoAndApply(ctx, u)
	s.audit(ctx, err)
	if err != nil {
		return nil, err
	}
	return resultOf(result), nil
}

// audit logs a refusal that only somebody with a higher clearance can explain.
func (s *Server) audit(ctx context.Context, err error) {
	problem.Audit(ctx, s.Log, s.Actor, s.Clearance, err)
}
