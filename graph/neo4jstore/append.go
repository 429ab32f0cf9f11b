package neo4jstore

import (
	"fmt"

	"liaison/graph"
)

// append writes a commit: its log, the nodes of its documents, and their edges. In Cypher a MATCH on a missing end writes nothing and reports
// success, so everything is counted and must come to what was meant.
func (t tx) append(c graph.Commit) error {
	if err := t.appendLog(c); err != nil {
		return err
	}
	ids := make([]graph.ID, len(c.Entries))
	for i, e := range c.Entries {
		ids[i] = e.ID
	}
	standings, err := t.Standings(t.ctx, ids)
	if err != nil {
		return err
	}
	p, err := plan(c, standings)
	if err != nil {
		return err
	}
	return t.appendGraph(p)
}

func (t tx) appendLog(c graph.Commit) error {
	changes := make([]any, len(c.Entries))
	for i, e := range c.Entries {
		change := map[string]any{"position": i, "id": string(e.ID), "noun": string(e.Noun), "revision": int64(c.Revision)}
		if !e.Deleted() {
			change["body"] = string(e.Body)
		}
		changes[i] = change
	}
	n, err := t.count(`MATCH (h:Head {id: 'head'}) SET h.revision = $revision, h.time = $time
		CREATE (:Revision {revision: $revision, time: $time, apply: $apply, actor: $actor, reason: $reason, batch: $batch, entries: size($changes)})
		WITH h UNWIND $changes AS change CREATE (c:Change) SET c = change RETURN count(c) AS count`, map[string]any{
		"revision": int64(c.Revision), "time": micros(c.Time), "apply": string(c.Apply), "actor": c.Actor, "reason": c.Reason,
		"batch": string(c.Batch), "changes": changes,
	})
	return expect("changes", n, len(changes), err)
}

// writing is what a commit does to the graph, put together so that one statement does all of a kind.
type writing struct {
	// created and replaced are nodes by noun; stale and deleted are ids whose edges, or all, must go.
	created, replaced map[graph.Noun][]any
	stale             []string
	deleted           []any
	edges             map[edgeKind][]any
}

func plan(c graph.Commit, standings map[graph.ID]graph.Standing) (*writing, error) {
	p := &writing{created: map[graph.Noun][]any{}, replaced: map[graph.Noun][]any{}, edges: map[edgeKind][]any{}}
	for _, e := range c.Entries {
		standing, exists := standings[e.ID]
		imported := standing.Imported
		if c.Batch != "" {
			imported = c.Revision
		}
		if exists {
			p.stale = append(p.stale, string(e.ID))
		}
		if e.Deleted() {
			p.deleted = append(p.deleted, map[string]any{"id": string(e.ID), "noun": string(e.Noun), "revision": int64(c.Revision), "imported": int64(imported)})
			continue
		}
		d, err := graph.Decode(e.Noun, e.Body)
		if err != nil {
			return nil, err
		}
		s := shapeOf(e, d)
		s.node["imported"] = int64(imported)
		if exists {
			p.replaced[e.Noun] = append(p.replaced[e.Noun], s.node)
		} else {
			p.created[e.Noun] = append(p.created[e.Noun], s.node)
		}
		for kind, edges := range s.edges {
			for _, edge := range edges {
				p.edges[kind] = append(p.edges[kind], map[string]any{"from": edge.from, "to": edge.to, "properties": edge.properties})
			}
		}
	}
	return p, nil
}

func (t tx) appendGraph(p *writing) error {
	if len(p.stale) > 0 {
		_, err := t.rows(`UNWIND $ids AS id MATCH (d:Document {id: id})
			CALL (d) { MATCH (d)-[e:`+edgesOut+`]->() DELETE e }
			CALL (d) { MATCH (d)<-[e:`+edgesIn+`]-() DELETE e }`, map[string]any{"ids": p.stale})
		if err != nil {
			return err
		}
	}
	for noun, nodes := range p.created {
		n, err := t.count(`UNWIND $nodes AS node CREATE (d:Document:`+labels[noun]+`) SET d = node RETURN count(d) AS count`, map[string]any{"nodes": nodes})
		if err := expect("new nodes of "+noun.Plural(), n, len(nodes), err); err != nil {
			return err
		}
	}
	for noun, nodes := range p.replaced {
		n, err := t.count(`UNWIND $nodes AS node MATCH (d:Document {id: node.id}) SET d = node SET d:`+labels[noun]+` REMOVE d:Deleted RETURN count(d) AS count`, map[string]any{"nodes": nodes})
		if err := expect("nodes of "+noun.Plural(), n, len(nodes), err); err != nil {
			return err
		}
	}
	if len(p.deleted) > 0 {
		// The node stays, with nothing but what it was: the edges of others to it are lost ends until it is created again.
		n, err := t.count(`UNWIND $nodes AS node MATCH (d:Document {id: node.id}) SET d = node
			REMOVE d:Organisation:Person:Stakeholder:Post:Tenure:Engagement:Cooperation:Commitment:Source:Fact
			SET d:Deleted RETURN count(d) AS count`, map[string]any{"nodes": p.deleted})
		if err := expect("deleted nodes", n, len(p.deleted), err); err != nil {
			return err
		}
	}
	for kind, rows := range p.edges {
		n, err := t.count(kind.statement(), map[string]any{"rows": rows})
		if err := expect(kind.name+" edges", n, len(rows), err); err != nil {
			return err
		}
	}
	return nil
}

// expect holds what was written against what was meant.
func expect(what string, got int64, want int, err error) error {
	if err == nil && got != int64(want) {
		return fmt.Errorf("neo4j wrote %d %s, not %d: nothing was kept", got, what, want)
	}
	return err
}
