// Package cypher holds the set questions as Neo4j runs them: one file a question, put together with the view once, when the program
// starts.
package cypher

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

//go:embed *.cypher
var files embed.FS

// pieces are the files that hold definitions.
var pieces = []string{"view.cypher", "meetings.cypher", "occasions.cypher"}

// definition is a piece of text with parameters.
type definition struct {
	parameters []string
	body       string
}

// Statements gives the statements by name, each with the definitions put in, and the parameters that each uses.
func Statements() (map[string]Statement, error) {
	definitions := map[string]definition{}
	for _, name := range pieces {
		if err := define(definitions, name); err != nil {
			return nil, err
		}
	}
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	statements := map[string]Statement{}
	for _, entry := range entries {
		if slices.Contains(pieces, entry.Name()) {
			continue
		}
		raw, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, err
		}
		text, err := expand(string(raw), definitions, 0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		statements[strings.TrimSuffix(entry.Name(), ".cypher")] = Statement{text, parametersOf(text)}
	}
	return statements, nil
}

// Statement is a statement and the parameters that it uses.
type Statement struct {
	Text       string
	Parameters []string
}

var parameterForm = regexp.MustCompile(`\$([a-z_]+)`)

func parametersOf(text string) []string {
	var list []string
	for _, found := range parameterForm.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(list, found[1]) {
			list = append(list, found[1])
		}
	}
	slices.Sort(list)
	return list
}

var defineForm = regexp.MustCompile(`^@define (\w+)\(([^)]*)\)$`)

// define reads the definitions of a file; each goes to the next, or to the comment before it.
func define(definitions map[string]definition, file string) error {
	raw, err := files.ReadFile(file)
	if err != nil {
		return err
	}
	name := ""
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\n")
		if found := defineForm.FindStringSubmatch(line); found != nil {
			name = found[1]
			if _, twice := definitions[name]; twice {
				return fmt.Errorf("%s defines %s again", file, name)
			}
			d := definition{}
			for p := range strings.SplitSeq(found[2], ",") {
				d.parameters = append(d.parameters, strings.TrimSpace(p))
			}
			definitions[name] = d
			continue
		}
		if strings.HasPrefix(line, "//") || name == "" {
			continue
		}
		d := definitions[name]
		d.body += line + "\n"
		definitions[name] = d
	}
	return nil
}

// maxDepth is deeper than definitions use one another; past it they go in a circle.
const maxDepth = 12

var useForm = regexp.MustCompile(`@(\w+)\(`)

// expand puts the definitions into a text, innermost arguments first.
func expand(text string, definitions map[string]definition, depth int) (string, error) {
	if depth > maxDepth {
		return "", fmt.Errorf("definitions use one another in a circle")
	}
	var out strings.Builder
	for {
		at := useForm.FindStringSubmatchIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String(), nil
		}
		name := text[at[2]:at[3]]
		d, known := definitions[name]
		if !known {
			return "", fmt.Errorf("there is no definition %s", name)
		}
		arguments, end, err := argumentsOf(text, at[1])
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if len(arguments) != len(d.parameters) {
			return "", fmt.Errorf("%s takes %d arguments, not %d", name, len(d.parameters), len(arguments))
		}
		body := strings.TrimSpace(d.body)
		for i, p := range d.parameters {
			word := regexp.MustCompile(`(^|[^\w.$])` + regexp.QuoteMeta(p) + `\b`)
			body = word.ReplaceAllStringFunc(body, func(found string) string {
				return found[:len(found)-len(p)] + "\x00" + fmt.Sprint(i) + "\x00"
			})
		}
		for i, argument := range arguments {
			body = strings.ReplaceAll(body, fmt.Sprintf("\x00%d\x00", i), argument)
		}
		put, err := expand(body, definitions, depth+1)
		if err != nil {
			return "", err
		}
		out.WriteString(text[:at[0]])
		out.WriteString(put)
		text = text[end:]
	}
}

// argumentsOf reads arguments up to the closing parenthesis.
func argumentsOf(text string, from int) (arguments []string, end int, err error) {
	depth, start := 1, from
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 1 {
				arguments = append(arguments, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
		if depth == 0 {
			return append(arguments, strings.TrimSpace(text[start:i])), i + 1, nil
		}
	}
	return nil, 0, fmt.Errorf("a parenthesis is not closed")
}
