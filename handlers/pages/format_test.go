package pages

import (
	"html/template"
	"testing"

	"liaison/graph"
	"liaison/queries"
)

func TestDatesInWords(t *testing.T) {
	for notation, want := range map[string]string{
		"":                                 "date not recorded",
		"2021":                             "2021",
		"2021-03":                          "March 2021",
		"2021-03-15":                       "15 March 2021",
		"2021-03-15T14:30":                 "15 March 2021, 14:30",
		"2021-03-03/2021-03-04":            "3–4 March 2021",
		"2021-02-22/2021-03-01":            "22 February – 1 March 2021",
		"2020-12-22/2021-01-10":            "22 December 2020 – 10 January 2021",
		"2021-03-03/2021-03-03":            "3 March 2021",
		"2021-01-11/2021-03":               "11 January to March 2021",
		"2020-12/2021-03":                  "December 2020 to March 2021",
		"[2021-03-03..2021-03-04]":         "3 or 4 March 2021",
		"[2021-02-28..2021-03-01]":         "28 February or 1 March 2021",
		"[2021-03-03..2021-03-14]":         "between 3 and 14 March 2021",
		"[2021-02-10..2021-03-14]":         "between 10 February and 14 March 2021",
		"[2020-12-10..2021-03-14]":         "between 10 December 2020 and 14 March 2021",
		"[2020-09..2021-03]":               "between September 2020 and March 2021",
		"[2021-02..2021-03]":               "February or March 2021",
		"[2020-12..2021-01]":               "December 2020 or January 2021",
		"[2021-01..2021-02]/2021-03":       "January or February to March 2021",
		"[2020-10-01..2020-10-10]":         "early October 2020",
		"[2020-10-11..2020-10-20]":         "mid October 2020",
		"[2020-10-21..2020-10-31]":         "late October 2020",
		"[2021-01-01..2021-04-30]":         "early 2021",
		"[2021-06-01..2021-08-31]":         "summer 2021",
		"[2020-12-01..2021-02-28]":         "winter 2020",
		"[..2021-03-15]":                   "not after 15 March 2021",
		"[2021-03-15..]":                   "not before 15 March 2021",
		"2015/..":                          "since 2015",
		"2015/":                            "since 2015, not known to have ended",
		"2015/ended":                       "from 2015, ended, date not recorded",
		"/ended":                           "ended, date not recorded",
		"../2021-03-31":                    "until 31 March 2021",
		"/2021":                            "until 2021",
		"2020-10?":                         "October 2020 (uncertain)",
		"2020-10~":                         "about October 2020",
		"2020-10%":                         "about October 2020 (uncertain)",
		"2020-10-05~/2020-10-07":           "about 5 October to 7 October 2020",
		"what somebody wrote in its place": "what somebody wrote in its place",
	} {
		if got := dateWords(notation); got != want {
			t.Errorf("%q: got %q, want %q", notation, got, want)
		}
	}
}

func TestSpansInWords(t *testing.T) {
	day := graph.DayOf(2021, 3, 15)
	for want, span := range map[string]queries.Span{
		"date not recorded":   queries.NoSpan(),
		"15 March 2021":       {day, day, day, day},
		"15–16 March 2021":    {day, day, day + 1, day + 1},
		"15 or 16 March 2021": {day, day + 1, day, day + 1},
	} {
		if got := spanWords(span); got != want {
			t.Errorf("%v: got %q, want %q", span, got, want)
		}
	}
}

func TestValuesInWords(t *testing.T) {
	for got, want := range map[string]string{
		word("kind", graph.RegionalBody):                          "regional body",
		word("mandate", graph.DrugControl):                        "drug control",
		word("status", graph.Sought):                              "sought",
		word("topic", "money_laundering"):                         "money laundering",
		word("kind", ""):                                          "",
		countryName("TJ"):                                         "Tajikistan",
		gradeWords(graph.Grade{Reliability: 'B', Credibility: 2}): "B2: usually reliable, probably true",
		gradeWords(graph.Grade{}):                                 "not graded",
		markingWords(graph.Clear):                                 "may be passed on without limits",
		dayWords(graph.MinDay):                                    "date not recorded",
		languageOf("РАТС ШОС"):                                    "und-Cyrl",
		languageOf("上合组织"):                                        "und-Hani",
		languageOf("(SCO)"):                                       "en",
		statusWords(404):                                          "There is nothing here",
		statusWords(418):                                          "I'm a teapot",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSentencesEscape(t *testing.T) {
	got := sentence("error.meant", anchor(`/x?a=1&b="`, "<b>"))
	if want := template.HTML(`Perhaps <a href="/x?a=1&amp;b=&#34;">&lt;b&gt;</a> was meant`); got != want {
		t.Errorf("got %s", got)
	}
	if got := sentence("error.meant", "<script>"); got != "Perhaps &lt;script&gt; was meant" {
		t.Errorf("got %s", got)
	}
	if got := anchor("javascript:alert(1)", "x"); got != `<a href="#">x</a>` {
		t.Errorf("got %s", got)
	}
}

func TestTemplatesAreRead(t *testing.T) {
	if _, err := parseTemplates(templateFiles); err != nil {
		t.Fatal(err)
	}
}
