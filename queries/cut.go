package queries

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
)

// cutRows is cut for rows.
func cutRows[T interface{ Key() Key }](rows []T, page Page) (kept []T, more bool) {
	return cut(rows, func(r T) int64 { return r.Key().Rank }, func(r T) string { return r.Key().Text }, page)
}

// cut gives the page's items in order, and whether more follow. rank and text are the halves of an item's Key. It keeps no more than a page while it looks through
// them, and asks for no text where the ranks decide: an answer can have tens of thousands of rows.
func cut[T any](items []T, rank func(T) int64, text func(T) string, page Page) (kept []T, more bool) {
	h := &worst[T]{}
	for _, item := range items {
		r := rank(item)
		if page.Limit > 0 && len(h.items) == page.Limit && r < h.items[0].key.Rank {
			more = true
			continue
		}
		if page.After != nil && r > page.After.Rank {
			continue
		}
		k := Key{r, text(item)}
		if page.After != nil && !page.After.Before(k) {
			continue
		}
		if len(h.items) < page.Limit {
			heap.Push(h, keyed[T]{k, item})
			continue
		}
		more = true
		if page.Limit > 0 && k.Before(h.items[0].key) {
			h.items[0] = keyed[T]{k, item}
			heap.Fix(h, 0)
		}
	}
	slices.SortFunc(h.items, func(a, b keyed[T]) int { return a.key.compare(b.key) })
	kept = make([]T, len(h.items))
	for i, k := range h.items {
		kept[i] = k.item
	}
	return kept, more
}

func (k Key) compare(other Key) int {
	return cmp.Or(cmp.Compare(other.Rank, k.Rank), strings.Compare(k.Text, other.Text))
}

type keyed[T any] struct {
	key  Key
	item T
}

// worst is a heap with the last of the kept items on top.
type worst[T any] struct{ items []keyed[T] }

func (h *worst[T]) Len() int           { return len(h.items) }
func (h *worst[T]) Less(i, j int) bool { return h.items[j].key.Before(h.items[i].key) }
func (h *worst[T]) Swap(i, j int)      { h.items[i], h.items[j] = h.items[j], h.items[i] }

// Push adds an item, for container/heap.
func (h *worst[T]) Push(x any) { h.items = append(h.items, x.(keyed[T])) } //nolint:forcetypeassert // only cut pushes

// Pop removes the last item, for container/heap.
func (h *worst[T]) Pop() any {
	last := h.items[len(h.items)-1]
	h.items = h.items[:len(h.items)-1]
	return last
}
