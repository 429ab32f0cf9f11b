// Pieces that several questions count meetings with.

// Who was there, each once as s: parties, of them those who stood aside all along, and those of a side; sent are the organisations there by a person.
// Lists in place cost Neo4j a third of what a subquery for each engagement does, and most engagements have no participation
// that is odd: through a person, or aside.
@define attended(e, us, sides)
WITH *, [(s:Stakeholder)-[t:TOOK_PART]->(e) WHERE t.no_party IS NULL AND t.through IS NULL AND @sees(s) | s] AS present,
	[(:Stakeholder)-[t:TOOK_PART]->(e) WHERE t.no_party IS NULL AND (t.through IS NOT NULL OR t.aside IS NOT NULL) | t] AS odd
WITH *, CASE WHEN size(odd) = 0 THEN [] ELSE [t IN odd WHERE @takes(t, startNode(t)) |
	{s: startNode(t), through: t.through, aside: t.aside IS NOT NULL, meets: t.no_meeting IS NULL, role: t.role}] END AS others
WITH *, [x IN others WHERE x.through IS NOT NULL] AS sent, [x IN others WHERE x.aside] AS apart
WITH *, CASE WHEN size(sent) = 0 THEN present ELSE present + [x IN sent | x.s] END AS listed
WITH *, CASE WHEN e.listed_twice IS NULL THEN listed ELSE reduce(once = [], s IN listed | CASE WHEN s IN once THEN once ELSE once + s END) END AS parties
WITH *, CASE WHEN size(sent) = 0 THEN [s IN parties WHERE s IN us] ELSE [s IN parties WHERE s IN us OR any(x IN sent WHERE x.s = s AND x.through IN sides)] END AS ours,
	@all_along(apart, parties, listed, NOT x.meets) AS aside

// Those of the parties of whom all is so that is listed apart of them.
@define all_along(apart, parties, listed, so)
CASE WHEN size(apart) = 0 THEN [] ELSE [s IN parties WHERE size([x IN apart WHERE x.s = s AND so]) = size([x IN listed WHERE x = s])] END

// Whom a side met within an engagement, in ones that count: there the inner one counts.
@define met_within(e, us, sides)
CALL (e, us, sides) {
	MATCH path = (i:Engagement)-[:WITHIN*1..]->(e)
	WHERE i.status = 'held' AND all(k IN nodes(path)[0..-1] WHERE @engagement(k)) AND @in_period(i) AND ($topic = '' OR $topic IN i.topics)
	@attended(i, us, sides)
	WITH parties, aside, ours WHERE any(s IN ours WHERE NOT s IN aside)
	UNWIND parties AS s
	WITH s WHERE NOT s IN aside AND NOT s IN ours
	RETURN collect(DISTINCT s) AS elsewhere
}

// All that a side's held engagements come to, a row for each stakeholder s with the tie: whether it met the side (else it stood aside), how many
// engagements these are, their figures, the strength of the tie, and the newest. What a row needs of an engagement is worked out once for all its parties.
@define meetings(side)
WITH side AS sides
MATCH (m:Stakeholder) WHERE m.id IN sides
WITH sides, collect(m) AS us
UNWIND us AS m
MATCH (m)-[:TOOK_PART]->(e:Engagement)
WHERE e.status = 'held' AND @engagement(e) AND @in_period(e) AND ($topic = '' OR $topic IN e.topics)
WITH DISTINCT sides, us, e
WITH sides, us, e, @from(e) AS from
ORDER BY from DESC, e.id
@attended(e, us, sides)
WITH sides, us, e, from, parties, ours, aside, apart, [m IN ours WHERE NOT m IN aside] AS met_by
WHERE size(met_by) > 0
@met_within(e, us, sides)
WITH e, parties, ours, aside, apart, elsewhere, e.stands_for AS stands_for, e.kind AS kind, @age_on(from) AS age,
	CASE WHEN all(m IN met_by WHERE @placeholder(m)) OR e.keeping_touch IS NOT NULL OR NOT @is_day(from) THEN 0 ELSE size([s IN parties WHERE NOT @placeholder(s)]) END AS n,
	CASE WHEN @certain(e) THEN 0 ELSE 1 END AS unsure, CASE WHEN e.undated IS NULL THEN 0 ELSE 1 END AS undated
WITH e, parties, ours, aside, apart, elsewhere, stands_for, unsure, undated, @weight(kind, age, n) AS weight
UNWIND parties AS s
WITH e, s, NOT s IN aside AS meets, any(x IN apart WHERE x.s = s AND x.role = 'facilitator') AS facilitates, stands_for, weight, unsure, undated, ours, elsewhere
WHERE NOT s IN ours AND NOT (meets AND s IN elsewhere)
WITH s, meets, count(*) AS meetings, sum(stands_for) AS at_least, sum(unsure) AS only_may, sum(undated) AS undated, sum(weight) AS strength,
	max(facilitates) AS facilitates, collect(e)[0..20] AS newest
ORDER BY meets DESC
WITH s, collect({
	meets: meets, meetings: meetings, at_least: at_least, only_may: only_may, undated: undated, certain: only_may < meetings, newest: newest,
	facilitates: facilitates, strength: CASE WHEN meets AND NOT @placeholder(s) THEN strength ELSE 0 END
})[0] AS tie

// What a list of rows r, in their order and each of a stakeholder, comes to, and those of them that are on the page: one row of nothing where there are none.
// Of a page's row nothing may hold on to the whole list: Neo4j counts its memory for each row that does, hence the last grouping.
@define totals(every, r, counts)
WITH every, size(every) AS total_rows,
	size([r IN every WHERE counts AND NOT @placeholder(r.s) AND NOT r.s:Person]) AS total_organisations,
	size([r IN every WHERE counts AND r.s:Person]) AS total_persons
WITH total_rows, total_organisations, total_persons,
	[r IN every WHERE $after_rank IS NULL OR r.rank < $after_rank OR (r.rank = $after_rank AND r.s.id > $after_text)][0..$limit] AS page
UNWIND (CASE WHEN size(page) = 0 THEN [null] ELSE page END) AS one
WITH total_rows, total_organisations, total_persons, collect(one) AS page
UNWIND (CASE WHEN size(page) = 0 THEN [null] ELSE page END) AS r

// Whether the question wants such a stakeholder at all.
@define wanted(s)
(($country = '' OR coalesce(s.country_or_seat = $country, false)) AND ($mandate = '' OR coalesce($mandate IN s.mandates, false))
	AND ($kind = '' OR (s:Organisation AND s.kind = $kind)))

@define placeholder(s)
s:Placeholder

// The days of the newest engagement, and the ids of all.
@define last(newest)
[newest[0].begins_earliest, newest[0].begins_latest, newest[0].ends_earliest, newest[0].ends_latest]

// The columns of the matrix in which an organisation stands.
@define columns(o, topics)
CASE $by
	WHEN 'kind' THEN [o.kind]
	WHEN 'topic' THEN CASE WHEN size(topics) = 0 THEN ['not_stated'] ELSE topics END
	ELSE CASE WHEN @placeholder(o) OR size(o.mandates) = 0 THEN ['not_stated'] ELSE o.mandates END
END

// How fresh a cell of the matrix is by the age of what is in it.
@define freshness(age)
CASE WHEN age IS NULL THEN 'stale' WHEN age <= $active_days THEN 'active' WHEN age <= $cooling_days THEN 'cooling' ELSE 'stale' END
