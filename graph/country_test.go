package graph_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"liaison/graph"
	"liaison/graph/names"
)

// scripts are the letters that each script of ISO 15924 is written in.
var scripts = map[string][]*unicode.RangeTable{
	"Arab": {unicode.Arabic}, "Armn": {unicode.Armenian}, "Beng": {unicode.Bengali}, "Cyrl": {unicode.Cyrillic},
	"Deva": {unicode.Devanagari}, "Ethi": {unicode.Ethiopic}, "Geor": {unicode.Georgian}, "Grek": {unicode.Greek},
	"Hans": {unicode.Han}, "Hant": {unicode.Han}, "Hebr": {unicode.Hebrew},
	"Jpan": {unicode.Han, unicode.Hiragana, unicode.Katakana}, "Khmr": {unicode.Khmer}, "Kore": {unicode.Hangul, unicode.Han},
	"Laoo": {unicode.Lao}, "Latn": {unicode.Latin}, "Mymr": {unicode.Myanmar}, "Sinh": {unicode.Sinhala},
	"Thai": {unicode.Thai}, "Tibt": {unicode.Tibetan},
}

// nameProblems tells what is wrong with the names of a country or place.
func nameProblems(list []graph.Name) []string {
	if len(list) == 0 || list[0].Language != "en" {
		return []string{"the first name is not English"}
	}
	var problems []string
	seen := map[graph.Name]bool{}
	for _, n := range list {
		tell := func(what string) {
			problems = append(problems, fmt.Sprintf("%q (%s, %s) %s", n.Text, n.Language, n.Script, what))
		}
		if seen[n] {
			tell("is there twice")
		}
		seen[n] = true
		if n.Text == "" || !norm.NFC.IsNormalString(n.Text) || strings.TrimSpace(n.Text) != n.Text {
			tell("is empty, not in NFC or has spaces around it")
		}
		if _, err := language.ParseBase(n.Language); err != nil {
			tell("has no language of ISO 639")
		}
		tables, known := scripts[n.Script]
		if !known {
			tell("has a script that this test does not know")
		}
		for _, r := range n.Text {
			if known && unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r) && !unicode.In(r, tables...) {
				tell(fmt.Sprintf("has %q, a letter of another script", r))
			}
		}
	}
	return problems
}

func TestCountryNames(t *testing.T) {
	var last graph.CountryCode
	owner := map[string]graph.CountryCode{}
	for _, c := range graph.Countries() {
		if c.Code <= last {
			t.Errorf("%s stands after %s", c.Code, last)
		}
		last = c.Code
		for _, problem := range nameProblems(c.Names) {
			t.Errorf("%s: %s", c.Code, problem)
		}
		for _, language := range strings.Fields("en fr ru kk ky uz tk de tr fa zh ar es") { // CLDR lacks six names in Tajik
			if !slices.ContainsFunc(c.Names, func(n graph.Name) bool { return n.Language == language }) {
				t.Errorf("%s has no name in %s", c.Code, language)
			}
		}
		// Two countries with one name would be taken for one another wherever a name is read.
		for _, n := range c.Names {
			key := names.Exact(n.Text)
			if other, taken := owner[key]; key == "" || (taken && other != c.Code) {
				t.Errorf("%s and %s have one name, %q (%s)", other, c.Code, n.Text, n.Language)
			}
			owner[key] = c.Code
		}
	}
	for _, ambiguous := range []string{"Congo", "Конго", "Korea", "Корея"} {
		if code, taken := owner[names.Exact(ambiguous)]; taken {
			t.Errorf("%s may be either of two countries and is found as %s", ambiguous, code)
		}
	}
}

func TestCountryName(t *testing.T) {
	for _, c := range []struct{ code, language, want string }{
		{"KG", "en", "Kyrgyzstan"},
		{"KG", "fr", "Kirghizistan"},
		{"KG", "ru", "Кыргызстан"},
		{"KG", "ky", "Кыргызстан"},
		{"KZ", "kk", "Қазақстан"},
		{"UZ", "uz", "Oʻzbekiston"},
		{"TJ", "tg", "Тоҷикистон"},
		{"TM", "tk", "Türkmenistan"},
		{"TR", "en", "Türkiye"},
		{"TR", "fr", "Turquie"},
		{"MK", "en", "North Macedonia"},
		{"MK", "ru", "Северная Македония"},
		{"SZ", "en", "Eswatini"},
		{"CZ", "en", "Czechia"},
		{"GE", "ka", "საქართველო"},
		{"AM", "hy", "Հայաստան"},
		{"NO", "nb", "Norge"},
		{"CN", "zh", "中国"},
		{"DE", "xx", "Germany"},
		{"kgz", "en", "Kyrgyzstan"},
		{"KAZ", "en", "Kazakhstan"},
		{"tj", "en", "Tajikistan"},
	} {
		country, ok := graph.LookupCountry(c.code)
		if got := country.Name(c.language); !ok || got != c.want {
			t.Errorf("%s in %s: got %q, want %q", c.code, c.language, got, c.want)
		}
	}
	for _, code := range []string{"", "K", "XK", "EU", "KGX", "KGZZ", "ҚЗ"} {
		if c, ok := graph.LookupCountry(code); ok {
			t.Errorf("%q is no code of ISO 3166-1: got %s", code, c.Code)
		}
	}
}

func TestCountryNamesThatPeopleType(t *testing.T) {
	for code, typed := range map[graph.CountryCode][]string{
		"KG": {"Kyrgyz Republic", "Киргизия", "Кыргызская Республика", "Кыргыз Республикасы", "République kirghize"},
		"KZ": {"Republic of Kazakhstan", "Республика Казахстан", "Қазақстан Республикасы"},
		"UZ": {"Republic of Uzbekistan", "Ўзбекистон", "Ozbekiston"},
		"TJ": {"Republic of Tajikistan", "Ҷумҳурии Тоҷикистон"},
		"TM": {"Туркмения", "Туркменистан"},
		"TR": {"Turkey", "Turkiye", "Турция"},
		"RU": {"Russian Federation", "Россия"},
		"CN": {"China", "КНР"},
		"IR": {"Islamic Republic of Iran", "ایران"},
		"CZ": {"Czech Republic"},
		"MK": {"Macedonia"},
		"BA": {"Bosnia and Herzegovina"},
		"CI": {"Cote d'Ivoire"},
		"CD": {"Congo - Kinshasa", "DRC"},
	} {
		c, _ := graph.LookupCountry(string(code))
		for _, text := range typed {
			if !slices.ContainsFunc(c.Names, func(n graph.Name) bool { return names.Exact(n.Text) == names.Exact(text) }) {
				t.Errorf("%s: %q is none of its names", code, text)
			}
		}
	}
}

func TestCountryFormerNames(t *testing.T) {
	swaziland, _ := graph.LookupCountry("SZ")
	for on, want := range map[graph.Day]string{graph.DayOf(2010, 1, 1): "Swaziland", graph.DayOf(2020, 1, 1): "Eswatini"} {
		if got := graph.DisplayName(swaziland.Names, on, "en"); got != want {
			t.Errorf("on %s: got %s, want %s", on, got, want)
		}
	}
}

func TestCountryRegionsAreM49(t *testing.T) {
	for _, c := range graph.Countries() {
		if (c.Region == "") != (c.Code == "AQ") {
			t.Errorf("%s: got the region %q", c.Code, c.Region)
		}
	}
	for code, want := range map[string]string{"KG": "Central Asia", "AF": "Southern Asia", "GE": "Western Asia", "KE": "Eastern Africa", "RU": "Eastern Europe"} {
		if c, _ := graph.LookupCountry(code); c.Region != want {
			t.Errorf("%s: got %q, want %q", code, c.Region, want)
		}
	}
	folder := os.Getenv("LIAISON_TEST_DATA")
	if folder == "" {
		t.Skip("LIAISON_TEST_DATA names no folder with data sets")
	}
	file, err := os.Open(filepath.Join(folder, "country_codes", "country-codes.csv"))
	if err != nil {
		t.Skip(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, row := range rows[1:] {
		want := row[column["Intermediate Region Name"]]
		if want == "" {
			want = row[column["Sub-region Name"]]
		}
		if c, ok := graph.LookupCountry(row[column["ISO3166-1-Alpha-2"]]); ok && c.Region != want {
			t.Errorf("%s: got %q, want %q", c.Code, c.Region, want)
		}
	}
}
