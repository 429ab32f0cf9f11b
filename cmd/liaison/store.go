package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"liaison/config"
	"liaison/graph"
	"liaison/graph/exchange"
	"liaison/graph/neo4jstore"
	"liaison/graph/sqlitestore"
	"liaison/queries"
	"liaison/queries/network"
)

// openStore opens the store at an address: a Neo4j, or a file, which is made with its folder where there is none.
func (a *app) openStore(ctx context.Context, address string) (graph.Store, error) {
	if strings.Contains(address, "://") {
		return neo4jstore.Open(ctx, neo4jstore.Options{
			URI: address, User: a.config.User, Password: a.config.Password, Database: a.config.Database,
		})
	}
	if err := os.MkdirAll(filepath.Dir(address), 0o700); err != nil {
		return nil, graph.Errorf(graph.Unavailable, "the folder of %s cannot be made: %w", address, err)
	}
	return sqlitestore.Open(ctx, address)
}

// openExisting opens a store that must be there: from a mistyped path a new, empty one would answer that there is nothing.
func (a *app) openExisting(ctx context.Context, address string) (graph.Store, error) {
	if !strings.Contains(address, "://") {
		if _, err := os.Stat(address); errors.Is(err, os.ErrNotExist) {
			return nil, graph.Errorf(graph.NotFound, "there is no store at %s: name another with --store, or import something to make it", address)
		}
	}
	return a.openStore(ctx, address)
}

// openDemo opens a store with the demo data: in a folder, or a temporary one that close removes.
func (a *app) openDemo(ctx context.Context, folder string) (store graph.Store, closeDemo func() error, err error) {
	remove := func() error { return nil }
	if folder == "" {
		if folder, err = os.MkdirTemp("", "liaison-demo-"); err != nil {
			return nil, nil, err
		}
		temporary := folder
		remove = func() error { return os.RemoveAll(temporary) }
	}
	if store, err = a.openStore(ctx, filepath.Join(folder, "liaison.db")); err != nil {
		return nil, nil, err
	}
	closeDemo = func() error {
		if err := store.Close(); err != nil {
			return err
		}
		return remove()
	}
	_, err = exchange.Import(ctx, store, exchange.Demo(), exchange.Options{Actor: "demo", Reason: "the demo data", Batch: "demo"})
	if graph.KindOf(err) == graph.Conflict {
		err = nil // a kept demo in which something was edited since: leave it so
	}
	return store, closeDemo, err
}

// asker loads the network of a store and gives who answers questions over it. told, unless nil, is told how far it is.
func (a *app) asker(ctx context.Context, store graph.Store, told func(done, total graph.Revision)) (*queries.Asker, error) {
	p := a.progress("reading the log")
	n, err := network.Load(ctx, store, func(done, total graph.Revision) {
		p.show(int(done), int(total))
		if told != nil {
			told(done, total)
		}
	})
	p.end()
	if err != nil {
		return nil, err
	}
	asker := &queries.Asker{Network: n, Settings: settings(a.config), Today: today}
	if s, ok := store.(*neo4jstore.Store); ok {
		asker.Cypher = s
	}
	return asker, nil
}

func settings(c config.Config) queries.Settings {
	s := queries.Settings{Us: c.Us, HalfLife: map[graph.EngagementKind]int{}}
	for _, code := range c.Countries {
		s.Countries = append(s.Countries, graph.CountryCode(code))
	}
	for _, m := range c.Mandates {
		s.Mandates = append(s.Mandates, graph.Mandate(m))
	}
	for kind, days := range c.HalfLife {
		s.HalfLife[graph.EngagementKind(kind)] = days
	}
	return s
}

// today gives the day that the calendar on the wall of this machine shows.
func today() graph.Day {
	year, month, day := time.Now().Date()
	return graph.DayOf(year, month, day)
}

// progress shows how far long work is, on a terminal only.
type progress struct {
	to    *os.File
	what  string
	last  time.Time
	shown bool
}

// progressPause is how often progress is shown; work that takes less shows none.
const progressPause = 500 * time.Millisecond

func (a *app) progress(what string) *progress {
	p := &progress{what: what, last: time.Now()}
	if info, err := a.log.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		p.to = a.log
	}
	return p
}

// show tells how much of the total is done; a total of 0 is not known.
func (p *progress) show(done, total int) {
	if p.to == nil || time.Since(p.last) < progressPause {
		return
	}
	p.last, p.shown = time.Now(), true
	if total > 0 {
		fmt.Fprintf(p.to, "\r%s: %d of %d ", p.what, done, total)
	} else {
		fmt.Fprintf(p.to, "\r%s: %d ", p.what, done)
	}
}

func (p *progress) end() {
	if p.shown {
		fmt.Fprintln(p.to)
	}
}
