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

// All that a side's held engagements come to, a row for each stakeholder s: the records in which they met and those in which it stood aside, the
// strength of the tie, and whether the question wants such a stakeholder at all.
@define meetings(side)
WITH side AS sides
MATCH (m:Stakeholder)-[:TOOK_PART]->(e:Engagement)
WHERE m.id IN sides AND e.status = 'held' AND @engagement(e) AND @in_period(e) AND ($topic = '' OR $topic IN e.topics)
WITH DISTINCT e, sides
@parties(e)
WITH e, sides, parties WHERE any(p IN parties WHERE p.meets AND @of_side(p, sides))
@met_within(e, sides)
WITH e, sides, parties, elsewhere, @certain(e) AS certain, size([p IN parties WHERE NOT p.placeholder]) AS n,
	any(p IN parties WHERE p.meets AND @of_side(p, sides) AND NOT p.placeholder) AS tied
WITH e, sides, parties, elsewhere, certain, CASE WHEN tied THEN @weight(e, n) ELSE 0 END AS weight
UNWIND parties AS p
WITH e, sides, p, certain, weight, elsewhere
WHERE NOT @of_side(p, sides) AND NOT (p.meets AND p.id IN elsewhere)
WITH p.id AS id, {id: e.id, from: @from(e), at_least: e.stands_for, certain: certain, undated: e.undated,
	days: [e.begins_earliest, e.begins_latest, e.ends_earliest, e.ends_latest]} AS record,
	p.meets AS meets, p.facilitates AS facilitates, CASE WHEN p.meets AND NOT p.placeholder THEN weight ELSE 0 END AS weight
WITH id, [r IN collect(CASE WHEN meets THEN record END) WHERE r IS NOT NULL] AS meetings,
	[r IN collect(CASE WHEN NOT meets THEN record END) WHERE r IS NOT NULL] AS aside,
	sum(weight) AS strength, any(f IN collect(NOT meets AND facilitates) WHERE f) AS facilitated, 0 AS records
MATCH (s:Stakeholder {id: id})
WITH s, meetings, aside, strength, facilitated, records,
	($country = '' OR coalesce(s.country_or_seat = $country, false)) AND ($mandate = '' OR coalesce($mandate IN s.mandates, false))
	AND ($kind = '' OR (s:Organisation AND s.kind = $kind)) AS wanted

// What a list of records comes to.
@define tally(records)
CALL (*) {
	UNWIND (CASE WHEN size(records) = 0 THEN [null] ELSE records END) AS record
	WITH record ORDER BY record.from DESC, record.id
	WITH [x IN collect(record) WHERE x IS NOT NULL] AS newest
	RETURN size(newest) AS meetings, reduce(sum = 0, x IN newest | sum + x.at_least) AS at_least,
		size([x IN newest WHERE NOT x.certain]) AS only_may, size([x IN newest WHERE x.undated]) AS undated,
		any(x IN newest WHERE x.certain) AS certain, newest[0].days AS last, [x IN newest[0..20] | x.id] AS facts
}

// The columns of the matrix in which an organisation stands.
@define columns(o, topics)
CASE $by
	WHEN 'kind' THEN [o.kind]
	WHEN 'topic' THEN CASE WHEN size(topics) = 0 THEN ['not_stated'] ELSE topics END
	ELSE CASE WHEN o.placeholder OR size(o.mandates) = 0 THEN ['not_stated'] ELSE o.mandates END
END
