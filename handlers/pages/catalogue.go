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

	"overview.title":   "Coverage",
	"overview.heading": "Coverage of %s",
	"overview.notes":   "What is owed, what is coming, what needs attention",

	"greeting.empty":       "Nothing is recorded yet",
	"greeting.empty.lead":  "This is where you will see how you stand with each country, what is owed, and what is coming up. Three ways to begin:",
	"greeting.record":      "Record a meeting",
	"greeting.record.how":  "When, where, who, and what came of it: two minutes.",
	"greeting.import":      "Import a file",
	"greeting.import.how":  "If you keep a list already:",
	"greeting.demo":        "Look at the demo",
	"greeting.demo.how":    "A project in Central Asia, from its public newsletter, kept apart from your own data:",
	"greeting.nobody":      "Say who you are",
	"greeting.nobody.lead": "Coverage is that of somebody: type the name of your organisation as “Us” above, and press Show.",
	"greeting.nobody.how":  "To have it so always, name it in the configuration, or when you start the server:",
	"greeting.absent":      "%s is not on record here",
	"greeting.absent.lead": "Coverage is that of somebody on record, as far as you are cleared to see: name another organisation as “Us” above.",
	"greeting.before":      "Not yet recorded by then",
	"greeting.before.lead": "As of what was known then, nothing about %s was recorded.",

	"sums.countries.one":       "%d country",
	"sums.countries.other":     "%d countries",
	"sums.organisations.one":   "%d named counterpart met",
	"sums.organisations.other": "%d named counterparts met",
	"sums.records.one":         "%d record",
	"sums.records.other":       "%d records",
	"sums.at_least.one":        "at least %d meeting",
	"sums.at_least.other":      "at least %d meetings",
	"sums.only_may.one":        "%d of the records may be of a later day or has no date",
	"sums.only_may.other":      "%d of the records may be of a later day or have no date",

	"coverage.by":              "Countries by",
	"coverage.by.mandate":      "mandate",
	"coverage.by.kind":         "kind",
	"coverage.by.topic":        "topic",
	"coverage.label":           "How we stand with each country",
	"coverage.legend":          "What the signs mean",
	"coverage.not_stated":      "Not stated",
	"coverage.no_date":         "no date yet",
	"coverage.cell":            "%s, %s",
	"coverage.no_cell":         "does not apply",
	"coverage.single":          "at most one named contact",
	"coverage.close":           "Close",
	"coverage.at_best":         "Its date is not known exactly: at best it is %s.",
	"coverage.date_unknown":    "None of the records has a date.",
	"coverage.contacts.none":   "No contact on their side is recorded by name in the last year.",
	"coverage.contacts.one":    "It hangs on one contact: one person on their side is recorded by name in the last year.",
	"coverage.contacts.more":   "Several contacts on their side are recorded by name in the last year.",
	"coverage.left.one":        "%d older record is not listed here.",
	"coverage.left.other":      "%d older records are not listed here.",
	"coverage.on_record.one":   "%d organisation is on record there:",
	"coverage.on_record.other": "%d organisations are on record there:",
	"coverage.nobody":          "No organisation is on record there: nobody has looked yet, or none is known.",
	"coverage.all":             "All engagements with %s",

	"state.active":       "active",
	"state.cooling":      "cooling",
	"state.stale":        "stale",
	"state.planned":      "planned",
	"state.sought":       "sought",
	"state.others_only":  "others only",
	"state.not_recorded": "not recorded",
	"state.never_met":    "never met",

	"means.active":       "The last meeting of substance was at most half a year before this day.",
	"means.cooling":      "The last meeting of substance was between half a year and a year before this day.",
	"means.stale":        "The last meeting of substance was more than a year before this day.",
	"means.planned":      "Nobody was met; an engagement is planned.",
	"means.sought":       "Nobody was met; an engagement is sought.",
	"means.others_only":  "We met nobody; somebody else did.",
	"means.not_recorded": "Nobody is recorded by name, but an unnamed group of this country was met, and they may have been among it.",
	"means.never_met":    "No meeting is recorded, with anybody there.",

	"list.one":          "%s",
	"list.next":         "%s, %s",
	"list.last":         "%s and %s",
	"list.others.one":   "%d other",
	"list.others.other": "%d others",
	"more.one":          "and %d more",
	"more.other":        "and %d more",

	"occasion.several": "(several)",
	"occasion.in":      "in %s",
	"occasion.with":    "with %s",
	"occasion.helped":  "helped by %s",
	"occasion.may":     "(may be after this day)",

	"due.none": "no date set",
	"due.by":   "by %s",
	"due.in":   "in %s",

	"debts.ours":            "We owe",
	"debts.theirs":          "We are waiting for",
	"debts.none.ours":       "No open promise of ours is recorded.",
	"debts.none.theirs":     "Nothing is recorded that others owe us.",
	"debts.past":            "(the day has passed)",
	"debts.ours.promised":   "promised to %s",
	"debts.ours.agreed":     "agreed with %s",
	"debts.ours.asked":      "asked for by %s",
	"debts.ours.expected":   "expected by %s",
	"debts.theirs.promised": "promised by %s",
	"debts.theirs.agreed":   "agreed with %s",
	"debts.theirs.asked":    "asked of %s",
	"debts.theirs.expected": "expected from %s",

	"coming.title": "Coming up",
	"coming.none":  "Nothing planned or sought is recorded.",
	"coming.past":  "Its day has passed: held, postponed or cancelled?",

	"attention.title":       "Needs attention",
	"attention.nothing":     "Nothing stands out in this matrix.",
	"attention.stale":       "%s: gone cold; last met %s.",
	"attention.cooling":     "%s: cooling; last met %s.",
	"attention.unmet":       "%s: no meeting is recorded with anybody there.",
	"attention.others_only": "%s: others have met them, we have not.",
	"attention.one":         "%s: hangs on one named contact; last met %s.",
	"attention.none":        "No meeting has a contact recorded by name on their side.",
	"attention.some":        "No contact by name: %s.",
	"attention.unnamed":     "Unnamed groups were met in %s: agencies shown as not recorded may have been among them.",

	"timeline.since":      "Since %s",
	"timeline.elsewhere":  "No country",
	"timeline.key":        "A bar is as wide as the date: solid for certain, pale where it may have been, dashed where it is planned. The line is the day looked at.",
	"timeline.undated":    "Without a date",
	"timeline.table":      "As a table",
	"timeline.left.one":   "%d more is not drawn.",
	"timeline.left.other": "%d more are not drawn.",

	"search.title":       "Search",
	"search.label":       "Search anything",
	"search.hint":        "Search anything: press / or Ctrl-K",
	"search.button":      "Search",
	"search.none":        "Nothing on record has a name like “%s”.",
	"search.try":         "Try another spelling or fewer words; names in any script are found.",
	"search.empty":       "Type a name, in any script and nearly any spelling: an organisation, a person, a post, a source, a country or a place.",
	"search.language":    "%s name",
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
	"mon.1": "Jan", "mon.2": "Feb", "mon.3": "Mar", "mon.4": "Apr", "mon.5": "May", "mon.6": "Jun",
	"mon.7": "Jul", "mon.8": "Aug", "mon.9": "Sep", "mon.10": "Oct", "mon.11": "Nov", "mon.12": "Dec",
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
