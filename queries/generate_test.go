package queries_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/storetest"
	"liaison/queries"
)

// world makes random graphs that hurt: labels raised, lowered, deleted and created again; persons acting for organisations; hidden
// actors; placeholders; nested engagements; dated parents; wide, open and unknown dates; cooperations of three; every status and role.
type world struct {
	t     *rapid.T
	store *storetest.Memory
	draws uint64
	// participants are those of the first engagements.
	participants map[graph.ID][]graph.Participation
}

const (
	organisations = 5
	persons       = 3
	engagements   = 12
)

var (
	worldDates = []string{
		"", "", "2021-03-01", "2021-02", "2020", "[2020-12-15..2021-01-10]", "2020-06-01/2021-01-15", "2019/..", "2019/", "../2021-02",
		"2020/ended", "/ended", "2021-03-01T10:30", "2021-03-01T09:00", "2020-07-01", "2020-07-01", "[2021-02-01..2021-04-30]", "2018-05",
	}
	worldCountries = []graph.CountryCode{"KG", "KZ", "UZ"}
	worldPlaces    = []graph.PlaceID{"", "KG-bishkek", "KZ-astana", "UZ", "KZ"}
	worldTopics    = []string{"borders", "training", "terrorism"}
	worldNames     = []string{"Agency", "Ministry", "Агентство", "Nur-Sultan", "Office A", "Office B"}
	worldChoices   = map[string][]string{"kind": {"agency", "meeting", "regional_body"}, "mandate": {"police", "border"}, "status": {"held", "planned"}}
	worldGroups    = []graph.Group{"team", "board"}
	worldGrades    = []string{"", "A1", "B2", "B3", "C3", "F6", "A6", "F1"}
)

func newWorld(t *rapid.T) *world {
	w := &world{t: t, store: storetest.NewMemory(), participants: map[graph.ID][]graph.Participation{}}
	// Everything exists at first, so that references hold and most questions have an answer.
	w.first(organisations, "o", w.organisation)
	w.first(persons, "p", w.person)
	w.first(2, "s", w.source)
	w.first(engagements, "e", w.engagement)
	w.first(4, "m", w.commitment)
	w.first(3, "k", w.cooperation)
	for range w.below(5, "commits") {
		w.commit()
	}
	return w
}

// below draws a number below n. Rapid draws small numbers far more often than large ones, which would make most graphs nearly empty: the draw is
// mixed with how many came before it (splitmix64, Steele et al. 2014).
func (w *world) below(n int, name string) int {
	w.draws++
	x := (rapid.Uint64().Draw(w.t, name) + w.draws) * 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return int((x ^ x>>31) % uint64(n))
}

// first makes the first version of each document of a kind.
func (w *world) first(n int, kind string, make func() graph.Document) {
	for i := range n {
		d := make()
		if o, ok := d.(*graph.Organisation); ok {
			o.Parents = nil // they may not be there yet
		}
		d.Header().ID = graph.ID(fmt.Sprintf("%s%d", kind, i))
		if e, ok := d.(*graph.Engagement); ok {
			e.Within = "" // it may not be there yet
			if i > 0 && w.chance(50) {
				w.nest(e, graph.ID(fmt.Sprintf("%s%d", kind, w.below(i, "around"))))
			}
			w.participants[e.ID] = e.Participants
		}
		w.apply(d, d.Header().ID)
	}
}

func one[T any](w *world, name string, list []T) T { return list[w.below(len(list), name)] }

func (w *world) chance(percent int) bool { return w.below(100, "chance") >= 100-percent }

func (w *world) id(kind string, n int) graph.ID {
	return graph.ID(fmt.Sprintf("%s%d", kind, w.below(n, kind)))
}

func (w *world) head(id graph.ID) graph.Head {
	h := graph.Head{ID: id, Marking: one(w, "marking", []graph.Marking{graph.Clear, graph.Clear, graph.Clear, graph.Clear, graph.Clear, graph.Green, graph.Amber, graph.Red})}
	if w.chance(8) {
		h.Audience = []graph.Group{one(w, "group", worldGroups)}
	}
	return h
}

func (w *world) date() graph.Date { return graph.MustDate(one(w, "date", worldDates)) }

func (w *world) fact() graph.Fact {
	f := graph.Fact{}
	if text := one(w, "grade", worldGrades); text != "" {
		grade, err := graph.ParseGrade(text)
		if err != nil {
			w.t.Fatal(err)
		}
		f.Grade = grade
	}
	if w.chance(50) {
		f.Evidence = []graph.Citation{{Source: w.id("s", 2), Quote: "said"}}
	}
	return f
}

// commit applies some changes, each by itself where it cannot be together with the others: what a change refers to may not exist.
func (w *world) commit() {
	var makers []func() graph.Document
	add := func(n int, make func() graph.Document) {
		for range w.below(n+1, "n") {
			makers = append(makers, make)
		}
	}
	add(2, w.source)
	add(3, w.organisation)
	add(1, w.person)
	add(2, w.post)
	add(2, w.tenure)
	add(5, w.engagement)
	add(3, w.cooperation)
	add(3, w.commitment)
	for _, make := range makers {
		d := make()
		w.apply(d, d.Header().ID)
	}
	if w.chance(50) {
		kind := one(w, "deleted", []string{"o", "o", "p", "e", "s", "k", "post"})
		w.apply(nil, w.id(kind, 4))
	}
}

// apply puts or deletes a document as it stands; what the rules refuse is left out.
func (w *world) apply(d graph.Document, id graph.ID) {
	standings, err := w.store.Standings(context.Background(), []graph.ID{id})
	if err != nil {
		w.t.Fatal(err)
	}
	s, exists := standings[id]
	expect := graph.ExpectRevision(s.Revision)
	if !exists || s.Deleted {
		expect = graph.ExpectAbsent()
	}
	change := graph.Put(d, expect)
	if d == nil {
		change = graph.Delete(id, expect)
	}
	_, err = w.store.Apply(context.Background(), graph.Write{ID: graph.NewApplyID(), Changes: []graph.Change{change}})
	if err != nil && graph.KindOf(err) != graph.Invalid && graph.KindOf(err) != graph.NotFound {
		w.t.Fatal(err)
	}
}

func (w *world) source() graph.Document {
	return &graph.Source{Head: w.head(w.id("s", 2)), Title: "Source " + one(w, "name", worldNames)}
}

func (w *world) organisation() graph.Document {
	o := &graph.Organisation{
		Head: w.head(w.id("o", organisations)),
		Kind: one(w, "kind", []graph.OrganisationKind{graph.Agency, graph.Ministry, graph.RegionalBody, graph.Embassy}),
		Seat: one(w, "seat", worldPlaces), Placeholder: w.chance(20),
	}
	o.Names = []graph.Name{{Text: one(w, "name", worldNames)}, {Text: string(o.ID) + " " + one(w, "name", worldNames), Valid: w.date(), Language: "en"}}
	if w.chance(70) {
		o.Country = one(w, "country", worldCountries)
	}
	if w.chance(70) {
		o.Mandates = []graph.Mandate{one(w, "mandate", []graph.Mandate{graph.Police, graph.Border})}
	}
	if w.chance(25) {
		o.Mandates = append(o.Mandates, graph.Customs)
	}
	if w.chance(35) {
		o.Parents = []graph.Parent{{Organisation: w.id("o", organisations), Valid: w.date()}}
	}
	return o
}

func (w *world) person() graph.Document {
	return &graph.Person{Head: w.head(w.id("p", persons)), Names: []graph.Name{{Text: one(w, "name", []string{"Rakhmon", "Раҳмон", "Marion"})}}}
}

func (w *world) post() graph.Document {
	return &graph.Post{Head: w.head(w.id("post", 2)), Titles: []graph.Name{{Text: "Head " + one(w, "name", worldNames)}}, Organisation: w.id("o", organisations)}
}

func (w *world) tenure() graph.Document {
	return &graph.Tenure{Head: w.head(w.id("t", 2)), Fact: w.fact(), Person: w.id("p", persons), Post: w.id("post", 2), Valid: w.date()}
}

func (w *world) engagement() graph.Document {
	e := &graph.Engagement{
		Head: w.head(w.id("e", engagements)), Fact: w.fact(),
		Kind:   one(w, "kind", []graph.EngagementKind{graph.Meeting, graph.Meeting, graph.Conference}),
		Status: one(w, "status", append(graph.Statuses(), graph.Held, graph.Held, graph.Held, graph.Held, graph.Held, graph.Held, graph.Held)),
		When:   w.date(), Place: one(w, "place", worldPlaces), Online: w.chance(20), Summary: "summary",
	}
	if w.chance(30) {
		e.Within = w.id("e", engagements)
	}
	if w.chance(30) {
		e.StandsFor = one(w, "stands for", []graph.StandsFor{graph.Several, 3})
	}
	if w.chance(25) {
		e.Weight = graph.KeepingTouch
	}
	if w.chance(50) {
		e.Topics = []string{one(w, "topic", worldTopics)}
	}
	if w.chance(8) { // everybody, plainly: more than most engagements have
		for i := range organisations {
			e.Participants = append(e.Participants, graph.Participation{Stakeholder: graph.ID(fmt.Sprintf("o%d", i)), Role: graph.Counterpart})
		}
		for i := range persons {
			e.Participants = append(e.Participants, graph.Participation{Stakeholder: graph.ID(fmt.Sprintf("p%d", i)), Role: graph.Counterpart})
		}
		return e
	}
	for range 1 + w.below(6, "participants") {
		e.Participants = append(e.Participants, w.participation())
	}
	return e
}

// nest puts an engagement within another, mostly as held with the same people: only then does the inner one count for the outer one.
func (w *world) nest(e *graph.Engagement, around graph.ID) {
	e.Within = around
	if w.chance(70) {
		e.Participants, e.Status = append(e.Participants, w.participants[around]...), graph.Held
	}
}

func (w *world) participation() graph.Participation {
	p := graph.Participation{
		Role:     one(w, "role", append(graph.Roles(), graph.Counterpart, graph.Counterpart, graph.Initiator, graph.Facilitator)),
		Presence: one(w, "presence", append(graph.Presences(), "", "", "", "")),
		Reply:    one(w, "reply", append(graph.Replies(), "", "", "", "")),
	}
	if w.chance(75) {
		p.Stakeholder = w.id("o", organisations)
		return p
	}
	p.Stakeholder = w.id("p", persons)
	if w.chance(70) {
		p.ActingFor = w.id("o", organisations)
	}
	if w.chance(30) {
		p.Post = w.id("post", 2)
	}
	return p
}

func (w *world) cooperation() graph.Document {
	k := &graph.Cooperation{Head: w.head(w.id("k", 4)), Fact: w.fact(), Kind: graph.Agreement, Valid: w.date()}
	if w.chance(70) {
		k.Kind = graph.Membership
		k.Parties = []graph.Party{{Organisation: w.id("o", organisations), Role: graph.Body}, {Country: one(w, "country", worldCountries), Role: graph.Member}}
		if w.chance(50) {
			k.Parties = append(k.Parties, graph.Party{Organisation: w.id("o", organisations), Role: graph.Member})
		}
		return k
	}
	k.Parties = []graph.Party{{Organisation: w.id("o", organisations)}, {Organisation: w.id("o", organisations)}, {Country: "KG"}}
	return k
}

func (w *world) commitment() graph.Document {
	m := &graph.Commitment{
		Head: w.head(w.id("m", 4)), Fact: w.fact(), Basis: one(w, "basis", graph.Bases()), What: "something",
		OwedBy: w.id("o", organisations), OwedTo: one(w, "to", []graph.ID{"o0", "o1", "o2", "p0"}), Made: w.date(), Due: w.date(),
	}
	if w.chance(40) {
		m.Closed = w.date()
	}
	if w.chance(40) {
		m.ArisingFrom = w.id("e", engagements)
	}
	return m
}

// terms are random terms of a reader.
func (w *world) terms(head graph.Revision) queries.Request {
	r := queries.Request{
		AsOf:      graph.DayOf(2019, 6, 1) + graph.Day(400+w.below(500, "day")),
		Clearance: graph.Clearance{Marking: one(w, "clearance", append(graph.Markings(), graph.Red, graph.Red, graph.Amber))},
	}
	if w.chance(60) {
		r.Clearance.Groups = []graph.Group{one(w, "group", worldGroups)}
	}
	if w.chance(20) {
		grade, err := graph.ParseGrade(one(w, "min grade", []string{"B2", "C3", "F2", "A6"}))
		if err != nil {
			w.t.Fatal(err)
		}
		r.MinGrade = graph.MinGrade(grade)
	}
	if w.chance(40) && head > 0 {
		r.Known = fmt.Sprint(int(head) - w.below(min(int(head), 25), "known"))
	}
	return r
}

// ask fills a request with a question of the registry and random parameters, whatever they are: a new question is among them by itself.
func (w *world) ask(q *queries.Question, r queries.Request) queries.Request {
	r.Question, r.Parameters = q.Name, map[string][]string{}
	r.Limit = one(w, "limit", []int{0, 0, 0, 1, 3})
	for _, p := range q.Parameters {
		if !p.Required && w.chance(85) {
			continue
		}
		n := 1
		if p.Many && w.chance(30) {
			n = 2
		}
		for range n {
			r.Parameters[p.Name] = append(r.Parameters[p.Name], w.value(p))
		}
	}
	return r
}

func (w *world) value(p queries.Parameter) string {
	switch p.Kind {
	case "stakeholders":
		if w.chance(85) {
			return string(w.id(one(w, "kind", []string{"o", "o", "o", "p"}), 3))
		}
		return one(w, "name", worldNames)
	case "country":
		return string(one(w, "country", worldCountries))
	case "place":
		return string(one(w, "place", worldPlaces[1:]))
	case "date":
		return one(w, "date", []string{"2020", "2020-12-20", "2021-02", "2021-03-01", "2019"})
	case "flag":
		return one(w, "flag", []string{"true", "false"})
	case "choice":
		used := slices.DeleteFunc(slices.Clone(worldChoices[p.Name]), func(c string) bool { return !slices.Contains(p.Choices, c) })
		if len(used) > 0 && w.chance(80) {
			return one(w, "used choice", used)
		}
		return one(w, "choice", p.Choices)
	default:
		switch p.Name {
		case "topic":
			return one(w, "topic", worldTopics)
		case "id":
			return string(w.id("e", engagements))
		}
		return one(w, "text", append(worldNames, "terrorism", "borders", "ofice", "Rahmon"))
	}
}

func today() graph.Day { return graph.DayOfTime(time.Now()) }
