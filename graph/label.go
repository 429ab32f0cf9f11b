package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Marking is a handling marking of the Traffic Light Protocol, version 2.0 (FIRST, 2022), from the
// least to the most restricted. The zero value is no marking, which no document may have: a
// document whose marking was forgotten must not be taken for a public one.
type Marking uint8

// The five markings, in order.
const (
	Clear Marking = iota + 1
	Green
	Amber
	AmberStrict
	Red
)

var markingTexts = [...]string{Clear: "TLP:CLEAR", Green: "TLP:GREEN", Amber: "TLP:AMBER", AmberStrict: "TLP:AMBER+STRICT", Red: "TLP:RED"}

// Markings lists the markings from the least to the most restricted.
func Markings() []Marking { return []Marking{Clear, Green, Amber, AmberStrict, Red} }

// String gives the marking as TLP writes it ("TLP:AMBER+STRICT"), or "" for none.
func (m Marking) String() string {
	if int(m) < len(markingTexts) {
		return markingTexts[m]
	}
	return fmt.Sprintf("marking %d", uint8(m))
}

// MarshalText gives what String gives.
func (m Marking) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what ParseMarking reads.
func (m *Marking) UnmarshalText(text []byte) error {
	parsed, err := ParseMarking(string(text))
	*m = parsed
	return err
}

// ParseMarking reads a marking in any case, with or without "TLP:". EU classified markings are
// refused by name: they need an accredited system, and this is none.
func ParseMarking(text string) (Marking, error) {
	upper := strings.ToUpper(strings.TrimSpace(text))
	for m := Clear; m <= Red; m++ {
		if upper == markingTexts[m] || "TLP:"+upper == markingTexts[m] {
			return m, nil
		}
	}
	if upper == "TLP:WHITE" || upper == "WHITE" {
		return Clear, nil // its name before version 2.0
	}
	for _, classified := range []string{"RESTREINT", "RESTRICTED", "CONFIDENTI", "SECRET", "R-UE", "C-UE", "S-UE", "TS-UE"} {
		if strings.Contains(upper, classified) {
			return 0, fmt.Errorf("%q is a classified marking: classified information needs an accredited system and must not be kept here", text)
		}
	}
	return 0, fmt.Errorf("%q is not a marking: write one of TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT, TLP:RED", text)
}

// Group names an audience: people who need to know. Groups are no ladder; none contains another.
type Group string

// Label is what decides who may read a document: a marking and, where the need to know is
// narrower, an audience.
type Label struct {
	Marking  Marking `json:"marking"`
	Audience []Group `json:"audience,omitempty"`
}

// Wider says that somebody might see a document with this label who would not with the other: taking it in place of the other lowers the label.
func (l Label) Wider(than Label) bool {
	if l.Marking < than.Marking {
		return true
	}
	if len(than.Audience) == 0 {
		return false
	}
	outside := func(g Group) bool { return !slices.Contains(than.Audience, g) }
	return len(l.Audience) == 0 || slices.ContainsFunc(l.Audience, outside)
}

// Clearance is what a reader is cleared for: a highest marking and the groups they are in.
type Clearance struct {
	Marking Marking
	Groups  []Group
}

// Sees says whether a reader with this clearance sees a document with that label.
func (c Clearance) Sees(l Label) bool {
	if l.Marking > c.Marking {
		return false
	}
	if len(l.Audience) == 0 {
		return true
	}
	return slices.ContainsFunc(l.Audience, func(g Group) bool { return slices.Contains(c.Groups, g) })
}

// String gives the clearance as it is written on the command line: "TLP:AMBER" or "TLP:AMBER/team,board".
func (c Clearance) String() string {
	if len(c.Groups) == 0 {
		return c.Marking.String()
	}
	groups := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		groups[i] = string(g)
	}
	return c.Marking.String() + "/" + strings.Join(groups, ",")
}

// ParseClearance reads what String gives.
func ParseClearance(text string) (Clearance, error) {
	markingText, groupsText, _ := strings.Cut(text, "/")
	marking, err := ParseMarking(markingText)
	if err != nil {
		return Clearance{}, err
	}
	c := Clearance{Marking: marking}
	for g := range strings.SplitSeq(groupsText, ",") {
		if g = strings.TrimSpace(g); g != "" {
			c.Groups = append(c.Groups, Group(g))
		}
	}
	return c, nil
}
