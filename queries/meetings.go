package queries

import (
	"slices"
	"sync"

	"liaison/graph"
	"liaison/queries/network"
)

// filter says which held engagements a question counts.
type filter struct {
	from, to graph.Day
	asked    bool
	topic    string
}

func newFilter(p Period, topic string) filter {
	f := filter{asked: p.Asked(), topic: topic}
	f.from, f.to = p.Days()
	return f
}

// admits says whether an engagement may count, and whether it certainly does.
func (f *filter) admits(e network.Engagement) (certain, may bool) {
	certain, may = e.Begun(), true
	if !e.Held() {
		certain = true // what was not held need not have begun
	}
	if f.asked {
		certainly, perhaps := graph.InPeriod(e.Days(), f.from, f.to)
		certain, may = certain && certainly, perhaps
	}
	if may && f.topic != "" {
		may = slices.Contains(e.Topics(), f.topic)
	}
	return certain && !graph.Undated(e.Days()), may
}

// tally counts records while a question runs.
type tally struct{ meetings, atLeast, onlyMay, undated int32 }

func (t *tally) add(e network.Engagement, certain bool) {
	t.meetings++
	t.atLeast += int32(e.AtLeast())
	if !certain {
		t.onlyMay++
	}
	if graph.Undated(e.Days()) {
		t.undated++
	}
}

// account is what a side's engagements with one stakeholder come to.
type account struct {
	met, aside  tally
	strength    Billionths
	facilitated bool
	// place is one more than its place on the page, 0 where the page does not show it.
	place int32
}

// record is one counted engagement with a stakeholder.
type record struct {
	stakeholder network.Stakeholder
	row         uint32
	met         bool
}

// meetings gathers whom a side met, and who stood aside.
type meetings struct {
	v        *network.View
	side     *network.Side
	filter   filter
	decay    decay
	accounts []account
	touched  []network.Stakeholder
	records  []record
	parties  []network.Party
}

// meetingsPool keeps the arrays of counters: they are large, and clean but for what a question touched.
var meetingsPool = sync.Pool{New: func() any { return &meetings{} }}

// gather reads all engagements of a side. The caller gives the meetings back by release.
func gather(v *network.View, side *network.Side, f filter, s Settings) *meetings {
	m := meetingsPool.Get().(*meetings) //nolint:forcetypeassert // the pool holds nothing else
	m.v, m.side, m.filter, m.decay = v, side, f, newDecay(s)
	if n := v.Stakeholders(); len(m.accounts) < n {
		m.accounts = make([]account, n+n/8)
	}
	v.EngagementsOf(side, m.count)
	return m
}

func (m *meetings) release() {
	for _, s := range m.touched {
		m.accounts[s] = account{}
	}
	m.touched, m.records = m.touched[:0], m.records[:0]
	m.v, m.side = nil, nil
	meetingsPool.Put(m)
}

// count adds one engagement to the accounts of those that the side met in it.
func (m *meetings) count(e network.Engagement) {
	if !e.Held() {
		return
	}
	certain, may := m.filter.admits(e)
	if !may {
		return
	}
	m.parties = m.v.Parties(e, m.side, m.parties[:0])
	meets, tied := m.sideMeets(m.parties)
	if !meets {
		return
	}
	var elsewhere map[network.Stakeholder]bool
	if e.Outer() {
		elsewhere = m.metWithin(e)
	}
	weight := m.weight(e)
	if !tied {
		weight = 0
	}
	for _, p := range m.parties {
		if p.Ours || (p.Meets && elsewhere[p.Stakeholder]) {
			continue
		}
		a := m.account(p.Stakeholder)
		m.records = append(m.records, record{p.Stakeholder, e.Row(), p.Meets})
		if !p.Meets {
			a.aside.add(e, certain)
			a.facilitated = a.facilitated || p.Facilitates
			continue
		}
		a.met.add(e, certain)
		if weight > 0 && !m.v.Placeholder(p.Stakeholder) {
			a.strength += weight
		}
	}
}

// sideMeets says whether the side is a party that meets, and whether it can have a tie: not as a placeholder.
func (m *meetings) sideMeets(parties []network.Party) (meets, tied bool) {
	for _, p := range parties {
		if p.Ours && p.Meets {
			meets = true
			tied = tied || !m.v.Placeholder(p.Stakeholder)
		}
	}
	return meets, tied
}

// weight gives what each tie of an engagement adds.
func (m *meetings) weight(e network.Engagement) Billionths {
	old, dated := age(e.Days(), m.v.AsOf())
	n := m.v.Size(m.parties)
	if !dated || !e.Substantive() || n < 2 {
		return 0
	}
	return Billionths(m.decay.weight(e.KindCode(), old) / int64(n-1))
}

// metWithin gives whom the side met in an engagement within one: there the inner one counts.
func (m *meetings) metWithin(e network.Engagement) map[network.Stakeholder]bool {
	found := map[network.Stakeholder]bool{}
	m.v.Inner(e, func(inner network.Engagement) {
		if _, may := m.filter.admits(inner); !may || !inner.Held() {
			return
		}
		parties := m.v.Parties(inner, m.side, nil)
		if meets, _ := m.sideMeets(parties); !meets {
			return
		}
		for _, p := range parties {
			if !p.Ours && p.Meets {
				found[p.Stakeholder] = true
			}
		}
	})
	return found
}

func (m *meetings) account(s network.Stakeholder) *account {
	a := &m.accounts[s]
	if a.met.meetings == 0 && a.aside.meetings == 0 {
		m.touched = append(m.touched, s)
	}
	return a
}

// met gives how often the side met a stakeholder; id gives its id.
func (m *meetings) met(s network.Stakeholder) int64 { return int64(m.accounts[s].met.meetings) }
func (m *meetings) id(s network.Stakeholder) string { return string(m.v.ID(s)) }

// role gives how a stakeholder stands to the side.
func (a *account) role() string {
	switch {
	case a.met.meetings > 0:
		return RoleMet
	case a.facilitated:
		return RoleFacilitator
	default:
		return RoleObserver
	}
}

// counted gives the tally that its role goes by.
func (a *account) counted() tally {
	if a.met.meetings > 0 {
		return a.met
	}
	return a.aside
}

// newest gives for each of a few stakeholders the newest of its records that count, as many as a row carries.
func (m *meetings) newest(of []network.Stakeholder) [][]uint32 {
	found := make([]newest, len(of))
	for i, s := range of {
		found[i].v = m.v
		if a := &m.accounts[s]; a.met.meetings+a.aside.meetings > 0 { // what was not touched is not cleared either
			a.place = int32(i) + 1
		}
	}
	for _, r := range m.records {
		// Most records are of those that the page does not show.
		if a := &m.accounts[r.stakeholder]; a.place > 0 && r.met == (a.met.meetings > 0) {
			found[a.place-1].add(r.row)
		}
	}
	rows := make([][]uint32, len(of))
	for i := range found {
		rows[i] = found[i].rows
	}
	return rows
}

// newest keeps the newest of the engagements added to it, as many as a row carries: by the day that their age counts from, undated last,
// equal ones by id.
type newest struct {
	v    *network.View
	rows []uint32
}

func (n *newest) add(row uint32) {
	if len(n.rows) == MaxFacts {
		if !n.before(row, n.rows[MaxFacts-1]) {
			return
		}
		n.rows = n.rows[:MaxFacts-1]
	}
	at, _ := slices.BinarySearchFunc(n.rows, row, func(a, b uint32) int {
		if n.before(a, b) {
			return -1
		}
		return 1
	})
	n.rows = slices.Insert(n.rows, at, row)
}

func (n *newest) before(a, b uint32) bool {
	x, y := graph.AgeFrom(n.v.EngagementAt(a).Days()), graph.AgeFrom(n.v.EngagementAt(b).Days())
	if x != y {
		return x > y
	}
	return n.v.CompareEngagements(a, b) < 0
}

// newestOf gives the newest of some engagements, each once.
func newestOf(v *network.View, rows ...[]uint32) []uint32 {
	n := newest{v: v}
	for _, list := range rows {
		for _, row := range list {
			if !slices.Contains(n.rows, row) {
				n.add(row)
			}
		}
	}
	return n.rows
}

// shown gives the tally as a row shows it; rows are its records, newest first.
func (t tally) shown(v *network.View, rows []uint32) Tally {
	shown := Tally{
		Meetings: int(t.meetings), AtLeast: int(t.atLeast), OnlyMay: int(t.onlyMay), Undated: int(t.undated),
		Certain: t.meetings > t.onlyMay, Last: NoSpan(),
	}
	if len(rows) > 0 {
		shown.Last = Span(v.EngagementAt(rows[0]).Days())
	}
	shown.Facts = factIDs(v, rows)
	return shown
}

// factIDs gives the ids of engagements.
func factIDs(v *network.View, rows []uint32) []graph.ID {
	ids := make([]graph.ID, len(rows))
	for i, row := range rows {
		ids[i] = v.EngagementAt(row).ID()
	}
	return ids
}

// who says which counterparts a question wants.
type who struct {
	country graph.CountryCode
	mandate graph.Mandate
	kind    graph.OrganisationKind
}

func (w who) admits(v *network.View, s network.Stakeholder) bool {
	if w == (who{}) {
		return true
	}
	o, ok := v.Organisation(s)
	return ok && (w.country == "" || o.CountryOrSeat() == w.country) &&
		(w.mandate == "" || slices.Contains(o.Mandates, w.mandate)) && (w.kind == "" || o.Kind == w.kind)
}

// sideOf finds the stakeholders asked about; those configured as us where none are.
func sideOf(v *network.View, asked Stakeholders, us []string, rollup bool) (*network.Side, error) {
	if len(asked) == 0 {
		asked = us
	}
	var members []network.Stakeholder
	for _, text := range asked {
		s, err := v.Resolve(text)
		if err != nil {
			return nil, err
		}
		members = append(members, s)
	}
	side := network.NewSide(members)
	if rollup {
		side = v.RollUp(side)
	}
	return side, nil
}

// someSide is sideOf for questions that need one.
func someSide(v *network.View, asked Stakeholders, us []string, rollup bool) (*network.Side, error) {
	if len(asked) == 0 && len(us) == 0 {
		return nil, graph.Errorf(graph.Invalid, "of is missing: say whose engagements, or configure who we are (us)")
	}
	return sideOf(v, asked, us, rollup)
}
