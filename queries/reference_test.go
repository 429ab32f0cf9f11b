package queries_test

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liaison/graph"
	"liaison/graph/names"
	"liaison/queries"
)

// reference answers questions the slow way, from the words of docs/questions.md: by loops over the documents that a reader sees.
type reference struct {
	docs map[graph.ID]graph.Document
	on   graph.Day
	p    map[string][]string
}

// references gives, for each question, the lines that its rows must come to, in order.
var references = map[string]func(*reference) []string{
	"bodies":       (*reference).bodies,
	"commitments":  (*reference).commitments,
	"common":       (*reference).common,
	"counterparts": (*reference).counterparts,
	"coverage":     (*reference).coverage,
	"encounters":   (*reference).encounters,
	"search":       (*reference).search,
	"timeline":     (*reference).timeline,
}

// TestReference holds every question of the registry to the naive reference, over random graphs.
func TestReference(t *testing.T) {
	for _, q := range queries.Registry() {
		naive := references[q.Name]
		if naive == nil {
			t.Errorf("%s has no reference", q.Name)
			continue
		}
		t.Run(q.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				w := newWorld(t)
				asker := askerOver(t, w.store)
				r := w.ask(q, w.terms(0))
				r.Known, r.Limit = "", 0
				answer, err := asker.Ask(context.Background(), r)
				if err != nil {
					return // what cannot be asked is held to the other properties
				}
				x := &reference{docs: visible(t, w.store, r.Clearance, r.MinGrade, 1<<40), on: r.AsOf, p: r.Parameters}
				got, want := rowLines(answer), naive(x)
				if q.Name == "search" { // the reference knows only what must be found
					got = slices.DeleteFunc(got, func(line string) bool { return !slices.Contains(want, line) })
					sort.Strings(got)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s %v as of %s clearance %s grade %s: got\n%s\nwant\n%s", q.Name, r.Parameters, r.AsOf, r.Clearance, r.MinGrade,
						strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			})
		})
	}
}

// rowLines gives the lines of an answer's rows.
func rowLines(a *queries.Answer) []string {
	switch rows := a.Rows.(type) {
	case []queries.Counterpart:
		return lines(rows, func(c queries.Counterpart) string {
			return fmt.Sprint(c.ID, c.Role, c.Placeholder, c.Country, tallyLine(c.Tally), c.Strength)
		})
	case []queries.CommonRow:
		return lines(rows, func(c queries.CommonRow) string {
			return fmt.Sprint(c.ID, c.MeetingsOf, c.MeetingsWith, c.Certain, c.StrengthOf, c.StrengthWith, c.Strength)
		})
	case []queries.Encounter:
		return lines(rows, func(e queries.Encounter) string {
			return fmt.Sprint(e.ID, e.Met, e.Counted, e.Certain, e.RoleOf, e.RoleWith, e.Within, e.StandsFor)
		})
	case []queries.TimelineEntry:
		return lines(rows, func(e queries.TimelineEntry) string {
			return fmt.Sprint(e.ID, e.Status, e.Certain, e.Undated, e.Overdue, " "+e.When)
		})
	case []queries.CommitmentRow:
		return lines(rows, func(m queries.CommitmentRow) string {
			return fmt.Sprint(m.ID, m.State, m.PastDate, m.Direction, m.Certain, " "+m.Due)
		})
	case []queries.BodyRow:
		return lines(rows, func(b queries.BodyRow) string {
			members, others := []string{}, []string{}
			for _, m := range b.Members {
				id, via := string(m.Country), ""
				if m.Organisation != nil {
					id = string(m.Organisation.ID)
				}
				if m.Via != nil {
					via = string(m.Via.ID)
				}
				members = append(members, fmt.Sprint(id, "|", via, "|", m.Fact, m.Certain))
			}
			for _, e := range b.EngagedBy {
				others = append(others, fmt.Sprint(e.ID, e.Meetings))
			}
			sort.Strings(members)
			return fmt.Sprint(b.ID, members, tallyLine(b.Tally), others)
		})
	case []queries.Cell:
		return lines(rows, func(c queries.Cell) string {
			return fmt.Sprint(c.Country, c.Body.ID, " ", c.Column, " ", c.State, c.StateAtBest, c.DateUnknown, c.Organisations, c.Met, c.Contacts, tallyLine(c.Tally))
		})
	case []queries.SearchHit:
		return lines(rows, func(h queries.SearchHit) string { return string(h.ID) })
	}
	return nil
}

func tallyLine(t queries.Tally) string {
	return fmt.Sprint(" n", t.Meetings, " least", t.AtLeast, " may", t.OnlyMay, " undated", t.Undated, t.Certain, t.Last)
}

// refParty is one party of an engagement.
type refParty struct {
	id                    graph.ID
	role                  graph.Role
	meets, reaches, helps bool
	actors                []graph.ID
}

func (x *reference) org(id graph.ID) *graph.Organisation {
	o, _ := x.docs[id].(*graph.Organisation)
	return o
}

func (x *reference) placeholder(id graph.ID) bool {
	o := x.org(id)
	return o != nil && o.Placeholder
}

func (x *reference) located(id graph.ID) graph.CountryCode {
	o := x.org(id)
	if o == nil {
		return ""
	}
	if o.Country == "" && o.Seat != "" {
		country, _ := graph.CountryOfPlace(o.Seat)
		return country
	}
	return o.Country
}

func (x *reference) parties(e *graph.Engagement) []refParty {
	var list []refParty
	for _, p := range e.Participants {
		if p.Role == graph.Interpreter || p.Presence == graph.Absent || p.Reply == graph.DeclinedReply {
			continue
		}
		id := p.Stakeholder
		if p.ActingFor != "" {
			id = p.ActingFor
		}
		at := slices.IndexFunc(list, func(q refParty) bool { return q.id == id })
		if at < 0 {
			at = len(list)
			list = append(list, refParty{id: id, role: p.Role})
		}
		aside := p.Role == graph.Facilitator || p.Role == graph.Observer
		list[at].meets = list[at].meets || !aside || p.Presence == graph.InPerson || p.Presence == graph.Online
		list[at].reaches = list[at].reaches || !aside
		list[at].helps = list[at].helps || p.Role == graph.Facilitator
		if p.ActingFor != "" {
			list[at].actors = append(list[at].actors, p.Stakeholder)
		}
	}
	return list
}

func ours(p refParty, side []graph.ID) bool {
	return slices.Contains(side, p.id) || slices.ContainsFunc(p.actors, func(a graph.ID) bool { return slices.Contains(side, a) })
}

// engagements gives those in the picture, by id.
func (x *reference) engagements() []*graph.Engagement {
	var list []*graph.Engagement
	for _, d := range x.docs {
		if e, ok := d.(*graph.Engagement); ok && x.there(e) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b *graph.Engagement) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list
}

func (x *reference) there(e *graph.Engagement) bool {
	_, may := e.When.BegunBy(x.on)
	return e.Status != graph.Held || may
}

// outer gives all engagements around one, as far as they are in the picture.
func (x *reference) outer(e *graph.Engagement) []graph.ID {
	var list []graph.ID
	for {
		around, ok := x.docs[e.Within].(*graph.Engagement)
		if !ok || !x.there(around) {
			return list
		}
		list = append(list, around.ID)
		e = around
	}
}

func (x *reference) one(name string) string {
	if len(x.p[name]) == 0 {
		return ""
	}
	return x.p[name][0]
}

// side gives the stakeholders asked about.
func (x *reference) side(name string) []graph.ID {
	asked := x.p[name]
	if len(asked) == 0 && name == "of" {
		asked = []string{"o0", "o1"}
	}
	var side []graph.ID
	for _, text := range asked {
		if d := x.docs[graph.ID(text)]; d != nil {
			side = append(side, graph.ID(text))
			continue
		}
		for id, d := range x.docs {
			if d.Noun() != graph.NounOrganisation && d.Noun() != graph.NounPerson {
				continue
			}
			if slices.ContainsFunc(graph.NamesOf(d), func(n graph.Name) bool { return names.Exact(n.Text) == names.Exact(text) }) {
				side = append(side, id)
			}
		}
	}
	if x.one("rollup") == "true" {
		for grown := true; grown; {
			grown = false
			for id := range x.docs {
				o := x.org(id)
				if o == nil || slices.Contains(side, id) {
					continue
				}
				for _, p := range o.Parents {
					if slices.Contains(side, p.Organisation) && x.mayHold(p.Valid) && !slices.Contains(side, id) {
						side = append(side, id)
						grown = true
					}
				}
			}
		}
	}
	return side
}

func (x *reference) mayHold(d graph.Date) bool {
	_, may := d.CurrentOn(x.on)
	return d.IsZero() || may
}

// admits says whether an engagement passes period and topic, and certainly does.
func (x *reference) admits(e *graph.Engagement) (certain, may bool) {
	certain = e.Status != graph.Held || e.When.LatestBeginning() <= x.on
	may = true
	from, _ := graph.ParseDate(x.one("from"))
	to, _ := graph.ParseDate(x.one("to"))
	if !from.IsZero() || !to.IsZero() {
		in, mayIn := e.When.In(from.EarliestBeginning(), to.LatestEnd())
		certain, may = certain && in, mayIn
	}
	if topic := x.one("topic"); topic != "" {
		may = may && slices.Contains(e.Topics, topic)
	}
	return certain && !graph.Undated(e.When.Days()), may
}

// refRecord is an engagement that counts for a counterpart.
type refRecord struct {
	e       *graph.Engagement
	certain bool
}

// refTally gives the line of records.
func refTally(records []refRecord) string {
	t := queries.Tally{Last: queries.NoSpan()}
	slices.SortFunc(records, func(a, b refRecord) int {
		if x, y := a.e.When.AgeFrom(), b.e.When.AgeFrom(); x != y {
			return int(max(-1, min(1, int64(y)-int64(x))))
		}
		return strings.Compare(string(a.e.ID), string(b.e.ID))
	})
	for i, r := range records {
		t.Meetings++
		t.AtLeast += r.e.StandsFor.AtLeast()
		if !r.certain {
			t.OnlyMay++
		}
		if graph.Undated(r.e.When.Days()) {
			t.Undated++
		}
		if i == 0 {
			t.Last = queries.Span(r.e.When.Days())
		}
	}
	t.Certain = t.Meetings > t.OnlyMay
	return tallyLine(t)
}

// refAccount is what a side's engagements with one stakeholder come to.
type refAccount struct {
	met, aside []refRecord
	helped     bool
	strength   int64
}

// accounts gives them for all stakeholders that the side met or that stood aside.
func (x *reference) accounts(side []graph.ID) map[graph.ID]*refAccount {
	all := map[graph.ID]*refAccount{}
	metIn := map[graph.ID]map[graph.ID]bool{} // engagement, counterpart
	for _, e := range x.engagements() {
		certain, may := x.admits(e)
		parties := x.parties(e)
		if e.Status != graph.Held || !may || !slices.ContainsFunc(parties, func(p refParty) bool { return p.meets && ours(p, side) }) {
			continue
		}
		metIn[e.ID] = map[graph.ID]bool{}
		for _, p := range parties {
			if ours(p, side) {
				continue
			}
			if all[p.id] == nil {
				all[p.id] = &refAccount{}
			}
			a := all[p.id]
			if p.meets {
				a.met = append(a.met, refRecord{e, certain})
				metIn[e.ID][p.id] = true
			} else {
				a.aside = append(a.aside, refRecord{e, certain})
				a.helped = a.helped || p.helps
			}
		}
	}
	for id, a := range all {
		a.met = slices.DeleteFunc(a.met, func(r refRecord) bool {
			for _, inner := range x.engagements() {
				if metIn[inner.ID][id] && slices.Contains(x.outer(inner), r.e.ID) {
					return true
				}
			}
			return false
		})
		for _, r := range a.met {
			a.strength += x.tie(r.e, id, side)
		}
		if len(a.met) == 0 && len(a.aside) == 0 {
			delete(all, id)
		}
	}
	return all
}

// tie gives what an engagement adds to a tie, in billionths.
func (x *reference) tie(e *graph.Engagement, id graph.ID, side []graph.ID) int64 {
	n, tied := 0, false
	for _, p := range x.parties(e) {
		if !x.placeholder(p.id) {
			n++
			tied = tied || p.meets && ours(p, side)
		}
	}
	from := e.When.AgeFrom()
	if !tied || n < 2 || x.placeholder(id) || e.Weight == graph.KeepingTouch || from == graph.MinDay {
		return 0
	}
	return exactWeight(max(0, int64(x.on)-int64(from))) / int64(n-1)
}

// exactWeight gives floor(10^9 * 2^(-age/365)) in whole numbers: the largest x with x^365 * 2^age <= 10^(9*365).
func exactWeight(age int64) int64 {
	limit := new(big.Int).Exp(big.NewInt(1_000_000_000), big.NewInt(365), nil)
	fits := func(x int64) bool {
		p := new(big.Int).Exp(big.NewInt(x), big.NewInt(365), nil)
		return p.Lsh(p, uint(age)).Cmp(limit) <= 0
	}
	guess := int64(1e9 * math.Exp2(-float64(age)/365))
	for guess > 0 && !fits(guess) {
		guess--
	}
	for fits(guess + 1) {
		guess++
	}
	return guess
}

func shown(billionths int64) queries.Strength {
	return queries.Strength((billionths + 50_000) / 100_000)
}

// wants says whether a question's filters of counterparts let one through.
func (x *reference) wants(id graph.ID) bool {
	country, mandate, kind := x.one("country"), x.one("mandate"), x.one("kind")
	if country == "" && mandate == "" && kind == "" {
		return true
	}
	o := x.org(id)
	return o != nil && (country == "" || string(x.located(id)) == country) &&
		(mandate == "" || slices.Contains(o.Mandates, graph.Mandate(mandate))) && (kind == "" || string(o.Kind) == kind)
}

// ranked sorts lines by rank, largest first, then by id, and gives the lines.
func ranked(rank map[graph.ID]int64, line map[graph.ID]string) []string {
	ids := []graph.ID{}
	for id := range line {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b graph.ID) int {
		if rank[a] != rank[b] {
			return int(max(-1, min(1, rank[b]-rank[a])))
		}
		return strings.Compare(string(a), string(b))
	})
	all := []string{}
	for _, id := range ids {
		all = append(all, line[id])
	}
	return all
}

func (x *reference) counterparts() []string {
	rank, line := map[graph.ID]int64{}, map[graph.ID]string{}
	for id, a := range x.accounts(x.side("of")) {
		if !x.wants(id) {
			continue
		}
		role, records, strength := "met", a.met, a.strength
		rank[id] = 2_000_000_000_000 + int64(shown(strength))
		if len(a.met) == 0 {
			role, records, strength = "observer", a.aside, 0
			rank[id] = 0
			if a.helped {
				role, rank[id] = "facilitator", 1_000_000_000_000
			}
		}
		line[id] = fmt.Sprint(id, role, x.placeholder(id), x.located(id), refTally(records), shown(strength))
	}
	return ranked(rank, line)
}

func (x *reference) common() []string {
	of, with := x.side("of"), x.side("with")
	a, b := x.accounts(of), x.accounts(with)
	rank, line := map[graph.ID]int64{}, map[graph.ID]string{}
	certain := func(records []refRecord) bool {
		return slices.ContainsFunc(records, func(r refRecord) bool { return r.certain })
	}
	for id := range a {
		if b[id] == nil || len(a[id].met) == 0 || len(b[id].met) == 0 || slices.Contains(of, id) || slices.Contains(with, id) || !x.wants(id) {
			continue
		}
		s, t := shown(a[id].strength), shown(b[id].strength)
		rank[id] = int64(min(s, t))
		line[id] = fmt.Sprint(id, len(a[id].met), len(b[id].met), certain(a[id].met) && certain(b[id].met), s, t, min(s, t))
	}
	return ranked(rank, line)
}

// inOrder sorts engagements as lists of them are: earliest first, undated last.
func inOrder(list []*graph.Engagement) {
	slices.SortFunc(list, func(a, b *graph.Engagement) int {
		key := func(e *graph.Engagement) string {
			days := e.When.Days()
			undated := graph.Undated(days)
			if undated {
				return fmt.Sprint("2 ", e.ID)
			}
			return fmt.Sprintf("1 %012d %05d %012d %s", int64(days[0])+1<<32, e.When.Minutes()+1, int64(days[3])+1<<32, e.ID)
		}
		return strings.Compare(key(a), key(b))
	})
}

func (x *reference) encounters() []string {
	of, with := x.side("of"), x.side("with")
	status := graph.Status(x.one("status"))
	if status == "" {
		status = graph.Held
	}
	both := func(e *graph.Engagement) (a, b *refParty, met bool) {
		aMeets, bMeets := false, false
		for _, p := range x.parties(e) {
			switch {
			case ours(p, of):
				aMeets = aMeets || p.meets
				if a == nil {
					a = &p
				}
			case ours(p, with):
				bMeets = bMeets || p.meets
				if b == nil {
					b = &p
				}
			}
		}
		return a, b, aMeets && bMeets && e.Status == graph.Held
	}
	var list []*graph.Engagement
	for _, e := range x.engagements() {
		a, b, _ := both(e)
		if _, may := x.admits(e); may && e.Status == status && a != nil && b != nil {
			list = append(list, e)
		}
	}
	inOrder(list)
	all := []string{}
	for _, e := range list {
		a, b, met := both(e)
		certain, _ := x.admits(e)
		counted := true
		for _, inner := range x.engagements() {
			_, _, innerMet := both(inner)
			if _, may := x.admits(inner); met && may && innerMet && slices.Contains(x.outer(inner), e.ID) {
				counted = false
			}
		}
		within := graph.ID("")
		if around := x.outer(e); len(around) > 0 {
			within = around[0]
		}
		all = append(all, fmt.Sprint(e.ID, met, counted, certain, a.role, b.role, within, e.StandsFor.AtLeast()))
	}
	return all
}

func (x *reference) timeline() []string {
	side := x.side("of")
	statuses := x.p["status"]
	if len(statuses) == 0 {
		statuses = []string{"sought", "planned", "postponed", "held"}
	}
	from, to := x.one("from"), x.one("to")
	var list []*graph.Engagement
	for _, e := range x.engagements() {
		_, may := x.admits(e)
		if !may && x.one("undated") == "true" && (from != "" || to != "") && graph.Undated(e.When.Days()) {
			may = x.one("topic") == "" || slices.Contains(e.Topics, x.one("topic"))
		}
		placed, _ := graph.CountryOfPlace(e.Place)
		country, place := graph.CountryCode(x.one("country")), x.one("place")
		mine, there := false, country == "" || placed == country
		for _, p := range x.parties(e) {
			if ours(p, side) {
				mine = true
			} else if country != "" && x.located(p.id) == country {
				there = true
			}
		}
		asked := len(x.p["id"]) == 0 || slices.Contains(x.p["id"], string(e.ID))
		if asked && may && mine && there && slices.Contains(statuses, string(e.Status)) && (x.one("kind") == "" || x.one("kind") == string(e.Kind)) &&
			(place == "" || string(e.Place) == place || string(placed) == place) {
			list = append(list, e)
		}
	}
	inOrder(list)
	all := []string{}
	for _, e := range list {
		certain, may := x.admits(e)
		undated := graph.Undated(e.When.Days())
		ahead := e.Status == graph.Sought || e.Status == graph.Planned || e.Status == graph.Postponed
		all = append(all, fmt.Sprint(e.ID, e.Status, certain && may, undated, ahead && !undated && e.When.LatestEnd() < x.on, " "+e.When.String()))
	}
	return all
}

func (x *reference) commitments() []string {
	side := x.side("of")
	rank, line := map[graph.ID]int64{}, map[graph.ID]string{}
	state, direction := x.one("state"), x.one("direction")
	for id, d := range x.docs {
		m, ok := d.(*graph.Commitment)
		if !ok {
			continue
		}
		begins := m.Made
		certain, may := begins.BegunBy(x.on)
		if begins.IsZero() {
			certain, may = true, true
			if e, ok := x.docs[m.ArisingFrom].(*graph.Engagement); ok {
				certain, may = e.When.BegunBy(x.on)
			}
		}
		by, to := slices.Contains(side, m.OwedBy), slices.Contains(side, m.OwedTo)
		if !may || by == to {
			continue
		}
		who, other := "ours", m.OwedTo
		if to {
			who, other = "theirs", m.OwedBy
		}
		is := "open"
		if _, closed := m.Closed.BegunBy(x.on); !m.Closed.IsZero() && closed {
			is = "closed"
		}
		past := is == "open" && !graph.Undated(m.Due.Days()) && m.Due.LatestEnd() < x.on
		if (state == "" && is != "open") || (state != "" && state != "all" && state != is) || (direction != "" && direction != "both" && direction != who) ||
			(x.one("past_date") == "true" && !past) || (x.one("country") != "" && string(x.located(other)) != x.one("country")) {
			continue
		}
		rank[id] = -int64(m.Due.LatestEnd())
		line[id] = fmt.Sprint(id, is, past, who, certain, " "+m.Due.String())
	}
	return ranked(rank, line)
}

func (x *reference) bodies() []string {
	side, only := x.side("of"), x.side("body")
	kind := x.one("kind")
	if kind == "" {
		kind = "regional_body"
	}
	x.p = map[string][]string{"from": x.p["from"], "to": x.p["to"], "member": x.p["member"], "body": x.p["body"]}
	accounts := x.accounts(side)
	rank, line := map[graph.ID]int64{}, map[graph.ID]string{}
	for id := range x.docs {
		o := x.org(id)
		if o == nil || string(o.Kind) != kind || o.Placeholder || slices.Contains(side, id) || (len(x.p["body"]) > 0 && !slices.Contains(only, id)) {
			continue
		}
		members := x.members(id)
		if m := x.one("member"); m != "" && !slices.ContainsFunc(members, func(line string) bool { return strings.HasPrefix(line, m+"|") }) {
			continue
		}
		var records []refRecord
		if a := accounts[id]; a != nil {
			records = a.met
		}
		met, others := map[graph.ID]int64{}, map[graph.ID]string{}
		for other, a := range x.accounts([]graph.ID{id}) {
			if len(a.met) > 0 {
				met[other], others[other] = int64(len(a.met)), fmt.Sprint(other, len(a.met))
			}
		}
		rank[id] = int64(len(records))
		line[id] = fmt.Sprint(id, members, refTally(records), ranked(met, others))
	}
	return ranked(rank, line)
}

// members gives the members of a body and of those that it is part of.
func (x *reference) members(body graph.ID) []string {
	above := []graph.ID{body}
	for i := 0; i < len(above); i++ {
		for _, p := range x.org(above[i]).Parents {
			if x.mayHold(p.Valid) && !slices.Contains(above, p.Organisation) {
				above = append(above, p.Organisation)
			}
		}
	}
	list := []string{}
	for _, b := range above {
		via := ""
		if b != body {
			via = string(b)
		}
		for id, d := range x.docs {
			k, ok := d.(*graph.Cooperation)
			if !ok || k.Kind != graph.Membership || !x.mayHold(k.Valid) ||
				!slices.ContainsFunc(k.Parties, func(p graph.Party) bool { return p.Organisation == b && p.Role == graph.Body }) {
				continue
			}
			certain, _ := k.Valid.CurrentOn(x.on)
			for _, p := range k.Parties {
				if p.Role == graph.Member {
					list = append(list, fmt.Sprint(string(p.Country)+string(p.Organisation), "|", via, "|", id, certain))
				}
			}
		}
	}
	sort.Strings(list)
	return list
}

func (x *reference) search() []string {
	asked := names.Exact(x.one("text"))
	found := []string{}
	for id, d := range x.docs {
		if nouns := x.p["noun"]; len(nouns) > 0 && !slices.Contains(nouns, string(d.Noun())) {
			continue
		}
		if slices.ContainsFunc(graph.NamesOf(d), func(n graph.Name) bool { return names.Exact(n.Text) == asked }) {
			found = append(found, string(id))
		}
	}
	sort.Strings(found)
	return found
}

// coverage goes cell by cell and asks of each what the words ask.
func (x *reference) coverage() []string {
	side := x.side("of")
	by, countries := x.one("by"), x.p["country"]
	fixed := len(countries) > 0
	x.p = map[string][]string{}
	columns := []string{}
	add := func(list *[]string, item string) {
		if !slices.Contains(*list, item) {
			*list = append(*list, item)
		}
	}
	stands := map[graph.ID][]string{}
	for id := range x.docs {
		o := x.org(id)
		if o == nil || slices.Contains(side, id) || o.Country == "" || (fixed && !slices.Contains(countries, string(o.Country))) {
			continue
		}
		var topics []string
		for _, e := range x.engagements() {
			if slices.ContainsFunc(x.parties(e), func(p refParty) bool { return p.id == id }) {
				topics = append(topics, e.Topics...)
			}
		}
		stands[id] = columnsOf(by, o, topics)
		for _, c := range stands[id] {
			add(&columns, c)
		}
		if !fixed {
			add(&countries, string(o.Country))
		}
	}
	type place struct{ country, body, column string }
	places := []place{}
	reached := map[place][]*graph.Engagement{}
	for _, e := range x.engagements() {
		if e.Status == graph.Declined || e.Status == graph.Cancelled || !slices.ContainsFunc(x.parties(e), func(p refParty) bool { return ours(p, side) }) {
			continue
		}
		for _, p := range x.parties(e) {
			o := x.org(p.id)
			if o == nil || ours(p, side) || !p.reaches || (o.Country == "" && o.Placeholder) {
				continue
			}
			for _, column := range columnsOf(by, o, e.Topics) {
				at := place{string(o.Country), "", column}
				if o.Country == "" {
					at.body = string(p.id)
					if !slices.Contains(places, at) {
						places = append(places, at)
					}
				} else if slices.Contains(countries, at.country) {
					add(&columns, column)
				}
				if !slices.Contains(reached[at], e) {
					reached[at] = append(reached[at], e)
				}
			}
		}
	}
	for _, country := range countries {
		for _, column := range columns {
			if at := (place{country, "", column}); !slices.Contains(places, at) {
				places = append(places, at)
			}
		}
	}
	order := func(p place) string {
		column := "2 " + p.column
		if p.column == queries.NotStated {
			column = "9"
		} else if i := slices.Index(graph.Mandates(), graph.Mandate(p.column)); i >= 0 {
			column = fmt.Sprintf("1 %02d", i)
		} else if i := slices.Index(graph.OrganisationKinds(), graph.OrganisationKind(p.column)); i >= 0 {
			column = fmt.Sprintf("1 %02d", i)
		}
		if p.country == "" {
			return "2 " + p.body + "\x00" + column
		}
		return "1 " + p.country + "\x00" + column
	}
	slices.SortFunc(places, func(a, b place) int { return strings.Compare(order(a), order(b)) })
	all := []string{}
	for _, at := range places {
		in := func(id graph.ID, topics []string) bool {
			o := x.org(id)
			if o == nil || slices.Contains(side, id) {
				return false
			}
			if at.body != "" {
				return string(id) == at.body && slices.Contains(columnsOf(by, o, topics), at.column)
			}
			return string(o.Country) == at.country && slices.Contains(columnsOf(by, o, topics), at.column)
		}
		all = append(all, x.cell(side, by, at.country, at.body, at.column, reached[at], stands, in))
	}
	return all
}

func columnsOf(by string, o *graph.Organisation, topics []string) []string {
	var list []string
	switch {
	case by == "kind":
		list = []string{string(o.Kind)}
	case by == "topic":
		list = topics
	case !o.Placeholder:
		for _, m := range o.Mandates {
			list = append(list, string(m))
		}
	}
	if len(list) == 0 {
		return []string{queries.NotStated}
	}
	return list
}

func (x *reference) cell(side []graph.ID, by, country, body, column string, reached []*graph.Engagement, stands map[graph.ID][]string, in func(graph.ID, []string) bool) string {
	var held []refRecord
	var standing, organisations, met, contacts []graph.ID
	put := func(list *[]graph.ID, id graph.ID) {
		if !slices.Contains(*list, id) {
			*list = append(*list, id)
		}
	}
	for id, columns := range stands {
		if body == "" && string(x.org(id).Country) == country && slices.Contains(columns, column) {
			put(&standing, id)
			if !x.placeholder(id) {
				put(&organisations, id)
			}
		}
	}
	if body != "" {
		put(&organisations, graph.ID(body))
		put(&standing, graph.ID(body))
	}
	state, best, unknown := "", "", false
	youngest, atBest := int64(-1), int64(-1)
	substantive, planned, sought := false, false, false
	for _, e := range reached {
		planned = planned || e.Status == graph.Planned
		sought = sought || e.Status == graph.Sought || e.Status == graph.Postponed
		if e.Status != graph.Held {
			continue
		}
		certain, _ := x.admits(e)
		held = append(held, refRecord{e, certain})
		for _, p := range x.parties(e) {
			if ours(p, side) || !p.reaches || !in(p.id, e.Topics) {
				continue
			}
			if !x.placeholder(p.id) {
				put(&met, p.id)
			}
			if !graph.Undated(e.When.Days()) && int64(e.When.LatestEnd()) >= int64(x.on)-365 {
				for _, a := range p.actors {
					put(&contacts, a)
				}
			}
		}
		if e.Weight == graph.KeepingTouch {
			continue
		}
		substantive = true
		if from := e.When.AgeFrom(); from != graph.MinDay {
			if age := max(0, int64(x.on)-int64(from)); youngest < 0 || age < youngest {
				youngest = age
			}
		}
		if !graph.Undated(e.When.Days()) {
			if age := max(0, int64(x.on)-int64(e.When.LatestEnd())); atBest < 0 || age < atBest {
				atBest = age
			}
		}
	}
	byAge := func(age int64) string {
		switch {
		case age >= 0 && age <= 183:
			return "active"
		case age >= 0 && age <= 365:
			return "cooling"
		}
		return "stale"
	}
	switch {
	case substantive:
		state, best, unknown = byAge(youngest), byAge(atBest), youngest < 0 && atBest < 0
	case planned:
		state = "planned"
	case sought:
		state = "sought"
	case x.othersMet(side, by, country, column, standing):
		state = "others_only"
	case country != "" && x.hides(side, country):
		state = "not_recorded"
	default:
		state = "never_met"
	}
	named := []string{"none", "one", "more"}[min(2, len(contacts))]
	return fmt.Sprint(country, body, " ", column, " ", state, best, unknown, len(organisations), len(met), named, refTally(held))
}

func (x *reference) hides(side []graph.ID, country string) bool {
	for _, e := range x.engagements() {
		parties := x.parties(e)
		if e.Status != graph.Held || !slices.ContainsFunc(parties, func(p refParty) bool { return ours(p, side) }) {
			continue
		}
		for _, p := range parties {
			if o := x.org(p.id); o != nil && o.Placeholder && string(o.Country) == country && p.reaches && !ours(p, side) {
				return true
			}
		}
	}
	return false
}

func (x *reference) othersMet(side []graph.ID, by, country, column string, standing []graph.ID) bool {
	for _, e := range x.engagements() {
		onTopic := by != "topic" || slices.Contains(e.Topics, column) || (column == queries.NotStated && len(e.Topics) == 0)
		if e.Status != graph.Held || !onTopic {
			continue
		}
		for _, p := range x.parties(e) {
			if !p.meets || !slices.Contains(standing, p.id) {
				continue
			}
			for _, q := range x.parties(e) {
				o := x.org(q.id)
				sameCountry := country != "" && o != nil && string(o.Country) == country
				if q.id != p.id && q.meets && !ours(q, side) && !sameCountry {
					return true
				}
			}
		}
	}
	return false
}
