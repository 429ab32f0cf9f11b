// The engagements in which the side is a party, whatever as; of everybody where there is no side.
MATCH (e:Engagement)
WHERE (size($side) = 0 OR EXISTS { MATCH (m:Stakeholder)-[:TOOK_PART]->(e) WHERE m.id IN $side })
	AND e.status IN $status AND (size($id) = 0 OR e.id IN $id) AND @engagement(e)
	AND ($kind = '' OR e.kind = $kind) AND ($topic = '' OR $topic IN e.topics)
	AND ($place = '' OR coalesce(e.place = $place, false) OR coalesce(e.country = $place, false))
	AND (@in_period(e) OR e.undated IS NOT NULL)
@parties(e)
WITH e, parties, coalesce(e.country = $country, false) AS there
WHERE (size($side) = 0 OR any(p IN parties WHERE @of_side(p, $side)))
	AND ($country = '' OR there OR any(p IN parties WHERE NOT @of_side(p, $side) AND coalesce(p.located = $country, false)))
WITH @occasion(e) AS occasion, @in_period(e) AS in_period, e
WITH collect({
	occasion: occasion, listed: in_period OR $undated,
	overdue: e.status IN ['sought', 'planned', 'postponed'] AND @over(e)
}) AS every
WITH [r IN every WHERE r.listed] AS listed, size([r IN every WHERE r.occasion.undated]) AS total_undated
// What has another listed one within it adds nothing to the occasions: the inner one tells them.
WITH listed, total_undated, [r IN listed | r.occasion.within] AS around
WITH listed, total_undated, size(listed) AS total_records,
	reduce(sum = 0, r IN listed | sum + CASE WHEN r.occasion.id IN around THEN 0 ELSE r.occasion.stands_for END) AS total_at_least,
	size([r IN listed WHERE NOT r.occasion.certain]) AS total_only_may
UNWIND (CASE WHEN size(listed) = 0 THEN [null] ELSE listed END) AS r
RETURN r.occasion AS occasion, r.overdue AS overdue, total_records, total_at_least, total_only_may, total_undated
ORDER BY r.occasion.id
