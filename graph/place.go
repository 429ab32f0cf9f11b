package graph

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// PlaceID names a place: a country's code of ISO 3166-1, a hyphen and a name in small letters ("KZ-astana"). It stays when the
// place is renamed.
type PlaceID string

// Place is a city or town; reference data, built in: the capitals, the seats of international bodies, and Central Asia with
// its neighbours in more detail.
type Place struct {
	ID      PlaceID
	Country CountryCode
	// Latitude and Longitude are degrees (WGS 84), to two decimals: some way into the town, no address.
	Latitude, Longitude float64
	// Names are its names by language and date, former ones too; the first is English, of today. The list is shared: do
	// not change it.
	Names []Name
}

//go:embed places.tsv
var placesFile string

type placeTable struct {
	list []Place
	by   map[PlaceID]int
}

var placeData = sync.OnceValue(func() placeTable {
	t, err := parsePlaces(placesFile)
	if err != nil {
		panic("places.tsv: " + err.Error()) // the file is part of the program; a test reads it
	}
	return t
})

// Places gives all places built in. The list is shared: do not change it.
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
func parsePlaces(table string) (placeTable, error) {
	t := placeTable{by: map[PlaceID]int{}}
	number := 0
	for line := range strings.Lines(table) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := t.add(strings.Split(line, "\t")); err != nil {
			return t, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return t, nil
}

// add takes in one line.
func (t *placeTable) add(fields []string) error {
	for _, field := range fields {
		if strings.TrimSpace(field) != field {
			return fmt.Errorf("%q has a space at an end, where it is not seen", field)
		}
	}
	if fields[0] != "" {
		p, err := parsePlace(fields)
		if err != nil {
			return err
		}
		if _, twice := t.by[p.ID]; twice {
			return fmt.Errorf("%s is there already", p.ID)
		}
		t.by[p.ID] = len(t.list)
		t.list = append(t.list, p)
		return nil
	}
	if len(t.list) == 0 {
		return errors.New("a name stands before the first place")
	}
	n, err := parsePlaceName(fields[1:])
	if err != nil {
		return err
	}
	p := &t.list[len(t.list)-1]
	p.Names = append(p.Names, n)
	return nil
}

func parsePlace(fields []string) (Place, error) {
	if len(fields) != 3 {
		return Place{}, errors.New("a place has an id, a latitude and a longitude")
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
	if (len(fields) != 3 && len(fields) != 4) || slices.Contains(fields, "") {
		return Name{}, errors.New("a name has a text, a language, a script and, where it did not always hold, the dates")
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
