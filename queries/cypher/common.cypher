// The counterparts that two sides share.
CALL () {
	@meetings($side)
	WITH s, tie WHERE @wanted(s) AND tie.meets
	RETURN collect({s: s, tie: tie}) AS ours
}
CALL () {
	@meetings($with)
	WITH s, tie WHERE @wanted(s) AND tie.meets
	RETURN collect({s: s, tie: tie}) AS theirs
}
UNWIND ours + theirs AS one
WITH one.s AS s, collect(one.tie) AS ties
WHERE size(ties) = 2 AND NOT s.id IN $side AND NOT s.id IN $with
WITH s, ties[0] AS a, ties[1] AS b
WITH s, a, b, CASE WHEN a.strength < b.strength THEN a.strength ELSE b.strength END AS strength
WITH s, a, b, strength, (strength + 50000) / 100000 AS rank
ORDER BY rank DESC, s.id
WITH collect({s: s, a: a, b: b, strength: strength, rank: rank}) AS every
@totals(every, r, true)
CALL (r) {
	UNWIND coalesce(r.a.newest + r.b.newest, []) AS e
	WITH DISTINCT e ORDER BY @from(e) DESC, e.id LIMIT 20
	RETURN collect(e.id) AS facts
}
RETURN r.s.id AS id, r.a.meetings AS meetings_of, r.b.meetings AS meetings_with, r.a.certain AND r.b.certain AS certain,
	r.a.strength AS strength_of, r.b.strength AS strength_with, r.strength AS strength, facts,
	total_rows, total_organisations, total_persons
ORDER BY r.rank DESC, id
