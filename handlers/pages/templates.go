package pages

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"liaison/graph"
)

//go:embed templates
var templateFiles embed.FS

// templateSet has for each page the layout and the partials with the page's own content.
type templateSet map[string]*template.Template

// templates reads all templates once.
var templates = sync.OnceValue(func() templateSet {
	set, err := parseTemplates(templateFiles)
	if err != nil {
		panic("templates: " + err.Error()) // they are part of the program; a test reads them
	}
	return set
})

func parseTemplates(files fs.FS) (templateSet, error) {
	common, err := template.New("").Funcs(functions).Option("missingkey=error").ParseFS(files, "templates/partials/*.html")
	if err != nil {
		return nil, err
	}
	pages, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	set := templateSet{}
	for _, file := range pages {
		own, err := common.Clone()
		if err == nil {
			own, err = own.ParseFS(files, file)
		}
		if err != nil {
			return nil, err
		}
		set[strings.TrimSuffix(path.Base(file), ".html")] = own
	}
	return set, nil
}

// execute writes a page.
func (s templateSet) execute(w io.Writer, shown *page) error {
	own, ok := s[shown.template]
	if !ok {
		return fmt.Errorf("there is no template %q", shown.template)
	}
	return own.ExecuteTemplate(w, cmp.Or(shown.part, "layout"), shown)
}

// with is what a partial is given: the page for its links, and what the partial is about.
type with struct {
	Page  any
	About any
}

// functions are what templates can call beside the methods of their page.
var functions = template.FuncMap{
	"t":        t,
	"say":      sentence,
	"count":    count,
	"number":   number,
	"a":        anchor,
	"static":   static,
	"item":     func(page, about any) with { return with{page, about} },
	"lang":     languageOf,
	"language": languageName,
	"day":      dayWords,
	"date":     dateWords,
	"span":     spanWords,
	"word":     word,
	"country":  countryName,
	"grade":    gradeWords,
	"marking":  markingWords,
	"tlp":      markingLetters,
	"has":      hasSection,
	"bys":      coverageColumns,
	"capital":  capital,
	"key":      text,
	"web":      isWeb,
	"apply":    graph.NewApplyID, // the id of the change that a form makes, so that a button pressed twice changes once
}

// sentence gives a string of the catalogue with links and other HTML put in; whatever is not HTML is escaped. Strings of the catalogue are
// this package's own.
func sentence(key string, parts ...any) template.HTML {
	for i, p := range parts {
		if _, ok := p.(template.HTML); !ok {
			parts[i] = template.HTML(template.HTMLEscapeString(asText(p))) //nolint:gosec // escaped
		}
	}
	return template.HTML(fmt.Sprintf(template.HTMLEscapeString(text(key)), parts...)) //nolint:gosec // the catalogue's own, with escaped parts
}

// anchor makes a link, for a sentence.
func anchor(address string, words any) template.HTML {
	if !strings.HasPrefix(address, "/") {
		address = "#" // links lead to pages of ours alone
	}
	shown, ok := words.(template.HTML)
	if !ok {
		shown = template.HTML(template.HTMLEscapeString(asText(words))) //nolint:gosec // escaped
	}
	return template.HTML(`<a href="` + template.HTMLEscapeString(address) + `">` + string(shown) + `</a>`) //nolint:gosec // escaped
}

// isWeb says that a text is the address of a page elsewhere.
func isWeb(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

// asText gives any value as a text.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case graph.ID:
		return string(v)
	default:
		return fmt.Sprint(v)
	}
}
