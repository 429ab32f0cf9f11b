package network

import (
	"context"
	"slices"

	"liaison/graph"
)

// Documents reads documents as the reader sees them at the view's revision: hidden ones are left out, and in each what hangs on something
// hidden is blanked or goes. The store is read, so ask for one page's documents at once.
func (v *View) Documents(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Document, error) {
	entries, err := v.entries(ctx, ids)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	return v.redacted(entries)
}

// redacted gives documents as the reader sees them.
func (v *View) redacted(entries []graph.Entry) (map[graph.ID]graph.Document, error) {
	documents := make(map[graph.ID]graph.Document, len(entries))
	for _, e := range entries {
		d, err := graph.Decode(e.Noun, e.Body)
		if err != nil {
			return nil, err
		}
		graph.Redact(d, v.SeesID)
		documents[e.ID] = d
	}
	return documents, nil
}

// entries reads the stored versions of documents that are there for the reader, with all that is hidden in them.
func (v *View) entries(ctx context.Context, ids []graph.ID) ([]graph.Entry, error) {
	var keys []graph.Key
	for _, id := range ids {
		number, ok := v.n.ids.find(id)
		if !ok || !v.seesDocument(number) {
			continue
		}
		row := v.version(number)
		keys = append(keys, graph.Key{ID: id, Revision: graph.Revision(v.n.life(v.n.documents[number].noun, row).born)})
	}
	return v.fetch(ctx, keys)
}

// fetch reads versions from the store.
func (v *View) fetch(ctx context.Context, keys []graph.Key) (entries []graph.Entry, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	err = v.outside(func() (err error) {
		entries, err = v.n.store.Read(ctx, keys)
		return err
	})
	return slices.DeleteFunc(entries, graph.Entry.Deleted), err
}

// SeesID says whether a document is there for the reader, with all that it cannot be without.
func (v *View) SeesID(id graph.ID) bool {
	number, ok := v.n.ids.find(id)
	return ok && v.seesDocument(number)
}

// AllDocuments reads all documents that the reader sees.
func (v *View) AllDocuments(ctx context.Context) ([]graph.Document, error) {
	const atOnce = 1000
	var all []graph.Document
	var ids []graph.ID
	flush := func() error {
		found, err := v.Documents(ctx, ids)
		for _, id := range ids {
			if d := found[id]; d != nil {
				all = append(all, d)
			}
		}
		ids = ids[:0]
		return err
	}
	for number := 0; number < len(v.n.documents); number++ {
		ids = append(ids, v.n.ids.text(docNumber(number)))
		if len(ids) == atOnce {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	return all, flush()
}
