package handlers

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/graph/exchange"
)

// described gives a description of the API, made once.
func (s *Server) described(make func() ([]byte, error)) gin.HandlerFunc {
	made := sync.OnceValues(make)
	return func(c *gin.Context) {
		body, err := made()
		if err != nil {
			s.fail(c, err)
			return
		}
		c.Data(http.StatusOK, typeJSON, body)
	}
}

// errorsOf lists the statuses that an operation may answer with besides its own.
func errorsOf(statuses ...int) []int {
	return append(statuses, http.StatusBadRequest, http.StatusMisdirectedRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable)
}

// writeErrorsOf is errorsOf for what writes.
func writeErrorsOf(statuses ...int) []int {
	return errorsOf(append(statuses, http.StatusForbidden, http.StatusNotFound, http.StatusConflict)...)
}

// sendErrorsOf is writeErrorsOf for what takes a body.
func sendErrorsOf(statuses ...int) []int {
	return writeErrorsOf(append(statuses, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)...)
}

// component enters a schema under a name, so that whoever generates a client gets a type of that name, and gives a reference to it.
func component(r huma.Registry, name string, s *huma.Schema) *huma.Schema {
	r.Map()[name] = s
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

// tidy describes what huma cannot know of: that bodies are JSON although they are read and written as they are, when to ask again, and that a version must be named.
func tidy(o *huma.OpenAPI) {
	later := map[string]*huma.Param{"Retry-After": {Description: "ask again after so many seconds", Schema: &huma.Schema{Type: huma.TypeInteger}}}
	for _, path := range o.Paths {
		for _, op := range []*huma.Operation{path.Get, path.Post, path.Put, path.Delete} {
			if op == nil {
				continue
			}
			if op.RequestBody != nil {
				delete(op.RequestBody.Content, "application/octet-stream")
			}
			op.Responses["503"].Headers = later
			for _, p := range op.Parameters {
				switch {
				case p.Name == "If-Match":
					p.Required, p.Schema.Pattern = true, `^"[^"]+"$`
				case p.Name == "id" && p.Example == nil:
					if shown, ok := path.Get.Responses["200"].Content[typeJSON].Example.(map[string]any); ok {
						p.Example = shown["id"]
					}
				}
			}
		}
	}
}

// documentLinks say how to go on from an answer that holds a document: by its id and its ETag.
func documentLinks(noun graph.Noun) map[string]*huma.Link {
	links := map[string]*huma.Link{}
	for _, do := range []string{"read", "replace", "delete"} {
		one := &huma.Link{OperationID: do + "-" + string(noun), Parameters: map[string]any{"path.id": "$response.body#/id"}}
		if do != "read" {
			one.Parameters["header.If-Match"] = "$response.header.ETag"
		}
		links[do] = one
	}
	return links
}

// exampleDocument gives one of the demo's documents, the shortest of its noun, and the same as one would send it: without its id, which may be left out.
func exampleDocument(noun graph.Noun) (shown, sent map[string]any) {
	shortest := shortestDocuments()[noun]
	_, _ = json.Unmarshal(shortest, &shown), json.Unmarshal(shortest, &sent) // it was encoded below
	delete(sent, "id")
	return shown, sent
}

// shortestDocuments gives of each noun the shortest of the demo's documents. The demo is read once: that takes longer than all else that describes the API.
var shortestDocuments = sync.OnceValue(func() map[graph.Noun][]byte {
	shortest := map[graph.Noun][]byte{}
	for item, err := range exchange.Demo() {
		if err != nil || item.Document == nil {
			continue
		}
		noun := item.Document.Noun()
		if body, err := graph.Encode(item.Document); err == nil && (shortest[noun] == nil || len(body) < len(shortest[noun])) {
			shortest[noun] = body
		}
	}
	return shortest
})
