package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gin-gonic/gin"

	"liaison/graph"
	"liaison/handlers/problem"
)

// prefix is where the API begins.
const prefix = "/api/v1"

// about describes the API to whoever reads its OpenAPI document.
const about = `Who engaged whom: a graph of stakeholders, with the source of every fact.

**Clocks.** ` + "`as_of`" + ` is *true then*: the world at the end of that day. ` + "`known`" + ` is *known then*: what was recorded at that revision or by the end of that date.

**What you see.** Answers show what you are cleared to read; what you may not see is absent, in errors and totals as well. ` + "`clearance`" + ` can only lower your own.

**Versions.** A document's ETag names what you see of it: send it as If-Match to replace or delete it. Gaps between revision numbers mean nothing.

**Again.** Send the same Idempotency-Key to be sure that a write is made once.`

func init() {
	huma.DefaultArrayNullable = false // a list without items is [], never null
	huma.ValidateStrictCasing = true  // "Reason" is not "reason", in what huma reads as in what graph does
	// huma makes its own errors through this one function; they are problem documents like all others. What it cannot name is withheld.
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		d := problem.New(status, message)
		if status == http.StatusInternalServerError {
			d.Detail = ""
			return &d
		}
		for _, err := range errs {
			var detailed huma.ErrorDetailer
			if errors.As(err, &detailed) {
				e := detailed.ErrorDetail()
				_, field, _ := strings.Cut(e.Location, ".")
				if e.Message == validation.MsgUnexpectedProperty {
					e.Message = "is no field here: the fields stand in /openapi.json, and to read at /api"
				}
				d.Errors = append(d.Errors, graph.Problem{Field: field, Text: e.Message})
			} else if err != nil {
				d.Errors = append(d.Errors, graph.Problem{Text: err.Error()})
			}
		}
		return &d
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		err := huma.NewError(status, message, errs...)
		var d *problem.Document
		if errors.As(err, &d) {
			d.Request = problem.RequestIn(ctx.Context())
		}
		return err
	}
}

// routes adds the API.
func (s *Server) routes(r *gin.Engine) {
	config := huma.DefaultConfig("Liaison", "1")
	config.Info.Description = about
	config.Info.License = &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"}
	config.Tags = []*huma.Tag{{Name: "Questions", Description: "who engaged whom"}} // first; the others follow by their names
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.Components = &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName)}
	config.CreateHooks = nil // they would add a $schema to every answer
	config.RejectUnknownQueryParameters = true
	api := humagin.New(r, config)
	schemas(api.OpenAPI().Components.Schemas)
	s.addQuestions(api)
	s.addDocuments(api)
	s.addChanges(api)
	s.addReferenceData(api)
	tidy(api.OpenAPI())
	r.GET(pathOpenAPI, s.described(func() ([]byte, error) { return json.Marshal(api.OpenAPI()) }))
	r.GET(pathOpenAPI30, s.described(api.OpenAPI().Downgrade)) // for generators that do not read 3.1
	r.GET(pathLives, func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	r.GET(pathReady, s.ready)
	r.GET(pathMetrics, s.metrics.handler())
}

// ready says that questions are answered, and whether the store has been heard of lately: reads go on from memory while it is away.
func (s *Server) ready(c *gin.Context) {
	answer := gin.H{"ready": true, "store": "there"}
	if since, away := s.Asker.Network.Away(); away {
		answer["store"], answer["away_since"] = "away", since.UTC()
	}
	c.JSON(http.StatusOK, answer)
}

// typed makes a function of the API of one that gives a value or an error.
func typed[I, O any](s *Server, answer func(ctx context.Context, input *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, input *I) (*O, error) {
		output, err := answer(ctx, input)
		if err != nil {
			return nil, s.told(ctx, err)
		}
		return output, nil
	}
}
