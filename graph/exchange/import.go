package exchange

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"liaison/graph"
)

// Options say how to import.
type Options struct {
	Actor, Reason string
	// Batch names the import; NewBatchID makes one where it is empty.
	Batch graph.BatchID
	// DryRun prepares all and writes nothing.
	DryRun bool
	// Progress, unless nil, is told how many documents are done.
	Progress func(done int)
}

// Report is what an import did, or would do.
type Report struct {
	Batch                       graph.BatchID
	DryRun                      bool
	Created, Changed, Unchanged int
	// First and Last are the revisions written, 0 where there are none.
	First, Last graph.Revision
}

// NewBatchID makes an id for an import, by its time.
func NewBatchID(now time.Time) graph.BatchID {
	return graph.BatchID("import-" + now.UTC().Format("20060102T150405") + "-" + uuid.NewString()[:4])
}

// batchSize is how many documents one Apply takes; batchBytes about how large they are together.
const (
	batchSize  = 10_000
	batchBytes = graph.MaxApply / 2
)

// Import brings documents into a store. Each is expected to be absent or as an import last left it; what was edited by hand since is
// a conflict. What fits into one Apply, ten thousand documents, is imported whole or not at all. Of more, an error can leave the
// first part; it then says how to undo it.
func Import(ctx context.Context, store graph.Store, items iter.Seq2[Item, error], o Options) (Report, error) {
	if o.Batch == "" {
		o.Batch = NewBatchID(time.Now())
	}
	im := &importer{store: store, options: o, report: Report{Batch: o.Batch, DryRun: o.DryRun}}
	if o.DryRun {
		im.dry = newOverlay(store)
	}
	err := im.run(ctx, items)
	return im.report, err
}

// importer carries one import.
type importer struct {
	store   graph.Store
	options Options
	report  Report
	dry     *overlay
	applied int
}

// batch is what one Apply takes, or why reading ended.
type batch struct {
	items []Item
	err   error
}

func (im *importer) run(ctx context.Context, items iter.Seq2[Item, error]) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan batch, 1) // one is read while another is applied
	go read(ctx, items, batches)
	// Each batch is held back until the next is read, so that an error in a file that fits into one leaves nothing.
	var held []Item
	for b := range batches {
		if b.err != nil {
			return im.explain(b.err)
		}
		if err := im.apply(ctx, held); err != nil {
			return im.explain(err)
		}
		held = b.items
	}
	if err := ctx.Err(); err != nil {
		return im.explain(err)
	}
	return im.explain(im.apply(ctx, held))
}

// read gathers items into batches.
func read(ctx context.Context, items iter.Seq2[Item, error], batches chan<- batch) {
	defer close(batches)
	send := func(b batch) bool {
		select {
		case batches <- b:
			return true
		case <-ctx.Done():
			return false
		}
	}
	var b batch
	size := 0
	for item, err := range items {
		if err != nil {
			send(batch{err: err})
			return
		}
		b.items = append(b.items, item)
		size += weight(item.Document)
		if len(b.items) == batchSize || size > batchBytes {
			if !send(b) {
				return
			}
			b, size = batch{}, 0
		}
	}
	if len(b.items) > 0 {
		send(b)
	}
}

// weight gives about how large a document is; only engagements can be large in numbers.
func weight(d graph.Document) int {
	size := 300
	if e, ok := d.(*graph.Engagement); ok {
		size += len(e.Summary) + len(e.Outcome) + 100*len(e.Participants)
	}
	if f := graph.FactOf(d); f != nil {
		for _, c := range f.Evidence {
			size += len(c.Quote) + len(c.Locator) + 50
		}
	}
	return size
}

func (im *importer) apply(ctx context.Context, items []Item) error {
	if len(items) == 0 {
		return nil
	}
	w := graph.Write{
		ID: graph.NewApplyID(), Actor: im.options.Actor, Reason: im.options.Reason, Batch: im.options.Batch,
		Changes: make([]graph.Change, len(items)),
	}
	for i, item := range items {
		w.Changes[i] = graph.Put(item.Document, graph.ExpectAsImported())
	}
	result, err := im.write(ctx, w)
	if err != nil {
		return locate(err, items)
	}
	im.report.Created += result.Created
	im.report.Changed += result.Changed - result.Created
	im.report.Unchanged += len(items) - result.Changed
	im.applied += len(items)
	if im.options.Progress != nil {
		im.options.Progress(im.applied)
	}
	return nil
}

// write applies, or prepares where it is a dry run.
func (im *importer) write(ctx context.Context, w graph.Write) (graph.Result, error) {
	if im.dry != nil {
		return im.dry.apply(ctx, w)
	}
	result, err := im.store.Apply(ctx, w)
	if err == nil && result.Changed > 0 {
		if im.report.First == 0 {
			im.report.First = result.Revision
		}
		im.report.Last = result.Revision
	}
	return result, err
}

// explain says what an error left behind.
func (im *importer) explain(err error) error {
	if err == nil || im.report.Last == 0 {
		return err
	}
	return graph.Errorf(graph.KindOf(err), "the import stopped after %d documents; undo them with: liaison undo --batch %s\n%w", im.applied, im.options.Batch, err)
}

// locate adds to each problem where in the file its document stands.
func locate(err error, items []Item) error {
	problems := graph.ProblemsOf(err)
	if len(problems) == 0 {
		return err
	}
	lines := make(map[string]Item, len(items))
	for _, item := range items {
		lines[string(item.Document.Header().ID)] = item
	}
	located := &graph.Error{Kind: graph.KindOf(err), Message: "the documents cannot be imported:"}
	for _, p := range problems {
		if item, ok := lines[p.Document]; ok && item.File != "" {
			p.Document = fmt.Sprintf("%s:%d %s", item.File, item.Line, p.Document)
		}
		if len(located.Problems) < maxProblems {
			located.Problems = append(located.Problems, p)
		}
	}
	return located
}

// overlay is a store as it would be after what a dry run has prepared so far: a graph.Transaction that never writes.
type overlay struct {
	store     graph.Store
	standings map[graph.ID]graph.Standing
	bodies    map[graph.Key][]byte
	last      graph.Commit
}

func newOverlay(store graph.Store) *overlay {
	return &overlay{store: store, standings: map[graph.ID]graph.Standing{}, bodies: map[graph.Key][]byte{}}
}

// Standings gives where documents would stand.
func (o *overlay) Standings(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Standing, error) {
	found, err := o.store.Standings(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if s, ok := o.standings[id]; ok {
			found[id] = s
		}
	}
	return found, nil
}

// Bodies gives the bodies of versions, prepared ones among them.
func (o *overlay) Bodies(ctx context.Context, keys []graph.Key) ([][]byte, error) {
	entries, err := o.store.Read(ctx, keys)
	if err != nil {
		return nil, err
	}
	bodies := make([][]byte, len(keys))
	for i, key := range keys {
		bodies[i] = entries[i].Body
		if body, ok := o.bodies[key]; ok {
			bodies[i] = body
		}
	}
	return bodies, nil
}

// apply prepares a write by the rules of Apply and keeps what it would change.
func (o *overlay) apply(ctx context.Context, w graph.Write) (graph.Result, error) {
	bodies, err := graph.CheckWrite(w)
	if err != nil {
		return graph.Result{}, err
	}
	if o.last.Revision == 0 {
		if o.last.Revision, err = o.store.Head(ctx); err != nil {
			return graph.Result{}, err
		}
	}
	commit, result, err := graph.Prepare(ctx, o, w, bodies, o.last, time.Now())
	if err != nil {
		return graph.Result{}, err
	}
	for _, e := range commit.Entries {
		o.standings[e.ID] = graph.Standing{Noun: e.Noun, Revision: e.Revision, Imported: e.Revision, Deleted: e.Deleted()}
		o.bodies[graph.Key{ID: e.ID, Revision: e.Revision}] = e.Body
	}
	if len(commit.Entries) > 0 {
		o.last = commit
	}
	return result, nil
}
