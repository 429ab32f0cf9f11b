package network

import (
	"slices"

	"liaison/graph"
)

// Engagement is an engagement that the reader sees. It is good until the next one is read.
type Engagement struct {
	v   *View
	row uint32
	*engagement
}

// Status gives how far it came.
func (e Engagement) Status() graph.Status { return statuses[e.statusKind&7] }

// Held says that it was held.
func (e Engagement) Held() bool { return statusCode(e.statusKind&7) == held }

// Kind gives what it was.
func (e Engagement) Kind() graph.EngagementKind { return kinds[e.statusKind>>3] }

// KindCode gives the kind's place in graph.EngagementKinds.
func (e Engagement) KindCode() int { return int(e.statusKind >> 3) }

// Days gives the four days of its date.
func (e Engagement) Days() [4]graph.Day { return e.days }

// Substantive says that it was about something.
func (e Engagement) Substantive() bool { return e.flags&flagKeepingTouch == 0 }

// Online says that it was online.
func (e Engagement) Online() bool { return e.flags&flagOnline != 0 }

// Place gives where it was.
func (e Engagement) Place() graph.PlaceID { return e.v.n.places.ids[e.place] }

// ID gives its id.
func (e Engagement) ID() graph.ID { return e.v.n.ids.text(e.doc) }

// Row gives a number that identifies the engagement among those of its view.
func (e Engagement) Row() uint32 { return e.row }

// Topics gives its topics.
func (e Engagement) Topics() []string {
	if e.topics == 0 && e.flags&flagMore != 0 {
		return e.v.n.extras[e.row].topics
	}
	return e.v.n.topics.lists[e.topics]
}

// AtLeast gives how many occasions its record stands for, at least.
func (e Engagement) AtLeast() int {
	if e.flags&flagMore == 0 {
		return 1
	}
	return e.v.n.extras[e.row].standsFor.AtLeast()
}

// Minutes gives the time of day in minutes, or -1.
func (e Engagement) Minutes() int {
	if e.flags&flagMore == 0 {
		return -1
	}
	return int(e.v.n.extras[e.row].minutes) - 1
}

// Outer says that other engagements, seen or not, are within it: only then must Inner be asked.
func (e Engagement) Outer() bool { return e.flags&flagOuter != 0 }

// Within gives the id of the engagement around it, "" where there is none or it is not seen.
func (e Engagement) Within() graph.ID {
	if e.flags&flagMore == 0 {
		return ""
	}
	within := e.v.n.extras[e.row].within
	row := e.v.version(within)
	if row < 0 {
		return ""
	}
	if _, ok := e.v.engagement(uint32(row)); !ok {
		return ""
	}
	return e.v.n.ids.text(within)
}

// There says whether it is in the picture on the view's day: held ones if they may have begun, others always.
func (e Engagement) There() bool { return !e.Held() || e.days[0] <= e.v.terms.AsOf }

// Begun says whether it certainly began by the view's day.
func (e Engagement) Begun() bool { return e.days[1] <= e.v.terms.AsOf }

// engagement gives the engagement of a row if the reader sees it and it is in the picture.
func (v *View) engagement(row uint32) (Engagement, bool) {
	e := v.EngagementAt(row)
	return e, v.seesFact(&e.life, e.grade) && e.There()
}

// EngagementAt gives the engagement of a row that the view gave.
func (v *View) EngagementAt(row uint32) Engagement {
	return Engagement{v, row, v.n.engagements.at(row)}
}

// CompareEngagements compares the ids of the engagements of two rows that the view gave.
func (v *View) CompareEngagements(a, b uint32) int {
	return v.n.ids.compare(v.n.engagements.at(a).doc, v.n.engagements.at(b).doc)
}

// Engagements calls visit for each engagement in the picture in which a stakeholder is recorded, whatever as. It stops
// when visit gives false.
func (v *View) Engagements(s Stakeholder, visit func(Engagement) bool) {
	took := v.n.took[s]
	for first := 0; first < len(took); first += glance {
		rows := took[first:min(first+glance, len(took))]
		// Rows lie all over memory. Looking at many before any is worked on lets the processor fetch them side by side.
		var seen [glance]bool
		for i, row := range rows {
			e := v.n.engagements.at(row)
			seen[i] = v.seesFact(&e.life, e.grade)
		}
		for i, row := range rows {
			v.read()
			if !seen[i] {
				continue
			}
			if e := v.EngagementAt(row); e.There() && !visit(e) {
				return
			}
		}
	}
}

// glance is how many rows are looked at ahead.
const glance = 64

// AllEngagements calls visit for each engagement in the picture.
func (v *View) AllEngagements(visit func(Engagement)) {
	for row := uint32(0); row < v.n.engagements.n; row++ {
		v.read()
		if e, ok := v.engagement(row); ok {
			visit(e)
		}
	}
}

// Inner calls visit for each engagement in the picture that lies within one, at any depth.
func (v *View) Inner(e Engagement, visit func(Engagement)) {
	for _, row := range v.n.inner[e.doc] {
		inner, ok := v.engagement(row)
		if ok {
			visit(inner)
		}
		// What lies within one that is hidden lies within nothing: its own "within" is blank.
		if ok && inner.Outer() {
			v.Inner(inner, visit)
		}
	}
}

// Party is one party of an engagement.
type Party struct {
	Stakeholder Stakeholder
	// Role is that in which it is listed first.
	Role roleCode
	// Meets says that it meets the others: it is more than a facilitator or observer, or was present.
	Meets bool
	// Reaches says that it has a role other than facilitator and observer.
	Reaches bool
	// Facilitates says that it is a facilitator in one of its roles.
	Facilitates bool
	// Ours says that it belongs to the side asked about.
	Ours bool
}

// RoleName gives the role in words of the model.
func (p Party) RoleName() graph.Role { return roles[p.Role] }

// entriesOf gives the entries of an engagement, wherever they are kept.
func (v *View) entriesOf(e Engagement) []entry {
	if e.flags&flagSpilled != 0 {
		return v.n.extras[e.row].entries
	}
	return e.entries[:e.count]
}

// Parties appends the parties that the reader sees to buffer, each once, and tells which belong to the side.
func (v *View) Parties(e Engagement, side *Side, buffer []Party) []Party {
	if e.flags&flagPlain != 0 {
		for _, x := range v.entriesOf(e) {
			if s := x.stakeholder(); v.Seen(s) {
				buffer = append(buffer, Party{Stakeholder: s, Role: x.role(), Meets: true, Reaches: true, Ours: side.Has(s)})
			}
		}
		return buffer
	}
	entries := v.entriesOf(e)
	first := len(buffer)
	for i := 0; i < len(entries); i++ {
		x := entries[i]
		s := x.stakeholder()
		ours, seen := side.Has(s), v.Seen(s)
		if x&entryActs != 0 {
			i++
			s = entries[i].stakeholder()
			ours, seen = ours || side.Has(s), seen && v.Seen(s)
		}
		if !seen || x&entryAway != 0 || x.role() == interpreter {
			continue
		}
		at := slices.IndexFunc(buffer[first:], func(p Party) bool { return p.Stakeholder == s })
		if at < 0 {
			at = len(buffer) - first
			buffer = append(buffer, Party{Stakeholder: s, Role: x.role()})
		}
		buffer[first+at].add(x, ours)
	}
	return buffer
}

// add takes up one more way in which a party is listed.
func (p *Party) add(x entry, ours bool) {
	aside := x.role() == facilitator || x.role() == observer
	p.Ours = p.Ours || ours
	p.Meets = p.Meets || !aside || x&entryPresent != 0
	p.Reaches = p.Reaches || !aside
	p.Facilitates = p.Facilitates || x.role() == facilitator
}

// Contact is a person who acted for an organisation in an engagement.
type Contact struct{ Person, Organisation Stakeholder }

// Contacts appends the persons that the reader sees who acted for an organisation as its party.
func (v *View) Contacts(e Engagement, buffer []Contact) []Contact {
	if e.flags&flagPlain != 0 {
		return buffer
	}
	entries := v.entriesOf(e)
	for i := 0; i+1 < len(entries); i++ {
		x := entries[i]
		if x&entryActs == 0 {
			continue
		}
		c := Contact{x.stakeholder(), entries[i+1].stakeholder()}
		if x&entryAway == 0 && x.role() != interpreter && v.Seen(c.Person) && v.Seen(c.Organisation) {
			buffer = append(buffer, c)
		}
	}
	return buffer
}

// Size gives n: the number of parties, placeholders left out.
func (v *View) Size(parties []Party) int {
	n := 0
	for _, p := range parties {
		if !v.Placeholder(p.Stakeholder) {
			n++
		}
	}
	return n
}

// Side is a set of stakeholders asked about together. A nil side has nobody.
type Side struct {
	members []Stakeholder
	one     Stakeholder
	set     map[Stakeholder]bool
}

// NewSide makes a side of stakeholders, each once.
func NewSide(members []Stakeholder) *Side {
	s := &Side{one: MaxStakeholders}
	for _, m := range members {
		if !slices.Contains(s.members, m) {
			s.members = append(s.members, m)
		}
	}
	if len(s.members) == 1 {
		s.one = s.members[0]
		return s
	}
	s.set = make(map[Stakeholder]bool, len(s.members))
	for _, m := range s.members {
		s.set[m] = true
	}
	return s
}

// Has says whether a stakeholder belongs to the side.
func (s *Side) Has(m Stakeholder) bool {
	if s == nil {
		return false
	}
	return m == s.one || s.set[m]
}

// Members gives who belongs to the side.
func (s *Side) Members() []Stakeholder {
	if s == nil {
		return nil
	}
	return s.members
}

// EngagementsOf calls visit once for each engagement in the picture in which any of the side is recorded.
func (v *View) EngagementsOf(side *Side, visit func(Engagement)) {
	if len(side.Members()) == 1 {
		v.Engagements(side.members[0], func(e Engagement) bool { visit(e); return true })
		return
	}
	seen := map[uint32]bool{}
	for _, m := range side.Members() {
		v.Engagements(m, func(e Engagement) bool {
			if !seen[e.row] {
				seen[e.row] = true
				visit(e)
			}
			return true
		})
	}
}

// RollUp gives a side with all organisations that may be part of its members on the view's day, at any depth.
func (v *View) RollUp(side *Side) *Side {
	members := slices.Clone(side.Members())
	has := map[Stakeholder]bool{}
	for _, m := range members {
		has[m] = true
	}
	for i := 0; i < len(members); i++ {
		number := v.n.stakeholders[members[i]].doc
		for _, row := range v.n.childrenOf[number] {
			child := v.n.documents[v.n.entities[row].doc].stakeholder
			if !has[child] && v.version(v.n.entities[row].doc) == row && v.partOf(row, number) {
				has[child] = true
				members = append(members, child)
			}
		}
	}
	return NewSide(members)
}

// partOf says whether the organisation of a row may be part of another on the view's day.
func (v *View) partOf(row int32, other docNumber) bool {
	for _, p := range v.n.entities[row].organisation.parents {
		if p.organisation == other && currentMay(p.valid, v.terms.AsOf) {
			return true
		}
	}
	return false
}

// currentMay says whether a span may hold on a day; one without dates always does.
func currentMay(valid graph.Date, day graph.Day) bool {
	if valid.IsZero() {
		return true
	}
	_, may := valid.CurrentOn(day)
	return may
}

// Busy gives in how many rows of engagements a side is recorded, seen or not: for planning only, it must not reach an answer.
func (v *View) Busy(side *Side) int {
	n := 0
	for _, m := range side.Members() {
		n += len(v.n.took[m])
	}
	return n
}
