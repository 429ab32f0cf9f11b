package names_test

import (
	"strings"
	"testing"

	"liaison/graph/names"
)

func everything(names.Ref) bool { return true }

// finds gives the best hit of a search among the names of one thing.
func finds(query string, of ...string) (names.Hit, bool) {
	x := names.NewIndex()
	for i, name := range of {
		x.Add(names.Ref(i), name)
	}
	hits := x.Best(query, 1, everything)
	if len(hits) == 0 {
		return names.Hit{}, false
	}
	return hits[0], true
}

// The names of the newsletter's regional body and city, as its users write them.
var (
	structure = []string{
		"Regional Anti-Terrorist Structure", "Региональная антитеррористическая структура ШОС", "RATS SCO", "РАТС ШОС",
	}
	capital = []string{"Astana", "Nur-Sultan", "Астана", "Нур-Султан", "Нұр-Сұлтан"}
)

func TestSearchFinds(t *testing.T) {
	for _, c := range []struct {
		query  string
		names  []string
		reason string
	}{
		{"РАТС ШОС", structure, "the same name"},
		{"rats sco", structure, "the same name"},
		{"RATS-SCO", structure, "the same name"},
		{"RATS SHOS", structure, "the same name in another script"},
		{"Regional Antiterrorist Structure", structure, "another spelling"},
		{"Regional Anti Terrorist Structure", structure, "the same name"},
		{"The Regional Anti-Terrorist Structure", structure, "all words occur in the name"},
		{"Региональная Антитеррористическая Структура", structure, "all words occur in the name"},
		{"антитеррористическая структура шос", structure, "all words occur in the name"},
		{"the structure of the SCO", []string{"Regional Anti-Terrorist Structure of the SCO"}, "all words occur in the name"},
		{
			"The Regional Anti-Terrorist Structure of the Shanghai Cooperation Organization",
			[]string{"Regional Anti-Terrorist Structure of the Shanghai Cooperation Organization"},
			"all words occur in the name",
		},
		{"RATS", structure[:1], "the acronym fits"},
		{"РАТС ШОС", structure[1:2], "the acronym fits"},
		{"МВД", []string{"Министерство внутренних дел"}, "the acronym fits"},
		{"mia", []string{"Ministry of Internal Affairs"}, "the acronym fits"},
		{"Ministry of Internal Affairs", []string{"MIA"}, "the acronym fits"},
		{"М.В.Д.", []string{"МВД"}, "another spelling"},

		{"Nur Sultan", capital, "the same name"},
		{"nursultan", capital, "another spelling"},
		{"Нурсултан", []string{"Nur Sultan"}, "another spelling, in another script"},
		{"Нұр-Сұлтан", capital[1:2], "the same name in another script"},
		{"astana", capital, "the same name"},
		{"Джалал-Абад", []string{"Jalal-Abad"}, "another spelling, in another script"},
		{"Jalalabad", []string{"Jalal-Abad"}, "another spelling"},
		{"Aşgabat", []string{"Ashgabat"}, "another spelling"},
		{"Farg‘ona", []string{"Fargona"}, "the same name"},
		{"Kenesh", []string{"Жогорку Кеңеш"}, "all words occur in the name, another spelling, in another script"},

		{"Tokayev Kassym-Jomart", []string{"Kassym-Jomart Tokayev"}, "the same words in another order"},
		{"Токаев К.-Ж.", []string{"Kassym-Jomart Tokayev"}, ""},
		{"K. Tokayev", []string{"Kassym Tokayev"}, "initials fit"},
		{"Kassym Tokaev", []string{"К. Токаев"}, "initials fit, another spelling, in another script"},
		{"Ж. Сооронбай", []string{"Sooronbay Jeenbekov"}, "initials fit, in another order, in another script"},
		{"Жапаров Акылбек Усенбекович", []string{"Akylbek Japarov"}, ""},
		{"Jerome Ribaut Gaillard", []string{"Jérôme Ribaut-Gaillard"}, "the same name"},
		{"ribaut gaillard", []string{"Jérôme Ribaut-Gaillard"}, "all words occur in the name"},
		{"Aalmagül Osmonaliyeva", []string{"Aalmagul Osmonalieva"}, "another spelling"},
		{"emergency man", []string{"Emergency Management Service"}, "begins like it"},
		{"tok", []string{"Тоқаев"}, "begins like it, in another script"},
		{"Emergancy Managment", []string{"Emergency Management Service"}, "2 letters differ"},
		{"Temri", []string{"Temir"}, "one letter differs"},
		{"Atry", []string{"Arty"}, "one letter differs"},
		{"Rahmonov", []string{"Rahmon"}, "the surname with another ending"},
		{"Rakhmon Emomali", []string{"Эмомали Рахмонов"}, "the surname with another ending, in another order, in another script"},
		{"Karim Karimov", []string{"Karimov Karim"}, "the same words in another order"},
		{"i", []string{"I"}, "the same name"},
		{"of", []string{"Of"}, "the same name"},
		{"ﬁnance", []string{"FINANCE"}, "the same name"},
		{"ISTANBUL", []string{"İstanbul"}, "the same name"},
		{"ısparta", []string{"ISPARTA"}, "the same name"},
		{"Straße", []string{"STRASSE"}, "the same name"},
	} {
		hit, ok := finds(c.query, c.names...)
		if !ok {
			t.Errorf("%q does not find %q", c.query, c.names)
		} else if c.reason != "" && hit.Reason != c.reason {
			t.Errorf("%q finds %q: got reason %q, want %q", c.query, hit.Name, hit.Reason, c.reason)
		}
	}
}

// TestSpellingsMeet holds, row by row, that each spelling finds each other and is the same as it.
func TestSpellingsMeet(t *testing.T) {
	for _, spellings := range [][]string{
		{"Rakhmon", "Раҳмон", "Rahmon", "Рахмон", "Raxmon"},
		{"Zhaparov", "Japarov", "Жапаров", "Dzhaparov", "Джапаров", "Žaparow"},
		{"Tokayev", "Tokaev", "Тоқаев", "Токаев", "Toqaev", "Tokajew"},
		{"Mirziyoyev", "Мирзиёев", "Mirziyoev", "Mirzioyev", "Mirzieev"},
		{"Berdimuhamedow", "Бердымухамедов", "Berdymukhamedov", "Berdimuhamedov", "Бердимухамедов"},
		{"Atambayev", "Атамбаев", "Atambaev", "Atambajew"},
		{"Jêênbekov", "Jeenbekov", "Жээнбеков", "Zheenbekov"},
		{"Aalmagul", "Aalmagül", "Аалмагүл"},
		{"Yerbol", "Ербол", "Erbol"},
		{"Nowikow", "Новиков", "Novikov"},
		{"Artyom", "Артём", "Artem", "Artjom"},
		{"Valeriy", "Valery", "Валерий", "Valerii"},
		{"Aleksandr", "Alexandr", "Александр"},
		{"Akhmetov", "Achmetow", "Ахметов", "Axmetov"},
		{"Djoumabekov", "Жумабеков", "Jumabekov", "Zhumabekov"},
		{"Oʻtkir", "O'tkir", "Уткир", "Ўткир", "Utkir"},
		{"Gʻaniyev", "Ғаниев", "Ganiev", "Ghaniyev"},
		{"Şapkenov", "Шапкенов", "Shapkenov"},
		{"Begenç", "Бегенч", "Begench"},
		{"Gündogdyýew", "Гундогдыев", "Gundogdyyev"},
		{"Tsoi", "Цой", "Tsoy", "Coy"},
		{"Khojazoda", "Хоҷазода", "Khodzhazoda", "Xojazoda"},
		{"Shcherbakov", "Щербаков"},
		{"Vasilyevich", "Васильевич", "Vasilevich", "Vasilievich"},
		{"Chyngyz", "Чыңгыз", "Çyňgyz"},
	} {
		for _, a := range spellings {
			for _, b := range spellings {
				if hit, ok := finds(a, b); !ok || hit.Why > names.WhySpelling {
					t.Errorf("%q finds %q: got %v %q", a, b, ok, hit.Reason)
				}
				if why, ok := names.Same(a, b); !ok || why > names.WhySpelling {
					t.Errorf("Same(%q, %q): got %v, %v", a, b, why, ok)
				}
			}
		}
	}
}

func TestSearchFindsNot(t *testing.T) {
	for _, c := range []struct{ query, name string }{
		{"Turkmenistan", "Tajikistan"},
		{"Таджикистан", "Turkmenistan"},
		{"Uzbekistan", "Kazakhstan"},
		{"Kyrgyzstan", "Kazakhstan"},
		{"Pakistan", "Tajikistan"},
		{"Austria", "Australia"},
		{"Ministry of Foreign Affairs", "Ministry of Internal Affairs"},
		{"Министерство иностранных дел", "Министерство внутренних дел"},
		{"Ministry of Justice of Uzbekistan", "Ministry of Justice"},
		{"Internal", "International"},
		{"Rahimov", "Karimov"},
		{"Ost", "Osh"},
		{"Iraq", "Iran"},
		{"Mali", "Bali"},
		{"K. Tokayev", "Sadyr Tokayev"},
		{"Kulubaev Zheenbek", "Z. K. Kurmanov"},
		{"resolution 13735", "resolution 13736"},
		{"Karim Karim", "Karim"},
		{"tayev", "Tokayev"},
		{"", "Bishkek"},
		{"- , .", "Bishkek"},
		{"Bishkek", "..."},
	} {
		if hit, ok := finds(c.query, c.name); ok {
			t.Errorf("%q finds %q: %s", c.query, c.name, hit.Reason)
		}
		if why, ok := names.Same(c.query, c.name); ok {
			t.Errorf("Same(%q, %q): %s", c.query, c.name, why)
		}
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		why  names.Why
		ok   bool
	}{
		{"Nur Sultan", "NUR-SULTAN", names.WhyExact, true},
		{"Нур-Султан", "Nur-Sultan", names.WhyScript, true},
		{"Sadyr Zhaparov", "Жапаров Садыр", names.WhyOrder, true},
		{"Жапаров Садыр Нургожоевич", "Sadyr Japarov", names.WhyWords, true},
		{"RATS", "Regional Anti-Terrorist Structure", names.WhyAcronym, true},
		{"Karimov", "Karimof", names.WhyTypo, true},
		// What a search finds while somebody types, or by a part, is not the same.
		{"Tok", "Tokayev", 0, false},
		{"Sadyr", "Sadyr Zhaparov", 0, false},
		{"Internal Affairs", "Ministry of Internal Affairs", 0, false},
		{"", "", 0, false},
	} {
		for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if why, ok := names.Same(pair[0], pair[1]); ok != c.ok || ok && why != c.why {
				t.Errorf("Same(%q, %q): got %q, %v", pair[0], pair[1], why, ok)
			}
		}
	}
}

func TestRank(t *testing.T) {
	x := names.NewIndex()
	for i, name := range []string{
		"Ministry of Internal Affairs of Uzbekistan", "Internal Affairs", "Internal Affair", "Affairs, Internal", "Internal Affairs Bureau",
		"Интернал Аффаирс", "Internal Affairsbook",
	} {
		x.Add(names.Ref(i), name)
	}
	var got []string
	for _, hit := range x.Search("internal affairs", everything) {
		got = append(got, hit.Name)
	}
	want := []string{
		"Internal Affairs", "Интернал Аффаирс", "Affairs, Internal", "Internal Affairs Bureau",
		"Ministry of Internal Affairs of Uzbekistan", "Internal Affairsbook", "Internal Affair",
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("order: got %q, want %q", got, want)
	}
	if hits := x.Best("internal", 1, func(r names.Ref) bool { return r == 2 }); len(hits) != 1 || hits[0].Ref != 2 {
		t.Errorf("only what is seen, before the limit: got %v", hits)
	}
	hits := x.Best("internal affairs", 2, everything)
	if len(hits) != 2 || hits[0].Ref != 1 || hits[1].Ref != 5 {
		t.Errorf("the best two: got %v", hits)
	}
	if got, want := hits[1].String(), "Интернал Аффаирс: the same name in another script"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestExact(t *testing.T) {
	for _, same := range [][]string{
		{"Нур-Султан", "Nur Sultan", "NUR-SULTAN", "nur‑sultan", "Nur\u00a0Sultan", "  nur -- sultan "},
		{"Бишкек", "Bishkek", "Бишке́к"},
		{"É", "e", "e\u0301"},
		{"Gulistan", "Gülistan"},
		{"Токаев", "Tokayev"},
		{"Йод", "И\u0306од", "Yod"},
		{"O‘tkir", "OʻTKIR", "O'tkir", "Ўткир"},
		{"İ", "I", "ı", "i"},
		{"Straße", "STRASSE"},
		{"Bish\u00adkek", "Bishkek"},
		{"No. 5", "No 5"},
	} {
		for _, name := range same {
			if got, want := names.Exact(name), names.Exact(same[0]); got != want {
				t.Errorf("%q: got key %q, want %q", name, got, want)
			}
		}
	}
	// The key is stored: these may not change unnoticed.
	for name, key := range map[string]string{
		"Нур-Султан":             "nur sultan",
		"Қасым-Жомарт Тоқаев":    "qasym zhomart toqaev",
		"Шуҳрат Ғаниев":          "shuhrat ghaniev",
		"Жогорку Кеңеш":          "jogorku kengesh",
		"Ахал-Теке, Şükür (2)":   "akhal teke sukur 2",
		"Jérôme Ribaut-Gaillard": "jerome ribaut gaillard",
		"":                       "",
	} {
		if got := names.Exact(name); got != key {
			t.Errorf("%q: got key %q, want %q", name, got, key)
		}
	}
}

func TestLatin(t *testing.T) {
	for name, want := range map[string]string{
		"Токаев":              "Tokayev",
		"Қасым-Жомарт Тоқаев": "Qasym-Zhomart Toqaev",
		"Нұр-Сұлтан":          "Nūr-Sūltan",
		"Шавкат Мирзиёев":     "Shavkat Mirziyoyev",
		"Ўзбекистон":          "Oʻzbekiston",
		"Эмомалӣ Раҳмон":      "Emomalí Rahmon",
		"Жогорку Кеңеш":       "Jogorku Kengesh",
		"Щукин и ЩУКИН":       "Shchukin i SHCHUKIN",
		"РАТС ШОС":            "RATS SHOS",
		"Ержан Васильевич":    "Yerzhan Vasilyevich",
		"Объект Ю":            "Obyekt Yu",
		"Бишке́к":             "Bishkek",
		"Mäulen Äşimbaev":     "Mäulen Äşimbaev",
		"MVD (МВД)":           "MVD (MVD)",
		"カイルベク":               "カイルベク",
	} {
		if got := names.Latin(name); got != want {
			t.Errorf("Latin(%q): got %q, want %q", name, got, want)
		}
	}
}
