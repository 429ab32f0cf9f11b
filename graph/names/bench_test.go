package names_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"liaison/graph/names"
)

// manyNames makes names of persons and bodies in the shape of the region's: a few given names and titles that are common, many
// surnames that are not.
func manyNames(n int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("ka zan mi bek tur gul shan dor al ny yaz sa dy tal zha par kulu ber di mu kham ra khim as tan bai er lan nur sul tash kem ba tyr oro myr za")
	made := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(syllables[random.IntN(len(syllables))])
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:]
	}
	given := make([]string, 2000)
	for i := range given {
		given[i] = made(2 + random.IntN(2))
	}
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	all := make([]string, n)
	for i := range all {
		surname := made(2+random.IntN(2)) + pick("ov", "ev", "ova", "eva", "zoda")
		switch i % 5 {
		case 0:
			all[i] = fmt.Sprintf("%s of %s of the %s Region", pick("Ministry", "Agency", "Department", "State Committee"),
				pick("Internal Affairs", "Justice", "Drug Control", "Financial Intelligence"), made(3))
		case 1:
			all[i] = strings.NewReplacer("zha", "жа", "a", "а", "o", "о", "v", "в", "b", "б", "n", "н", "m", "м", "r", "р").Replace(surname)
		default:
			all[i] = pick(given...) + " " + surname
		}
	}
	return all
}

func BenchmarkSearch(b *testing.B) {
	all := manyNames(100_000)
	x := indexOf(all)
	for _, query := range []string{
		all[2], all[0], "Жапаров Садыр", "Zhaparov", "Zhanurbrkov", "ministry of internal affairs", "ka", "mi ka", "K. Zhaparov",
		"The Regional Anti-Terrorist Structure of the Shanghai Cooperation Organization", "Regionel Antiterorist Strcture",
	} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Best(query, 20, everything)
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	all := manyNames(100_000)
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := indexOf(all)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		runtime.KeepAlive(x)
	}
}

func BenchmarkSame(b *testing.B) {
	for b.Loop() {
		names.Same("Жапаров Акылбек Усенбекович", "Akylbek Japarov")
	}
}
