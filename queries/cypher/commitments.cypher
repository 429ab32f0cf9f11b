// The commitments between the side and others; of everybody where there is no side.
MATCH (by:Stakeholder)<-[:OWED_BY]-(c:Commitment)-[:OWED_TO]->(to:Stakeholder)
WHERE @fact(c) AND @sees(by) AND @sees(to)
OPTIONAL MATCH (c)-[:AROSE_FROM]->(e:Engagement) WHERE @fact(e)
WITH c, by, to, CASE WHEN c.made IS NOT NULL THEN c ELSE e END AS began
WITH c, by, to, @may_have_begun(began) AS may, @has_begun(began) AS certain,
	@not_closed(c) AS open
WHERE may
WITH c, by, to, certain, open, open AND @past_due(c) AS past_date,
	CASE WHEN size($side) = 0 THEN '' WHEN by.id IN $side AND NOT to.id IN $side THEN 'ours' WHEN to.id IN $side AND NOT by.id IN $side THEN 'theirs' END AS direction
WHERE direction IS NOT NULL AND ($direction = 'both' OR direction = $direction)
	AND ($state = 'all' OR ($state = 'open') = open) AND (NOT $past_date OR past_date)
WITH c, by, to, certain, open, past_date, direction, CASE WHEN direction = 'theirs' THEN by ELSE to END AS other
WHERE $country = '' OR coalesce(other.country_or_seat = $country, false)
RETURN c.id AS id, {id: by.id} AS owed_by, {id: to.id} AS owed_to, CASE WHEN open THEN 'open' ELSE 'closed' END AS state,
	past_date, direction, certain, c.due_days AS due_span
ORDER BY c.due_days[3], c.id
