package pages

import (
	"net/url"

	"liaison/queries"
)

// found is what the page of search shows.
type found struct {
	Text string
	Hits []queries.SearchHit
	More bool
}

// search finds anything by its name. The box in the frame shows the same hits while somebody types.
func (p *Pages) search(r *request) (*page, error) {
	f := found{Text: r.Query("text")}
	shown := &page{Title: t("search.title"), Data: &f, template: "search"}
	if f.Text == "" {
		return shown, nil
	}
	parameters := url.Values{"text": {f.Text}}
	answer, hits, err := askRows[queries.SearchHit](r, "search", parameters, 0)
	if err != nil {
		return nil, err
	}
	f.Hits, f.More = hits, answer.Next != ""
	shown.JSON = r.api("search", parameters)
	return shown, nil
}
