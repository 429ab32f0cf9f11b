package neo4jstore

import (
	"context"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"liaison/graph"
)

// schema makes what every later statement counts on. Each may run again, and by several processes at once.
var schema = []string{
	"CREATE CONSTRAINT document_id IF NOT EXISTS FOR (d:Document) REQUIRE d.id IS UNIQUE",
	"CREATE CONSTRAINT reference_id IF NOT EXISTS FOR (r:Reference) REQUIRE r.id IS UNIQUE",
	"CREATE CONSTRAINT head_id IF NOT EXISTS FOR (h:Head) REQUIRE h.id IS UNIQUE",
	"CREATE CONSTRAINT revision_number IF NOT EXISTS FOR (r:Revision) REQUIRE r.revision IS UNIQUE",
	"CREATE CONSTRAINT apply_id IF NOT EXISTS FOR (a:Apply) REQUIRE a.id IS UNIQUE",
	"CREATE INDEX change_revision IF NOT EXISTS FOR (c:Change) ON (c.revision, c.position)",
	"CREATE INDEX change_id IF NOT EXISTS FOR (c:Change) ON (c.id)",
	"CREATE INDEX stakeholder_id IF NOT EXISTS FOR (s:Stakeholder) ON (s.id)",
}

// minVersion is the oldest server that has the Cypher used here (CALL with a list of variables), as major * 1000 + minor.
const minVersion = 5*1000 + 23

// prepareDatabase refuses a server that is too old or a graph that is too new, and makes what is missing.
func (s *Store) prepareDatabase(ctx context.Context) error {
	if err := s.checkServer(ctx); err != nil {
		return err
	}
	for _, statement := range schema {
		if err := s.ignoreRace(s.alone(ctx, statement, nil)); err != nil {
			return err
		}
	}
	if err := s.alone(ctx, "CALL db.awaitIndexes(60)", nil); err != nil {
		return err
	}
	return s.write(ctx, func(t tx) error {
		n, err := t.count(`MERGE (h:Head {id: 'head'}) ON CREATE SET h.revision = 0, h.time = 0, h.format = $format, h.lock = 0
			RETURN h.format AS count`, map[string]any{"format": formatVersion})
		if err != nil {
			return err
		}
		if n > formatVersion {
			return graph.Errorf(graph.Invalid, "the graph in this database has format %d, this program knows formats up to %d: use a newer version of the program", n, formatVersion)
		}
		return t.referenceData()
	})
}

// alone runs a statement that wants a transaction of its own.
func (s *Store) alone(ctx context.Context, statement string, parameters map[string]any) error {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer session.Close(ctx) //nolint:errcheck // all that matters came with the result
	result, err := session.Run(ctx, statement, parameters)
	if err == nil {
		_, err = result.Consume(ctx)
	}
	return s.failed(err)
}

// ignoreRace leaves out that another process made the same constraint in the same moment.
func (s *Store) ignoreRace(err error) error {
	var failure *neo4j.Neo4jError
	if ok := asNeo4j(err, &failure); ok && failure.Code == "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists" {
		return nil
	}
	return err
}

func (s *Store) checkServer(ctx context.Context) error {
	return s.read(ctx, func(t tx) error {
		n, err := t.count(`CALL dbms.components() YIELD name, versions WITH name, versions WHERE name = 'Neo4j Kernel'
			WITH split(versions[0], '.') AS parts RETURN toInteger(parts[0]) * 1000 + coalesce(toInteger(split(parts[1], '-')[0]), 0) AS count`, nil)
		if err == nil && n < minVersion {
			return graph.Errorf(graph.Invalid, "this Neo4j has version %d.%d: %d.%d or later is needed", n/1000, n%1000, minVersion/1000, minVersion%1000)
		}
		return err
	})
}

// referenceData writes the countries and places, unless they are all there.
func (t tx) referenceData() error {
	countries, places := graph.Countries(), graph.Places()
	n, err := t.count("MATCH (r:Reference) RETURN count(r) AS count", nil)
	if err != nil || int(n) >= len(countries)+len(places) {
		return err
	}
	var rows []any
	for _, c := range countries {
		rows = append(rows, map[string]any{"id": string(c.Code), "name": c.Name("en"), "region": c.Region})
	}
	if _, err := t.rows(`UNWIND $rows AS row MERGE (c:Country:Reference {id: row.id}) SET c.name = row.name, c.region = row.region`, map[string]any{"rows": rows}); err != nil {
		return err
	}
	rows = nil
	for _, p := range places {
		rows = append(rows, map[string]any{
			"id": string(p.ID), "name": p.NameOn(graph.MaxDay, "en"), "country": string(p.Country),
			"latitude": p.Latitude, "longitude": p.Longitude,
		})
	}
	_, err = t.rows(`UNWIND $rows AS row MERGE (p:Place:Reference {id: row.id})
		SET p.name = row.name, p.latitude = row.latitude, p.longitude = row.longitude
		WITH p, row MATCH (c:Country {id: row.country}) MERGE (p)-[:IN]->(c)`, map[string]any{"rows": rows})
	return err
}
