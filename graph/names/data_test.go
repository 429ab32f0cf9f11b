package names_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"liaison/graph/names"
)

// cabinets reads a column of a file of Central Asian office holders. LIAISON_TEST_DATA names the folder that holds
// central_asia_cabinets/; without it the tests of real names are skipped.
func cabinets(t *testing.T, file string, column int) []string {
	t.Helper()
	folder := os.Getenv("LIAISON_TEST_DATA")
	if folder == "" {
		t.Skip("LIAISON_TEST_DATA is not set: matching is not tried on real names")
	}
	data, err := os.Open(filepath.Join(folder, "central_asia_cabinets", file))
	if err != nil {
		t.Skipf("no real names to try matching on: %v", err)
	}
	defer data.Close()
	rows, err := csv.NewReader(data).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows[1:] {
		if name := row[column]; names.Exact(name) != "" {
			all = append(all, name)
		}
	}
	return all
}

func indexOf(all []string) *names.Index {
	x := names.NewIndex()
	for i, name := range all {
		x.Add(names.Ref(i), name)
	}
	return x
}

func TestHoldersAreFound(t *testing.T) {
	all := cabinets(t, "holders.csv", 2)
	x := indexOf(all)
	for _, name := range all {
		words := strings.Fields(name)
		turned := strings.Join(append(words[len(words)-1:], words[:len(words)-1]...), " ")
		for _, query := range []string{name, strings.ToUpper(name), strings.ReplaceAll(name, "-", " "), turned} {
			if hits := x.Best(query, 1, everything); len(hits) == 0 || hits[0].Why > names.WhyOrder {
				t.Errorf("%q does not find %q first: %v", query, name, hits)
			}
		}
	}
}

// TestCabinetMeetsHolders finds ministers, written surname first in Cyrillic with the patronymic, among names collected in Latin.
func TestCabinetMeetsHolders(t *testing.T) {
	x := indexOf(cabinets(t, "holders.csv", 2))
	found := map[string]string{}
	for _, name := range cabinets(t, "kg_cabinet_official.csv", 0) {
		for _, hit := range x.Search(name, everything) {
			if old := found[name]; !strings.Contains(old, hit.Name) {
				found[name] += fmt.Sprintf("%s;", hit.Name)
			}
		}
	}
	for name, want := range map[string]string{
		"Жапаров Акылбек Усенбекович":      "Akylbek Japarov;",
		"Касымалиев Адылбек Алешович":      "Adylbek Kasymaliev;",
		"Байсалов Эдиль Жолдубаевич":       "Edil Baisalov;",
		"Торобаев Бакыт Эргешевич":         "Bakyt Torobayev;",
		"Ташиев Камчыбек Кыдыршаевич":      "Kamchybek Tashiev;",
		"Кулубаев Жээнбек Молдоканович":    "Jeenbek Kulubaev;",
		"Баетов Аяз Батыркулович":          "Ayaz Baetov;",
		"Бекболотов Бактыбек Асанкалиевич": "Baktybek Bekbolotov;",
		"Бакетаев Алмаз Кушбекович":        "Almaz Baketaev;",
		"Амангельдиев Данияр Джолдошевич":  "Daniyar Amangeldiev;",
		"Ниязбеков Улан Омоканович":        "Ulan Niyazbekov;",
		"Ажикеев Бообек Эргешевич":         "Boobek Azhikeev;",
		"Осоев Эркинбек Арстанбекович":     "Erkinbek Osoev;",
		"Бекмурзаев Доскул Джумагулович":   "Doskul Bekmurzaev;",
		"Иманов Талантбек Орускулович":     "Talantbek Imanov;",
	} {
		if found[name] != want {
			t.Errorf("%q: got %q, want %q", name, found[name], want)
		}
	}
}
