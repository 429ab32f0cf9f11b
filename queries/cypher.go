package queries

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"liaison/graph"
	"liaison/graph/names"
	"liaison/queries/cypher"
	"liaison/queries/network"
)

// Database is what the engine cypher needs of Neo4j.
type Database interface {
	// Query runs a statement that reads and gives its rows, each a value for each column.
	Query(ctx context.Context, statement string, parameters map[string]any) ([]map[string]any, error)
	// Read and Head are those of graph.Store.
	Read(ctx context.Context, keys []graph.Key) ([]graph.Entry, error)
	Head(ctx context.Context) (graph.Revision, error)
}

// statements are read once; a text that does not fit together is a mistake in the program and ends it.
var statements = sync.OnceValue(func() map[string]cypher.Statement {
	all, err := cypher.Statements()
	if err != nil {
		panic("queries/cypher: " + err.Error())
	}
	return all
})

// maxMoves is how often a question is asked again because the graph moved on meanwhile.
const maxMoves = 3

func (w *work) fromCypher(ctx context.Context) error {
	switch {
	case w.Cypher == nil:
		return graph.Errorf(graph.Invalid, "engine %s is not here: it needs a Neo4j store", Cypher)
	case w.question.MemoryOnly:
		return graph.Errorf(graph.Invalid, "%s needs the engine %s", w.question.Name, Memory)
	case w.request.Known != "":
		return graph.Errorf(graph.Invalid, "known: the graph in Neo4j holds what is current; ask with engine %s for what was known then", Memory)
	}
	before, err := w.Cypher.Head(ctx)
	if err != nil {
		return err
	}
	if before < w.request.MinRevision {
		return graph.Errorf(graph.Unavailable, "revision %d is not here yet: ask again later", w.request.MinRevision)
	}
	horizon, at, err := w.horizon(ctx, before)
	if err != nil {
		return err
	}
	if w.revision > 0 && w.revision != horizon {
		return graph.Errorf(graph.Gone, "cursor: the graph has moved on from revision %d: ask again from the first page", w.revision)
	}
	for range maxMoves {
		rows, err := w.query(ctx)
		if err != nil {
			return err
		}
		after, err := w.Cypher.Head(ctx)
		if err != nil {
			return err
		}
		if after == before {
			w.finish(Cypher, rows, horizon, at)
			return nil
		}
		before = after
		if horizon, at, err = w.horizon(ctx, before); err != nil {
			return err
		}
	}
	return graph.Errorf(graph.Unavailable, "the graph keeps changing while the question runs: ask again")
}

// horizon gives how far the reader sees at a revision, and its time. Where nothing is kept in memory that is not known, and all are taken to see everything.
func (w *work) horizon(ctx context.Context, head graph.Revision) (r graph.Revision, at time.Time, err error) {
	if w.Network == nil {
		return head, time.Time{}, nil
	}
	if err := w.Network.WaitFor(ctx, head); err != nil {
		return 0, at, err
	}
	terms := network.Terms{Clearance: w.request.Clearance, MinGrade: w.request.MinGrade, AsOf: w.request.AsOf, Known: head}
	err = w.Network.Ask(ctx, terms, func(v *network.View) error {
		h, err := v.Horizon(ctx)
		r, at = h.Revision, v.TimeOf(h.Revision)
		return err
	})
	return r, at, err
}

// query runs the statement once and dresses its rows.
func (w *work) query(ctx context.Context) (Rows, error) {
	parameters, err := w.cypherParameters(sides{
		named:  func(asked Stakeholders) ([]string, error) { return w.resolveAll(ctx, asked) },
		rolled: func(ids []string) ([]string, error) { return w.rollUp(ctx, ids) },
	})
	if err != nil {
		return Rows{}, err
	}
	records, err := w.run(ctx, w.question.Name, parameters)
	if err != nil {
		return Rows{}, err
	}
	all, totals, err := w.decodeRows(records)
	if err != nil {
		return Rows{}, err
	}
	kept, more := cutRows(all, w.page)
	if w.question.sum != nil {
		totals = w.question.sum(all)
	}
	if err := w.dressFromStore(ctx, kept); err != nil {
		return Rows{}, err
	}
	return Rows{Rows: kept, Totals: totals, More: more}, nil
}

// run runs a statement with those of the parameters that it uses.
func (w *work) run(ctx context.Context, name string, parameters map[string]any) ([]map[string]any, error) {
	text, used, err := statement(name, parameters)
	if err != nil {
		return nil, err
	}
	return w.Cypher.Query(ctx, text, used)
}

// statement gives the statement of a name, and those of the parameters that it uses.
func statement(name string, parameters map[string]any) (text string, used map[string]any, err error) {
	s, ok := statements()[name]
	if !ok {
		return "", nil, graph.Errorf(graph.Invalid, "%s has no Cypher: ask with engine %s", name, Memory)
	}
	used = map[string]any{}
	for _, p := range s.Parameters {
		value, given := parameters[p]
		if !given {
			return "", nil, fmt.Errorf("queries/cypher/%s.cypher uses $%s, which the question does not give", name, p)
		}
		used[p] = value
	}
	return s.Text, used, nil
}

// view gives the parameters of the view.
func (w *work) view() map[string]any {
	reliability, credibility := graph.Grade(w.request.MinGrade).Ranks()
	return map[string]any{
		"clearance": int64(w.request.Clearance.Marking), "groups": texts(w.request.Clearance.Groups),
		"min_reliability": reliability, "min_credibility": credibility, "as_of": int64(w.request.AsOf),
	}
}

// sides find who is asked about: named those that names fit, rolled a side's ids with all that is part of it.
type sides struct {
	named  func(Stakeholders) ([]string, error)
	rolled func(ids []string) ([]string, error)
}

// cypherParameters gives the parameters of the question's statement: its own by their names, those of the view, and those of the settings.
func (w *work) cypherParameters(who sides) (map[string]any, error) {
	all := w.view()
	maps.Copy(all, map[string]any{
		"active_days": ActiveDays, "cooling_days": CoolingDays, "contact_days": ContactDays,
		"limit": w.page.Limit + 1, "after_rank": nil, "after_text": nil,
		"topic": "", "country": "", "mandate": "", "kind": "", "place": "", "member": "", "by": "", "columns": []string{}, "countries": []string{},
	})
	if w.page.After != nil {
		all["after_rank"], all["after_text"] = w.page.After.Rank, w.page.After.Text
	}
	w.decayParameters(all)
	v := reflect.ValueOf(w.parameters)
	if err := w.ownParameters(who, v, all); err != nil {
		return nil, err
	}
	all["side"] = all["of"]
	if all["rollup"] == true {
		for _, name := range []string{"side", "with"} {
			ids, asked := all[name].([]string)
			if !asked {
				continue
			}
			var err error
			if all[name], err = who.rolled(ids); err != nil {
				return nil, err
			}
		}
	}
	w.periodParameters(v, all)
	if p, ok := w.parameters.(CoverageParameters); ok {
		all["countries"] = texts(p.Country)
		if p.By == ByMandate && len(w.Settings.Mandates) > 0 {
			all["columns"] = append(texts(w.Settings.Mandates), NotStated)
		}
	}
	return all, nil
}

// ownParameters adds the question's own parameters; stakeholders are found by then.
func (w *work) ownParameters(who sides, v reflect.Value, all map[string]any) error {
	for _, f := range fieldsOf(w.question.parameters) {
		name, value := f.Tag.Get("param"), v.FieldByIndex(f.Index)
		switch x := value.Interface().(type) {
		case Stakeholders:
			if name == "of" && len(x) == 0 {
				x = w.Settings.Us
			}
			ids, err := who.named(x)
			if err != nil {
				return err
			}
			all[name] = ids
		case graph.Date: // of a period
		case bool:
			all[name] = x
		default:
			if value.Kind() == reflect.Slice {
				all[name] = textsOf(value)
			} else {
				all[name] = value.String()
			}
		}
	}
	return nil
}

func textsOf(list reflect.Value) []string {
	all := make([]string, list.Len())
	for i := range all {
		all[i] = list.Index(i).String()
	}
	return all
}

func (w *work) periodParameters(v reflect.Value, all map[string]any) {
	p := Period{}
	if f := v.FieldByName("Period"); f.IsValid() {
		p, _ = f.Interface().(Period)
	}
	from, to := p.Days()
	all["period"], all["from"], all["to"] = p.Asked(), int64(from), int64(to)
}

func (w *work) decayParameters(all map[string]any) {
	d := newDecay(w.Settings)
	halfLife, tables := map[string]any{}, map[string]any{}
	for i, kind := range graph.EngagementKinds() {
		halfLife[string(kind)], tables[string(kind)] = d.halfLife[i], d.tables[i]
	}
	all["half_life"], all["decay"] = halfLife, tables
}

// resolveAll finds stakeholders by id or exact key.
func (w *work) resolveAll(ctx context.Context, asked Stakeholders) ([]string, error) {
	ids := []string{}
	for _, text := range asked {
		candidates, err := w.candidates(ctx, text)
		if err != nil {
			return nil, err
		}
		switch len(candidates) {
		case 0:
			return nil, graph.Errorf(graph.NotFound, "no organisation or person is known by %q", text)
		case 1:
			ids = append(ids, candidates[0])
		default:
			return nil, graph.Errorf(graph.Invalid, "%q fits several: %s; use an id", text, strings.Join(candidates[:min(len(candidates), 10)], ", "))
		}
	}
	return ids, nil
}

// candidates gives the ids of the stakeholders that a text may mean: that of the id itself, else those of the exact key of a name.
func (w *work) candidates(ctx context.Context, text string) ([]string, error) {
	parameters := w.view()
	parameters["text"], parameters["key"] = text, names.Exact(text)
	for _, statement := range []string{"find", "resolve"} {
		found, err := w.run(ctx, statement, parameters)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			ids := make([]string, len(found))
			for i, f := range found {
				ids[i] = fmt.Sprint(f["id"])
			}
			return ids, nil
		}
	}
	return nil, nil
}

// rollUp gives a side's ids with those of all that is part of it.
func (w *work) rollUp(ctx context.Context, side []string) ([]string, error) {
	parameters := w.view()
	parameters["side"] = side
	found, err := w.run(ctx, "rollup", parameters)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, f := range found {
		ids = append(ids, fmt.Sprint(f["id"]))
	}
	return ids, nil
}

// decodeRows gives the rows of records as the question's own type, and the totals that they carry.
func (w *work) decodeRows(records []map[string]any) ([]Row, map[string]int, error) {
	totals := map[string]int{}
	plain := []map[string]any{}
	for _, r := range records {
		flat := map[string]any{}
		for name, value := range r {
			if total, ok := strings.CutPrefix(name, "total_"); ok {
				n, _ := value.(int64)
				totals[total] = int(n)
			} else if inner, ok := value.(map[string]any); ok && name == "occasion" {
				maps.Copy(flat, inner)
			} else {
				flat[name] = value
			}
		}
		// A statement without rows still tells its totals, in one row of nothing.
		if flat["id"] != nil || flat["column"] != nil {
			plain = append(plain, flat)
		}
	}
	raw, err := json.Marshal(plain)
	if err != nil {
		return nil, nil, err
	}
	rows, err := w.question.decode(raw)
	return rows, totals, err
}

// dressFromStore dresses rows from documents alone, as they are now.
func (w *work) dressFromStore(ctx context.Context, rows []Row) error {
	d := &documents{w: w, all: map[graph.ID]graph.Document{}}
	var ids []graph.ID
	for _, r := range rows {
		ids = append(ids, r.texts()...)
	}
	if err := d.load(ctx, ids); err != nil {
		return err
	}
	wardrobe := &wardrobe{on: w.request.AsOf, documents: map[graph.ID]graph.Document{}, name: d.name, organisation: d.organisation}
	for _, id := range ids {
		if d.sees(id) {
			wardrobe.documents[id] = d.all[id]
		}
	}
	var named []graph.ID
	for _, r := range rows {
		named = append(named, r.named(wardrobe)...)
	}
	if err := d.load(ctx, named); err != nil {
		return err
	}
	// What they hang on: the organisation of a post, the sides of what was referred to.
	for range 2 {
		var around []graph.ID
		for _, id := range named {
			around = append(around, referredTo(d.all[id])...)
		}
		if err := d.load(ctx, around); err != nil {
			return err
		}
		named = around
	}
	for _, id := range ids {
		if doc := wardrobe.documents[id]; doc != nil {
			graph.Redact(doc, d.sees)
		}
	}
	for _, r := range rows {
		r.dress(wardrobe)
	}
	return nil
}

// documents are those read for one page.
type documents struct {
	w   *work
	all map[graph.ID]graph.Document
}

func (d *documents) load(ctx context.Context, ids []graph.ID) error {
	var keys []graph.Key
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if _, there := d.all[id]; !there && id != "" {
			keys = append(keys, graph.Key{ID: id})
		}
	}
	if len(keys) == 0 {
		return nil
	}
	entries, err := d.w.Cypher.Read(ctx, keys)
	if err != nil {
		return err
	}
	for _, e := range entries {
		d.all[e.ID] = nil
		if e.Deleted() {
			continue
		}
		if d.all[e.ID], err = graph.Decode(e.Noun, e.Body); err != nil {
			return err
		}
	}
	return nil
}

// sees says whether the reader sees a document that was read.
func (d *documents) sees(id graph.ID) bool {
	doc := d.all[id]
	if doc == nil || !d.w.request.Clearance.Sees(doc.Header().Label()) {
		return false
	}
	if f := graph.FactOf(doc); f != nil && !d.w.request.MinGrade.Passes(f.Grade) {
		return false
	}
	post, isPost := doc.(*graph.Post)
	return !isPost || d.sees(post.Organisation)
}

func (d *documents) name(id graph.ID) string {
	if !d.sees(id) {
		return ""
	}
	return graph.DisplayName(graph.NamesOf(d.all[id]), d.w.request.AsOf, "en")
}

func (d *documents) organisation(id graph.ID) (network.Organisation, bool) {
	o, ok := d.all[id].(*graph.Organisation)
	if !ok || !d.sees(id) {
		return network.Organisation{}, false
	}
	return network.Organisation{Kind: o.Kind, Mandates: o.Mandates, Country: o.Country, Seat: o.Seat, Placeholder: o.Placeholder}, true
}
