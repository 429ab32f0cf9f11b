// The counterparts that two sides share.
CALL () {
	@meetings($side)
	WITH s, meetings, strength, wanted WHERE wanted AND size(meetings) > 0
	RETURN collect({s: s, records: meetings, strength: strength}) AS ours
}
CALL () {
	@meetings($with)
	WITH s, meetings, strength, wanted WHERE wanted AND size(meetings) > 0
	RETURN collect({s: s, records: meetings, strength: strength}) AS theirs
}
UNWIND ours AS a
UNWIND [b IN theirs WHERE b.s = a.s] AS b
WITH a, b WHERE NOT a.s.id IN $side AND NOT a.s.id IN $with
WITH a, b, CASE WHEN a.strength < b.strength THEN a.strength ELSE b.strength END AS strength
WITH collect({a: a, b: b, strength: strength, rank: (strength + 50000) / 100000}) AS every
WITH every, size(every) AS total_rows,
	size([r IN every WHERE NOT coalesce(r.a.s.placeholder, false) AND NOT r.a.s:Person]) AS total_organisations,
	size([r IN every WHERE r.a.s:Person]) AS total_persons
UNWIND (CASE WHEN size(every) = 0 THEN [null] ELSE every END) AS r
WITH r, total_rows, total_organisations, total_persons
WHERE r IS NULL OR $after_rank IS NULL OR r.rank < $after_rank OR (r.rank = $after_rank AND r.a.s.id > $after_text)
ORDER BY r.rank DESC, r.a.s.id LIMIT $limit
WITH r, total_rows, total_organisations, total_persons, r.a.records + [x IN r.b.records WHERE NOT x IN r.a.records] AS both
@tally(both)
RETURN r.a.s.id AS id, size(r.a.records) AS meetings_of, size(r.b.records) AS meetings_with,
	any(x IN r.a.records WHERE x.certain) AND any(x IN r.b.records WHERE x.certain) AS certain,
	r.a.strength AS strength_of, r.b.strength AS strength_with, r.strength AS strength, facts,
	total_rows, total_organisations, total_persons
ORDER BY r.rank DESC, r.a.s.id
