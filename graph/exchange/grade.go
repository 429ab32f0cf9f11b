package exchange

import (
	"context"

	"liaison/graph"
)

// prefill gives facts whose files say nothing of their grade the reliability of their first source, and the credibility 6: that of
// what it says cannot be judged by a program. A source is looked for in the batch, in what was imported before it, and in the store; one
// that is not found is told by Apply, and one without reliability pre-fills nothing.
func (im *importer) prefill(ctx context.Context, items []Item) error {
	for _, item := range items {
		if s, ok := item.Document.(*graph.Source); ok {
			im.reliability[s.ID] = s.Reliability
		}
	}
	var unknown []graph.ID
	for _, item := range items {
		if id := gradingSource(item); id != "" {
			if _, known := im.reliability[id]; !known {
				im.reliability[id] = ""
				unknown = append(unknown, id)
			}
		}
	}
	if err := im.readReliability(ctx, unknown); err != nil {
		return err
	}
	for _, item := range items {
		if letter := im.reliability[gradingSource(item)]; letter != "" {
			grade, err := graph.ParseGrade(letter + "6")
			if err != nil {
				continue // a source that breaks the rules: Apply tells so
			}
			graph.FactOf(item.Document).Grade = grade
		}
	}
	return nil
}

// gradingSource gives the source that an item's grade is taken from, "" where there is none or the grade is given.
func gradingSource(item Item) graph.ID {
	if !item.Ungraded {
		return ""
	}
	f := graph.FactOf(item.Document)
	if f == nil || len(f.Evidence) == 0 {
		return ""
	}
	return f.Evidence[0].Source
}

// readReliability reads it from sources that are stored.
func (im *importer) readReliability(ctx context.Context, ids []graph.ID) error {
	if len(ids) == 0 {
		return nil
	}
	keys := make([]graph.Key, len(ids))
	for i, id := range ids {
		keys[i].ID = id
	}
	entries, err := im.store.Read(ctx, keys)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Noun != graph.NounSource || e.Deleted() {
			continue
		}
		d, err := graph.Decode(e.Noun, e.Body)
		if err != nil {
			return err
		}
		if s, ok := d.(*graph.Source); ok {
			im.reliability[s.ID] = s.Reliability
		}
	}
	return nil
}
