// Every engagement of a status between two sides.
MATCH (m:Stakeholder)-[:TOOK_PART]->(e:Engagement)
WHERE m.id IN $side AND e.status = $status AND @engagement(e) AND @in_period(e)
WITH DISTINCT e
@parties(e)
WITH e, parties, [p IN parties WHERE @of_side(p, $side)] AS ours,
	[p IN parties WHERE @of_side(p, $with) AND NOT @of_side(p, $side)] AS theirs
WHERE size(ours) > 0 AND size(theirs) > 0
@sides_met_within(e)
WITH e, ours, theirs, within, e.status = 'held' AND any(p IN ours WHERE p.meets) AND any(p IN theirs WHERE p.meets) AS met,
	@occasion(e) AS occasion
WITH collect({occasion: occasion, met: met, counted: NOT (met AND within), role_of: @first_role(ours), role_with: @first_role(theirs)}) AS every
WITH every, size(every) AS total_records,
	reduce(sum = 0, r IN every | sum + CASE WHEN r.counted THEN r.occasion.stands_for ELSE 0 END) AS total_at_least,
	size([r IN every WHERE NOT r.occasion.certain]) AS total_only_may, size([r IN every WHERE r.occasion.undated]) AS total_undated
UNWIND (CASE WHEN size(every) = 0 THEN [null] ELSE every END) AS r
RETURN r.occasion AS occasion, r.met AS met, r.counted AS counted, r.role_of AS role_of, r.role_with AS role_with,
	total_records, total_at_least, total_only_may, total_undated
ORDER BY r.occasion.id
