package network

import (
	"context"
	"runtime"
	"slices"
	"time"

	"liaison/graph"
	"liaison/graph/names"
)

// logPage is how many entries are read from the log at once; foldStep how many are folded before questions get a turn.
const (
	logPage  = 4_000
	foldStep = 500
)

// decoded is a commit with its documents read.
type decoded struct {
	graph.Commit
	documents []graph.Document // nil where deleted
}

// page is a part of the log, decoded, or why it could not be.
type page struct {
	commits []decoded
	err     error
}

// catchUp folds what the store has and the network has not. Reading the log, decoding documents and folding them run side by side.
func (n *Network) catchUp(ctx context.Context, progress func(done, total graph.Revision)) error {
	n.folding.Lock()
	defer n.folding.Unlock()
	total := graph.Revision(0)
	if progress != nil {
		var err error
		if total, err = n.store.Head(ctx); err != nil {
			return err
		}
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	pages := make(chan chan page, runtime.GOMAXPROCS(0))
	go n.readLog(reading, n.Head(), pages)
	for promised := range pages {
		p := <-promised
		if p.err != nil {
			return p.err
		}
		for _, c := range p.commits {
			n.fold(c)
		}
		if progress != nil {
			progress(n.Head(), max(total, n.Head()))
		}
	}
	if ctx.Err() == nil {
		n.contact.Store(time.Now().UnixMicro())
	}
	return ctx.Err()
}

// readLog sends the pages of the log in order, each decoded by a goroutine of its own.
func (n *Network) readLog(ctx context.Context, after graph.Revision, pages chan<- chan page) {
	defer close(pages)
	for {
		commits, err := n.store.Log(ctx, after, logPage)
		if err == nil && len(commits) == 0 {
			return
		}
		promised := make(chan page, 1)
		select {
		case pages <- promised:
		case <-ctx.Done():
			return
		}
		if err != nil {
			promised <- page{err: err}
			return
		}
		after = commits[len(commits)-1].Revision
		go func() {
			all, err := decode(commits)
			promised <- page{all, err}
		}()
	}
}

func decode(commits []graph.Commit) ([]decoded, error) {
	all := make([]decoded, len(commits))
	for i, c := range commits {
		all[i] = decoded{Commit: c, documents: make([]graph.Document, len(c.Entries))}
		for k, e := range c.Entries {
			if e.Deleted() {
				continue
			}
			d, err := graph.Decode(e.Noun, e.Body)
			if err != nil {
				return nil, graph.Errorf(graph.Unavailable, "revision %d, %s: %w", c.Revision, e.ID, err)
			}
			all[i].documents[k] = d
		}
	}
	return all, nil
}

// fold adds a revision's rows. Until the head moves, at the end, no question sees them.
func (n *Network) fold(c decoded) {
	for first := 0; first < len(c.Entries); first += foldStep {
		last := min(first+foldStep, len(c.Entries))
		n.mu.Lock()
		for i := first; i < last; i++ {
			n.foldEntry(c.Entries[i], c.documents[i])
		}
		n.mu.Unlock()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.times = append(n.times, c.Time.UnixMicro())
	if c.Batch != "" {
		n.batches[c.Batch] = append(n.batches[c.Batch], c.Revision)
	}
	n.head, n.settled = c.Revision, docNumber(len(n.documents))
	close(n.moved)
	n.moved = make(chan struct{})
}

func (n *Network) foldEntry(e graph.Entry, d graph.Document) {
	number := n.number(e.ID)
	revision := int32(e.Revision)
	n.end(number, revision)
	doc := &n.documents[number]
	doc.changed = revision
	if doc.noun == nounNone {
		doc.noun = nounCodes[e.Noun]
		if doc.noun == nounOrganisation || doc.noun == nounPerson {
			n.stakeholder(number)
		}
	}
	if d == nil {
		n.deletions = append(n.deletions, deletion{number, revision})
		return // its last label stays
	}
	n.label(number, d.Header().Label(), revision)
	audience := n.audiences.set(d.Header().Audience)
	l := life{
		born: revision, died: alive,
		own: d.Header().Marking, shown: d.Header().Marking,
		audiences: n.audiences.pair(audience, audience),
	}
	switch d := d.(type) {
	case *graph.Engagement:
		n.foldEngagement(number, l, d)
	case *graph.Organisation, *graph.Person, *graph.Post, *graph.Source:
		n.foldEntity(number, l, d)
	case *graph.Tenure:
		n.foldTenure(number, l, d)
	case *graph.Cooperation:
		n.foldCooperation(number, l, d)
	case *graph.Commitment:
		n.foldCommitment(number, l, d)
	}
	n.foldReferences(number, d)
}

// foldReferences notes who refers to whom. Taking part in an engagement is left out: that is in a table of its own.
func (n *Network) foldReferences(number docNumber, d graph.Document) {
	e, isEngagement := d.(*graph.Engagement)
	if !isEngagement {
		d.References(func(r graph.Reference) { n.refer(number, n.number(*r.Target)) })
		return
	}
	for i := range e.Evidence {
		n.refer(number, n.number(e.Evidence[i].Source))
	}
	for i := range e.Participants {
		if post := e.Participants[i].Post; post != "" {
			n.refer(number, n.number(post))
		}
	}
}

// number gives a document's number, a new one where it has none. A document may be referred to before it is folded, within
// one revision.
func (n *Network) number(id graph.ID) docNumber {
	number, isNew := n.ids.add(id)
	if isNew {
		n.documents = append(n.documents, document{latest: -1, stakeholder: MaxStakeholders})
	}
	return number
}

func (n *Network) stakeholder(number docNumber) Stakeholder {
	doc := &n.documents[number]
	if doc.stakeholder == MaxStakeholders {
		doc.stakeholder = Stakeholder(len(n.stakeholders))
		n.stakeholders = append(n.stakeholders, stakeholder{doc: number, latest: -1, life: life{died: 0}})
		n.took = append(n.took, nil)
	}
	return doc.stakeholder
}

func (n *Network) refer(from, to docNumber) {
	list := n.referrers[to]
	if len(list) > 0 && list[len(list)-1] == from {
		return
	}
	n.referrers[to] = append(list, from)
}

// end closes the row of a document's newest version.
func (n *Network) end(number docNumber, revision int32) {
	doc := n.documents[number]
	if doc.latest < 0 {
		return
	}
	if l := n.life(doc.noun, doc.latest); l.died == alive {
		l.died = revision
	}
	if doc.stakeholder != MaxStakeholders {
		s := &n.stakeholders[doc.stakeholder]
		if s.died == alive {
			s.died = revision
		}
	}
}

// life gives the life of a row in the table of its noun.
func (n *Network) life(noun nounCode, row int32) *life {
	switch noun {
	case nounEngagement:
		return &n.engagements.at(uint32(row)).life
	case nounTenure:
		return &n.tenures[row].life
	case nounCooperation:
		return &n.cooperations[row].life
	case nounCommitment:
		return &n.commitments[row].life
	default:
		return &n.entities[row].life
	}
}

// prev gives the row of the version before, or -1.
func (n *Network) prev(noun nounCode, row int32) int32 {
	switch noun {
	case nounEngagement:
		if before, ok := n.before[uint32(row)]; ok {
			return int32(before)
		}
		return -1
	case nounTenure:
		return n.tenures[row].prev
	case nounCooperation:
		return n.cooperations[row].prev
	case nounCommitment:
		return n.commitments[row].prev
	default:
		return n.entities[row].prev
	}
}

// label gives a document its label. All its versions must then be within it as well as within their own: a label raised later
// holds for what was known before.
func (n *Network) label(number docNumber, l graph.Label, revision int32) {
	doc := &n.documents[number]
	audience := n.audiences.set(l.Audience)
	if doc.marking == l.Marking && doc.audience == audience {
		return
	}
	first := doc.marking == 0
	before := graph.Label{Marking: doc.marking, Audience: n.audiences.sets[doc.audience]}
	doc.marking, doc.audience = l.Marking, audience
	if first {
		return
	}
	n.labels++
	n.relabellings = append(n.relabellings, relabelling{number, revision, before, l})
	for row := doc.latest; row >= 0; row = n.prev(doc.noun, row) {
		version := n.life(doc.noun, row)
		version.shown = max(version.own, l.Marking)
		version.audiences = n.audiences.pair(n.audiences.pairs[version.audiences][0], audience)
	}
	if doc.stakeholder != MaxStakeholders && doc.latest >= 0 {
		n.stakeholders[doc.stakeholder].shown = n.entities[doc.latest].shown
		n.stakeholders[doc.stakeholder].audiences = n.entities[doc.latest].audiences
	}
}

func (n *Network) foldEngagement(number docNumber, l life, d *graph.Engagement) {
	row := engagement{
		life: l, doc: number, days: d.When.Days(), place: n.places.number(d.Place),
		grade:      gradeByte(d.Grade),
		statusKind: uint8(statusCodes[d.Status]) | uint8(kindCodes[d.Kind])<<3,
	}
	more := n.extraOf(d, &row)
	entries, plain := n.entriesOf(d)
	if plain {
		row.flags |= flagPlain
	}
	if len(entries) > inlineEntries {
		row.flags |= flagSpilled | flagMore
		more.entries = entries
	} else {
		row.count = uint8(copy(row.entries[:], entries))
	}
	if len(n.inner[number]) > 0 {
		row.flags |= flagOuter
	}
	at := n.engagements.add(row)
	doc := &n.documents[number]
	if doc.latest >= 0 {
		n.before[at] = uint32(doc.latest)
	}
	doc.latest = int32(at)
	if row.flags&flagMore != 0 {
		n.extras[at] = more
	}
	if more.within != noDocument {
		n.foldInner(more.within, at)
	}
	n.foldTook(entries, at)
}

// extraOf gives what few engagements have, and flags the row if there is any of it.
func (n *Network) extraOf(d *graph.Engagement, row *engagement) extra {
	more := extra{within: noDocument, standsFor: d.StandsFor, minutes: int16(d.When.Minutes() + 1)}
	if set, ok := n.topics.set(d.Topics); ok {
		row.topics = set
	} else {
		more.topics = d.Topics
		row.flags |= flagMore
	}
	if d.Weight == graph.KeepingTouch {
		row.flags |= flagKeepingTouch
	}
	if d.Online {
		row.flags |= flagOnline
	}
	if d.Within != "" {
		more.within = n.number(d.Within)
	}
	if d.Within != "" || d.StandsFor != 0 || more.minutes > 0 {
		row.flags |= flagMore
	}
	return more
}

// foldTook notes an engagement's row for each stakeholder in it, once.
func (n *Network) foldTook(entries []entry, row uint32) {
	var room [inlineEntries]Stakeholder
	listed := room[:0]
	for _, e := range entries {
		s := e.stakeholder()
		if !slices.Contains(listed, s) {
			listed = append(listed, s)
			n.took[s] = append(n.took[s], row)
		}
	}
}

// foldInner notes that an engagement lies within another, on all versions of that.
func (n *Network) foldInner(outer docNumber, row uint32) {
	n.inner[outer] = append(n.inner[outer], row)
	for at := n.documents[outer].latest; at >= 0; at = n.prev(nounEngagement, at) {
		n.engagements.at(uint32(at)).flags |= flagOuter
	}
}

// entriesOf gives the participations as entries, and says whether they are plain.
func (n *Network) entriesOf(d *graph.Engagement) ([]entry, bool) {
	entries := make([]entry, 0, len(d.Participants)+2)
	plain := true
	for i := range d.Participants {
		p := &d.Participants[i]
		role := roleCodes[p.Role]
		bits := entry(role) << entryRoleShift
		if p.Presence == graph.Absent || p.Reply == graph.DeclinedReply {
			bits |= entryAway
			plain = false
		}
		if p.Presence == graph.InPerson || p.Presence == graph.Online {
			bits |= entryPresent
		}
		if role == facilitator || role == observer || role == interpreter {
			plain = false
		}
		s := entry(n.stakeholder(n.number(p.Stakeholder)))
		for _, e := range entries {
			plain = plain && e.stakeholder() != s.stakeholder()
		}
		if p.ActingFor == "" {
			entries = append(entries, s|bits)
			continue
		}
		plain = false
		entries = append(entries, s|bits|entryActs, entry(n.stakeholder(n.number(p.ActingFor)))|bits)
	}
	return entries, plain
}

func (n *Network) foldEntity(number docNumber, l life, d graph.Document) {
	row := entity{life: l, doc: number, prev: n.documents[number].latest, names: graph.NamesOf(d), within: noDocument}
	at := int32(len(n.entities))
	switch d := d.(type) {
	case *graph.Organisation:
		row.organisation = n.organisationOf(d)
	case *graph.Post:
		row.within = n.number(d.Organisation)
		n.postsOf[row.within] = append(n.postsOf[row.within], at)
	}
	n.entities = append(n.entities, row)
	n.documents[number].latest = at
	if row.organisation != nil {
		for _, p := range row.organisation.parents {
			n.childrenOf[p.organisation] = append(n.childrenOf[p.organisation], at)
		}
	}
	if noun := n.documents[number].noun; noun == nounOrganisation || noun == nounPerson {
		s := &n.stakeholders[n.documents[number].stakeholder]
		s.life, s.latest = l, at
		s.placeholder = row.organisation != nil && row.organisation.placeholder
	}
	for i, name := range row.names {
		n.addName(name.Text, nameRow{entity: at, name: int32(i)})
	}
}

func (n *Network) addName(text string, row nameRow) {
	at := int32(len(n.named))
	n.named = append(n.named, row)
	n.namesIndex.Add(names.Ref(at), text)
	key := names.Exact(text)
	n.exact[key] = append(n.exact[key], at)
}

func (n *Network) organisationOf(d *graph.Organisation) *organisation {
	o := &organisation{kind: d.Kind, mandates: d.Mandates, country: d.Country, seat: d.Seat, placeholder: d.Placeholder}
	for _, p := range d.Parents {
		o.parents = append(o.parents, parent{n.number(p.Organisation), p.Valid})
	}
	return o
}

func (n *Network) foldTenure(number docNumber, l life, d *graph.Tenure) {
	at := int32(len(n.tenures))
	row := tenure{
		life: l, doc: number, prev: n.documents[number].latest, grade: gradeByte(d.Grade),
		person: n.number(d.Person), post: n.number(d.Post), valid: d.Valid,
	}
	n.tenures = append(n.tenures, row)
	n.documents[number].latest = at
	n.tenuresOf[row.person] = append(n.tenuresOf[row.person], at)
	n.tenuresOf[row.post] = append(n.tenuresOf[row.post], at)
}

func (n *Network) foldCooperation(number docNumber, l life, d *graph.Cooperation) {
	at := int32(len(n.cooperations))
	row := cooperation{life: l, doc: number, prev: n.documents[number].latest, grade: gradeByte(d.Grade), kind: d.Kind, valid: d.Valid}
	for _, p := range d.Parties {
		party := cooperationParty{organisation: noDocument, country: p.Country, role: p.Role}
		if p.Organisation != "" {
			party.organisation = n.number(p.Organisation)
			n.cooperationsOf[party.organisation] = append(n.cooperationsOf[party.organisation], at)
		}
		row.parties = append(row.parties, party)
	}
	n.cooperations = append(n.cooperations, row)
	n.documents[number].latest = at
}

func (n *Network) foldCommitment(number docNumber, l life, d *graph.Commitment) {
	at := int32(len(n.commitments))
	row := commitment{
		life: l, doc: number, prev: n.documents[number].latest, grade: gradeByte(d.Grade),
		owedBy: n.number(d.OwedBy), owedTo: n.number(d.OwedTo), arisingFrom: noDocument,
		made: d.Made, due: d.Due, closed: d.Closed,
	}
	if d.ArisingFrom != "" {
		row.arisingFrom = n.number(d.ArisingFrom)
	}
	n.commitments = append(n.commitments, row)
	n.documents[number].latest = at
	n.commitmentsOf[row.owedBy] = append(n.commitmentsOf[row.owedBy], at)
	n.commitmentsOf[row.owedTo] = append(n.commitmentsOf[row.owedTo], at)
}

// placeNumbers numbers places; 0 is none.
type placeNumbers struct {
	ids      []graph.PlaceID
	numberOf map[graph.PlaceID]uint16
}

func newPlaceNumbers() placeNumbers {
	return placeNumbers{ids: []graph.PlaceID{""}, numberOf: map[graph.PlaceID]uint16{"": 0}}
}

func (p *placeNumbers) number(id graph.PlaceID) uint16 {
	n, ok := p.numberOf[id]
	if !ok {
		n = uint16(len(p.ids)) // places are built in, a few thousand at most
		p.ids = append(p.ids, id)
		p.numberOf[id] = n
	}
	return n
}
