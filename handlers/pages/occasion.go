package pages

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"liaison/graph"
	"liaison/queries"
)

// occasion is an engagement as a line tells it: "Meeting in Dushanbe with ...".
type occasion struct {
	queries.Occasion
	// When is the date as the beginning of a line.
	When string
	// Title is the kind of engagement, With whom it was with, and Helped who made it possible, as links.
	Title        string
	With, Helped template.HTML
	// Several says that it stands for more than one, Perhaps that it is not certain that it was by this day.
	Several, Perhaps bool
	// Short is the title with the first name that is known, for narrow places.
	Short string
}

// occasion tells an engagement as the reader's side sees it: its own members are left out.
func (r *request) occasion(e queries.Occasion) occasion {
	var with, helped []queries.Named
	named := ""
	for _, p := range e.Who {
		who := p.Named
		if p.ActingFor != nil {
			who = *p.ActingFor
		}
		if slices.Contains(r.frame.sides, who.ID) || p.Role == graph.Interpreter || slices.Contains(with, who) || slices.Contains(helped, who) {
			continue
		}
		if p.Role == graph.Facilitator || p.Role == graph.Observer {
			helped = append(helped, who)
		} else {
			with = append(with, who)
			if !p.Placeholder {
				named = cmp.Or(named, who.Name)
			}
		}
	}
	o := occasion{
		Occasion: e, When: capital(dateWords(e.When)), Title: capital(word("engagement", e.Kind)), Several: e.StandsFor > 1,
		Perhaps: e.Status == graph.Held && !e.Certain, With: r.frame.names(with), Helped: r.frame.names(helped),
	}
	if e.Undated && e.Status != graph.Held {
		o.When = capital(t("coverage.no_date"))
	}
	o.Short = o.Title
	if named != "" {
		o.Short = t("list.next", o.Title, cutShort(named))
	}
	return o
}

// shortest is how many letters of a name are enough to recognise it.
const shortest = 30

// cutShort cuts a name after a whole word.
func cutShort(name string) string {
	letters := []rune(name)
	if len(letters) <= shortest {
		return name
	}
	short := string(letters[:shortest])
	if at := strings.LastIndexByte(short, ' '); at > 0 {
		short = short[:at]
	}
	return short + "…"
}

// shownNames is how many names a line gives.
const shownNames = 5

// names joins names to a list of links: "A, B and C".
func (f *Frame) names(list []queries.Named) template.HTML {
	left := len(list) - shownNames
	if left > 1 { // one more takes no more room than saying so
		list = list[:shownNames]
	}
	links := make([]template.HTML, len(list))
	for i, n := range list {
		link, err := f.Document(n.ID)
		if err != nil {
			link = ""
		}
		links[i] = anchor(link, n.Name)
	}
	if left > 1 {
		links = append(links, template.HTML(count("list.others", left))) //nolint:gosec // the catalogue's own
	}
	return join(links)
}
