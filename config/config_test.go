package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"liaison/config"
	"liaison/graph"
)

// TestDocumentation holds docs/configuration.md to the settings and their defaults.
func TestDocumentation(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("HOME", "/home/you")
	raw, err := os.ReadFile(filepath.Join("..", "docs", "configuration.md"))
	if err != nil {
		t.Fatal(err)
	}
	c := config.Default()
	var want strings.Builder
	fields := reflect.ValueOf(c)
	for i := range fields.NumField() {
		f := fields.Type().Field(i)
		value := strings.ReplaceAll(fmt.Sprint(fields.Field(i).Interface()), "/home/you", "~")
		if value == "[]" || value == "map[]" {
			value = ""
		}
		key := f.Tag.Get("key")
		fmt.Fprintf(&want, "| `%s` | `LIAISON_%s` | `%s` | %s |\n", key, strings.ToUpper(key), value, f.Tag.Get("doc"))
	}
	if !strings.Contains(string(raw), want.String()) {
		t.Errorf("docs/configuration.md must hold this table of settings:\n%s", want.String())
	}
}

func TestOrder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "liaison.yaml")
	if err := os.WriteFile(file, []byte("store: from-file.db\nus: [leica]\nactor: from file\nhalf_life: {call: 90}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.String("actor", "", "")
	t.Setenv("LIAISON_STORE", "from-environment.db")
	t.Setenv("LIAISON_COUNTRIES", "KG,KZ")
	if err := flags.Parse([]string{"--actor", "from flag"}); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file, flags)
	if err != nil {
		t.Fatal(err)
	}
	if c.Store != "from-environment.db" || c.Actor != "from flag" || !reflect.DeepEqual(c.Us, []string{"leica"}) ||
		!reflect.DeepEqual(c.Countries, []string{"KG", "KZ"}) || c.HalfLife["call"] != 90 || c.Listen != "127.0.0.1:8080" {
		t.Errorf("got %+v", c)
	}
}

func TestRefusesAllAtOnce(t *testing.T) {
	c := config.Default()
	c.Store, c.Countries, c.Mandates, c.Clearance, c.Listen = "", []string{"XX"}, []string{"magic"}, "PINK", "0.0.0.0:8080"
	c.HalfLife = map[string]int{"call": 0}
	err := c.Validate()
	if n := len(graph.ProblemsOf(err)); n != 6 {
		t.Errorf("got %d problems, want 6: %v", n, err)
	}
	if !strings.Contains(err.Error(), "this machine only") {
		t.Errorf("an address that others reach: got %v, want the reason", err)
	}
	file := filepath.Join(t.TempDir(), "liaison.yaml")
	if err := os.WriteFile(file, []byte("stoer: x.db\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(file, pflag.NewFlagSet("test", pflag.ContinueOnError)); err == nil || !strings.Contains(err.Error(), "stoer") {
		t.Errorf("a misspelt setting: got %v", err)
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("LIAISON_HALF_LIFE", "call=90,conference=180")
	t.Setenv("LIAISON_US", "leica, eu")
	file := filepath.Join(t.TempDir(), "liaison.yaml")
	if err := os.WriteFile(file, []byte("countries: [KG]\nus: ['Ministry, Dept']\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.String("clearance", "", "a question's own")
	if err := flags.Set("clearance", "TLP:CLEAR"); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file, flags)
	if err != nil || c.HalfLife["call"] != 90 || c.HalfLife["conference"] != 180 || !slices.Equal(c.Us, []string{"leica", "eu"}) || c.Clearance != "TLP:RED" {
		t.Errorf("got %+v, error %v", c, err)
	}
	t.Setenv("LIAISON_US", "")
	if c, err = config.Load(file, flags); err != nil || !slices.Equal(c.Us, []string{"Ministry, Dept"}) {
		t.Errorf("a name with a comma in a file: got %q, error %v", c.Us, err)
	}
	t.Setenv("LIAISON_HALF_LIFE", "call")
	if _, err := config.Load(file, flags); err == nil || !strings.Contains(err.Error(), "call=90") {
		t.Errorf("a kind without days: got %v", err)
	}
}
