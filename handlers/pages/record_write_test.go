package pages

import (
	"errors"
	"testing"

	"liaison/graph"
)

// TestRefused puts what the store says at the fields in which it was typed.
func TestRefused(t *testing.T) {
	blank := func() *whoRow { return &whoRow{Who: &naming{}, For: &naming{}} }
	f := &recordForm{Kind: "meeting", Status: "held", Place: &naming{}, Source: &naming{}, Apply: "x", highest: graph.Green}
	f.Who = []*whoRow{blank(), blank(), blank(), blank()}
	f.Owes = []*owesRow{{By: &naming{}, To: &naming{}}, {By: &naming{}, To: &naming{}, What: "a list"}}
	f.number()
	// The first line is empty, so the participants of the document are the second to the fourth.
	for i, row := range f.Who[1:] {
		row.Who.Text, row.Who.id = "somebody", graph.ID("somebody-"+string(rune('a'+i)))
	}
	f.Who[2].Who.create, f.Who[2].Who.Kind = graph.NounOrganisation, "agency"
	made, err := f.documents("Anna Bauer")
	if err != nil {
		t.Fatal(err)
	}
	id := map[graph.Noun]string{}
	for _, e := range made.edits {
		id[e.Document.Noun()] = string(e.Document.Header().ID)
	}
	for _, c := range []struct {
		noun         graph.Noun
		field, where string
	}{
		{graph.NounEngagement, "participants[2].role", "role-3"},
		{graph.NounEngagement, "participants[0].stakeholder", "who-1"},
		{graph.NounEngagement, "participants[1].acting_for", "for-2"},
		{graph.NounEngagement, "participants[1].post", "post-2"},
		{graph.NounEngagement, "topics[3]", "topics"},
		{graph.NounEngagement, "when", "when"},
		{graph.NounEngagement, "summary", "summary"},
		{graph.NounEngagement, "evidence[0].source", "source"},
		{graph.NounEngagement, "marking", "marking"},
		{graph.NounEngagement, "weight", ""},
		{graph.NounOrganisation, "names[0].text", "who-2"},
		{graph.NounOrganisation, "kind", "who-2-kind"},
		{graph.NounOrganisation, "country", "who-2-country"},
		{graph.NounOrganisation, "id", "who-2"},
		{graph.NounCommitment, "what", "what-1"},
		{graph.NounCommitment, "owed_to", "to-1"},
		{graph.NounCommitment, "due", "due-1"},
		{graph.NounSource, "title", "source"},
		{graph.NounSource, "reliability", "reliability"},
	} {
		f.problems = nil
		f.refused(made, &graph.Error{Kind: graph.Invalid, Problems: []graph.Problem{{Document: id[c.noun], Field: c.field, Text: "is wrong"}}}, "")
		if len(f.problems) != 1 || f.problems[0].Field != c.where {
			t.Errorf("%s of the %s is told at %v, want %q", c.field, c.noun, f.problems, c.where)
		}
	}
	for _, err := range []error{graph.Errorf(graph.Unavailable, "gone fishing"), errors.New("a secret"), graph.Errorf(graph.TooLarge, "too large")} {
		f.problems = nil
		f.refused(made, err, "0123")
		if len(f.problems) != 1 || f.problems[0].Text == "" || f.problems[0].Text == "a secret" {
			t.Errorf("%v is told as %v", err, f.problems)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Пограничная служба КНБ": "pogranichnaya-sluzhba-knb", "Ministère de l’Intérieur": "ministere-de-linterieur", "../../etc": "etc", "公安部": "", "<b>": "b",
	} {
		if got := slug(name); got != want {
			t.Errorf("slug(%q) is %q, want %q", name, got, want)
		}
	}
}
