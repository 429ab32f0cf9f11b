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
	// batch is how many documents one Apply takes, 0 for batchSize: tests take few.
	batch int
}

// Report is what an import did, or would do.
type Report struct {
	Batch                       graph.BatchID
	DryRun                      bool
	Created, Changed, Unchanged int
	// Conflicts are the documents that were edited by hand since they were imported, and why the import stopped. They are those of one batch.
	Conflicts []graph.Problem
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
//
// Items are read by a goroutine of their own, so that reading goes on while a batch is applied. After an error it stops at the next item, which
// may be after Import returned: what items read from must bear that.
func Import(ctx context.Context, store graph.Store, items iter.Seq2[Item, error], o Options) (Report, error) {
	if o.Batch == "" {
		o.Batch = NewBatchID(time.Now())
	}
	if o.batch == 0 {
		o.batch = batchSize
	}
	im := &importer{store: store, options: o, report: Report{Batch: o.Batch, DryRun: o.DryRun}, reliability: map[graph.ID]string{}}
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
	batches int
	// reliability is that of the sources that came by.
	reliability map[graph.ID]string
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
	go read(ctx, items, im.options.batch, batches)
	// Each batch is held back until the next is read, so that an error in a file that fits into one leaves nothing.
	var held []Item
	for b := range batches {
		if b.err != nil {
			im.batches++ // the one that could not be read whole
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
func read(ctx context.Context, items iter.Seq2[Item, error], most int, batches chan<- batch) {
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
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			send(batch{err: err})
			return
		}
		more := weight(item)
		if len(b.items) == most || len(b.items) > 0 && size+more > batchBytes {
			if !send(b) {
				return
			}
			b, size = batch{}, 0
		}
		b.items = append(b.items, item)
		size += more
	}
	if len(b.items) > 0 {
		send(b)
	}
}

// weight gives about how large a document is.
func weight(item Item) int {
	if item.size > 0 {
		return item.size
	}
	body, err := graph.Encode(item.Document)
	if err != nil {
		return 0 // Apply tells so
	}
	return len(body)
}

func (im *importer) apply(ctx context.Context, items []Item) error {
	if len(items) == 0 {
		return nil
	}
	im.batches++
	if err := givenAgain(items); err != nil {
		return err
	}
	if err := im.prefill(ctx, items); err != nil {
		return err
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
		if graph.KindOf(err) == graph.Conflict {
			im.report.Conflicts = graph.ProblemsOf(err)
		}
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

// givenAgain refuses documents that stand in several files: which of them is meant cannot be known.
func givenAgain(items []Item) error {
	first := make(map[graph.ID]Item, len(items))
	var problems []graph.Problem
	for _, item := range items {
		id := item.Document.Header().ID
		before, again := first[id]
		if !again {
			first[id] = item
			continue
		}
		problems = append(problems, graph.Problem{
			Document: located(item.File, item.Line, string(id)), Text: "is given before, at " + located(before.File, before.Line, "") + ": leave one of them out",
		})
	}
	if len(problems) == 0 {
		return nil
	}
	return &graph.Error{Kind: graph.Invalid, Message: "documents are given twice:", Problems: problems}
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
	left := fmt.Sprintf("the import stopped in batch %d, with %d documents written before it; undo them with: liaison undo --batch %s", im.batches, im.applied, im.options.Batch)
	if problems := graph.ProblemsOf(err); len(problems) > 0 {
		return &graph.Error{Kind: graph.KindOf(err), Message: left, Problems: problems}
	}
	return graph.Errorf(graph.KindOf(err), "%s\n%w", left, err)
}

// locate adds to each problem where in the file its document stands.
func locate(err error, items []Item) error {
	problems := graph.ProblemsOf(err)
	if len(problems) == 0 {
		return err
	}
	places := make(map[string]Item, len(items))
	for _, item := range items {
		places[string(item.Document.Header().ID)] = item
	}
	told := &graph.Error{Kind: graph.KindOf(err), Message: "the documents cannot be imported:"}
	for _, p := range problems[:min(len(problems), maxProblems)] {
		if item, ok := places[p.Document]; ok && item.File != "" {
			p.Document = located(item.File, item.Line, p.Document)
		}
		told.Problems = append(told.Problems, p)
	}
	if more := len(problems) - len(told.Problems); more > 0 {
		told.Problems = append(told.Problems, graph.Problem{Text: moreProblems(more)})
	}
	return told
}
