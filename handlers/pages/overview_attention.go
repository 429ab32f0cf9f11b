package pages

import (
	"html/template"
	"slices"

	"liaison/queries"
)

// remark is a sentence about cells that need attention.
type remark struct {
	State queries.State
	// Key is that of the sentence in the catalogue; it is about cells, or rows by their names.
	Key   string
	Cells []*matrixCell
	Names []string
}

// shownRemarks bounds the remarks of each kind.
const shownRemarks = 4

// remarks finds what needs attention in the matrix: what has gone cold, whom nobody met, what hangs on one contact. Each kind of thing is told
// apart: never met, not recorded, not looked at and gone cold are different.
func (o *overview) remarks() []remark {
	var list []remark
	for _, state := range []queries.State{queries.Stale, queries.Cooling} {
		list = append(list, o.each(state)...)
	}
	list = append(list, o.unmet()...)
	list = append(list, o.each(queries.OthersOnly)...)
	list = append(list, o.contacts()...)
	var hiding []string
	for _, row := range o.every {
		if len(row.of(queries.NotRecorded)) > 0 {
			hiding = append(hiding, row.Name)
		}
	}
	if len(hiding) > 0 {
		list = append(list, remark{State: queries.NotRecorded, Key: "attention.unnamed", Names: fewNames(hiding)})
	}
	return list
}

// fewNames gives the first names, and in place of the rest how many they are.
func fewNames(list []string) []string {
	if left := len(list) - shownNames; left > 0 {
		return append(slices.Clone(list[:shownNames]), count("list.others", left))
	}
	return list
}

// unmet tells of the countries nobody met, each in a sentence where they are few.
func (o *overview) unmet() (list []remark) {
	var names []string
	for _, row := range o.every {
		if row.Country != "" && row.unmet() {
			names = append(names, row.Name)
		}
	}
	if len(names) > shownRemarks {
		return []remark{{State: queries.NeverMet, Key: "attention.unmet", Names: fewNames(names)}}
	}
	for _, name := range names {
		list = append(list, remark{State: queries.NeverMet, Key: "attention.unmet", Names: []string{name}})
	}
	return list
}

// each gives a remark for each cell in a state, the first few.
func (o *overview) each(state queries.State) (list []remark) {
	for _, row := range o.every {
		for _, c := range row.of(state) {
			if len(list) < shownRemarks {
				list = append(list, remark{State: state, Key: "attention." + string(state), Cells: []*matrixCell{c}})
			}
		}
	}
	return list
}

// of gives the cells of a row in a state.
func (row *matrixRow) of(state queries.State) []*matrixCell {
	return slices.DeleteFunc(slices.Clone(row.every), func(c *matrixCell) bool { return c.State != state })
}

// unmet says that nobody of a row was ever met, by us or others, and that no unnamed group was either.
func (row *matrixRow) unmet() bool {
	return !slices.ContainsFunc(row.every, func(c *matrixCell) bool {
		return c.Meetings > 0 || c.State == queries.OthersOnly || c.State == queries.NotRecorded
	})
}

// contacts tells what hangs on one named contact, or none.
func (o *overview) contacts() (list []remark) {
	met := 0
	var none []*matrixCell
	for _, row := range o.every {
		for _, c := range row.every {
			if c.Met == 0 {
				continue
			}
			met++
			switch c.Contacts {
			case "none":
				none = append(none, c)
			case "one":
				if len(list) < shownRemarks {
					list = append(list, remark{State: c.State, Key: "attention.one", Cells: []*matrixCell{c}})
				}
			}
		}
	}
	switch {
	case len(none) == 0:
	case len(none) == met:
		list = append(list, remark{Key: "attention.none"})
	default:
		list = append(list, remark{Key: "attention.some", Cells: none[:min(len(none), shownRemarks)]})
	}
	return list
}

// Words tells the remark with links to the cells that it is about.
func (m remark) Words(f *Frame) (template.HTML, error) {
	var parts []template.HTML
	for _, c := range m.Cells {
		link, err := f.open(c)
		if err != nil {
			return "", err
		}
		words := t("coverage.cell", c.Words, c.Row)
		if c.Country == "" && c.Column == queries.NotStated {
			words = c.Row
		}
		parts = append(parts, anchor(link, words))
	}
	for _, name := range m.Names {
		parts = append(parts, sentence("list.one", name))
	}
	switch {
	case len(parts) == 0:
		return sentence(m.Key), nil
	case len(m.Cells) == 1 && m.State != queries.OthersOnly:
		when := escaped(m.Cells[0].When)
		if m.Cells[0].May() {
			when = sentence("ask.pair", when, t("occasion.may"))
		}
		return sentence(m.Key, parts[0], when), nil
	}
	if m.State == queries.OthersOnly && f.us != "" {
		return sentence("attention.others_only.named", join(parts), f.Side.Text), nil
	}
	return sentence(m.Key, join(parts)), nil
}

// open gives the address of this page with a cell opened.
func (f *Frame) open(c *matrixCell) (string, error) {
	name, text := c.Select()
	other := "body"
	if name == other {
		other = "row"
	}
	link, err := f.Here("column", c.Column, name, text, other, "")
	return link + "#facts", err
}

// Open gives the address of this page with a cell opened, or closed where it is open.
func (p *page) Open(c *matrixCell) (string, error) {
	if c.Opened {
		return p.Closed()
	}
	return p.open(c)
}

// Closed gives the address of this page with no cell opened.
func (p *page) Closed() (string, error) { return p.Here("column", "", "row", "", "body", "") }
