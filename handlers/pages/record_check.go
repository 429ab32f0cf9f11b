package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"liaison/graph"
	"liaison/graph/names"
)

// maxRows is how many participants or promises one form takes.
const maxRows = 200

// resolve makes out what the form's names and dates mean, and notes all that is wrong.
func (f *recordForm) resolve(x *finder) {
	f.problems, x.created = nil, map[string]graph.ID{}
	f.readWhen()
	for _, n := range f.namings() {
		x.decide(n)
		f.creates(x, n)
	}
	for _, n := range f.namings() {
		x.find(n)
	}
	f.newSource(x)
	f.checkWhat()
	f.checkWho(x)
	f.checkOwes()
	f.checkSource(x)
	f.checkLabel(x)
	for _, field := range f.cleaned {
		f.wrong(field, t("record.cleaned"))
	}
	slices.SortStableFunc(f.problems, func(a, b formProblem) int { return f.place(a.Field) - f.place(b.Field) })
}

// creates gives what is to be created its id. What is created twice is created once, and named again.
func (f *recordForm) creates(x *finder, n *naming) {
	if n.create == "" {
		return
	}
	key := keyOf(n.create, n.Text)
	if id := x.created[key]; id != "" {
		n.id, n.create, n.What = id, "", t("record.created_here")
		return
	}
	n.id = f.newID(string(n.create), n.Text)
	x.created[key] = n.id
}

// namings are all fields in which something is named, in the order of the page.
func (f *recordForm) namings() []*naming {
	list := []*naming{f.Place}
	for _, row := range f.Who {
		list = append(list, row.Who, row.For)
	}
	for _, row := range f.Owes {
		list = append(list, row.By, row.To)
	}
	return append(list, f.Source)
}

// place gives where on the page a field stands, to tell what is wrong in that order.
func (f *recordForm) place(field string) int {
	const rows = 1000 // more than there are
	list, digits, numbered := strings.Cut(field, "-")
	n := 0
	if numbered {
		_, _ = fmt.Sscanf(digits, "%d", &n)
	}
	order := []string{"when", "kind", "status", "place", "topics", "who", "summary", "outcome", "what", "source", "reliability", "marking", "reason"}
	same := map[string]string{"for": "who", "role": "who", "post": "who", "by": "what", "to": "what", "due": "what", "basis": "what"}
	if first, ok := same[list]; ok {
		list = first
	}
	return slices.Index(order, list)*rows + n
}

func (f *recordForm) readWhen() {
	read := graph.ReadDate
	if graph.Status(f.Status).Ahead() {
		read = graph.ReadDateAhead
	}
	var err error
	f.when, err = read(f.When, f.day)
	f.WhenReading = readingWords(f.When, f.when, err)
	if err != nil {
		f.wrong("when", err.Error())
	}
	for _, row := range f.Owes {
		row.due, err = graph.ReadDateAhead(row.Due, f.dueFrom())
		row.DueReading = readingWords(row.Due, row.due, err)
		field := fmt.Sprintf("due-%d", row.N)
		switch {
		case err != nil:
			f.wrong(field, err.Error())
		case row.due.Dated() && f.when.Dated() && row.due.LatestEnd() < f.when.EarliestBeginning():
			f.wrong(field, t("record.due.before", dateWords(row.due.String()), dateWords(f.when.String())))
		}
	}
}

// readingWords say how a date was read: nothing where nothing was typed, or where what is wrong is told anyway.
func readingWords(typed string, d graph.Date, err error) string {
	if typed == "" || err != nil {
		return ""
	}
	return dateWords(d.String())
}

// dueFrom is the day from which a due date without a year is read: that of the meeting, or now.
func (f *recordForm) dueFrom() graph.Day {
	if day := f.when.EarliestBeginning(); day != graph.MinDay {
		return day
	}
	return f.day
}

// firstRecorded is a day before which nobody records what they did: an earlier year is one of another calendar, or a slip.
var firstRecorded = graph.DayOf(1900, 1, 1)

// checkWhat checks what it was, when and where.
func (f *recordForm) checkWhat() {
	if f.When == "" {
		f.wrong("when", t("record.when.missing"))
	}
	if f.when.Dated() && f.when.LatestEnd() < firstRecorded {
		f.wrong("when", t("record.when.calendar", dateWords(f.when.String())))
	}
	if !slices.Contains(graph.EngagementKinds(), graph.EngagementKind(f.Kind)) {
		f.wrong("kind", t("record.choose"))
	}
	switch {
	case !slices.Contains(graph.Statuses(), graph.Status(f.Status)):
		f.wrong("status", t("record.choose"))
	case graph.Status(f.Status) == graph.Held && f.when.Dated() && f.when.EarliestBeginning() > f.day:
		f.wrong("status", t("record.status.ahead", dateWords(f.when.String())))
		f.Status = string(graph.Planned)
	}
	f.decided(f.Place, "record.place.none")
	for _, topic := range f.topics() {
		f.fits("topics", topic, graph.MaxLine)
	}
	f.fits("summary", f.Summary, graph.MaxText)
	f.fits("outcome", f.Outcome, graph.MaxText)
	f.fits("reason", f.Reason, graph.MaxText)
}

// fits checks the length of a text.
func (f *recordForm) fits(field, text string, limit int) {
	if len(text) > limit {
		n := utf8.RuneCountInString(text)
		// What counts is bytes; letters of this text have this many on average.
		f.wrong(field, t("record.long", n, limit*n/len(text)))
	}
}

// topics are those typed, each once.
func (f *recordForm) topics() []string {
	var list []string
	for topic := range strings.SplitSeq(f.Topics, ",") {
		if topic = strings.TrimSpace(topic); topic != "" && !slices.Contains(list, topic) {
			list = append(list, topic)
		}
	}
	return list
}

// decided checks that it is known what a field means. none is the key of what is said where nothing on record fits.
func (f *recordForm) decided(n *naming, none string) bool {
	switch {
	case n.Text == "":
		return false
	case len(n.Text) > graph.MaxLine:
		f.fits(n.Field, n.Text, graph.MaxLine)
	case n.create != "":
		f.fits(n.Field, n.Text, graph.MaxLine)
		return true
	case n.id != "":
		return true
	case names.Exact(n.Text) == "" && len(findings[n.Of].creates) == 0:
		f.wrong(n.Field, t("record.no_letter", n.Text))
	case !slices.ContainsFunc(n.Options, option.OnRecord):
		f.wrong(n.Field, t(none, n.Text))
	case len(n.Options) == 1 || !n.Options[1].OnRecord():
		f.wrong(n.Field, t("record.same", n.Text, n.Options[0].Name))
	default:
		f.wrong(n.Field, t("record.which", n.Text))
	}
	return false
}

// checkWho checks who took part.
func (f *recordForm) checkWho(x *finder) {
	first := map[graph.ID]*whoRow{}
	for _, row := range f.Who {
		if row.blank() {
			continue
		}
		f.checkRow(x, row)
		if row.Who.id == "" {
			continue
		}
		if before := first[row.Who.id]; before != nil {
			f.wrong(row.Who.Field, twice(before, row))
		} else {
			first[row.Who.id] = row
		}
	}
	onlyUs := !slices.ContainsFunc(f.Who, func(row *whoRow) bool { return !row.blank() && !f.ourRow(row) })
	switch {
	case onlyUs && len(f.Who) > 0:
		at := slices.IndexFunc(f.Who, (*whoRow).blank)
		f.wrong(f.Who[max(at, 0)].Who.Field, t("record.who.missing"))
	case len(f.Who) > maxRows:
		f.wrong(f.Who[maxRows].Who.Field, t("record.who.many", len(f.Who), maxRows))
	}
}

// twice says what is wrong with naming somebody again.
func twice(before, again *whoRow) string {
	if before.For.id != again.For.id && again.For.Text != "" {
		return t("record.who.two_for", again.Who.Text, before.Line())
	}
	return t("record.who.twice", again.Who.Text, before.Line())
}

// ourRow says that somebody is of us, or acted for us.
func (f *recordForm) ourRow(row *whoRow) bool {
	return slices.Contains(f.ours, row.Who.id) || slices.Contains(f.ours, row.For.id)
}

// checkRow checks one who took part, and fills in what follows from it.
func (f *recordForm) checkRow(x *finder, row *whoRow) {
	if row.Who.Text == "" {
		f.wrong(row.Who.Field, t("record.who.for_whom", row.For.Text))
	}
	named := f.decided(row.Who, "record.none")
	f.decided(row.For, "record.none")
	f.checkNew(x, row.Who)
	f.checkNew(x, row.For)
	if named {
		f.checkPerson(x, row)
	}
	if !slices.Contains(graph.Roles(), f.role(row)) {
		f.wrong(fmt.Sprintf("role-%d", row.N), t("record.choose"))
	}
}

// role gives the role that was chosen, else that of us or of those met.
func (f *recordForm) role(row *whoRow) graph.Role {
	switch {
	case row.Role != "":
		return graph.Role(row.Role)
	case f.ourRow(row):
		return graph.Initiator
	}
	return graph.Counterpart
}

// UsualRole says in words which role is taken where none is chosen.
func (f *recordForm) UsualRole(row *whoRow) string {
	usual := *row
	usual.Role = ""
	return t("record.role.usual", word("role", f.role(&usual)))
}

// checkPerson finds out for whom a person acted, and in which post.
func (f *recordForm) checkPerson(x *finder, row *whoRow) {
	row.Holds, row.post = nil, ""
	person := row.Who.create == graph.NounPerson || x.v.NounOf(row.Who.id) == graph.NounPerson
	if !person {
		if row.For.Text != "" {
			f.wrong(row.For.Field, t("record.for.organisation", row.Who.Text))
		}
		return
	}
	if row.Who.create != "" {
		return
	}
	row.Holds = x.holdings(row.Who.id, f.dueFrom())
	picked := slices.IndexFunc(x.holdings(row.Who.id, graph.MinDay), func(h holding) bool { return h.Post == graph.ID(row.Post) })
	switch {
	case picked >= 0:
		f.actsIn(x, row, x.holdings(row.Who.id, graph.MinDay)[picked])
	case row.Post == noPost:
	case row.For.id != "":
		in := slices.DeleteFunc(slices.Clone(row.Holds), func(h holding) bool { return h.Organisation != row.For.id })
		if len(in) == 1 {
			f.actsIn(x, row, in[0])
		}
	case len(row.Holds) == 1 && row.For.Text == "":
		f.actsIn(x, row, row.Holds[0])
	case len(row.Holds) > 1 && row.For.Text == "":
		f.wrong(fmt.Sprintf("post-%d", row.N), t("record.for.which", row.Who.Text))
	}
}

// actsIn says that a person acted in a post, for its organisation unless another is named.
func (f *recordForm) actsIn(x *finder, row *whoRow, h holding) {
	row.Post, row.post = string(h.Post), h.Post
	if !slices.Contains(row.Holds, h) {
		row.Holds = append(row.Holds, h)
	}
	if row.For.Text == "" {
		row.For.Text = h.In
		x.found(row.For, h.Organisation)
	}
}

// stateBodies are the kinds of organisation that belong to a country, international those that belong to none.
var (
	stateBodies   = []graph.OrganisationKind{graph.Ministry, graph.Agency, graph.Embassy}
	international = []graph.OrganisationKind{graph.RegionalBody, graph.InternationalOrganisation}
)

// checkNew checks what is needed of an organisation that is to be created.
func (f *recordForm) checkNew(x *finder, n *naming) {
	if n.create != graph.NounOrganisation {
		return
	}
	kind := graph.OrganisationKind(n.Kind)
	if !slices.Contains(graph.OrganisationKinds(), kind) {
		f.wrong(n.Field+"-kind", t("record.kind.missing", n.Text))
	}
	n.country = ""
	if n.Country == "" {
		if slices.Contains(stateBodies, kind) {
			f.wrong(n.Field+"-country", t("record.country.missing", n.Text))
		}
		return
	}
	code, err := x.countryOf(n.Country)
	switch {
	case err != nil:
		f.wrong(n.Field+"-country", err.Error())
	case slices.Contains(international, kind):
		f.wrong(n.Field+"-country", t("record.country.international"))
	default:
		n.country = code
	}
	if there := x.sameIn(n.Text, n.country); n.country != "" && len(there) > 0 {
		n.Options = there
		f.wrong(n.Field, t("record.same_in", n.Text, countryName(code)))
	}
}

// checkOwes checks who owes whom what. Where nothing is said, we owe it, to the first that is not of us.
func (f *recordForm) checkOwes() {
	for _, row := range f.Owes {
		if row.blank() {
			continue
		}
		if row.What == "" {
			f.wrong(fmt.Sprintf("what-%d", row.N), t("record.what.missing"))
		}
		f.fits(fmt.Sprintf("what-%d", row.N), row.What, graph.MaxText)
		f.side(row.By, f.ourRow, row.To.id, "record.by.missing")
		f.side(row.To, func(w *whoRow) bool { return !f.ourRow(w) }, row.By.id, "record.to.missing")
		if row.By.id != "" && row.By.id == row.To.id {
			f.wrong(row.To.Field, t("record.to.same"))
		}
		if !slices.Contains(graph.Bases(), graph.Basis(row.Basis)) {
			f.wrong(fmt.Sprintf("basis-%d", row.N), t("record.choose"))
		}
	}
	if len(f.Owes) > maxRows {
		f.wrong(fmt.Sprintf("what-%d", maxRows), t("record.owes.many", len(f.Owes), maxRows))
	}
}

// side checks one side of a promise; nobody named is the first participant that fits, and is not the other side.
func (f *recordForm) side(n *naming, fits func(*whoRow) bool, other graph.ID, missing string) {
	if n.Text != "" {
		f.decided(n, "record.party.none")
		return
	}
	for _, row := range f.Who {
		if row.Who.id == "" || !fits(row) {
			continue
		}
		side := row.Who
		if row.For.id != "" {
			side = row.For
		}
		if side.id != other {
			n.Text, n.id, n.What = side.Text, side.id, side.What
			return
		}
	}
	f.wrong(n.Field, t(missing))
}

// newSource has a source created where nothing on record is near its name: what else could be meant?
func (f *recordForm) newSource(x *finder) {
	n := f.Source
	if len(n.Options) > 0 && !slices.ContainsFunc(n.Options, option.OnRecord) && names.Exact(n.Text) != "" {
		n.Options, n.create = nil, graph.NounSource
		f.creates(x, n)
	}
}

// checkSource checks what it rests on; nothing named is a note of one's own.
func (f *recordForm) checkSource(x *finder) {
	f.decided(f.Source, "record.none")
	f.source = x.source(f.Source.id)
	if _, err := f.grade(); err != nil {
		f.wrong("reliability", t("record.choose"))
	}
}

// grade gives the grade: the reliability that was chosen, else the source's. Where only one part is known, the other cannot be judged.
func (f *recordForm) grade() (graph.Grade, error) {
	letter, figure := f.Reliability, f.Credibility
	if letter == "" && f.source != nil {
		letter = f.source.Reliability
	}
	if letter == "" && figure == "" {
		return graph.Grade{}, nil
	}
	return graph.ParseGrade(cmp.Or(letter, "F") + cmp.Or(figure, "6"))
}

// checkLabel checks who may read it: nobody writes what they could not read.
func (f *recordForm) checkLabel(x *finder) {
	label, err := f.label()
	switch clearance := x.v.Terms().Clearance; {
	case err != nil:
		f.wrong("marking", t("record.choose"))
	case !clearance.Sees(label):
		f.wrong("marking", t("record.marking.above", labelWords(label), clearance.String()))
	}
}

// label gives the label that was chosen, else the source's, else the highest that its writer is cleared for: what nobody thought of must not be taken
// for public.
func (f *recordForm) label() (graph.Label, error) {
	label := graph.Label{Marking: f.highest, Audience: f.Audience}
	if f.source != nil {
		label.Marking = f.source.Marking
		if len(f.Audience) == 0 {
			label.Audience = f.source.Audience
		}
	}
	if f.Marking == "" {
		return label, nil
	}
	var err error
	label.Marking, err = graph.ParseMarking(f.Marking)
	return label, err
}

func labelWords(l graph.Label) string {
	return graph.Clearance{Marking: l.Marking, Groups: l.Audience}.String()
}
