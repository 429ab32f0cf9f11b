package graph_test

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/graph"
	"liaison/graph/names"
)

var placeIDs = regexp.MustCompile(`^[A-Z]{2}(-[a-z]+)+$`)

func TestPlaceTable(t *testing.T) {
	for _, p := range graph.Places() {
		country, ok := graph.LookupCountry(string(p.Country))
		if !ok || country.Code != p.Country || !placeIDs.MatchString(string(p.ID)) || !strings.HasPrefix(string(p.ID), string(p.Country)+"-") {
			t.Errorf("%s: the id is none, or is of no country", p.ID)
		}
		if again, ok := graph.LookupPlace(p.ID); !ok || again.ID != p.ID {
			t.Errorf("%s: looked up, it is %q", p.ID, again.ID)
		}
		for _, problem := range nameProblems(p.Names) {
			t.Errorf("%s: %s", p.ID, problem)
		}
		if math.Abs(p.Latitude) > 90 || math.Abs(p.Longitude) > 180 || (p.Latitude == 0 && p.Longitude == 0) {
			t.Errorf("%s is nowhere on earth", p.ID)
		}
		for _, degrees := range []float64{p.Latitude, p.Longitude} {
			if math.Abs(degrees*100-math.Round(degrees*100)) > 1e-6 {
				t.Errorf("%s: %v has more than two decimals", p.ID, degrees)
			}
		}
		if _, may := p.Names[0].Valid.CurrentOn(graph.DayOf(2026, 1, 1)); !may && !p.Names[0].Valid.IsZero() {
			t.Errorf("%s: %s stands first and is no name of today", p.ID, p.Names[0].Text)
		}
	}
	if _, ok := graph.LookupPlace("KZ-nowhere"); ok {
		t.Error("KZ-nowhere is found")
	}
}

// TestPlaceNamesAreUnique holds that a place typed by name is that place: no other place bears the name and no country,
// but for those that are hardly more than the one city, and Tunis, which is Tunisia in Uzbek alone.
func TestPlaceNamesAreUnique(t *testing.T) {
	alsoCountry := []graph.PlaceID{
		"DJ-djibouti", "GI-gibraltar", "HK-hong-kong", "LU-luxembourg", "MC-monaco", "MO-macao", "SG-singapore",
		"SM-san-marino", "TN-tunis", "VA-vatican-city",
	}
	countries := map[string]graph.CountryCode{}
	for _, c := range graph.Countries() {
		for _, n := range c.Names {
			countries[names.Exact(n.Text)] = c.Code
		}
	}
	places := map[string]graph.PlaceID{}
	for _, p := range graph.Places() {
		for _, n := range p.Names {
			key := names.Exact(n.Text)
			if code, taken := countries[key]; taken && (code != p.Country || !slices.Contains(alsoCountry, p.ID)) {
				t.Errorf("%s: %q is a name of the country %s", p.ID, n.Text, code)
			}
			if other, taken := places[key]; key == "" || (taken && other != p.ID) {
				t.Errorf("%s and %s have one name, %q", other, p.ID, n.Text)
			}
			places[key] = p.ID
		}
	}
	for typed, want := range map[string]graph.PlaceID{
		"Нур-Султан": "KZ-astana", "Nur-Sultan": "KZ-astana", "Nur Sultan": "KZ-astana", "Astana": "KZ-astana", "Целиноград": "KZ-astana",
		"Frunze": "KG-bishkek", "Leninabad": "TJ-khujand", "Алма-Ата": "KZ-almaty", "Хуҷанд": "TJ-khujand", "Farg'ona": "UZ-fergana",
		"Türkmenabat": "TM-turkmenabat", "The Hague": "NL-the-hague", "Den Haag": "NL-the-hague", "Женева": "CH-geneva",
	} {
		if got := places[names.Exact(typed)]; got != want {
			t.Errorf("%s: got %q, want %s", typed, got, want)
		}
	}
}

func TestPlaceNameOn(t *testing.T) {
	for _, c := range []struct {
		id                 graph.PlaceID
		on, language, want string
	}{
		{"KZ-astana", "1985-06-01", "en", "Tselinograd"},
		{"KZ-astana", "1985-06-01", "ru", "Целиноград"},
		{"KZ-astana", "1995-06-01", "en", "Akmola"},
		{"KZ-astana", "1995-06-01", "kk", "Ақмола"},
		{"KZ-astana", "2005-06-01", "en", "Astana"},
		{"KZ-astana", "2019-03-22", "ru", "Астана"},
		{"KZ-astana", "2019-03-23", "ru", "Нур-Султан"},
		{"KZ-astana", "2020-01-01", "en", "Nur-Sultan"},
		{"KZ-astana", "2020-01-01", "kk", "Нұр-Сұлтан"},
		{"KZ-astana", "2020-01-01", "de", "Nur-Sultan"},
		{"KZ-astana", "2022-09-17", "en", "Astana"},
		{"KZ-astana", "2023-01-01", "en", "Astana"},
		{"KZ-astana", "2023-01-01", "kk", "Астана"},
		{"KZ-almaty", "1985-06-01", "en", "Alma-Ata"},
		{"KZ-almaty", "2021-03-15", "ru", "Алматы"},
		{"KG-bishkek", "1985-06-01", "ru", "Фрунзе"},
		{"KG-bishkek", "2021-03-15", "fr", "Bichkek"},
		{"KG-jalal-abad", "2021-03-15", "en", "Jalal-Abad"},
		{"KG-jalal-abad", "2026-03-15", "en", "Manas"},
		{"TJ-khujand", "1985-06-01", "en", "Leninabad"},
		{"TJ-khujand", "2021-03-15", "tg", "Хуҷанд"},
		{"TJ-bokhtar", "2015-06-01", "ru", "Курган-Тюбе"},
		{"TJ-bokhtar", "2021-03-15", "ru", "Бохтар"},
		{"TM-turkmenabat", "2021-03-15", "tk", "Türkmenabat"},
		{"UZ-tashkent", "2021-03-15", "uz", "Toshkent"},
		{"AT-vienna", "2021-03-15", "fr", "Vienne"},
		{"AT-vienna", "2021-03-15", "ky", "Vienna"},
	} {
		day, err := graph.ParseDay(c.on)
		if err != nil {
			t.Fatal(err)
		}
		place, ok := graph.LookupPlace(c.id)
		if got := place.NameOn(day, c.language); !ok || got != c.want {
			t.Errorf("%s on %s in %s: got %q, want %q", c.id, c.on, c.language, got, c.want)
		}
	}
	for id, want := range map[graph.PlaceID]string{"KZ-astana": "Astana", "KZ": "Kazakhstan", "KZ-nowhere": "KZ-nowhere"} {
		if got := graph.PlaceName(id, graph.MaxDay, "en"); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

func TestPlacesReachFarEnough(t *testing.T) {
	inCountry := map[graph.CountryCode]int{}
	for _, p := range graph.Places() {
		inCountry[p.Country]++
	}
	// Territories that host no embassy and no body that anybody meets need no place: their country's code serves.
	without := strings.Fields("AI AQ AS BL BQ BV CC CX FK GS GU HM IO MF MP MS NF PM PN SH SJ SX TC TF TK UM VG VI WF")
	for _, c := range graph.Countries() {
		if (inCountry[c.Code] == 0) != slices.Contains(without, string(c.Code)) {
			t.Errorf("%s has %d places", c.Code, inCountry[c.Code])
		}
	}
	for code, least := range map[graph.CountryCode]int{"KZ": 18, "KG": 8, "UZ": 14, "TJ": 9, "TM": 6} {
		if inCountry[code] < least {
			t.Errorf("%s has %d places, want at least %d", code, inCountry[code], least)
		}
	}
}
