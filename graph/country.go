package graph

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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
	// Region is its sub-region by the UN's M49 standard, in English ("Central Asia"): the intermediate one where M49
	// divides a sub-region further ("Eastern Africa"). Antarctica has none.
	Region string
	// Names are its names in the languages of its users, the six of the United Nations, those of Central Asia and
	// neighbours, and its own where the Unicode CLDR knows it. The first is English; the first in a language is the one
	// to show. The list is shared: do not change it.
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

// nameLanguages are the languages in which every country has a name, in the order of its names.
const nameLanguages = "en fr ru kk ky uz uz-Cyrl tg tk de tr fa zh ar es"

// alsoSpoken adds a second language of the country's own where CLDR holds another for the likeliest.
var alsoSpoken = map[CountryCode]string{"AF": "ps", "BE": "nl", "CH": "it", "CY": "tr", "FI": "sv", "IE": "ga"}

// notNames are names in CLDR that are not taken: bare "Congo" in Kazakh, which may be either of the two, and the South's
// Korean name of the Democratic People's Republic of Korea.
var notNames = map[CountryCode]string{"CD": "Конго", "KP": "북한"}

// shownNames are shown instead of CLDR's names in the same language, which then follow: they are newer than CLDR 32, the
// copy in golang.org/x/text, or what ISO 3166-1 and the country itself use, or free of CLDR's brackets and dashes.
var shownNames = map[CountryCode][]Name{
	"BY": {{Text: "Bélarus", Language: "fr"}},
	"CD": {
		{Text: "Democratic Republic of the Congo", Language: "en"},
		{Text: "République démocratique du Congo", Language: "fr"},
		{Text: "Демократическая Республика Конго", Language: "ru"},
		{Text: "Конго Демократиялық Республикасы", Language: "kk"},
	},
	"CG": {
		{Text: "Republic of the Congo", Language: "en"},
		{Text: "République du Congo", Language: "fr"},
		{Text: "Республика Конго", Language: "ru"},
	},
	"CV": {{Text: "Cabo Verde", Language: "en"}, {Text: "Cabo Verde", Language: "fr"}},
	"HK": {{Text: "Hong Kong", Language: "en"}, {Text: "Hong Kong", Language: "fr"}, {Text: "Гонконг", Language: "ru"}},
	// CLDR's Russian name is that of Soviet times; the constitution and the United Nations have this one.
	"KG": {{Text: "Кыргызстан", Language: "ru"}},
	"MD": {{Text: "Moldova", Language: "fr"}},
	"MK": {
		{Text: "North Macedonia", Language: "en"},
		{Text: "Macédoine du Nord", Language: "fr"},
		{Text: "Северная Македония", Language: "ru"},
		{Text: "Солтүстік Македония", Language: "kk"},
		{Text: "Түндүк Македония", Language: "ky"},
		{Text: "Shimoliy Makedoniya", Language: "uz"},
		{Text: "Nordmazedonien", Language: "de"},
		{Text: "Kuzey Makedonya", Language: "tr"},
		{Text: "Macedonia del Norte", Language: "es"},
		{Text: "Северна Македонија", Language: "mk"},
	},
	"MM": {{Text: "Myanmar", Language: "en"}, {Text: "Myanmar", Language: "fr"}, {Text: "Мьянма", Language: "ru"}},
	"MO": {{Text: "Macao", Language: "en"}, {Text: "Macao", Language: "fr"}, {Text: "Макао", Language: "ru"}},
	"PS": {{Text: "Palestine", Language: "en"}, {Text: "Palestine", Language: "fr"}, {Text: "Палестина", Language: "ru"}},
	"SZ": {
		{Text: "Eswatini", Language: "en"},
		{Text: "Eswatini", Language: "fr"},
		{Text: "Эсватини", Language: "ru"},
		{Text: "Эсватини", Language: "kk"},
		{Text: "Эсватини", Language: "ky"},
		{Text: "Esvatini", Language: "uz"},
		{Text: "Eswatini", Language: "de"},
		{Text: "Esvatini", Language: "tr"},
	},
	"TL": {{Text: "Timor-Leste", Language: "fr"}, {Text: "Тимор-Лешти", Language: "ru"}},
	// The United Nations took this name over in June 2022, ISO in July. The old one stays in use and so has no end.
	"TR": {{Text: "Türkiye", Language: "en"}},
}

// renamed tells since when the names in shownNames hold where CLDR's are no longer right: Eswatini took its name by the
// king's announcement, North Macedonia by the Prespa agreement's entry into force.
var renamed = map[CountryCode]string{"MK": "2019-02-12", "SZ": "2018-04-19"}

// moreNames are found and not shown: official forms of the region, its neighbours and the partners that its users write
// about, and what else people type.
var moreNames = map[CountryCode][]Name{
	"AE": {
		{Text: "UAE", Language: "en", Kind: NameAcronym},
		{Text: "Объединённые Арабские Эмираты", Language: "ru", Kind: NameOfficial},
	},
	"AF": {
		{Text: "Islamic Republic of Afghanistan", Language: "en", Kind: NameOfficial},
		{Text: "Исламская Республика Афганистан", Language: "ru", Kind: NameOfficial},
	},
	"AM": {
		{Text: "Republic of Armenia", Language: "en", Kind: NameOfficial},
		{Text: "Республика Армения", Language: "ru", Kind: NameOfficial},
		{Text: "Հայաստանի Հանրապետություն", Language: "hy", Kind: NameOfficial},
	},
	"AZ": {
		{Text: "Republic of Azerbaijan", Language: "en", Kind: NameOfficial},
		{Text: "Азербайджанская Республика", Language: "ru", Kind: NameOfficial},
		{Text: "Azərbaycan Respublikası", Language: "az", Kind: NameOfficial},
	},
	"BO": {{Text: "Plurinational State of Bolivia", Language: "en", Kind: NameOfficial}},
	"BN": {{Text: "Brunei Darussalam", Language: "en", Kind: NameOfficial}},
	"BQ": {{Text: "Bonaire, Sint Eustatius and Saba", Language: "en", Kind: NameOfficial}},
	"BY": {
		{Text: "Republic of Belarus", Language: "en", Kind: NameOfficial},
		{Text: "Республика Беларусь", Language: "ru", Kind: NameOfficial},
		{Text: "Белоруссия", Language: "ru"},
		{Text: "Рэспубліка Беларусь", Language: "be", Kind: NameOfficial},
	},
	"CD": {{Text: "DRC", Language: "en", Kind: NameAcronym}, {Text: "DR Congo", Language: "en"}},
	"CI": {{Text: "Ivory Coast", Language: "en"}},
	"CN": {
		{Text: "People’s Republic of China", Language: "en", Kind: NameOfficial},
		{Text: "République populaire de Chine", Language: "fr", Kind: NameOfficial},
		{Text: "Китайская Народная Республика", Language: "ru", Kind: NameOfficial},
		{Text: "中华人民共和国", Language: "zh", Kind: NameOfficial},
		{Text: "PRC", Language: "en", Kind: NameAcronym},
		{Text: "КНР", Language: "ru", Kind: NameAcronym},
	},
	"CZ": {
		{Text: "Czech Republic", Language: "en", Kind: NameOfficial},
		{Text: "République tchèque", Language: "fr", Kind: NameOfficial},
		{Text: "Чешская Республика", Language: "ru", Kind: NameOfficial},
		{Text: "Česká republika", Language: "cs", Kind: NameOfficial},
	},
	"DE": {
		{Text: "Federal Republic of Germany", Language: "en", Kind: NameOfficial},
		{Text: "Федеративная Республика Германия", Language: "ru", Kind: NameOfficial},
		{Text: "Bundesrepublik Deutschland", Language: "de", Kind: NameOfficial},
	},
	"FM": {{Text: "Federated States of Micronesia", Language: "en", Kind: NameOfficial}},
	"GB": {
		{Text: "United Kingdom of Great Britain and Northern Ireland", Language: "en", Kind: NameOfficial},
		{Text: "Great Britain", Language: "en"},
		{Text: "UK", Language: "en", Kind: NameAcronym},
		{Text: "Соединённое Королевство", Language: "ru"},
	},
	"IN": {
		{Text: "Republic of India", Language: "en", Kind: NameOfficial},
		{Text: "Республика Индия", Language: "ru", Kind: NameOfficial},
	},
	"IR": {
		{Text: "Islamic Republic of Iran", Language: "en", Kind: NameOfficial},
		{Text: "République islamique d’Iran", Language: "fr", Kind: NameOfficial},
		{Text: "Исламская Республика Иран", Language: "ru", Kind: NameOfficial},
		{Text: "جمهوری اسلامی ایران", Language: "fa", Kind: NameOfficial},
	},
	"KG": {
		{Text: "Kyrgyz Republic", Language: "en", Kind: NameOfficial},
		{Text: "République kirghize", Language: "fr", Kind: NameOfficial},
		{Text: "Кыргызская Республика", Language: "ru", Kind: NameOfficial},
		{Text: "Кыргыз Республикасы", Language: "ky", Kind: NameOfficial},
		{Text: "Kirghizia", Language: "en"},
		{Text: "Kirghizstan", Language: "fr"},
		{Text: "Kirghizie", Language: "fr"},
	},
	"KP": {
		{Text: "Democratic People’s Republic of Korea", Language: "en", Kind: NameOfficial},
		{Text: "DPRK", Language: "en", Kind: NameAcronym},
		{Text: "Корейская Народно-Демократическая Республика", Language: "ru", Kind: NameOfficial},
		{Text: "Северная Корея", Language: "ru"},
	},
	"KR": {
		{Text: "Republic of Korea", Language: "en", Kind: NameOfficial},
		{Text: "République de Corée", Language: "fr", Kind: NameOfficial},
		{Text: "Южная Корея", Language: "ru"},
	},
	"KZ": {
		{Text: "Republic of Kazakhstan", Language: "en", Kind: NameOfficial},
		{Text: "République du Kazakhstan", Language: "fr", Kind: NameOfficial},
		{Text: "Республика Казахстан", Language: "ru", Kind: NameOfficial},
		{Text: "Қазақстан Республикасы", Language: "kk", Kind: NameOfficial},
		{Text: "Qazaqstan", Language: "kk"},
	},
	"LA": {{Text: "Lao People’s Democratic Republic", Language: "en", Kind: NameOfficial}, {Text: "Lao PDR", Language: "en"}},
	"LT": {{Text: "Republic of Lithuania", Language: "en", Kind: NameOfficial}, {Text: "Литовская Республика", Language: "ru", Kind: NameOfficial}},
	"LV": {{Text: "Republic of Latvia", Language: "en", Kind: NameOfficial}, {Text: "Латвийская Республика", Language: "ru", Kind: NameOfficial}},
	"EE": {{Text: "Republic of Estonia", Language: "en", Kind: NameOfficial}, {Text: "Эстонская Республика", Language: "ru", Kind: NameOfficial}},
	"MD": {
		{Text: "Republic of Moldova", Language: "en", Kind: NameOfficial},
		{Text: "République de Moldova", Language: "fr", Kind: NameOfficial},
		{Text: "Республика Молдова", Language: "ru", Kind: NameOfficial},
		{Text: "Молдавия", Language: "ru"},
	},
	"MM": {{Text: "Burma", Language: "en"}},
	"MN": {{Text: "Монгол Улс", Language: "mn", Kind: NameOfficial}},
	"MO": {{Text: "Macau", Language: "en"}},
	"PK": {
		{Text: "Islamic Republic of Pakistan", Language: "en", Kind: NameOfficial},
		{Text: "Исламская Республика Пакистан", Language: "ru", Kind: NameOfficial},
	},
	"PS": {
		{Text: "State of Palestine", Language: "en", Kind: NameOfficial},
		{Text: "État de Palestine", Language: "fr", Kind: NameOfficial},
		{Text: "Государство Палестина", Language: "ru", Kind: NameOfficial},
	},
	"RU": {
		{Text: "Russian Federation", Language: "en", Kind: NameOfficial},
		{Text: "Fédération de Russie", Language: "fr", Kind: NameOfficial},
		{Text: "Российская Федерация", Language: "ru", Kind: NameOfficial},
		{Text: "РФ", Language: "ru", Kind: NameAcronym},
	},
	"SY": {{Text: "Syrian Arab Republic", Language: "en", Kind: NameOfficial}},
	"TJ": {
		{Text: "Republic of Tajikistan", Language: "en", Kind: NameOfficial},
		{Text: "République du Tadjikistan", Language: "fr", Kind: NameOfficial},
		{Text: "Республика Таджикистан", Language: "ru", Kind: NameOfficial},
		{Text: "Ҷумҳурии Тоҷикистон", Language: "tg", Kind: NameOfficial},
	},
	"TL": {{Text: "East Timor", Language: "en"}},
	"TM": {{Text: "Туркмения", Language: "ru"}},
	"TR": {
		{Text: "Republic of Türkiye", Language: "en", Kind: NameOfficial},
		{Text: "Republic of Turkey", Language: "en"},
		{Text: "Турецкая Республика", Language: "ru", Kind: NameOfficial},
		{Text: "Türkiye Cumhuriyeti", Language: "tr", Kind: NameOfficial},
	},
	"TZ": {{Text: "United Republic of Tanzania", Language: "en", Kind: NameOfficial}},
	"US": {
		{Text: "United States of America", Language: "en", Kind: NameOfficial},
		{Text: "USA", Language: "en", Kind: NameAcronym},
		{Text: "États-Unis d’Amérique", Language: "fr", Kind: NameOfficial},
		{Text: "Соединённые Штаты Америки", Language: "ru", Kind: NameOfficial},
		{Text: "США", Language: "ru", Kind: NameAcronym},
	},
	"UZ": {
		{Text: "Republic of Uzbekistan", Language: "en", Kind: NameOfficial},
		{Text: "République d’Ouzbékistan", Language: "fr", Kind: NameOfficial},
		{Text: "Республика Узбекистан", Language: "ru", Kind: NameOfficial},
		{Text: "Oʻzbekiston Respublikasi", Language: "uz", Kind: NameOfficial},
		{Text: "Ўзбекистон Республикаси", Language: "uz", Kind: NameOfficial},
	},
	"VA": {
		{Text: "Holy See", Language: "en"},
		{Text: "Saint-Siège", Language: "fr"},
		{Text: "Святой Престол", Language: "ru"},
	},
	"VE": {{Text: "Bolivarian Republic of Venezuela", Language: "en", Kind: NameOfficial}},
	"VN": {{Text: "Viet Nam", Language: "en"}},
	"ZA": {{Text: "ЮАР", Language: "ru", Kind: NameAcronym}, {Text: "Южная Африка", Language: "ru"}},
}

// longEnglish writes out what CLDR shortens in English and people do not.
var longEnglish = strings.NewReplacer(" & ", " and ", "St. ", "Saint ")

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

// outlying are the territories that CLDR puts into a group of its own, "Outlying Oceania", and M49 does not.
var outlying = map[CountryCode]string{
	"BV": "South America", "CC": "Australia and New Zealand", "CX": "Australia and New Zealand", "GS": "South America",
	"HM": "Australia and New Zealand", "IO": "Eastern Africa", "TF": "Eastern Africa", "UM": "Micronesia",
}

type countryTable struct {
	list []Country
	by   map[string]int
}

var countryData = sync.OnceValue(func() countryTable {
	common := make([]countryNamer, 0, 16)
	for tag := range strings.FieldsSeq(nameLanguages) {
		common = append(common, newCountryNamer(language.MustParse(tag)))
	}
	t := countryTable{by: map[string]int{}}
	for text := range strings.FieldsSeq(isoCodes) {
		code, region := CountryCode(text), language.MustParseRegion(text)
		c := Country{Code: code, Alpha3: region.ISO3(), Region: subRegion(code, region), Names: countryNames(code, region, common)}
		t.by[text], t.by[c.Alpha3] = len(t.list), len(t.list)
		t.list = append(t.list, c)
	}
	return t
})

// countryNamer gives the names of countries in one language and script.
type countryNamer struct {
	language, script string
	namer            display.Namer
}

func newCountryNamer(tag language.Tag) countryNamer {
	base, _ := tag.Base()
	script, _ := tag.Script()
	return countryNamer{language: base.String(), script: script.String(), namer: display.Regions(tag)}
}

// ownNamers gives the namers of a country's own languages: the one that CLDR thinks likeliest, where it has names in it,
// and that of alsoSpoken.
func ownNamers(code CountryCode, region language.Region) []countryNamer {
	var own []countryNamer
	likely, err := language.Compose(region)
	if base, confidence := likely.Base(); err == nil && confidence != language.No && hasNames(base) {
		script, _ := likely.Script()
		if tag, err := language.Compose(base, script); err == nil {
			own = append(own, newCountryNamer(tag))
		}
	}
	if also := alsoSpoken[code]; also != "" {
		own = append(own, newCountryNamer(language.MustParse(also)))
	}
	return own
}

// hasNames says whether golang.org/x/text has names of countries in a language. It falls back to a related language, or to
// English, without a word.
func hasNames(base language.Base) bool { return namedLanguages()[base.String()] }

var namedLanguages = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{"nb": true} // Norwegian Bokmål, whose names CLDR has under the code of Norwegian
	for _, tag := range display.Supported.Tags() {
		known[tag.String()] = true
	}
	return known
})

func countryNames(code CountryCode, region language.Region, common []countryNamer) []Name {
	var list nameList
	shown := shownNames[code]
	for _, l := range slices.Concat(common, ownNamers(code, region)) {
		n := Name{Text: l.namer.Name(region), Language: l.language, Script: l.script}
		for _, better := range shown {
			if better.Language != l.language || scriptOf(better) != l.script {
				continue
			}
			if since := renamed[code]; since != "" {
				better.Valid, n.Valid = MustDate(since+"/.."), MustDate("../"+since)
			}
			list.add(better)
		}
		if n.Text == notNames[code] {
			continue
		}
		list.add(n)
		if l.language == "en" {
			n.Text = longEnglish.Replace(n.Text)
			list.add(n)
		}
	}
	for _, n := range moreNames[code] {
		list.add(n)
	}
	return list
}

// nameList holds each name once in a language.
type nameList []Name

func (l *nameList) add(n Name) {
	n.Script = scriptOf(n)
	if n.Text == "" || slices.ContainsFunc(*l, func(m Name) bool { return m.Text == n.Text && m.Language == n.Language }) {
		return
	}
	*l = append(*l, n)
}

// scriptOf gives the script of a name. That of the names written out above follows from the first letter, or else from the
// language.
func scriptOf(n Name) string {
	if n.Script != "" {
		return n.Script
	}
	first, _ := utf8.DecodeRuneInString(n.Text)
	switch {
	case unicode.Is(unicode.Latin, first):
		return "Latn"
	case unicode.Is(unicode.Cyrillic, first):
		return "Cyrl"
	}
	script, _ := language.Make(n.Language).Script()
	return script.String()
}

func subRegion(code CountryCode, region language.Region) string {
	if name, ok := outlying[code]; ok {
		return name
	}
	for _, s := range subRegions {
		group, err := language.EncodeM49(s.number)
		if err == nil && group.Contains(region) {
			return s.name
		}
	}
	return ""
}

// Countries gives all countries of ISO 3166-1, by code. The list is shared: do not change it.
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
