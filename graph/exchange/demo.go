package exchange

import (
	"bytes"
	"embed"
	"iter"
)

//go:embed demo/*.yaml
var demoFiles embed.FS

// DemoDay is the day as of which the demo data is shown: the newsletter was just out.
const DemoDay = "2021-03-15"

// DemoUs is whose engagements the demo data tells of.
const DemoUs = "leica"

// Demo gives the demo data.
func Demo() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for _, name := range []string{"demo/leica.yaml", "demo/sco.yaml"} {
			raw, err := demoFiles.ReadFile(name)
			if err != nil {
				yield(Item{}, err)
				return
			}
			for item, err := range Read(bytes.NewReader(raw), name, YAML) {
				if !yield(item, err) {
					return
				}
			}
		}
	}
}
