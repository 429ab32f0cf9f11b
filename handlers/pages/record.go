package pages

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"liaison/graph"
	"liaison/queries/network"
)

// recordPage is what the page Record shows.
type recordPage struct {
	*recordForm
	// Passed are engagements that were planned for a day that is over.
	Passed []passed
	// Typed says that the form comes back with what was typed, Again is the revision under which it was saved before.
	Typed bool
	Again graph.Revision

	Kinds, Statuses, Roles, Bases, OrganisationKinds []Choice
	Letters, Figures, Markings, Groups, TopicsInUse  []Choice
	// LetterDefault and MarkingDefault say what is taken where none is chosen.
	LetterDefault, MarkingDefault string
}

// DraftTime is where a module puts when the draft was typed.
func (recordPage) DraftTime() template.HTML { return `<time id="draft-time"></time>` }

// record shows the empty form, or one that begins with what the address says.
func (p *Pages) record(r *request) (*page, error) {
	if err := r.asNow(); err != nil {
		return nil, err
	}
	us, ours := r.us()
	f := emptyForm(us, ours)
	r.prefill(f)
	if err := r.resolve(f); err != nil {
		return nil, err
	}
	f.problems = nil
	return r.recordPage(f, recordPage{})
}

// prefill takes over what an address begins a form with: the day, the place, the source, and who took part.
func (r *request) prefill(f *recordForm) {
	for name, n := range map[string]*naming{"place": f.Place, "source": f.Source} {
		n.Text, n.Choice = r.Query(name), r.Query(name)
		n.Asked = n.Text
	}
	f.When, f.Marking = r.Query("when"), r.Query("marking")
	who, first := r.QueryArray("who"), len(f.Who)-emptyRows
	for i, id := range who[:min(len(who), maxRows)] {
		if first+i >= len(f.Who) {
			f.addWho()
			f.number()
		}
		n := f.Who[first+i].Who
		n.Text, n.Choice, n.Asked = id, id, id
	}
}

// asNow has everything read as it is now: nobody records into the past. Links still lead to where the reader was.
func (r *request) asNow() error {
	r.terms.AsOf, r.terms.MinGrade, r.terms.pastKnown = r.terms.Now, graph.MinGrade{}, false
	r.terms.revision = r.pages.Asker.Network.Head()
	r.frame.Writing, r.frame.Actor = true, r.pages.Actor
	r.readUs(r.Query("us"))
	return r.failed
}

// us gives the first of us, by the name that the frame shows.
func (r *request) us() (name string, id graph.ID) {
	if len(r.frame.sides) == 0 {
		return "", ""
	}
	_ = r.view(func(v *network.View) error { // without a name the field stays empty
		_, name, _ = r.side(v, []string{string(r.frame.sides[0])})
		return nil
	})
	if name == "" {
		return "", ""
	}
	return name, r.frame.sides[0]
}

// finder finds names on the request's terms.
func (r *request) finder(v *network.View) *finder {
	return &finder{Context: r.Request.Context(), v: v, put: r.put}
}

// resolve makes out what a form means.
func (r *request) resolve(f *recordForm) error {
	f.day, f.ours, f.highest = r.terms.Now, r.frame.sides, r.terms.Clearance.Marking
	return r.view(func(v *network.View) error {
		f.resolve(r.finder(v))
		return nil
	})
}

// save records what was typed, or does what another button of the form asks for.
func (p *Pages) save(r *request) (*page, error) {
	if err := r.asNow(); err != nil {
		return nil, err
	}
	f := readForm(r.Request.PostForm)
	f.InPlace = r.GetHeader("HX-Request") != ""
	button := r.PostForm("do")
	if button != "save" {
		f.press(button)
	}
	if err := r.resolve(f); err != nil {
		return nil, err
	}
	switch {
	case button != "save":
		f.problems = nil
		return r.recordPage(f, recordPage{Typed: true})
	case len(f.problems) > 0:
		return r.comesBack(f, http.StatusUnprocessableEntity, 0)
	}
	return r.write(f)
}

// comesBack shows the form again, with all that was typed and what is wrong with it.
func (r *request) comesBack(f *recordForm, status int, again graph.Revision) (*page, error) {
	shown, err := r.recordPage(f, recordPage{Typed: true, Again: again})
	if err == nil {
		shown.status = status
	}
	return shown, err
}

// write writes all that a form comes to, or nothing.
func (r *request) write(f *recordForm) (*page, error) {
	made, err := f.documents(r.pages.Actor)
	if err != nil {
		return nil, err
	}
	n := r.pages.Asker.Network
	result, err := n.Write(r.Request.Context(), network.Writing{
		ID: f.Apply, Actor: r.pages.Actor, Reason: f.Reason, Clearance: r.terms.Clearance, Edits: made.edits,
	})
	if err != nil {
		r.audit(err)
		d := r.told(err)
		f.refused(made, err, d.Request)
		f.Apply = graph.NewApplyID() // whatever stood in the way of the ids, others are made of this
		return r.comesBack(f, d.Status, 0)
	}
	same, err := r.wrote(result.Revision, made.edits)
	if err != nil {
		return nil, err
	}
	if !same { // the form was saved before, and changed since
		f.Apply = graph.NewApplyID()
		return r.comesBack(f, http.StatusConflict, result.Revision)
	}
	link, err := r.frame.Link("/recorded/" + strconv.FormatInt(int64(result.Revision), 10))
	if err != nil {
		return nil, err
	}
	r.Redirect(http.StatusSeeOther, link)
	return nil, nil
}

// wrote says whether a revision is just what these edits make.
func (r *request) wrote(revision graph.Revision, edits []network.Edit) (bool, error) {
	entry, err := r.revision(revision, graph.MinGrade{})
	if err != nil || len(entry.Changes) != len(edits) {
		return false, err
	}
	for i, e := range edits {
		wanted, err := graph.Encode(e.Document)
		if err != nil {
			return false, err
		}
		if entry.Changes[i].After == nil {
			return false, nil
		}
		is, err := graph.Encode(entry.Changes[i].After)
		if err != nil || !bytes.Equal(is, wanted) {
			return false, err
		}
	}
	return true, nil
}

// recordPage gives the page of a form.
func (r *request) recordPage(f *recordForm, shown recordPage) (*page, error) {
	shown.recordForm = f
	shown.Kinds = choices("engagement", graph.EngagementKinds(), f.Kind)
	shown.Statuses = choices("status", graph.Statuses(), f.Status)
	shown.Roles = choices("role", graph.Roles(), "")
	shown.Bases = choices("basis", graph.Bases(), "")
	shown.OrganisationKinds = choices("kind", graph.OrganisationKinds(), "")
	shown.Letters, shown.Figures = gradeParts()
	for _, m := range graph.Markings() {
		if m <= r.terms.Clearance.Marking {
			shown.Markings = append(shown.Markings, Choice{m.String(), markingWords(m), m.String() == f.Marking})
		}
	}
	groups := slices.Concat(r.terms.Clearance.Groups, f.Audience)
	slices.Sort(groups)
	for _, g := range slices.Compact(groups) {
		shown.Groups = append(shown.Groups, Choice{string(g), string(g), slices.Contains(f.Audience, g)})
	}
	shown.LetterDefault, shown.MarkingDefault = t("record.from_source"), t("record.marking.default", f.highest)
	if f.source != nil {
		shown.MarkingDefault = t("record.marking.from", f.source.Marking)
	}
	if f.source != nil && f.source.Reliability != "" {
		shown.LetterDefault = t("record.reliability.from", f.source.Reliability)
	}
	f.Source.Default = noteTitle(r.pages.Actor, f.day)
	for _, row := range f.Who {
		row.Who.Default, row.For.Default = t("record.who.default"), t("record.for.default")
	}
	for _, row := range f.Owes {
		row.By.Default, row.To.Default = t("record.by.default"), t("record.to.default")
	}
	err := r.view(func(v *network.View) (err error) {
		shown.TopicsInUse = r.topicsInUse(v)
		shown.Passed, err = r.passed(v)
		return err
	})
	return &page{Title: t("record.title"), Data: &shown, template: "record"}, err
}

// choices gives the values of a closed list in words.
func choices[T ~string](list string, values []T, chosen string) []Choice {
	all := make([]Choice, len(values))
	for i, v := range values {
		all[i] = Choice{string(v), word(list, v), string(v) == chosen}
	}
	return all
}

// gradeParts gives the letters and figures of a grade in words.
func gradeParts() (letters, figures []Choice) {
	for i := range byte(6) {
		g := graph.Grade{Reliability: graph.Reliability('A' + i), Credibility: graph.Credibility(1 + i)}
		letter, figure := string([]byte{'A' + i}), strconv.Itoa(1+int(i))
		reliable, credible, _ := strings.Cut(g.Words(), ", ")
		letters = append(letters, Choice{Text: letter, Words: t("grade.words", letter, reliable)})
		figures = append(figures, Choice{Text: figure, Words: t("grade.words", figure, credible)})
	}
	return letters, figures
}

// maxTopics is how many topics are suggested.
const maxTopics = 100

// topicsInUse gives the topics of engagements of ours. The marking of a topic is the least of an engagement that has it.
func (r *request) topicsInUse(v *network.View) []Choice {
	markings := map[string]graph.Marking{}
	v.EngagementsOf(sideOf(v, r.frame.sides), func(e network.Engagement) {
		for _, topic := range e.Topics() {
			known, ok := markings[topic]
			if ok && known == graph.Clear || !ok && len(markings) == maxTopics {
				continue
			}
			if m := v.Marking(e.ID()); !ok || m < known {
				markings[topic] = m
			}
		}
	})
	var list []Choice
	for topic, m := range markings {
		r.frame.Show(m)
		list = append(list, Choice{Text: topic})
	}
	slices.SortFunc(list, func(a, b Choice) int { return strings.Compare(a.Text, b.Text) })
	return list
}

// sideOf gives a side of those that the reader sees.
func sideOf(v *network.View, ids []graph.ID) *network.Side {
	var members []network.Stakeholder
	for _, id := range ids {
		if s, ok := v.Find(id); ok {
			members = append(members, s)
		}
	}
	return network.NewSide(members)
}

// reading says how the date in a field is read while it is typed.
func (p *Pages) reading(r *request) (*page, error) {
	if err := r.asNow(); err != nil {
		return nil, err
	}
	values := r.Request.URL.Query()
	f := readForm(url.Values{"when": values["when"], "status": values["status"]})
	f.day = r.terms.Now
	f.readWhen()
	told := struct{ Words, Problem, Status string }{Words: f.WhenReading, Problem: f.Problem("when")}
	switch field := values.Get("field"); {
	case field != "":
		due, err := graph.ReadDateAhead(values.Get(field), f.dueFrom())
		told.Words, told.Problem = readingWords(values.Get(field), due, err), ""
		if err != nil {
			told.Problem = err.Error()
		}
	case f.when.Dated() && f.when.EarliestBeginning() > f.day:
		told.Status = string(graph.Planned)
	case f.when.Dated():
		told.Status = string(graph.Held)
	}
	return &page{Data: told, template: "record", part: "reading"}, nil
}

// shortestSearch is from how many letters on names are looked for while they are typed.
const shortestSearch = 2

// hits offers what a name may mean while it is typed.
func (p *Pages) hits(r *request) (*page, error) {
	if err := r.asNow(); err != nil {
		return nil, err
	}
	of, text := r.Query("of"), r.Query("text")
	if _, ok := findings[of]; !ok {
		return nil, graph.Errorf(graph.NotFound, "%s", t("error.no_page", r.Request.URL.Path))
	}
	told := struct {
		Field   string
		Options []option
	}{Field: r.Query("field")}
	if len([]rune(text)) >= shortestSearch && len(text) <= graph.MaxLine {
		err := r.view(func(v *network.View) error {
			x, f := r.finder(v), &recordForm{ours: r.frame.sides}
			told.Options = nil
			for _, o := range x.options(of, text) {
				for _, in := range x.inPosts(of, o) {
					row := &whoRow{Who: &naming{id: graph.ID(in.Pick)}, For: &naming{id: in.Holding.Organisation}}
					in.UsualRole = f.UsualRole(row)
					told.Options = append(told.Options, in)
				}
			}
			told.Options = append(told.Options, creations(of, text)...)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return &page{Data: told, template: "record", part: "hits"}, nil
}

// inPosts gives a person once for each post that they hold now, and once without.
func (x *finder) inPosts(of string, o option) []option {
	id := graph.ID(o.Pick)
	if of != "who" || !o.Person {
		return []option{o}
	}
	var list []option
	for _, h := range x.holdings(id, x.v.AsOf()) {
		in := o
		in.Holding, in.Exact = h, false
		list = append(list, in)
	}
	o.Exact = o.Exact && len(list) == 0
	return append(list, o)
}
