package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/queries"
)

// ask makes the command ask, with a command below it for each question of the registry.
func (a *app) ask() *cobra.Command {
	ask := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Ask a question; each has its own help",
		// What is mistyped comes here with its flags, which must not hide what is wrong.
		FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			_, err := queries.Find(args[0])
			return usageError{err}
		},
	}
	for _, q := range queries.Registry() {
		ask.AddCommand(a.question(q))
	}
	return ask
}

// common are the flags that all questions share.
type common struct {
	demo                             bool
	asOf, known, clearance, minGrade string
	engine, format, cursor           string
	minRevision                      int64
	limit                            int
}

func (o *common) flags(f *pflag.FlagSet) {
	f.BoolVar(&o.demo, "demo", false, "ask the demo data, with nothing set up")
	f.StringVar(&o.asOf, "as-of", "", "true then: the world at the end of this day (default: today; of the demo "+exchange.DemoDay+")")
	f.StringVar(&o.known, "known", "", "known then: what the log said at this revision, or at the end of this date")
	f.StringVar(&o.clearance, "clearance", "", "answer as for this clearance, your own or less: TLP:GREEN, TLP:AMBER/team")
	f.StringVar(&o.minGrade, "min-grade", "", "only facts of at least this grade: B2")
	f.Int64Var(&o.minRevision, "min-revision", 0, "an answer at least as new as this revision")
	f.StringVar(&o.engine, "engine", string(queries.Memory), "what computes the answer: memory, or cypher on a Neo4j")
	f.IntVar(&o.limit, "limit", 0, "rows on a page (default: the question's own)")
	f.StringVar(&o.cursor, "cursor", "", "the next page: what the answer before gave as next")
	f.StringVar(&o.format, "format", "table", "table, json or csv")
}

func (a *app) question(q *queries.Question) *cobra.Command {
	o := &common{}
	cmd := &cobra.Command{
		Use:   q.Name,
		Short: q.Summary,
		Args:  arguments(cobra.NoArgs),
	}
	flags := cmd.Flags()
	o.flags(flags)
	for _, p := range q.Parameters {
		help := p.Help
		if len(p.Choices) > 0 {
			help += ": " + strings.Join(p.Choices, ", ")
		}
		switch {
		case p.Kind == "flag":
			flags.Bool(flagName(p.Name), false, help)
		case p.Many:
			flags.StringArray(flagName(p.Name), nil, help+" (may be given again)")
		default:
			flags.String(flagName(p.Name), "", help)
		}
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		write, ok := formats[o.format]
		if !ok {
			return usageError{graph.Errorf(graph.Invalid, "--format: %q is none of table, json, csv", o.format)}
		}
		r, err := a.request(q, o, flags)
		if err != nil {
			return err
		}
		answer, err := a.answer(cmd, r, o.demo)
		if err != nil {
			return err
		}
		if err := write(a.out, answer); err != nil {
			return err
		}
		if answer.Next != "" && o.format == "csv" {
			fmt.Fprintf(a.log, "These are not all rows; for more ask again with --cursor %s, or with a larger --limit\n", answer.Next)
		}
		return nil
	}
	return cmd
}

// flagName is a parameter's name as a flag.
func flagName(parameter string) string { return strings.ReplaceAll(parameter, "_", "-") }

func (a *app) request(q *queries.Question, o *common, flags *pflag.FlagSet) (queries.Request, error) {
	r := queries.Request{
		Question: q.Name, Parameters: map[string][]string{}, AsOf: graph.MinDay, Known: o.known,
		MinRevision: graph.Revision(o.minRevision), Limit: o.limit, Cursor: o.cursor, Engine: queries.Engine(o.engine),
	}
	for _, p := range q.Parameters {
		flag := flags.Lookup(flagName(p.Name))
		if !flag.Changed {
			continue
		}
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			r.Parameters[p.Name] = list.GetSlice()
		} else {
			r.Parameters[p.Name] = []string{flag.Value.String()}
		}
	}
	if o.asOf == "" && o.demo && o.cursor == "" {
		o.asOf = exchange.DemoDay
	}
	own, err := graph.ParseClearance(a.config.Clearance)
	if err != nil {
		return r, err
	}
	r.Clearance = own
	for _, x := range []struct {
		name, text string
		read       func(text string) error
	}{
		{"--as-of", o.asOf, func(text string) (err error) { r.AsOf, err = graph.ReadDay(text, today()); return err }},
		{"--clearance", o.clearance, func(text string) (err error) { r.Clearance, err = queries.Lower(own, text); return err }},
		{"--min-grade", o.minGrade, func(text string) error {
			grade, err := graph.ParseGrade(text)
			r.MinGrade = graph.MinGrade(grade)
			return err
		}},
	} {
		if x.text == "" {
			continue
		}
		if err := x.read(x.text); err != nil {
			return r, graph.Errorf(graph.Invalid, "%s: %s", x.name, err)
		}
	}
	return r, nil
}

func (a *app) answer(cmd *cobra.Command, r queries.Request, demo bool) (answer *queries.Answer, err error) {
	ctx := cmd.Context()
	var store graph.Store
	closeStore := func() error { return store.Close() }
	if demo {
		store, closeStore, err = a.openDemo(ctx, "")
		if len(a.config.Us) == 0 {
			a.config.Us = []string{exchange.DemoUs}
		}
	} else {
		store, err = a.openExisting(ctx, a.config.Store)
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if closeErr := closeStore(); err == nil {
			err = closeErr
		}
	}()
	asker, err := a.asker(ctx, store, nil)
	if err != nil {
		return nil, err
	}
	return asker.Ask(ctx, r)
}
