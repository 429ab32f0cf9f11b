// The view: what a reader may see. Each piece is a name with parameters; a question's text uses it as @name(x), and it is put in
// when the program starts. Nothing but this file names a label, a grade or the clock.

@define sees(x)
(x.marking <= $clearance AND (x.audience IS NULL OR any(group IN x.audience WHERE group IN $groups)))

@define fact(x)
(@sees(x)
	AND ($min_reliability = 6 OR x.reliability <= $min_reliability)
	AND ($min_credibility = 6 OR x.credibility <= $min_credibility))

// In the picture on the day: held ones if they may have begun by then, others always.
@define engagement(x)
(@fact(x) AND (x.status <> 'held' OR x.begins_earliest <= $as_of))

// Whether a participation is there: with its stakeholder, and with the person through whom an organisation took part.
@define takes(t, s)
(@sees(s) AND (t.through IS NULL OR EXISTS { MATCH (actor:Stakeholder {id: t.through}) WHERE @sees(actor) }))

// What holds on the day, perhaps; what has no dates always does.
@define current(x)
(x.begins_earliest <= $as_of AND x.ends_latest >= $as_of AND x.ended IS NULL)

@define certainly_current(x)
(x.begins_latest <= $as_of AND x.ends_earliest >= $as_of AND x.ended IS NULL AND x.undated IS NULL)

// The day from which an age counts, and the age.
@define from(x)
CASE WHEN x.ends_earliest = 2147483647 THEN x.begins_earliest ELSE x.ends_earliest END

@define age_on(from)
CASE WHEN $as_of > from THEN $as_of - from ELSE 0 END

@define is_day(from)
(from > -2147483648)

// Whether an engagement certainly counts: begun by the day, and in the period where one is asked for.
@define certain(x)
(x.undated IS NULL AND (x.status <> 'held' OR x.begins_latest <= $as_of) AND (NOT $period OR (x.begins_latest <= $to AND x.ends_earliest >= $from)))

@define in_period(x)
(NOT $period OR (x.undated IS NULL AND x.begins_earliest <= $to AND x.ends_latest >= $from))

// The parties of an engagement, each once, as a list.
@define parties(e)
CALL (e) {
	MATCH (s:Stakeholder)-[t:TOOK_PART]->(e) WHERE t.no_party IS NULL AND @takes(t, s)
	WITH s, t ORDER BY t.position
	WITH s, collect(t) AS ts
	RETURN collect({
		id: s.id, located: s.country_or_seat, position: ts[0].position, role: ts[0].role,
		meets: any(t IN ts WHERE t.no_meeting IS NULL), through: [t IN ts WHERE t.through IS NOT NULL | t.through]
	}) AS parties
}

// Whether a party is of a side, itself or by the person who acted for it.
@define of_side(p, side)
(p.id IN side OR any(actor IN p.through WHERE actor IN side))

// What ties of an engagement of an age come to, in billionths, for n parties.
@define weight(kind, age, n)
CASE WHEN n < 2 OR age / $half_life[kind] > 30 THEN 0
	ELSE $decay[kind][age % $half_life[kind]] / toInteger(2 ^ (age / $half_life[kind])) / (n - 1) END

// What is over by the day, or was not long before it.
@define over(x)
(x.undated IS NULL AND x.ends_latest < $as_of)

@define within_days(x, days)
(x.undated IS NULL AND x.ends_latest >= $as_of - days)

@define age_at_best(x)
CASE WHEN x.undated IS NOT NULL THEN -1 WHEN $as_of > x.ends_latest THEN $as_of - x.ends_latest ELSE 0 END

// Whether something began by the day, perhaps or certainly; what is nowhere dated always has.
@define may_have_begun(x)
(x IS NULL OR x.begins_earliest <= $as_of)

@define has_begun(x)
(x IS NULL OR x.begins_latest <= $as_of)

// Commitments on the day.
@define not_closed(x)
(x.closed IS NULL OR x.closed_earliest > $as_of)

@define past_due(x)
(x.due IS NOT NULL AND x.due_days[3] < $as_of)
