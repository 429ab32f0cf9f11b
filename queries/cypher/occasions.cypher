// Pieces that questions list engagements with.

@define occasion(e)
{id: e.id, span: [e.begins_earliest, e.begins_latest, e.ends_earliest, e.ends_latest], status: e.status, kind: e.kind, online: e.online IS NOT NULL,
	stands_for: e.stands_for, certain: @certain(e), undated: e.undated IS NOT NULL, minutes: coalesce(e.minutes, -1),
	within: head([(e)-[:WITHIN]->(outer:Engagement) WHERE @engagement(outer) | outer.id])}

// The role in which the first listed of some parties took part.
@define first_role(list)
reduce(first = null, p IN list | CASE WHEN first IS NULL OR p.position < first.position THEN p ELSE first END).role

// Whether both sides met in an engagement within one.
@define sides_met_within(e)
CALL (e) {
	MATCH path = (i:Engagement)-[:WITHIN*1..]->(e)
	WHERE i.status = 'held' AND all(k IN nodes(path)[0..-1] WHERE @engagement(k)) AND @in_period(i)
	@parties(i)
	WITH parties WHERE any(p IN parties WHERE p.meets AND @of_side(p, $side)) AND any(p IN parties WHERE p.meets AND @of_side(p, $with) AND NOT @of_side(p, $side))
	RETURN count(*) > 0 AS within
}
