package pages

// apiPath is that of the API's reference. It is no page of the record, and the same for all readers.
const apiPath = "/api"

// api shows what the API can do, operation by operation, and lets one try it: Swagger UI, on the description that the server gives.
func (p *Pages) api(r *request) (*page, error) {
	r.frame.Apart = true
	return &page{Title: t("api.title"), template: "api"}, nil
}
