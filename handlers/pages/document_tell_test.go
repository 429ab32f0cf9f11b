package pages

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
)

func TestExactly(t *testing.T) {
	for notation, want := range map[string]string{
		"":                         "When it was or will be is not recorded.",
		"2021-03-03":               "Known to the day.",
		"2021-03-03T10:30":         "Known to the day.",
		"2021-03-03?":              "Known to the day. The date is marked as uncertain or approximate.",
		"2021-02":                  "One day from 1 February 2021 to 28 February 2021; which of these 28 is not recorded.",
		"[2021-03-03..2021-03-04]": "One day from 3 March 2021 to 4 March 2021; which of these 2 is not recorded.",
		"2021-03-03/2021-03-04":    "Known to the day; 2 days.",
		"2021-01-11/2021-03":       "It begins on 11 January 2021 and ends between 1 March 2021 and 31 March 2021.",
		"2021-01-11/..":            "Its beginning is known to the day, its end is not recorded.",
		"2021/..":                  "No more is recorded.",
		"../2021-03-31":            "No more is recorded.",
		"[2020-01-01..2020-01-31]/[2020-02..2020-03]": "It begins between 1 January 2020 and 31 January 2020 and ends between 1 February 2020 and 31 March 2020.",
	} {
		if got := exactly(graph.MustDate(notation), false); got != want {
			t.Errorf("%s: got %q, want %q", notation, got, want)
		}
	}
	if got, want := exactly(graph.MustDate("2020-12"), true), "Some time from 1 December 2020 to 31 December 2020; no more is recorded."; got != want {
		t.Errorf("of several: got %q, want %q", got, want)
	}
}

func TestAsOf(t *testing.T) {
	for _, c := range []struct{ date, day, want string }{
		{"2018/2021-03-31", "2020-01-01", "2018/.."},
		{"2018/2021-03-31", "2021-03-31", "2018/2021-03-31"},
		{"2018/[2021-03-01..2021-05-31]", "2021-04-01", "2018/[2021-03-01..2021-05-31]"}, // it may have ended
		{"../2021-03-31", "2020-01-01", ""},
		{"2018/..", "2020-01-01", "2018/.."},
		{"2018/", "2020-01-01", "2018/"},
		{"2018/ended", "2020-01-01", "2018/ended"},
		{"2018", "2017-01-01", "2018"},
		{"", "2017-01-01", ""},
	} {
		day, err := graph.ParseDay(c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := asOf(graph.MustDate(c.date), day); got != c.want {
			t.Errorf("%s on %s reads %q, want %q", c.date, c.day, got, c.want)
		}
	}
}

// TestPropertiesTellEveryField fills documents with anything: two that differ never read the same field by field, whatever it is that differs.
func TestPropertiesTellEveryField(t *testing.T) {
	w := teller{on: graph.DayOf(2021, 1, 1), name: func(id graph.ID) string { return "name of " + string(id) }}
	for _, noun := range graph.Nouns() {
		t.Run(string(noun), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, b := graph.NewDocument(noun), graph.NewDocument(noun)
				fill(t, reflect.ValueOf(a).Elem(), "")
				body, err := json.Marshal(a)
				if err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(body, b); err != nil {
					t.Fatal(err)
				}
				path := change(t, reflect.ValueOf(b).Elem(), "")
				b.Header().ID = a.Header().ID
				tidy(a)
				tidy(b)
				body, err = json.Marshal(a)
				if err != nil {
					t.Fatal(err)
				}
				other, err := json.Marshal(b)
				if err != nil {
					t.Fatal(err)
				}
				if string(body) != string(other) && len(differences(w.properties(a), w.properties(b))) == 0 {
					t.Fatalf("that %s changed is not told:\n%s\n%s", path, body, other)
				}
			})
		})
	}
}

// samples are values of the types that are more than texts and numbers.
var samples = map[reflect.Type][]any{
	reflect.TypeFor[graph.Date]():             {graph.Date{}, graph.MustDate("2021"), graph.MustDate("2021?"), graph.MustDate("2020-01-01/..")},
	reflect.TypeFor[graph.Grade]():            {graph.Grade{}, graph.Grade{Reliability: 'B', Credibility: 2}, graph.Grade{Reliability: 'A', Credibility: 1}},
	reflect.TypeFor[graph.Marking]():          {graph.Clear, graph.Amber},
	reflect.TypeFor[graph.StandsFor]():        {graph.StandsFor(0), graph.Several, graph.StandsFor(3)},
	reflect.TypeFor[graph.CountryCode]():      {graph.CountryCode(""), graph.CountryCode("KG"), graph.CountryCode("KZ")},
	reflect.TypeFor[graph.PlaceID]():          {graph.PlaceID(""), graph.PlaceID("KG-bishkek"), graph.PlaceID("KZ")},
	reflect.TypeFor[graph.ID]():               {graph.ID(""), graph.ID("x"), graph.ID("y")},
	reflect.TypeFor[graph.OrganisationKind](): {graph.Agency, graph.Ministry},
	reflect.TypeFor[graph.EngagementKind]():   {graph.Meeting, graph.Call},
	reflect.TypeFor[graph.CooperationKind]():  {graph.Agreement, graph.Funding},
	reflect.TypeFor[graph.Status]():           {graph.Held, graph.Planned},
	reflect.TypeFor[graph.Role]():             {graph.Host, graph.Counterpart},
	reflect.TypeFor[graph.Basis]():            {graph.Asked, graph.Agreed},
}

// inList marks the path of what is in a list, or there only sometimes: it is never empty, which no document's is.
const inList = "[]"

// tidy leaves each party an organisation or a country, one of the two.
func tidy(d graph.Document) {
	if k, ok := d.(*graph.Cooperation); ok {
		for i := range k.Parties {
			if k.Parties[i].Country != "" {
				k.Parties[i].Organisation = ""
			}
		}
	}
}

// fill fills a value with anything.
func fill(t *rapid.T, v reflect.Value, path string) {
	if list, ok := samples[v.Type()]; ok {
		if strings.HasSuffix(path, inList) && reflect.ValueOf(list[0]).IsZero() {
			list = list[1:]
		}
		v.Set(reflect.ValueOf(rapid.SampledFrom(list).Draw(t, path)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(0, 2).Draw(t, path), 2))
		for i := range v.Len() {
			fill(t, v.Index(i), path+inList)
		}
	case reflect.Pointer:
		if strings.Contains(path, inList) || rapid.Bool().Draw(t, path) {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), path+inList)
		}
	case reflect.String:
		texts := []string{"one", "two"}
		if !strings.Contains(path, inList) {
			texts = append(texts, "")
		}
		if strings.HasSuffix(path, "Language") || strings.HasSuffix(path, "Languages"+inList) {
			texts = []string{"ru", "en"}
		}
		if strings.HasSuffix(path, "Reliability") {
			texts = []string{"", "A", "B"}
		}
		v.SetString(rapid.SampledFrom(texts).Draw(t, path))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, path))
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(0, 3).Draw(t, path)))
	default:
		t.Fatalf("%s is of a kind that this test does not know: %s", path, v.Kind())
	}
}

// change fills one part of a value anew, and says which.
func change(t *rapid.T, v reflect.Value, path string) string {
	if _, ok := samples[v.Type()]; !ok {
		switch {
		case v.Kind() == reflect.Struct:
			at := rapid.IntRange(0, v.NumField()-1).Draw(t, "field")
			return change(t, v.Field(at), path+"."+v.Type().Field(at).Name)
		case v.Kind() == reflect.Slice && v.Len() > 0 && rapid.Bool().Draw(t, "inside"):
			return change(t, v.Index(rapid.IntRange(0, v.Len()-1).Draw(t, "index")), path+inList)
		case v.Kind() == reflect.Pointer && !v.IsNil():
			return change(t, v.Elem(), path+inList)
		}
	}
	fill(t, v, path)
	return path
}

// TestChangedFields holds what somebody is told whose click came too late.
func TestChangedFields(t *testing.T) {
	was := &graph.Engagement{Kind: graph.Meeting, Status: graph.Planned, Summary: "In the small room"}
	is := &graph.Engagement{Kind: graph.Meeting, Status: graph.Held, Summary: "In the large room", Participants: []graph.Participation{{Stakeholder: "leica"}}}
	for name, c := range map[string]struct {
		before, after graph.Document
		want          []string
	}{
		"recorded": {nil, is, []string{"recorded"}},
		"changed":  {was, is, []string{"status: planned, now held", "summary changed", "who took part changed"}},
		"alike":    {was, was, nil},
		"deleted":  {was, nil, []string{"kind changed", "status changed", "summary changed"}},
	} {
		if got := changedFields(c.before, c.after); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}
