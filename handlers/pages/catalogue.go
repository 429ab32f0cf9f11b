package pages

import (
	"fmt"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// pagesLanguage is the language of the pages.
var pagesLanguage = language.English

// text gives a string of the catalogue. One that is missing shows its key; a test reads all templates and all code for such.
func text(key string) string {
	if words, ok := catalogue[key]; ok {
		return words
	}
	return "[" + key + "]"
}

// t gives a string of the catalogue with its parts put in.
func t(key string, parts ...any) string {
	if len(parts) == 0 {
		return text(key)
	}
	return fmt.Sprintf(text(key), parts...)
}

// count gives the string of the catalogue that goes with a number: KEY.one or KEY.other, and in other languages more.
func count(key string, n int, parts ...any) string {
	form := "other"
	if plural.Cardinal.MatchPlural(pagesLanguage, n, 0, 0, 0, 0) == plural.One {
		form = "one"
	}
	return t(key+"."+form, append([]any{n}, parts...)...)
}

// catalogue has every string that the pages show, by key. What questions say themselves (why a name fits, what is wrong with a parameter) comes
// from them.
var catalogue = map[string]string{
	"name":   "Liaison",
	"quoted": "“%s”",

	"nav.label":    "Pages",
	"nav.overview": "Overview",

	"frame.skip":        "Skip to the page",
	"frame.revision":    "Revision %d",
	"frame.json":        "as JSON",
	"frame.terms":       "On what terms you look",
	"frame.show":        "Show",
	"frame.back":        "Back to now",
	"frame.past":        "This is not now: %s.",
	"frame.past.day":    "the situation on %s",
	"frame.past.known":  "what was recorded by %s",
	"frame.past.both":   "%s, and %s",
	"frame.lowered":     "Shown as to a reader cleared for %s.",
	"frame.lowered.end": "Show all that you are cleared for",
	"frame.marking":     "The highest marking on this page",

	"term.as_of":             "Situation on",
	"term.as_of.slider":      "Drag the day of the situation",
	"term.known":             "As we knew it on",
	"term.known.now":         "today",
	"term.known.revision":    "revision %d",
	"term.known.no_revision": "there is no revision %d: they count from 1",
	"term.min_grade":         "Sources",
	"term.min_grade.all":     "all",
	"term.min_grade.least":   "%s or better",
	"term.us":                "Us",
	"term.clearance":         "Clearance",

	"overview.title": "Coverage",

	"search.title":       "Search",
	"search.label":       "Search anything",
	"search.hint":        "Search anything: press / or Ctrl-K",
	"search.button":      "Search",
	"search.none":        "Nothing on record has a name like “%s”.",
	"search.try":         "Try another spelling or fewer words; names in any script are found.",
	"search.empty":       "Type a name, in any script and nearly any spelling: an organisation, a person, a post, a source, a country or a place.",
	"search.more":        "There are more: type more of the name to narrow it down.",
	"search.found.one":   "%d name fits",
	"search.found.other": "%d names fit",

	"error.terms":      "What is asked for above cannot be read.",
	"error.no_page":    "There is no page at %s.",
	"error.no_memory":  "Pages are shown from memory, and this server keeps none.",
	"error.way_out":    "Ways on",
	"error.meant":      "Perhaps %s was meant",
	"error.search":     "Search for “%s”",
	"error.overview":   "Go to the overview",
	"error.mend":       "Mend it above, and press Show: the rest of the address is kept.",
	"error.400":        "This address cannot be read",
	"error.404":        "There is nothing here",
	"error.405":        "This cannot be done here",
	"error.409":        "It has changed since",
	"error.410":        "This is gone",
	"error.413":        "This is too large",
	"error.422":        "This cannot be asked like that",
	"error.500":        "Something went wrong here",
	"error.500.detail": "It is noted in the log of the server. Nothing was changed.",
	"error.503":        "Not available at this moment",

	"date.none":         "date not recorded",
	"date.day":          "%d %s %d",
	"date.day_month":    "%d %s",
	"date.month":        "%s %d",
	"date.days":         "%d–%d %s %d",
	"date.day_to_day":   "%s – %s",
	"date.from_to":      "%s to %s",
	"date.since":        "since %s",
	"date.since_open":   "since %s, not known to have ended",
	"date.until":        "until %s",
	"date.ended":        "ended, date not recorded",
	"date.ended_since":  "from %s, ended, date not recorded",
	"date.not_after":    "not after %s",
	"date.not_before":   "not before %s",
	"date.or":           "%s or %s",
	"date.between":      "between %s and %s",
	"date.between_days": "between %d and %d %s",
	"date.early":        "early %s",
	"date.mid":          "mid %s",
	"date.late":         "late %s",
	"date.about":        "about %s",
	"date.uncertain":    "%s (uncertain)",
	"date.at_time":      "%s, %02d:%02d",

	"month.1": "January", "month.2": "February", "month.3": "March", "month.4": "April", "month.5": "May", "month.6": "June",
	"month.7": "July", "month.8": "August", "month.9": "September", "month.10": "October", "month.11": "November", "month.12": "December",
	"season.spring": "spring %d", "season.summer": "summer %d", "season.autumn": "autumn %d", "season.winter": "winter %d",

	"grade.none":  "not graded",
	"grade.words": "%s: %s",

	"marking.TLP:CLEAR":        "may be passed on without limits",
	"marking.TLP:GREEN":        "for the community, not for the public",
	"marking.TLP:AMBER":        "for those in the organisation and its clients who need to know",
	"marking.TLP:AMBER+STRICT": "for those in the organisation who need to know",
	"marking.TLP:RED":          "for the persons it was given to, and nobody else",

	"source.none": "no source recorded",

	"noun.organisation": "organisation",
	"noun.person":       "person",
	"noun.post":         "post",
	"noun.source":       "source",
	"noun.country":      "country",
	"noun.place":        "place",

	"kind.ministry":                   "ministry",
	"kind.agency":                     "agency",
	"kind.embassy":                    "embassy",
	"kind.delegation":                 "delegation",
	"kind.regional_body":              "regional body",
	"kind.international_organisation": "international organisation",
	"kind.project":                    "project",
	"kind.ngo":                        "NGO",
	"kind.company":                    "company",
	"kind.academia":                   "academia",
	"kind.other":                      "other",
	"kind.person":                     "person",

	"mandate.police":                 "police",
	"mandate.prosecution":            "prosecution",
	"mandate.financial_intelligence": "financial intelligence",
	"mandate.border":                 "border",
	"mandate.customs":                "customs",
	"mandate.security_service":       "security service",
	"mandate.judiciary":              "judiciary",
	"mandate.penitentiary":           "penitentiary",
	"mandate.justice":                "justice",
	"mandate.emergency":              "emergency",
	"mandate.drug_control":           "drug control",
	"mandate.forensics":              "forensics",
	"mandate.parliament":             "parliament",
	"mandate.human_rights":           "human rights",
	"mandate.foreign_affairs":        "foreign affairs",
	"mandate.other":                  "other",

	"engagement.meeting":            "meeting",
	"engagement.call":               "call",
	"engagement.online_meeting":     "online meeting",
	"engagement.mission":            "mission",
	"engagement.study_visit":        "study visit",
	"engagement.training":           "training",
	"engagement.workshop":           "workshop",
	"engagement.conference":         "conference",
	"engagement.presentation":       "presentation",
	"engagement.steering_committee": "steering committee",
	"engagement.donor_coordination": "donor coordination",
	"engagement.correspondence":     "correspondence",
	"engagement.thread":             "messages",

	"status.sought":    "sought",
	"status.planned":   "planned",
	"status.postponed": "postponed",
	"status.held":      "held",
	"status.declined":  "declined",
	"status.cancelled": "cancelled",

	"role.initiator":   "initiator",
	"role.host":        "host",
	"role.counterpart": "counterpart",
	"role.participant": "participant",
	"role.speaker":     "speaker",
	"role.trainer":     "trainer",
	"role.trainee":     "trainee",
	"role.facilitator": "facilitator",
	"role.observer":    "observer",
	"role.interpreter": "interpreter",

	"presence.in_person": "in person",
	"presence.online":    "online",
	"presence.absent":    "absent",
	"presence.not_known": "not known whether present",

	"basis.promised": "promised",
	"basis.agreed":   "agreed",
	"basis.asked":    "asked for",
	"basis.expected": "expected",
}
