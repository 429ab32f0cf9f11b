// Whom the side met, and who stood aside when it met others.
@meetings($side)
WITH s, meetings, aside, strength, facilitated, records, wanted
WHERE wanted
WITH s, records, strength,
	CASE WHEN size(meetings) > 0 THEN meetings ELSE aside END AS counted,
	CASE WHEN size(meetings) > 0 THEN 'met' WHEN facilitated THEN 'facilitator' ELSE 'observer' END AS role
WITH s, role, strength, counted,
	CASE role WHEN 'met' THEN 2 * 4503599627370496 WHEN 'facilitator' THEN 4503599627370496 ELSE 0 END + (strength + 50000) / 100000 AS rank
WITH collect({s: s, role: role, strength: strength, counted: counted, rank: rank}) AS every
WITH every,
	size(every) AS total_rows,
	size([r IN every WHERE r.role = 'met' AND NOT coalesce(r.s.placeholder, false) AND NOT r.s:Person]) AS total_organisations,
	size([r IN every WHERE r.role = 'met' AND r.s:Person]) AS total_persons
UNWIND (CASE WHEN size(every) = 0 THEN [null] ELSE every END) AS r
WITH r, total_rows, total_organisations, total_persons
WHERE r IS NULL OR $after_rank IS NULL OR r.rank < $after_rank OR (r.rank = $after_rank AND r.s.id > $after_text)
ORDER BY r.rank DESC, r.s.id LIMIT $limit
@tally(r.counted)
RETURN r.s.id AS id, r.role AS role, r.strength AS strength,
	meetings, at_least, only_may, undated, certain, last, facts,
	total_rows, total_organisations, total_persons
ORDER BY r.rank DESC, r.s.id
