package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/user"
	"time"

	"github.com/spf13/cobra"

	"liaison/config"
	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/handlers"
)

func (a *app) demo() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Serve the demo data on this machine, from a temporary store",
		Args:  arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			store, closeStore, err := a.openDemo(cmd.Context(), folder)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, closeStore()) }()
			if len(a.config.Us) == 0 {
				a.config.Us = []string{exchange.DemoUs}
			}
			day, err := graph.ParseDay(exchange.DemoDay)
			if err != nil {
				return err
			}
			if folder == "" {
				fmt.Fprintln(a.log, "The demo is in a temporary store: what you record there goes when it ends. --data FOLDER keeps it.")
			}
			return a.listen(cmd.Context(), store, day, demoHints)
		},
	}
	cmd.Flags().StringVar(&folder, "data", "", "keep the demo in this folder")
	cmd.Flags().String("listen", "", "the address to listen on; a port of 0 takes a free one")
	return cmd
}

// demoHints are things to try without a browser.
var demoHints = []string{
	"curl '%s/api/v1/questions/counterparts?of=LEICA&country=TJ'",
	"curl '%s/api/v1/questions/coverage?by=mandate'",
	"curl '%s/api/v1/questions/search?text=%%D0%%A0%%D0%%90%%D0%%A2%%D0%%A1+%%D0%%A8%%D0%%9E%%D0%%A1'",
}

func (a *app) serve() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the store on this machine",
		Args:  arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withStore(cmd.Context(), a.openStore, func(store graph.Store) error {
				return a.listen(cmd.Context(), store, graph.MinDay, nil)
			})
		},
	}
	cmd.Flags().String("listen", "", "the address to listen on; a port of 0 takes a free one")
	return cmd
}

// followPause is how often the log is asked for what other processes wrote.
const followPause = 250 * time.Millisecond

// author is who writes through the server until there are users: whom the configuration names, else whoever runs it. Pages say it ("Note of Anna Bauer").
func author(c config.Config) string {
	if c.Actor != config.Default().Actor {
		return c.Actor
	}
	u, err := user.Current()
	if err != nil {
		return c.Actor
	}
	return cmp.Or(u.Name, u.Username, c.Actor)
}

// listen answers requests until the context ends, and then finishes those that run.
func (a *app) listen(ctx context.Context, store graph.Store, asOf graph.Day, hints []string) (err error) {
	if err := config.Loopback(a.config.Listen); err != nil {
		return graph.Errorf(graph.Invalid, "%s", err)
	}
	clearance, err := graph.ParseClearance(a.config.Clearance)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(a.log, nil))
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.Listen)
	if err != nil {
		return graph.Errorf(graph.Unavailable, "cannot listen on %s: %w; name another port with --listen, or 127.0.0.1:0 for a free one", a.config.Listen, err)
	}
	starting := &handlers.Starting{}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- serveUntil(serving, listener, starting) }()
	defer func() { stop(); err = errors.Join(err, <-ended) }() // running requests end before the store is closed

	asker, err := a.asker(ctx, store, starting.Progress)
	if err != nil {
		return err
	}
	following := make(chan struct{})
	follow, end := context.WithCancel(ctx)
	defer func() { end(); <-following }()
	go func() {
		defer close(following)
		asker.Network.Follow(follow, followPause, func(err error) { logger.Error("the store is away", "error", err) })
	}()
	server := &handlers.Server{Asker: asker, Clearance: clearance, Actor: author(a.config), AsOf: asOf, Log: logger, Ending: ctx.Done()}
	starting.Ready(server.Handler()) //nolint:contextcheck // each request has a context of its own

	address := "http://" + listener.Addr().String()
	fmt.Fprintf(a.log, "Liaison answers on %s\n", address)
	fmt.Fprintln(a.log, "  open it in a browser; programs find what they need in /openapi.json")
	for _, hint := range hints {
		fmt.Fprintf(a.log, "  try: "+hint+"\n", address)
	}
	fmt.Fprintln(a.log, "Ctrl-C ends it.")
	select {
	case err := <-ended:
		ended <- nil
		return err
	case <-ctx.Done():
		return nil
	}
}

// Requests are small and answers quick; whoever takes longer holds a connection for nothing.
const (
	readTimeout  = 10 * time.Second
	writeTimeout = 60 * time.Second
	endTimeout   = 10 * time.Second
	maxHeader    = 64 << 10
)

// serveUntil answers until the context ends, and then finishes what runs.
func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, MaxHeaderBytes: maxHeader,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	return server.Shutdown(finish)
}
