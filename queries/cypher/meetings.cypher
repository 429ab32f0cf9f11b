// Pieces that several questions count meetings with.

// Whom a side met within an engagement, in ones that count: there the inner one counts.
@define met_within(e, side)
CALL (e, side) {
	MATCH path = (i:Engagement)-[:WITHIN*1..]->(e)
	WHERE i.status = 'held' AND all(k IN nodes(path)[0..-1] WHERE @engagement(k)) AND @in_period(i) AND ($topic = '' OR $topic IN i.topics)
	@parties_of_inner(i)
	WITH inner WHERE any(p IN inner WHERE p.meets AND @of_side(p, side))
	UNWIND inner AS p
	WITH p WHERE p.meets AND NOT @of_side(p, side)
	RETURN collect(DISTINCT p.id) AS elsewhere
}

@define parties_of_inner(i)
CALL (i) {
	MATCH (s:Stakeholder)-[t:TOOK_PART]->(i) WHERE t.no_party IS NULL AND @takes(t, s)
	WITH s, collect(t) AS ts
	RETURN collect({id: s.id, meets: any(t IN ts WHERE t.no_meeting IS NULL), through: [t IN ts WHERE t.through IS NOT NULL | t.through]}) AS inner
}

// All that a side's held engagements come to, a row for each stakeholder s and whether it met the side in them (else it stood aside): how
// many, their figures, the strength of the tie, and the newest of them. What a row needs of an engagement is worked out once for all its parties.
@define meetings(side)
WITH side AS sides
MATCH (m:Stakeholder) WHERE m.id IN sides
WITH sides, collect(m) AS us
UNWIND us AS m
MATCH (m)-[:TOOK_PART]->(e:Engagement)
WHERE e.status = 'held' AND @engagement(e) AND @in_period(e) AND ($topic = '' OR $topic IN e.topics)
WITH DISTINCT sides, us, e
CALL (sides, us, e) {
	MATCH (s:Stakeholder)-[t:TOOK_PART]->(e) WHERE t.no_party IS NULL AND @takes(t, s)
	RETURN collect(DISTINCT s) AS parties, collect(DISTINCT CASE WHEN t.no_meeting IS NULL THEN s END) AS meeting,
		collect(DISTINCT CASE WHEN s IN us OR t.through IN sides THEN s END) AS ours,
		collect(DISTINCT CASE WHEN t.role = 'facilitator' THEN s END) AS facilitators
}
WITH sides, e, parties, meeting, ours, facilitators, [m IN ours WHERE m IN meeting] AS met_by
WHERE size(met_by) > 0
@met_within(e, sides)
WITH e, parties, meeting, ours, facilitators, elsewhere, @from(e) AS from,
	CASE WHEN all(m IN met_by WHERE @placeholder(m)) THEN 0 ELSE @weight(e, size([s IN parties WHERE NOT @placeholder(s)])) END AS weight,
	CASE WHEN @certain(e) THEN 0 ELSE 1 END AS unsure, CASE WHEN e.undated IS NULL THEN 0 ELSE 1 END AS undated
ORDER BY from DESC, e.id
UNWIND parties AS s
WITH e, s, s IN meeting AS meets, s IN facilitators AS facilitates, weight, unsure, undated, ours, elsewhere
WHERE NOT s IN ours AND NOT (meets AND s IN elsewhere)
WITH s, meets, count(*) AS meetings, sum(e.stands_for) AS at_least, sum(unsure) AS only_may, sum(undated) AS undated, sum(weight) AS strength,
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
coalesce(s.placeholder, false)

// The days of the newest engagement, and the ids of all.
@define last(newest)
[newest[0].begins_earliest, newest[0].begins_latest, newest[0].ends_earliest, newest[0].ends_latest]

// The columns of the matrix in which an organisation stands.
@define columns(o, topics)
CASE $by
	WHEN 'kind' THEN [o.kind]
	WHEN 'topic' THEN CASE WHEN size(topics) = 0 THEN ['not_stated'] ELSE topics END
	ELSE CASE WHEN o.placeholder OR size(o.mandates) = 0 THEN ['not_stated'] ELSE o.mandates END
END

// How fresh a cell of the matrix is by the age of what is in it.
@define freshness(age)
CASE WHEN age IS NULL THEN 'stale' WHEN age <= $active_days THEN 'active' WHEN age <= $cooling_days THEN 'cooling' ELSE 'stale' END
