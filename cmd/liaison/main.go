// Command liaison keeps a graph of stakeholders and answers who engaged whom.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"liaison/config"
	"liaison/graph"
)

// The exit codes, documented in docs/command-line.md.
const (
	exitFailed      = 1 // anything that none of the others says
	exitUsage       = 2 // the command was written wrong
	exitInvalid     = 3 // the input breaks a rule, or cannot be read
	exitNotFound    = 4
	exitConflict    = 5
	exitUnavailable = 6 // the store is away; the same command may succeed later
)

var exitCodes = map[graph.ErrorKind]int{
	graph.Malformed: exitInvalid, graph.Invalid: exitInvalid, graph.TooLarge: exitInvalid, graph.NotFound: exitNotFound,
	graph.Conflict: exitConflict, graph.Gone: exitConflict, graph.Unavailable: exitUnavailable,
}

// usageError is an error in how a command was written.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func exitCode(err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	if code, ok := exitCodes[graph.KindOf(err)]; ok {
		return code
	}
	return exitFailed
}

// run runs a command and gives its exit code. Data goes to out, all else to log.
func run(ctx context.Context, args []string, out, log *os.File) int {
	a := &app{out: out, log: log}
	root := a.root() //nolint:contextcheck // each command takes the context that ExecuteContext gives it
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(log)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(log, "liaison:", err)
		return exitCode(err)
	}
	return 0
}

// app is what the commands share.
type app struct {
	out, log   *os.File
	configFile string
	config     config.Config
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "liaison",
		Short:         "Who engaged whom: a graph of stakeholders, with the source of every fact",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) (err error) {
			a.config, err = config.Load(a.configFile, cmd.Flags())
			return err
		},
	}
	root.Args = arguments(cobra.NoArgs)
	root.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	})
	flags := root.PersistentFlags()
	flags.StringVar(&a.configFile, "config", os.Getenv("LIAISON_CONFIG"), "the configuration file (YAML or TOML)")
	flags.String("store", "", "where the graph is kept: a file, or the address of a Neo4j")
	flags.StringSlice("us", nil, "ids or names of whose engagements these are")
	flags.String("actor", "", "who writes, in the log")
	root.AddCommand(a.demo(), a.serve(), a.ask(), a.importFiles(), a.export(), a.copyStore(), a.showLog(), a.undo(), a.version())
	return root
}

// arguments wraps cobra's checks of arguments, so that they are told as errors of usage.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
		}
		return nil
	}
}
