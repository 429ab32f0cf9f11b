package sqlitestore_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/sqlitestore"
	"liaison/graph/storetest"
)

func open(t testing.TB, path string) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, storetest.Backend{New: func(t testing.TB) func(t testing.TB) graph.Store {
		path := filepath.Join(t.TempDir(), "liaison.db")
		return func(t testing.TB) graph.Store { return open(t, path) }
	}})
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("These are notes, and no database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "foreign.db")
	execute(t, foreign, `CREATE TABLE t (x)`)
	newer := filepath.Join(dir, "newer.db")
	open(t, newer)
	execute(t, newer, `PRAGMA user_version = 99`)
	for _, c := range []struct{ name, path, says string }{
		{"a file that is no database", text, "not an SQLite file"},
		{"another program's file", foreign, "another program"},
		{"a newer format", newer, "format 99"},
		{"a folder that does not exist", filepath.Join(dir, "nowhere", "x.db"), "does not exist"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, _ := os.ReadFile(c.path)
			s, err := sqlitestore.Open(t.Context(), c.path)
			if err == nil {
				s.Close()
				t.Fatal("got no error")
			}
			if graph.KindOf(err) == "" || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %q (kind %q), want it to say %q", err, graph.KindOf(err), c.says)
			}
			if after, _ := os.ReadFile(c.path); string(after) != string(before) {
				t.Error("the refused file was changed")
			}
		})
	}
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkApply(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "liaison.db"))
	apply := func(changes ...graph.Change) {
		if _, err := s.Apply(b.Context(), graph.Write{ID: graph.NewApplyID(), Actor: "bench", Changes: changes}); err != nil {
			b.Fatal(err)
		}
	}
	apply(graph.Put(storetest.Org("a", "A"), graph.ExpectAbsent()), graph.Put(storetest.Org("b", "B"), graph.ExpectAbsent()))
	for b.Loop() {
		apply(graph.Put(storetest.Meeting(graph.ID("m-"+graph.NewApplyID()), "2021-02-22", "a", "b"), graph.ExpectAbsent()))
	}
}

func BenchmarkFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "file"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}
