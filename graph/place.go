package graph

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// PlaceID names a place: a country's code, a hyphen and a name in small letters ("KZ-astana").
type PlaceID string

// Place is a city or town; reference data, built in.
type Place struct {
	ID      PlaceID
	Country CountryCode
	// Latitude and Longitude are degrees (WGS 84), to two decimals; both 0 where not recorded.
	Latitude, Longitude float64
	Names               []Name
}

//go:embed places.tsv
var placesFile string

type placeTable struct {
	list []Place
	by   map[PlaceID]int
}

var placeData = sync.OnceValue(func() placeTable {
	list, err := parsePlaces(placesFile)
	if err != nil {
		panic("places.tsv: " + err.Error()) // the file is part of the program; a test reads it
	}
	t := placeTable{list: list, by: make(map[PlaceID]int, len(list))}
	for i, p := range list {
		t.by[p.ID] = i
	}
	return t
})

// Places gives all places built in.
func Places() []Place { return placeData().list }

// LookupPlace finds a place by its id.
func LookupPlace(id PlaceID) (Place, bool) {
	t := placeData()
	i, ok := t.by[id]
	if !ok {
		return Place{}, false
	}
	return t.list[i], true
}

// NameOn gives the place's name on a day in a language, as DisplayName does.
func (p Place) NameOn(day Day, language string) string { return DisplayName(p.Names, day, language) }

// PlaceName gives the name of a place on a day in a language; of a country's code, the country's.
func PlaceName(id PlaceID, day Day, language string) string {
	if p, ok := LookupPlace(id); ok {
		return p.NameOn(day, language)
	}
	if c, ok := LookupCountry(string(id)); ok {
		return c.Name(language)
	}
	return string(id)
}

// parsePlaces reads the table of places: a line for a place (id, latitude, longitude), then one for each of its
// names, indented by a tab (text, language, script, valid). Lines that begin with # are comments.
func parsePlaces(table string) ([]Place, error) {
	var list []Place
	number := 0
	for line := range strings.Lines(table) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		var err error
		switch {
		case fields[0] != "":
			var p Place
			p, err = parsePlace(fields)
			list = append(list, p)
		case len(list) == 0:
			err = fmt.Errorf("a name stands before the first place")
		default:
			p := &list[len(list)-1]
			var n Name
			n, err = parsePlaceName(fields[1:])
			p.Names = append(p.Names, n)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return list, nil
}

func parsePlace(fields []string) (Place, error) {
	if len(fields) != 3 {
		return Place{}, fmt.Errorf("a place has an id, a latitude and a longitude")
	}
	code, _, ok := strings.Cut(fields[0], "-")
	if !ok {
		return Place{}, fmt.Errorf("%q does not begin with a country's code and a hyphen", fields[0])
	}
	p := Place{ID: PlaceID(fields[0]), Country: CountryCode(code)}
	var err error
	if p.Latitude, err = strconv.ParseFloat(fields[1], 64); err != nil {
		return Place{}, err
	}
	p.Longitude, err = strconv.ParseFloat(fields[2], 64)
	return p, err
}

func parsePlaceName(fields []string) (Name, error) {
	if len(fields) != 3 && len(fields) != 4 {
		return Name{}, fmt.Errorf("a name has a text, a language, a script and, where it did not always hold, the dates")
	}
	n := Name{Text: fields[0], Language: fields[1], Script: fields[2]}
	if len(fields) == 4 {
		valid, err := ParseDate(fields[3])
		if err != nil {
			return Name{}, err
		}
		n.Valid = valid
	}
	return n, nil
}
