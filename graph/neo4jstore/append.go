package neo4jstore

import (
	"fmt"
	"maps"
	"slices"

	"liaison/graph"
)

// append writes commits: their log, the nodes of their documents as the last of them leaves these, and their edges. In Cypher a MATCH on a
// missing end writes nothing and reports success, so everything is counted and must come to what was meant.
func (t tx) append(commits ...graph.Commit) error {
	if err := t.appendLog(commits); err != nil {
		return err
	}
	latest := latestOf(commits)
	standings, err := t.Standings(t.ctx, slices.Collect(maps.Keys(latest)))
	if err != nil {
		return err
	}
	p, err := plan(latest, standings)
	if err != nil {
		return err
	}
	return t.appendGraph(p)
}

func (t tx) appendLog(commits []graph.Commit) error {
	last := commits[len(commits)-1]
	var revisions, changes []any
	for _, c := range commits {
		revisions = append(revisions, map[string]any{
			"revision": int64(c.Revision), "time": micros(c.Time), "apply": string(c.Apply), "actor": c.Actor, "reason": c.Reason,
			"batch": string(c.Batch), "entries": len(c.Entries),
		})
		for i, e := range c.Entries {
			var body any
			if !e.Deleted() {
				body = string(e.Body)
			}
			changes = append(changes, []any{int64(c.Revision), i, string(e.ID), string(e.Noun), body})
		}
	}
	n, err := t.count(`MATCH (h:Head {id: 'head'}) SET h.revision = $revision, h.time = $time
		WITH h UNWIND $revisions AS revision CREATE (r:Revision) SET r = revision RETURN count(r) AS count`, map[string]any{
		"revision": int64(last.Revision), "time": micros(last.Time), "revisions": revisions,
	})
	if err := expect("revisions", n, len(revisions), err); err != nil {
		return err
	}
	n, err = t.count(`UNWIND $changes AS c CREATE (:Change {revision: c[0], position: c[1], id: c[2], noun: c[3], body: c[4]}) RETURN count(*) AS count`,
		map[string]any{"changes": changes})
	return expect("changes", n, len(changes), err)
}

// version is what commits leave of a document.
type version struct {
	entry graph.Entry
	// imported is the last of them that was an import, 0 where none was.
	imported graph.Revision
}

func latestOf(commits []graph.Commit) map[graph.ID]version {
	latest := make(map[graph.ID]version, len(commits[0].Entries))
	for _, c := range commits {
		for _, e := range c.Entries {
			v := version{e, latest[e.ID].imported}
			if c.Batch != "" {
				v.imported = c.Revision
			}
			latest[e.ID] = v
		}
	}
	return latest
}

// writing is what commits do to the graph, put together so that one statement does all of a kind.
type writing struct {
	// created and replaced are nodes by their labels.
	created, replaced map[string][]any
	// stale are the ids of documents whose edges must go.
	stale []string
	edges map[edgeKind][]edge
}

func plan(latest map[graph.ID]version, standings map[graph.ID]graph.Standing) (*writing, error) {
	p := &writing{created: map[string][]any{}, replaced: map[string][]any{}, edges: map[edgeKind][]edge{}}
	for _, id := range slices.Sorted(maps.Keys(latest)) {
		v := latest[id]
		// Of a deleted document the node stays, with nothing but what it was: the edges of others to it are lost ends until it is created again.
		s := shape{labels: deletedLabel, node: map[string]any{"id": string(id), "noun": string(v.entry.Noun), "revision": int64(v.entry.Revision)}}
		if !v.entry.Deleted() {
			d, err := graph.Decode(v.entry.Noun, v.entry.Body)
			if err != nil {
				return nil, err
			}
			s = shapeOf(v.entry, d)
		}
		standing, exists := standings[id]
		s.node["imported"] = int64(max(v.imported, standing.Imported))
		if exists {
			p.stale = append(p.stale, string(id))
			p.replaced[s.labels] = append(p.replaced[s.labels], s.node)
		} else {
			p.created[s.labels] = append(p.created[s.labels], s.node)
		}
		for _, e := range s.edges {
			p.edges[e.edgeKind] = append(p.edges[e.edgeKind], e)
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
	for labels, nodes := range p.created {
		n, err := t.count(`UNWIND $nodes AS node CREATE (d:Document:`+labels+`) SET d = node RETURN count(d) AS count`, map[string]any{"nodes": nodes})
		if err := expect("new nodes "+labels, n, len(nodes), err); err != nil {
			return err
		}
	}
	for labels, nodes := range p.replaced {
		n, err := t.count(`UNWIND $nodes AS node MATCH (d:Document {id: node.id}) SET d = node
			REMOVE d:`+allLabels+` SET d:`+labels+` RETURN count(d) AS count`, map[string]any{"nodes": nodes})
		if err := expect("nodes "+labels, n, len(nodes), err); err != nil {
			return err
		}
	}
	for kind, edges := range p.edges {
		n, err := t.count(kind.statement(), kind.parameters(edges))
		if err := expect(kind.name+" edges", n, len(edges), err); err != nil {
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
