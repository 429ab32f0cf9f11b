package queries

import "liaison/graph"

// BodiesParameters are the parameters of bodies.
type BodiesParameters struct {
	Of     Stakeholders           `param:"of" help:"whose engagements with them: ids or names (default: us)"`
	Rollup bool                   `param:"rollup" help:"with the organisations that are part of them"`
	Kind   graph.OrganisationKind `param:"kind" help:"bodies of this kind (default: regional_body)"`
	Body   Stakeholders           `param:"body" help:"only these: ids or names"`
	Member graph.CountryCode      `param:"member" help:"with this member: a code or a name"`
	Period
}

// BodyRow is one regional body.
type BodyRow struct {
	Named
	Kind    string        `json:"kind"`
	Seat    graph.PlaceID `json:"seat"`
	Members []BodyMember  `json:"members"`
	Tally
	EngagedBy []EngagedBy `json:"engaged_by"`
}

// BodyMember is a country or an organisation that is a member of a body.
type BodyMember struct {
	Country      graph.CountryCode `json:"country,omitempty"`
	Organisation *Named            `json:"organisation,omitempty"`
	// Via is the body around whose members they are.
	Via *Named `json:"via,omitempty"`
	// Fact is the cooperation that says so; Certain that it certainly is current.
	Fact    graph.ID `json:"fact"`
	Certain bool     `json:"certain"`
}

// EngagedBy is who else met a body, and how often.
type EngagedBy struct {
	Named
	Meetings int `json:"meetings"`
}
