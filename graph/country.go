package graph

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// CountryCode is a country's two capital letters of ISO 3166-1 alpha-2.
type CountryCode string

// Country is reference data, built in.
type Country struct {
	Code CountryCode
	// Alpha3 is its three letters of ISO 3166-1 alpha-3.
	Alpha3 string
	// Region is its sub-region by the UN's M49 standard, in English ("Central Asia").
	Region string
	// Names are its names in the languages that its users work in; the first is English.
	Names []Name
}

// isoCodes are the 249 codes of ISO 3166-1. The names, three-letter codes and regions come from the Unicode
// CLDR in golang.org/x/text; the list itself is written out, because CLDR knows more regions than ISO has.
const isoCodes = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`

// nameLanguages are the languages of country names, each with its script: the five that its users write, and those of the region.
var nameLanguages = []struct {
	tag            language.Tag
	language, scpt string
}{
	{language.English, "en", "Latn"},
	{language.French, "fr", "Latn"},
	{language.Russian, "ru", "Cyrl"},
	{language.Kazakh, "kk", "Cyrl"},
	{language.Kirghiz, "ky", "Cyrl"},
	{language.Uzbek, "uz", "Latn"},
	{language.German, "de", "Latn"},
	{language.Turkish, "tr", "Latn"},
}

// moreNames are names that CLDR lacks or that are newer than the copy in golang.org/x/text. One marked "en" replaces
// the English name there.
var moreNames = map[CountryCode][]Name{
	"CZ": {{Text: "Czech Republic", Language: "en", Script: "Latn"}},
	"KG": {
		{Text: "Kyrgyz Republic", Language: "en", Script: "Latn", Kind: NameOfficial},
		{Text: "Кыргызская Республика", Language: "ru", Script: "Cyrl", Kind: NameOfficial},
		{Text: "Киргизия", Language: "ru", Script: "Cyrl"},
		{Text: "Кыргыз Республикасы", Language: "ky", Script: "Cyrl", Kind: NameOfficial},
	},
	"KZ": {
		{Text: "Republic of Kazakhstan", Language: "en", Script: "Latn", Kind: NameOfficial},
		{Text: "Республика Казахстан", Language: "ru", Script: "Cyrl", Kind: NameOfficial},
		{Text: "Қазақстан Республикасы", Language: "kk", Script: "Cyrl", Kind: NameOfficial},
	},
	"MK": {{Text: "North Macedonia", Language: "en", Script: "Latn"}},
	"SZ": {{Text: "Eswatini", Language: "en", Script: "Latn"}},
	"TJ": {
		{Text: "Republic of Tajikistan", Language: "en", Script: "Latn", Kind: NameOfficial},
		{Text: "Республика Таджикистан", Language: "ru", Script: "Cyrl", Kind: NameOfficial},
		{Text: "Тоҷикистон", Language: "tg", Script: "Cyrl"},
		{Text: "Ҷумҳурии Тоҷикистон", Language: "tg", Script: "Cyrl", Kind: NameOfficial},
	},
	"TM": {
		{Text: "Türkmenistan", Language: "tk", Script: "Latn"},
		{Text: "Туркмения", Language: "ru", Script: "Cyrl"},
	},
	"TR": {{Text: "Türkiye", Language: "en", Script: "Latn"}},
	"UZ": {
		{Text: "Republic of Uzbekistan", Language: "en", Script: "Latn", Kind: NameOfficial},
		{Text: "Республика Узбекистан", Language: "ru", Script: "Cyrl", Kind: NameOfficial},
		{Text: "O‘zbekiston Respublikasi", Language: "uz", Script: "Latn", Kind: NameOfficial},
		{Text: "Ўзбекистон", Language: "uz", Script: "Cyrl"},
	},
	"GB": {{Text: "Great Britain", Language: "en", Script: "Latn"}},
	"US": {{Text: "United States of America", Language: "en", Script: "Latn", Kind: NameOfficial}},
	"RU": {{Text: "Russian Federation", Language: "en", Script: "Latn", Kind: NameOfficial}},
}

// replacesEnglish are the countries whose English name in moreNames is the one to show.
var replacesEnglish = map[CountryCode]bool{"MK": true, "SZ": true, "TR": true}

// subRegions are the sub-regions of M49 by their number, as CLDR groups countries into them.
var subRegions = []struct {
	number int
	name   string
}{
	{15, "Northern Africa"},
	{11, "Western Africa"},
	{17, "Middle Africa"},
	{14, "Eastern Africa"},
	{18, "Southern Africa"},
	{5, "South America"},
	{13, "Central America"},
	{21, "Northern America"},
	{29, "Caribbean"},
	{143, "Central Asia"},
	{30, "Eastern Asia"},
	{35, "South-eastern Asia"},
	{34, "Southern Asia"},
	{145, "Western Asia"},
	{151, "Eastern Europe"},
	{154, "Northern Europe"},
	{39, "Southern Europe"},
	{155, "Western Europe"},
	{53, "Australia and New Zealand"},
	{54, "Melanesia"},
	{57, "Micronesia"},
	{61, "Polynesia"},
}

type countryTable struct {
	list []Country
	by   map[string]int
}

var countryData = sync.OnceValue(func() countryTable {
	namers := make([]display.Namer, len(nameLanguages))
	for i, l := range nameLanguages {
		namers[i] = display.Regions(l.tag)
	}
	t := countryTable{by: map[string]int{}}
	for code := range strings.FieldsSeq(isoCodes) {
		region := language.MustParseRegion(code)
		c := Country{Code: CountryCode(code), Alpha3: region.ISO3(), Region: subRegion(region)}
		for i, l := range nameLanguages {
			if text := namers[i].Name(region); text != "" {
				c.Names = append(c.Names, Name{Text: text, Language: l.language, Script: l.scpt})
			}
		}
		more := moreNames[c.Code]
		if replacesEnglish[c.Code] {
			c.Names = append(slices.Clone(more), c.Names...)
		} else {
			c.Names = append(c.Names, more...)
		}
		t.by[code], t.by[c.Alpha3] = len(t.list), len(t.list)
		t.list = append(t.list, c)
	}
	return t
})

func subRegion(region language.Region) string {
	for _, s := range subRegions {
		group, err := language.EncodeM49(s.number)
		if err == nil && group.Contains(region) {
			return s.name
		}
	}
	return ""
}

// Countries gives all countries of ISO 3166-1, by code.
func Countries() []Country { return countryData().list }

// LookupCountry finds a country by its two or three letters, in any case.
func LookupCountry(code string) (Country, bool) {
	if len(code) != 2 && len(code) != 3 {
		return Country{}, false
	}
	t := countryData()
	i, ok := t.by[code]
	if !ok {
		i, ok = t.by[strings.ToUpper(code)]
	}
	if !ok {
		return Country{}, false
	}
	return t.list[i], true
}

// Name gives the country's name in a language (ISO 639), else its English one.
func (c Country) Name(language string) string {
	for _, n := range c.Names {
		if n.Language == language {
			return n.Text
		}
	}
	if len(c.Names) > 0 {
		return c.Names[0].Text
	}
	return string(c.Code)
}
