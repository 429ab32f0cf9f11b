package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"liaison/graph"
	"liaison/queries/network"
)

// passed is an engagement that was planned for a day that is over: was it held?
type passed struct {
	ID graph.ID
	// Words say what it was to be, When when.
	Words, When string
	Version     network.Version
	// Back is where the answer leads.
	Back string
}

// maxPassed is how many of them are listed.
const maxPassed = 20

// passed gives our engagements that were planned for a day that is over, the oldest first. Any page may list them, by the partial of that name.
func (r *request) passed(v *network.View) ([]passed, error) {
	type due struct {
		id  graph.ID
		day graph.Day
	}
	var list []due
	visit := func(e network.Engagement) {
		if e.Status() == graph.Planned && !graph.Undated(e.Days()) && e.Days()[3] < v.AsOf() {
			list = append(list, due{e.ID(), e.Days()[3]})
		}
	}
	if side := sideOf(v, r.frame.sides); len(side.Members()) > 0 {
		v.EngagementsOf(side, visit)
	} else {
		v.AllEngagements(visit)
	}
	slices.SortFunc(list, func(a, b due) int {
		return cmp.Or(cmp.Compare(a.day, b.day), strings.Compare(string(a.id), string(b.id)))
	})
	list = list[:min(len(list), maxPassed)]
	var ids []graph.ID
	for _, d := range list {
		ids = append(ids, d.id)
	}
	documents, err := v.Documents(r.Request.Context(), ids)
	if err != nil {
		return nil, err
	}
	back, err := r.frame.Here()
	if err != nil {
		return nil, err
	}
	var lines []passed
	for _, id := range ids {
		e, ok := documents[id].(*graph.Engagement)
		if !ok {
			continue
		}
		line, err := r.line(v, e)
		if err != nil {
			return nil, err
		}
		line.Back = back
		lines = append(lines, line)
	}
	return lines, nil
}

// line tells of an engagement whose day is over.
func (r *request) line(v *network.View, e *graph.Engagement) (passed, error) {
	version, err := network.VersionOf(e)
	return passed{ID: e.ID, Words: r.engagementWords(v, e), When: e.When.String(), Version: version}, err
}

// maxNamed is how many participants are named in a line.
const maxNamed = 3

// engagementWords say what an engagement is: "Meeting with the Border Service, in Dushanbe".
func (r *request) engagementWords(v *network.View, e *graph.Engagement) string {
	r.put(v, e.ID)
	var with []string
	for _, p := range e.Participants {
		party := cmp.Or(p.ActingFor, p.Stakeholder)
		name := v.Name(party)
		if slices.Contains(r.frame.sides, party) || name == "" || slices.Contains(with, name) {
			continue
		}
		r.put(v, party)
		with = append(with, name)
	}
	words := capital(word("engagement", e.Kind))
	if more := len(with) - maxNamed; more > 0 {
		words = t("engagement_words.with_more", words, strings.Join(with[:maxNamed], ", "), more)
	} else if len(with) > 0 {
		words = t("engagement_words.with", words, strings.Join(with, ", "))
	}
	if e.Place != "" {
		words = t("engagement_words.in", words, graph.PlaceName(e.Place, v.AsOf(), "en"))
	}
	return words
}

// setStatus changes how far an engagement came, in one click. Somebody who looked at an older version is told what changed meanwhile.
func (p *Pages) setStatus(r *request) (*page, error) {
	if err := r.asNow(); err != nil {
		return nil, err
	}
	id, status := graph.ID(r.Param("id")), graph.Status(r.PostForm("status"))
	back := sameSite(r.PostForm("back"))
	var was *graph.Engagement
	err := r.view(func(v *network.View) error {
		found, err := v.Documents(r.Request.Context(), []graph.ID{id})
		was, _ = found[id].(*graph.Engagement)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case was == nil:
		return nil, graph.Errorf(graph.NotFound, "%s", t("status_change.none", id))
	case !slices.Contains(graph.Statuses(), status):
		return nil, graph.Errorf(graph.Invalid, "%s", t("status_change.unknown", status))
	case status == graph.Held && was.When.Dated() && was.When.EarliestBeginning() > r.terms.Now:
		return nil, graph.Errorf(graph.Invalid, "%s", t("record.status.ahead", dateWords(was.When.String())))
	}
	changed := *was
	changed.Status = status
	read := network.Version(r.PostForm("version"))
	result, err := p.Asker.Network.Write(r.Request.Context(), network.Writing{
		ID: applyID(r.PostForm("apply")), Actor: p.Actor, Clearance: r.terms.Clearance,
		Edits: []network.Edit{{Document: &changed, Match: cmp.Or(read, "none")}},
	})
	if graph.KindOf(err) == graph.Conflict && !errors.Is(err, network.ErrNotAvailable) {
		return r.changedMeanwhile(was, read, back)
	}
	if err != nil {
		r.audit(err)
		return nil, err
	}
	r.leaveTo(back, result.Revision)
	return nil, nil
}

// savedName is the parameter of an address that names the revision just written; the page tells it once, and no link carries it on.
const savedName = "saved"

// leaveTo leads back to a page, which tells what was done.
func (r *request) leaveTo(back *url.URL, done graph.Revision) {
	values := back.Query()
	values.Set(savedName, strconv.FormatInt(int64(done), 10))
	back.RawQuery = values.Encode()
	r.Redirect(http.StatusSeeOther, back.String())
}

// notice tells what was just done, and offers to undo it.
type notice struct {
	Words    string
	Revision graph.Revision
}

// readSaved finds out what was just done, for the frame.
func (r *request) readSaved(text string) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return
	}
	entry, err := r.revision(graph.Revision(n), graph.MinGrade{})
	if err != nil || len(entry.Changes) == 0 {
		return
	}
	told := &notice{Revision: entry.Revision, Words: t("notice.saved")}
	before, _ := entry.Changes[0].Before.(*graph.Engagement)
	after, _ := entry.Changes[0].After.(*graph.Engagement)
	if before != nil && after != nil && before.Status != after.Status && r.putChanges(entry.Revision, entry.Changes[:1]) == nil {
		_ = r.view(func(v *network.View) error { // without a view there is nothing to name
			told.Words = t("notice.status", r.engagementWords(v, after), word("status", after.Status))
			return nil
		})
	}
	r.frame.Notice = told
}

// meanwhile is the page that tells what changed since somebody read.
type meanwhile struct {
	Changes []meanwhileChange
	// Line asks again, where there is still something to ask.
	Line *passed
	ID   graph.ID
	Back string
	// Words say what it is, Status how far it came.
	Words  string
	Status graph.Status
}

// meanwhileChange is one change of a document.
type meanwhileChange struct {
	When, Actor string
	Fields      []string
}

// maxMeanwhile is how many changes are told.
const maxMeanwhile = 20

// changedMeanwhile tells what changed of an engagement since the version that somebody read.
func (r *request) changedMeanwhile(now *graph.Engagement, read network.Version, back *url.URL) (*page, error) {
	told := &meanwhile{ID: now.ID, Back: back.String(), Status: now.Status}
	history, err := r.pages.Asker.Network.History(r.Request.Context(), network.Terms{Clearance: r.terms.Clearance, AsOf: r.terms.Now, Known: r.terms.revision}, now.ID, 0, maxMeanwhile)
	if err != nil {
		return nil, err
	}
	for _, entry := range history {
		change := entry.Changes[0]
		if change.After != nil {
			if version, err := network.VersionOf(change.After); err != nil || version == read {
				break
			}
		}
		told.Changes = append(told.Changes, meanwhileChange{When: recordedAt(entry.Time), Actor: entry.Actor, Fields: changedFields(change.Before, change.After)})
	}
	err = r.view(func(v *network.View) error {
		line, err := r.line(v, now)
		line.Back, told.Words = told.Back, line.Words
		if now.Status == graph.Planned {
			told.Line = &line
		}
		return err
	})
	return &page{Title: t("status_change.title"), Data: told, template: "meanwhile", status: http.StatusConflict}, err
}

// changedFields say which fields of a document changed, and for the status from what to what.
func changedFields(before, after graph.Document) []string {
	if before == nil {
		return []string{t("status_change.created")}
	}
	// What is referred to is compared, not told: its id will do.
	w := teller{on: graph.MaxDay, name: func(id graph.ID) string { return string(id) }}
	var is []property
	if after != nil { // else it was deleted
		is = w.properties(after)
	}
	var list []string
	for _, d := range differences(w.properties(before), is) {
		if d.Key == "field.status" && len(d.New) > 0 {
			list = append(list, t("status_change.from_to", d.Gone[0], d.New[0]))
		} else {
			list = append(list, t("status_change.field", strings.ToLower(t(d.Key))))
		}
	}
	slices.Sort(list)
	return list
}
