package graph

import (
	"context"
	"slices"
)

// chain is a relation that must have no circle: being part of an organisation, being within an engagement.
type chain struct {
	noun Noun
	word string
	next func(Document) []link
}

// link is one step up a chain, and when it holds.
type link struct {
	to    ID
	valid Date
}

var chains = []chain{
	{NounOrganisation, "parents", func(d Document) []link {
		o, ok := d.(*Organisation)
		if !ok {
			return nil
		}
		links := make([]link, len(o.Parents))
		for i, parent := range o.Parents {
			links[i] = link{parent.Organisation, parent.Valid}
		}
		return links
	}},
	{NounEngagement, "within", func(d Document) []link {
		e, ok := d.(*Engagement)
		if !ok || e.Within == "" {
			return nil
		}
		return []link{{to: e.Within}}
	}},
}

// span is the days on which a chain of links may hold as a whole.
type span struct{ from, to Day }

// circles refuses a circle that may hold on any one day. It walks up from each changed document; the
// span narrows with each link, so that two dated parents that never hold together make no circle.
func (p *preparation) circles(ctx context.Context, c chain) error {
	var starts []ID
	for _, change := range p.write.Changes {
		if change.Document != nil && len(c.next(change.Document)) > 0 {
			starts = append(starts, change.ID())
		}
	}
	ups, err := p.ups(ctx, c, starts)
	if err != nil {
		return err
	}
	dropTops(ups)
	told := map[ID]bool{}
	for _, start := range starts {
		if told[start] {
			continue // one problem for one circle
		}
		found := climb(start, ups)
		if found == nil {
			continue
		}
		for _, id := range found {
			told[id] = true
		}
		p.problems = append(p.problems, Problem{
			Document: string(start), Field: c.word, About: found,
			Text: "makes a circle: " + join(found) + "; leave one of these links out, or date them apart",
		})
	}
	return nil
}

// dropTops takes out what has nothing above it, again and again, until all that is left is below a circle or on one: nearly
// always nothing. Without it, a chain of thousands would be climbed from each of its links.
func dropTops(ups map[ID][]link) {
	above, below := make(map[ID]int, len(ups)), make(map[ID][]ID, len(ups))
	var tops []ID
	for id, links := range ups {
		above[id] = len(links)
		for _, l := range links {
			below[l.to] = append(below[l.to], id)
		}
		if len(links) == 0 {
			tops = append(tops, id)
		}
	}
	for len(tops) > 0 {
		top := tops[len(tops)-1]
		tops = tops[:len(tops)-1]
		delete(ups, top)
		for _, id := range below[top] {
			if above[id]--; above[id] == 0 {
				tops = append(tops, id)
			}
		}
	}
}

// ups gives the links up from documents and from all above them. They are read a level at a time for all: an import of
// thousands would otherwise ask the store thousands of times.
func (p *preparation) ups(ctx context.Context, c chain, frontier []ID) (map[ID][]link, error) {
	ups := map[ID][]link{}
	for len(frontier) > 0 {
		if err := p.loadLinks(ctx, c, frontier, ups); err != nil {
			return nil, err
		}
		var next []ID
		for _, id := range frontier {
			for _, l := range ups[id] {
				if _, known := ups[l.to]; !known {
					next = append(next, l.to)
				}
			}
		}
		slices.Sort(next)
		frontier = slices.Compact(next)
	}
	return ups, nil
}

// climb walks up from start, breadth first, and gives the circle back to start if there is one on some day.
func climb(start ID, ups map[ID][]link) []ID {
	type step struct {
		at   ID
		days span
		from *step
	}
	frontier := []*step{{at: start, days: span{MinDay, MaxDay}}}
	seen := map[ID][]span{}
	for len(frontier) > 0 {
		var next []*step
		for _, s := range frontier {
			for _, l := range ups[s.at] {
				days := span{max(s.days.from, l.valid.EarliestBeginning()), min(s.days.to, l.valid.LatestEnd())}
				if days.from > days.to || slices.ContainsFunc(seen[l.to], func(d span) bool { return d.from <= days.from && days.to <= d.to }) {
					continue
				}
				if l.to == start {
					path := []ID{start}
					for ; s != nil; s = s.from {
						path = append(path, s.at)
					}
					slices.Reverse(path)
					return path
				}
				seen[l.to] = append(seen[l.to], days)
				next = append(next, &step{l.to, days, s})
			}
		}
		frontier = next
	}
	return nil
}

// loadLinks reads the links up from ids that are not known yet: from the write where it changes the document,
// else from the store.
func (p *preparation) loadLinks(ctx context.Context, c chain, ids []ID, ups map[ID][]link) error {
	var stored []ID
	for _, id := range ids {
		if _, known := ups[id]; known {
			continue
		}
		ups[id] = nil
		if i, ok := p.changed[id]; ok {
			if d := p.write.Changes[i].Document; d != nil {
				ups[id] = c.next(d)
			}
			continue
		}
		stored = append(stored, id)
	}
	if len(stored) == 0 {
		return nil
	}
	standings, err := p.tx.Standings(ctx, stored)
	if err != nil {
		return err
	}
	var keys []Key
	for _, id := range stored {
		if s, ok := standings[id]; ok && !s.Deleted && s.Noun == c.noun {
			keys = append(keys, Key{id, s.Revision})
		}
	}
	if len(keys) == 0 {
		return nil
	}
	bodies, err := p.tx.Bodies(ctx, keys)
	if err != nil {
		return err
	}
	for i, key := range keys {
		d, err := Decode(c.noun, bodies[i])
		if err != nil {
			return err
		}
		ups[key.ID] = c.next(d)
	}
	return nil
}
