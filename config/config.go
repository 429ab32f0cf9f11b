// Package config holds what an installation can set: defaults, then a file, then the environment, then flags; checked as a whole.
package config

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"liaison/graph"
)

// Config is the configuration. The tag doc is its documentation; docs/configuration.md is held to it by a test.
type Config struct {
	Store     string         `key:"store" doc:"where the graph is kept: a file, or the address of a Neo4j (bolt://..., neo4j://...)"`
	User      string         `key:"neo4j_user" doc:"the user at the Neo4j"`
	Password  string         `key:"neo4j_password" doc:"their password; better given in the environment than in a file"`
	Database  string         `key:"neo4j_database" doc:"the database at the Neo4j"`
	Us        []string       `key:"us" doc:"ids or names of whose engagements these are"`
	Countries []string       `key:"countries" doc:"the rows of the coverage matrix, as codes; empty takes those with an organisation on record"`
	Mandates  []string       `key:"mandates" doc:"the columns of the coverage matrix; empty takes those in use"`
	HalfLife  map[string]int `key:"half_life" doc:"days after which a tie counts half, by kind of engagement; 365 where there is none"`
	Clearance string         `key:"clearance" doc:"what everybody is cleared for until there are users: a marking, and groups after a slash (TLP:AMBER/team)"`
	Listen    string         `key:"listen" doc:"the address that the server listens on; until there are users only one of this machine"`
	Actor     string         `key:"actor" doc:"who writes, in the log"`
}

// Default gives the configuration where nothing is set.
func Default() Config {
	return Config{
		Store:     filepath.Join(dataFolder(), "liaison.db"),
		User:      "neo4j",
		Database:  "neo4j",
		Us:        []string{},
		Countries: []string{},
		Mandates:  []string{},
		HalfLife:  map[string]int{},
		Clearance: graph.Red.String(),
		Listen:    "127.0.0.1:8080",
		Actor:     "command line",
	}
}

// dataFolder follows the XDG Base Directory Specification.
func dataFolder() string {
	if folder := os.Getenv("XDG_DATA_HOME"); folder != "" {
		return filepath.Join(folder, "liaison")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	return filepath.Join(home, ".local", "share", "liaison")
}

// EnvPrefix begins the names of environment variables: LIAISON_STORE sets store.
const EnvPrefix = "LIAISON"

// flagged are the settings that flags of the same name set. Others have flags of their name that mean something else: a question's clearance is
// at most the configured one.
var flagged = []string{"store", "us", "actor", "listen"}

// Load reads the configuration: defaults, the file unless it is "", the environment, and flags that were given.
func Load(file string, flags *pflag.FlagSet) (Config, error) {
	v := viper.New()
	v.SetEnvPrefix(EnvPrefix)
	v.AutomaticEnv()
	c := Default()
	fields := reflect.ValueOf(&c).Elem()
	known := []string{}
	for i := range fields.NumField() {
		key := fields.Type().Field(i).Tag.Get("key")
		known = append(known, key)
		v.SetDefault(key, fields.Field(i).Interface())
		if flag := flags.Lookup(key); flag != nil && slices.Contains(flagged, key) {
			if err := v.BindPFlag(key, flag); err != nil {
				return c, err
			}
		}
	}
	if file != "" {
		v.SetConfigFile(file)
		if err := v.ReadInConfig(); err != nil {
			return c, graph.Errorf(graph.Malformed, "the configuration %s cannot be read: %w", file, err)
		}
		for _, key := range v.AllKeys() {
			if top, _, _ := strings.Cut(key, "."); !slices.Contains(known, top) {
				return c, graph.Errorf(graph.Invalid, "%s: there is no setting %q; the settings are %s", file, key, strings.Join(known, ", "))
			}
		}
	}
	for i := range fields.NumField() {
		key := fields.Type().Field(i).Tag.Get("key")
		switch field := fields.Field(i); field.Interface().(type) {
		case string:
			field.SetString(v.GetString(key))
		case []string:
			field.Set(reflect.ValueOf(list(v, key)))
		case map[string]int:
			m, err := days(v, key)
			if err != nil {
				return c, graph.Errorf(graph.Invalid, "%s must give a number of days for each kind: %w", key, err)
			}
			field.Set(reflect.ValueOf(m))
		}
	}
	for i, code := range c.Countries {
		c.Countries[i] = strings.ToUpper(code)
	}
	return c, c.Validate()
}

// days reads numbers of days by kinds; in the environment they stand as "call=90,conference=180".
func days(v *viper.Viper, key string) (map[string]int, error) {
	m := map[string]int{}
	text, ok := v.Get(key).(string)
	if !ok {
		return m, v.UnmarshalKey(key, &m)
	}
	for item := range strings.SplitSeq(text, ",") {
		kind, days, ok := strings.Cut(strings.TrimSpace(item), "=")
		n, err := strconv.Atoi(days)
		if !ok || err != nil {
			return nil, fmt.Errorf("%q is no kind with its days: write it like call=90,conference=180", item)
		}
		m[kind] = n
	}
	return m, nil
}

// list reads a list. In the environment and in flags its items stand between commas; in a file it is one already, and an item may have a comma.
func list(v *viper.Viper, key string) []string {
	if v.InConfig(key) {
		if file, ok := v.Get(key).([]any); ok {
			items := make([]string, len(file))
			for i, item := range file {
				items[i] = strings.TrimSpace(fmt.Sprint(item))
			}
			return items
		}
	}
	items := []string{}
	for _, item := range v.GetStringSlice(key) {
		for part := range strings.SplitSeq(item, ",") {
			if part = strings.TrimSpace(part); part != "" {
				items = append(items, part)
			}
		}
	}
	return items
}

// Validate checks the configuration and tells all that is wrong at once.
func (c Config) Validate() error {
	var problems []graph.Problem
	wrong := func(key, format string, args ...any) {
		problems = append(problems, graph.Problem{Field: key, Text: fmt.Sprintf(format, args...)})
	}
	if c.Store == "" {
		wrong("store", "is empty: name a file or the address of a Neo4j")
	}
	for _, code := range c.Countries {
		if country, ok := graph.LookupCountry(code); !ok || string(country.Code) != code {
			wrong("countries", "%q is no country: use its two capital letters, like KG", code)
		}
	}
	for _, m := range c.Mandates {
		if !slices.Contains(graph.Mandates(), graph.Mandate(m)) {
			wrong("mandates", "%q is no mandate", m)
		}
	}
	for kind, days := range c.HalfLife {
		if !slices.Contains(graph.EngagementKinds(), graph.EngagementKind(kind)) {
			wrong("half_life", "%q is no kind of engagement", kind)
		}
		if days < 1 || days > 36_500 {
			wrong("half_life", "%s: %d is not from 1 to 36500 days", kind, days)
		}
	}
	if _, err := graph.ParseClearance(c.Clearance); err != nil {
		wrong("clearance", "%s", err)
	}
	if err := Loopback(c.Listen); err != nil {
		wrong("listen", "%s", err)
	}
	if len(problems) > 0 {
		return &graph.Error{Kind: graph.Invalid, Message: "the configuration has a problem:", Problems: problems}
	}
	return nil
}

// Loopback refuses an address that others than this machine can reach.
func Loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address: write it like 127.0.0.1:8080", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("the server has no users and passwords yet, so it listens on this machine only: use 127.0.0.1:8080; " + address + " could be reached by others")
	}
	return nil
}
