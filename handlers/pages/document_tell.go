package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"liaison/graph"
	"liaison/queries/network"
)

// teller tells documents in words, as on a day.
type teller struct {
	on graph.Day
	// name gives the name of what the reader sees, else "".
	name func(graph.ID) string
}

// title gives the name of what has one, and of a fact what it says in a few words.
func (w teller) title(d graph.Document) string {
	switch d := d.(type) {
	case *graph.Engagement:
		return w.occasionTitle(d)
	case *graph.Tenure:
		return t("tenure.title", w.name(d.Person), w.name(d.Post))
	case *graph.Cooperation:
		var parties []string
		for _, p := range d.Parties {
			parties = append(parties, w.party(p))
		}
		return t("cooperation.title", capital(word("cooperation", d.Kind)), joined(parties))
	case *graph.Commitment:
		return d.What
	}
	return graph.DisplayName(graph.NamesOf(d), w.on, "en")
}

// occasionTitle says what an engagement was and where: "Meeting in Dushanbe".
func (w teller) occasionTitle(e *graph.Engagement) string {
	title := capital(word("engagement", e.Kind))
	if e.Place != "" {
		return t("occasion.title.in", title, graph.PlaceName(e.Place, w.on, "en"))
	}
	return title
}

// dated is occasionTitle with its date, for where it stands alone.
func (w teller) dated(e *graph.Engagement) string {
	if e.When.IsZero() {
		return w.occasionTitle(e)
	}
	return t("list.next", w.occasionTitle(e), dateWords(e.When.String()))
}

func (w teller) party(p graph.Party) string {
	if p.Country != "" {
		return countryName(p.Country)
	}
	return w.name(p.Organisation)
}

// joined joins texts to a list: "A, B and C".
func joined(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return t("list.last", strings.Join(list[:n-1], ", "), list[n-1])
	}
}

// learn adds the names of what documents refer to, as a view gives them, and counts it as shown; names that are there stay.
func (r *request) learn(v *network.View, names map[graph.ID]string, documents ...graph.Document) error {
	var facts []graph.ID
	for _, d := range documents {
		if d == nil {
			continue
		}
		d.References(func(reference graph.Reference) {
			id := *reference.Target
			if names[id] != "" {
				return
			}
			r.put(v, id)
			if names[id] = v.Name(id); names[id] == "" {
				facts = append(facts, id)
			}
		})
	}
	found, err := v.Documents(r.Request.Context(), facts)
	for id, d := range found {
		if e, ok := d.(*graph.Engagement); ok {
			names[id] = teller{on: v.AsOf()}.dated(e)
		}
	}
	return err
}

// property is a field of a document in words: a key of the catalogue, and what stands in it, a line for each item.
type property struct {
	Key   string
	Texts []string
}

// properties tells a document field by field. What is absent is left out.
func (w teller) properties(d graph.Document) []property {
	var list properties
	switch d := d.(type) {
	case *graph.Organisation:
		list = w.organisation(d)
	case *graph.Person:
		list = w.person(d)
	case *graph.Post:
		list.add("field.titles", w.names(d.Titles)...)
		list.add("field.organisation", w.name(d.Organisation))
		list.number("field.precedence", d.Precedence)
	case *graph.Tenure:
		list = w.tenure(d)
	case *graph.Engagement:
		list = w.engagement(d)
	case *graph.Cooperation:
		list.add("field.kind", word("cooperation", d.Kind))
		list.add("field.parties", w.parties(d.Parties)...)
		list.date("field.valid", d.Valid)
		list.add("field.topics", topicWords(d.Topics)...)
		list.add("field.summary", d.Summary)
	case *graph.Commitment:
		list = w.commitment(d)
	case *graph.Source:
		list = w.source(d)
	}
	if f := graph.FactOf(d); f != nil {
		if !f.Grade.IsZero() {
			list.add("field.grade", gradeWords(f.Grade))
		}
		list.add("field.evidence", w.citations(f.Evidence)...)
	}
	list.add("field.marking", d.Header().Marking.String())
	for _, g := range d.Header().Audience {
		list.add("field.audience", string(g))
	}
	return list
}

// properties gathers those that are there; a key that is added again gets one more line.
type properties []property

func (l *properties) add(key string, texts ...string) {
	texts = slices.DeleteFunc(texts, func(text string) bool { return text == "" })
	if len(texts) == 0 {
		return
	}
	if at := slices.IndexFunc(*l, func(p property) bool { return p.Key == key }); at >= 0 {
		(*l)[at].Texts = append((*l)[at].Texts, texts...)
		return
	}
	*l = append(*l, property{key, texts})
}

func (l *properties) number(key string, n int) {
	if n != 0 {
		l.add(key, strconv.Itoa(n))
	}
}

func (l *properties) date(key string, d graph.Date) {
	l.add(key, exactWords(d))
}

func (l *properties) flag(key string, is bool) {
	if is {
		l.add(key, t("field.yes"))
	}
}

// exactWords gives a date in words, with the notation where two notations may read the same; nothing of one that is not recorded.
func exactWords(d graph.Date) string {
	if d.IsZero() {
		return ""
	}
	return t("field.date", dateWords(d.String()), d)
}

// told joins the parts of an item that are there.
func told(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

func (w teller) names(list []graph.Name) []string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = told(n.Text, n.Patronymic, languageName(n.Language), scriptName(n.Script), word("names", n.Kind), exactWords(n.Valid))
	}
	return texts
}

func (l *properties) contact(c *graph.Contact) {
	if c != nil {
		l.add("field.address", c.Address)
		l.add("field.email", c.Email)
		l.add("field.phone", c.Phone)
		l.add("field.website", c.Website)
	}
}

func (l *properties) identifiers(list []graph.Identifier) {
	for _, i := range list {
		l.add("field.identifiers", told(i.Scheme, i.Value))
	}
}

func (l *properties) engage(e graph.Engage, reason string) {
	l.add("field.engage", word("engage", e))
	l.add("field.engage_reason", reason)
}

func (w teller) organisation(o *graph.Organisation) (list properties) {
	list.add("field.names", w.names(o.Names)...)
	list.add("field.kind", word("kind", o.Kind))
	for _, m := range o.Mandates {
		list.add("field.mandates", word("mandate", m))
	}
	list.add("field.country", countryName(o.Country))
	if o.Seat != "" {
		list.add("field.seat", graph.PlaceName(o.Seat, w.on, "en"))
	}
	for _, p := range o.Parents {
		list.add("field.parents", told(w.name(p.Organisation), exactWords(p.Valid)))
	}
	for _, p := range o.Predecessors {
		list.add("field.predecessors", told(w.name(p.Organisation), word("predecessor", p.How)))
	}
	list.identifiers(o.Identifiers)
	list.contact(o.Contact)
	list.date("field.valid", o.Valid)
	list.flag("field.placeholder", o.Placeholder)
	list.engage(o.Engage, o.EngageReason)
	return list
}

func (w teller) person(p *graph.Person) (list properties) {
	list.add("field.names", w.names(p.Names)...)
	list.add("field.form_of_address", p.FormOfAddress)
	for _, code := range p.Languages {
		list.add("field.languages", languageName(code))
	}
	list.flag("field.needs_interpreter", p.NeedsInterpreter)
	list.identifiers(p.Identifiers)
	list.contact(p.Contact)
	list.engage(p.Engage, p.EngageReason)
	return list
}

func (w teller) tenure(d *graph.Tenure) (list properties) {
	list.add("field.person", w.name(d.Person))
	list.add("field.post", w.name(d.Post))
	list.date("field.valid", d.Valid)
	for _, day := range d.SeenOn {
		list.date("field.seen_on", day)
	}
	list.add("field.capacity", word("capacity", d.Capacity))
	list.add("field.rank", d.Rank)
	list.add("field.seconded_from", w.name(d.SecondedFrom))
	return list
}

func (w teller) engagement(e *graph.Engagement) (list properties) {
	list.add("field.kind", word("engagement", e.Kind))
	list.add("field.status", word("status", e.Status))
	list.date("field.when", e.When)
	if e.Place != "" {
		list.add("field.place", graph.PlaceName(e.Place, w.on, "en"))
	}
	list.flag("field.online", e.Online)
	list.add("field.within", w.name(e.Within))
	if e.StandsFor != 0 {
		list.add("field.stands_for", standsForWords(e.StandsFor))
	}
	list.add("field.weight", word("weight", e.Weight))
	list.add("field.topics", topicWords(e.Topics)...)
	if q := e.Request; q != nil {
		list.date("field.request.made_on", q.MadeOn)
		list.add("field.request.via", q.Via)
		list.add("field.request.reference", q.Reference)
	}
	list.add("field.summary", e.Summary)
	list.add("field.outcome", e.Outcome)
	for _, p := range e.Participants {
		list.add("field.participants", w.participation(p))
	}
	return list
}

// participation tells one participation on one line.
func (w teller) participation(p graph.Participation) string {
	actingFor, post, written, head := "", "", "", ""
	if p.ActingFor != "" {
		actingFor = t("part.for", w.name(p.ActingFor))
	}
	if p.Post != "" {
		post = t("part.post", w.name(p.Post))
	}
	if p.AsWritten != "" {
		written = t("part.written", t("quoted", p.AsWritten))
	}
	if p.HeadOfSide {
		head = t("part.head")
	}
	return told(cmp.Or(w.name(p.Stakeholder), t("part.unnamed")), actingFor, post, word("role", p.Role), head, word("presence", p.Presence), word("reply", p.Reply), headcountWords(p.Headcount), written)
}

// headcountWords says how many came: "12 people, 4 women".
func headcountWords(h *graph.Headcount) string {
	if h == nil {
		return ""
	}
	total, women, men := "", "", ""
	if h.Total != nil {
		total = count("part.people", *h.Total)
	}
	if h.Women != nil {
		women = count("part.women", *h.Women)
	}
	if h.Men != nil {
		men = count("part.men", *h.Men)
	}
	return told(total, women, men)
}

// standsForWords says how many occasions a record stands for.
func standsForWords(s graph.StandsFor) string {
	if s == graph.Several {
		return t("occasion.several_more")
	}
	return strconv.Itoa(int(s))
}

func topicWords(topics []string) []string {
	texts := make([]string, len(topics))
	for i, topic := range topics {
		texts[i] = word("topic", topic)
	}
	return texts
}

func (w teller) parties(list []graph.Party) []string {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = told(w.party(p), word("party", p.Role))
	}
	return texts
}

func (w teller) commitment(m *graph.Commitment) (list properties) {
	list.add("field.basis", word("basis", m.Basis))
	list.add("field.what", m.What)
	list.add("field.owed_by", w.name(m.OwedBy))
	list.add("field.owed_to", w.name(m.OwedTo))
	list.date("field.made", m.Made)
	list.date("field.due", m.Due)
	list.add("field.waits_for", m.WaitsFor)
	list.date("field.closed", m.Closed)
	list.add("field.closed_how", word("closed", m.ClosedHow))
	list.add("field.handled_by", w.name(m.HandledBy))
	list.add("field.arising_from", w.name(m.ArisingFrom))
	return list
}

func (w teller) source(s *graph.Source) (list properties) {
	list.add("field.title", s.Title)
	list.add("field.publisher", s.Publisher)
	list.date("field.date_of", s.Date)
	list.add("field.reference", s.Reference)
	list.add("field.reliability", reliabilityWords(s.Reliability))
	if s.File != nil {
		list.add("field.file", told(s.File.Name, s.File.Type, s.File.SHA256))
	}
	return list
}

func (w teller) citations(list []graph.Citation) []string {
	texts := make([]string, len(list))
	for i, c := range list {
		quote := ""
		if c.Quote != "" {
			quote = t("quoted", c.Quote)
		}
		texts[i] = told(w.name(c.Source), c.Locator, quote)
	}
	return texts
}

// reliabilityWords gives a source's reliability in words: "B: usually reliable".
func reliabilityWords(letter string) string {
	if letter == "" {
		return ""
	}
	words, _, _ := strings.Cut(graph.Grade{Reliability: graph.Reliability(letter[0]), Credibility: 1}.Words(), ",")
	return t("grade.words", letter, words)
}

// difference is a field before and after a change.
type difference struct {
	Key string
	// Gone and New are what was taken out and put in; what stayed is in neither.
	Gone, New []string
}

// differences tells what a change changed, field by field. Both sides are told by one teller: that what is referred to was renamed meanwhile changes nothing here.
func differences(before, after []property) (list []difference) {
	textsOf := func(all []property, key string) []string {
		for _, p := range all {
			if p.Key == key {
				return p.Texts
			}
		}
		return nil
	}
	seen := map[string]bool{}
	for _, p := range append(slices.Clone(before), after...) {
		if seen[p.Key] {
			continue
		}
		seen[p.Key] = true
		was, is := textsOf(before, p.Key), textsOf(after, p.Key)
		d := difference{p.Key, without(was, is), without(is, was)}
		if len(d.Gone)+len(d.New) == 0 && !slices.Equal(was, is) {
			d.Gone, d.New = was, is // the order changed
		}
		if len(d.Gone)+len(d.New) > 0 {
			list = append(list, d)
		}
	}
	return list
}

// without gives the texts of one list that are not in another, each as often as it is there more often.
func without(list, other []string) (left []string) {
	other = slices.Clone(other)
	for _, text := range list {
		if at := slices.Index(other, text); at >= 0 {
			other = slices.Delete(other, at, at+1)
		} else {
			left = append(left, text)
		}
	}
	return left
}
