package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/queries/network"
)

// withStore runs work on the configured store, which is opened by open: a.openStore where it may be new.
func (a *app) withStore(ctx context.Context, open func(context.Context, string) (graph.Store, error), work func(graph.Store) error) (err error) {
	store, err := open(ctx, a.config.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return work(store)
}

// mayImport refuses who is not cleared for all markings: what they write would replace what they do not see.
func (a *app) mayImport() error {
	clearance, err := graph.ParseClearance(a.config.Clearance)
	if err == nil && clearance.Marking < graph.Red {
		err = graph.Errorf(graph.Invalid, "the configured clearance %s does not see all of the store, and what is hidden would be lost in what is written: only %s may import", clearance, graph.Red)
	}
	return err
}

func (a *app) importFiles() *cobra.Command {
	var dryRun bool
	var reason, batch string
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Import files in Liaison's own formats; - reads JSON Lines from standard input",
		Args:  arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := a.mayImport(); err != nil {
				return err
			}
			return a.withStore(cmd.Context(), a.openStore, func(store graph.Store) error {
				p := a.progress("importing")
				report, err := exchange.Import(cmd.Context(), store, readFiles(files), exchange.Options{
					Actor: a.config.Actor, Reason: reason, Batch: graph.BatchID(batch), DryRun: dryRun,
					Progress: func(done int) { p.show(done, 0) },
				})
				p.end()
				if err != nil {
					return err
				}
				would := ""
				if report.DryRun {
					would = "would be "
				}
				fmt.Fprintf(a.out, "%screated %d, %schanged %d, unchanged %d\n", would, report.Created, would, report.Changed, report.Unchanged)
				if report.Last > 0 {
					fmt.Fprintf(a.log, "undo with: liaison undo --batch %s\n", report.Batch)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would change, and change nothing")
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the log")
	cmd.Flags().StringVar(&batch, "batch", "", "the import's own name (default: one made from the time)")
	return cmd
}

// readFiles reads files one after another.
func readFiles(names []string) iter.Seq2[exchange.Item, error] {
	return func(yield func(exchange.Item, error) bool) {
		for _, name := range names {
			for item, err := range readFile(name) {
				if !yield(item, err) || err != nil {
					return
				}
			}
		}
	}
}

func readFile(name string) iter.Seq2[exchange.Item, error] {
	return func(yield func(exchange.Item, error) bool) {
		if name == "-" {
			exchange.Read(os.Stdin, "standard input", exchange.Lines)(yield)
			return
		}
		format, err := exchange.FormatOf(name)
		if err != nil {
			yield(exchange.Item{}, err)
			return
		}
		file, err := os.Open(name)
		if err != nil {
			yield(exchange.Item{}, graph.Errorf(graph.NotFound, "%w", err))
			return
		}
		defer file.Close() //nolint:errcheck // it was only read
		if info, err := file.Stat(); err == nil && info.IsDir() {
			yield(exchange.Item{}, graph.Errorf(graph.Malformed, "%s is a folder: name the files in it", name))
			return
		}
		exchange.Read(file, name, format)(yield)
	}
}

func (a *app) export() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write all documents as they are now to standard output",
		Args:  arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f := exchange.Format(format); f != exchange.YAML && f != exchange.Lines {
				return usageError{graph.Errorf(graph.Invalid, "--format: %q is neither jsonl nor yaml", format)}
			}
			return a.withStore(cmd.Context(), a.openExisting, func(store graph.Store) error {
				documents, err := a.current(cmd.Context(), store)
				if err != nil {
					return err
				}
				return exchange.Write(a.out, exchange.Format(format), documents)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", string(exchange.Lines), "jsonl or yaml")
	return cmd
}

// current gives all documents that the configured clearance sees, as they are now.
func (a *app) current(ctx context.Context, store graph.Store) ([]graph.Document, error) {
	clearance, err := graph.ParseClearance(a.config.Clearance)
	if err != nil {
		return nil, err
	}
	n, err := network.Load(ctx, store, nil)
	if err != nil {
		return nil, err
	}
	var documents []graph.Document
	err = n.Ask(ctx, network.Terms{Clearance: clearance, AsOf: today(), Known: n.Head()}, func(v *network.View) (err error) {
		documents, err = v.AllDocuments(ctx)
		return err
	})
	return documents, err
}

func (a *app) copyStore() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "copy --from STORE --to STORE",
		Short: "Copy a store's log to another store, and prove both equal",
		Args:  arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if from == "" || to == "" {
				return usageError{errors.New("--from and --to must both name a store")}
			}
			if same(from, to) {
				return usageError{errors.New("--from and --to name the same store")}
			}
			source, err := a.openExisting(cmd.Context(), from)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, source.Close()) }()
			target, err := a.openStore(cmd.Context(), to)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, target.Close()) }()
			p := a.progress("copying")
			err = graph.Copy(cmd.Context(), source, target, func(done, total graph.Revision) { p.show(int(done), int(total)) })
			p.end()
			if err != nil {
				return err
			}
			head, err := target.Head(cmd.Context())
			fmt.Fprintf(a.out, "copied: both logs are equal up to revision %d\n", head)
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the store to copy")
	cmd.Flags().StringVar(&to, "to", "", "the store to copy to: empty, or with the beginning of the same log")
	return cmd
}

// same says whether two addresses name one store.
func same(from, to string) bool {
	one, err := os.Stat(from)
	if err != nil {
		return from == to
	}
	other, err := os.Stat(to)
	return err == nil && os.SameFile(one, other)
}

func (a *app) showLog() *cobra.Command {
	var after int64
	var limit int
	cmd := &cobra.Command{
		Use:   "log",
		Short: "Show what was changed, when, by whom and why, as JSON Lines",
		Args:  arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if after < 0 || limit < 1 {
				return usageError{errors.New("--after is a revision, 0 or more, and --limit at least 1")}
			}
			return a.withStore(cmd.Context(), a.openExisting, func(store graph.Store) error {
				clearance, err := graph.ParseClearance(a.config.Clearance)
				if err != nil {
					return err
				}
				n, err := network.Load(cmd.Context(), store, nil)
				if err != nil {
					return err
				}
				log, err := n.Log(cmd.Context(), clearance, graph.MinGrade{}, graph.Revision(after), limit, false)
				if err != nil {
					return err
				}
				return a.writeLog(log)
			})
		},
	}
	cmd.Flags().Int64Var(&after, "after", 0, "only revisions after this one")
	cmd.Flags().IntVar(&limit, "limit", 1000, "at most this many revisions")
	return cmd
}

func (a *app) writeLog(log []network.LogEntry) error {
	type change struct {
		ID      graph.ID   `json:"id"`
		Noun    graph.Noun `json:"noun"`
		Deleted bool       `json:"deleted,omitempty"`
	}
	e := json.NewEncoder(a.out)
	for _, entry := range log {
		changes := make([]change, len(entry.Changes))
		for i, c := range entry.Changes {
			changes[i] = change{c.ID, c.Noun, c.How == network.Deleted}
		}
		err := e.Encode(struct {
			Revision graph.Revision `json:"revision"`
			Time     time.Time      `json:"time"`
			Actor    string         `json:"actor"`
			Reason   string         `json:"reason,omitempty"`
			Batch    graph.BatchID  `json:"batch,omitempty"`
			Changes  []change       `json:"changes"`
		}{entry.Revision, entry.Time, entry.Actor, entry.Reason, entry.Batch, changes})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) undo() *cobra.Command {
	var revision int64
	var batch, document, reason string
	cmd := &cobra.Command{
		Use:   "undo (--revision N [--document ID] | --batch ID)",
		Short: "Take back a revision, one change of it, or a whole import",
		Args:  arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (revision == 0) == (batch == "") || (document != "" && batch != "") {
				return usageError{errors.New("name a revision, perhaps with a document, or a batch")}
			}
			clearance, err := graph.ParseClearance(a.config.Clearance)
			if err != nil {
				return err
			}
			return a.withStore(cmd.Context(), a.openExisting, func(store graph.Store) error {
				n, err := network.Load(cmd.Context(), store, nil)
				if err != nil {
					return err
				}
				if reason == "" {
					reason = "undo of " + undone(revision, batch)
				}
				result, err := n.UndoAndApply(cmd.Context(), network.Undoing{
					Revision: graph.Revision(revision), Document: graph.ID(document), Batch: graph.BatchID(batch),
					Actor: a.config.Actor, Reason: reason, Clearance: clearance,
				})
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, "undone: %d documents changed, now at revision %d\n", result.Changed, result.Revision)
				return nil
			})
		},
	}
	cmd.Flags().Int64Var(&revision, "revision", 0, "the revision to take back")
	cmd.Flags().StringVar(&document, "document", "", "only what it did to this document")
	cmd.Flags().StringVar(&batch, "batch", "", "the import to take back")
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the log")
	return cmd
}

func undone(revision int64, batch string) string {
	if batch != "" {
		return "import " + batch
	}
	return "revision " + strconv.FormatInt(revision, 10)
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			version, revision := "unknown", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = " " + s.Value
					}
				}
			}
			_, err := io.WriteString(a.out, "liaison "+version+revision+"\n")
			return err
		},
	}
}
