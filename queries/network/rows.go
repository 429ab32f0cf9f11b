package network

import (
	"math"

	"liaison/graph"
)

// docNumber numbers the documents of the log in the order in which they first appear. It never changes.
type docNumber uint32

// Stakeholder numbers the organisations and persons, for arrays of counters. Its numbers mean something only in the
// process that gave them.
type Stakeholder uint32

// life is what every row has: the revisions between which the version was current, and its label.
type life struct {
	// born is the revision that made the version, died the one that replaced or deleted it.
	born, died int32
	// own is the marking that the version had; shown is the more restricted of that and the document's marking now.
	own, shown graph.Marking
	// audiences is the pair of audiences, of the version and of the document now; 0 is none of either.
	audiences audiencePair
}

// alive is the death of what has not died.
const alive = math.MaxInt32

// engagement is one version of an engagement, in 64 bytes: a question about a busy organisation reads a hundred thousand of
// them, and each is one cache line.
type engagement struct {
	life
	doc    docNumber
	days   [4]graph.Day
	place  uint16
	topics topicSet
	// grade is the rank of the reliability times 8 plus that of the credibility.
	grade uint8
	// statusKind is the status plus 8 times the kind.
	statusKind uint8
	flags      uint8
	count      uint8
	entries    [inlineEntries]entry
}

const inlineEntries = 6

// The flags of an engagement.
const (
	flagKeepingTouch = 1 << iota
	flagOnline
	// flagPlain: every entry is an organisation, once, that meets: nothing needs to be merged.
	flagPlain
	// flagMore: there is more to know in the table of extras.
	flagMore
	// flagOuter: other engagements are within this one.
	flagOuter
	// flagSpilled: the entries are too many and are kept in the table of extras.
	flagSpilled
)

// extra is what few engagements have.
type extra struct {
	within    docNumber // noDocument where none
	standsFor graph.StandsFor
	minutes   int16
	entries   []entry  // where they spilled
	topics    []string // where there are too many different lists to number them
}

const noDocument = docNumber(math.MaxUint32)

// entry is one participation, or the organisation acted for in the one before it: a stakeholder and a few bits.
type entry uint32

const (
	entryStakeholder = 1<<24 - 1
	entryRoleShift   = 24
	// entryActs: a person who acted for the organisation in the next entry.
	entryActs = 1 << 28
	// entryAway: absent or declined, so no party.
	entryAway = 1 << 29
	// entryPresent: present for certain, in person or online.
	entryPresent = 1 << 30
)

// MaxStakeholders is how many organisations and persons a network can hold.
const MaxStakeholders = entryStakeholder

func (e entry) stakeholder() Stakeholder { return Stakeholder(e & entryStakeholder) }
func (e entry) role() roleCode           { return roleCode(e >> entryRoleShift & 15) }

// Codes are places in the closed lists of the model.
type (
	roleCode   uint8
	statusCode uint8
	kindCode   uint8
)

var (
	roles    = graph.Roles()
	statuses = graph.Statuses()
	kinds    = graph.EngagementKinds()

	roleCodes   = codes[graph.Role, roleCode](roles)
	statusCodes = codes[graph.Status, statusCode](statuses)
	kindCodes   = codes[graph.EngagementKind, kindCode](kinds)

	facilitator = roleCodes[graph.Facilitator]
	observer    = roleCodes[graph.Observer]
	interpreter = roleCodes[graph.Interpreter]
	held        = statusCodes[graph.Held]
)

func codes[T comparable, C ~uint8](list []T) map[T]C {
	m := make(map[T]C, len(list))
	for i, v := range list {
		m[v] = C(i)
	}
	return m
}

// stakeholder is the newest version of an organisation or person as the scan of engagements needs it.
type stakeholder struct {
	life
	doc         docNumber
	latest      int32 // row of the entity, -1 where there is none yet
	placeholder bool
}

// entity is one version of an organisation, person, post or source.
type entity struct {
	life
	doc   docNumber
	prev  int32 // row of the version before, -1 where there is none
	names []graph.Name
	// organisation is what only organisations have.
	organisation *organisation
	// within is a post's organisation.
	within docNumber
}

// organisation is what an organisation's version has besides names.
type organisation struct {
	kind        graph.OrganisationKind
	mandates    []graph.Mandate
	country     graph.CountryCode
	seat        graph.PlaceID
	placeholder bool
	parents     []parent
}

type parent struct {
	organisation docNumber
	valid        graph.Date
}

// tenure is one version of a person in a post.
type tenure struct {
	life
	doc          docNumber
	prev         int32
	grade        uint8
	person, post docNumber
	valid        graph.Date
}

// cooperation is one version of a link between parties.
type cooperation struct {
	life
	doc     docNumber
	prev    int32
	grade   uint8
	kind    graph.CooperationKind
	valid   graph.Date
	parties []cooperationParty
}

type cooperationParty struct {
	organisation docNumber // noDocument for a country
	country      graph.CountryCode
	role         graph.PartyRole
}

// commitment is one version of who owes whom what.
type commitment struct {
	life
	doc            docNumber
	prev           int32
	grade          uint8
	owedBy, owedTo docNumber
	arisingFrom    docNumber
	made, due      graph.Date
	closed         graph.Date
}

// document is what there is of each document, whatever its noun.
type document struct {
	noun nounCode
	// latest is the row of its newest version in the table of its noun, -1 where none was folded yet.
	latest int32
	// marking and audience are its label now, or the last before it was deleted.
	marking  graph.Marking
	audience audienceSet
	// stakeholder is its number where it is an organisation or a person.
	stakeholder Stakeholder
	// changed is the revision that last changed it.
	changed int32
}

// deletion is a document's deletion.
type deletion struct {
	doc      docNumber
	revision int32
}

type nounCode uint8

const (
	nounNone nounCode = iota
	nounOrganisation
	nounPerson
	nounPost
	nounSource
	nounTenure
	nounEngagement
	nounCooperation
	nounCommitment
)

var nounCodes = map[graph.Noun]nounCode{
	graph.NounOrganisation: nounOrganisation, graph.NounPerson: nounPerson, graph.NounPost: nounPost,
	graph.NounSource: nounSource, graph.NounTenure: nounTenure, graph.NounEngagement: nounEngagement,
	graph.NounCooperation: nounCooperation, graph.NounCommitment: nounCommitment,
}

var nounOf = func() map[nounCode]graph.Noun {
	m := map[nounCode]graph.Noun{}
	for n, c := range nounCodes {
		m[c] = n
	}
	return m
}()

func gradeByte(g graph.Grade) uint8 {
	reliability, credibility := g.Ranks()
	return uint8(reliability*8 + credibility)
}
