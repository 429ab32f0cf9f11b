// Whom the side met, and who stood aside when it met others.
@meetings($side)
WITH s, tie WHERE @wanted(s)
WITH s, tie, CASE WHEN tie.meets THEN 'met' WHEN tie.facilitates THEN 'facilitator' ELSE 'observer' END AS role
WITH s, tie, role, CASE role WHEN 'met' THEN 2 * 4503599627370496 WHEN 'facilitator' THEN 4503599627370496 ELSE 0 END + (tie.strength + 50000) / 100000 AS rank
ORDER BY rank DESC, s.id
WITH collect({s: s, tie: tie, role: role, rank: rank}) AS every
@totals(every, r, r.tie.meets)
RETURN r.s.id AS id, r.role AS role, r.tie.strength AS strength, r.tie.meetings AS meetings, r.tie.at_least AS at_least, r.tie.only_may AS only_may,
	r.tie.undated AS undated, r.tie.certain AS certain, @last(r.tie.newest) AS last, [e IN r.tie.newest | e.id] AS facts,
	total_rows, total_organisations, total_persons
ORDER BY r.rank DESC, id
