package queries

import "liaison/graph"

// SearchParameters are the parameters of search.
type SearchParameters struct {
	Text string       `param:"text" required:"true" help:"a name, in any script and nearly any spelling"`
	Noun []SearchNoun `param:"noun" help:"only these"`
}

// SearchNoun is what search can find.
type SearchNoun string

// SearchHit is a thing whose name fits.
type SearchHit struct {
	ID   graph.ID   `json:"id"`
	Noun SearchNoun `json:"noun"`
	// Name is what the thing is called, Matched the name that fits, Why the reason in words.
	Name        string            `json:"name"`
	Matched     string            `json:"matched"`
	Why         string            `json:"why"`
	Kind        string            `json:"kind"`
	Country     graph.CountryCode `json:"country"`
	Placeholder bool              `json:"placeholder"`
	Certain     bool              `json:"certain"`
	Facts       []graph.ID        `json:"facts"`
}
