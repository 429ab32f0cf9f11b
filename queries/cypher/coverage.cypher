// How the side stands with each country and mandate, kind or topic: a row for each cell.
CALL () {
	MATCH (m:Stakeholder)-[:TOOK_PART]->(e:Engagement)
	WHERE m.id IN $side AND NOT e.status IN ['declined', 'cancelled'] AND @engagement(e)
	WITH DISTINCT e
	@parties(e)
	WITH e, parties WHERE any(p IN parties WHERE @of_side(p, $side))
	UNWIND parties AS p
	WITH e, p WHERE NOT @of_side(p, $side) AND p.reaches AND NOT p.person AND (p.country IS NOT NULL OR NOT p.placeholder)
	WITH e, p, e.status = 'held' AND @within_days(e, $contact_days) AS recent,
		@columns(p, e.topics) AS columns
	UNWIND columns AS column
	WITH coalesce(p.country, '') AS country, CASE WHEN p.country IS NULL THEN p.id ELSE '' END AS body, column, e, p, recent
	WITH country, body, column, collect(DISTINCT {
		id: e.id, status: e.status, substantive: e.substantive, from: @from(e), dated: @dated(e), age: @age(e),
		at_best: @age_at_best(e),
		at_least: e.stands_for, certain: @certain(e), undated: e.undated, days: [e.begins_earliest, e.begins_latest, e.ends_earliest, e.ends_latest]
	}) AS records,
		collect(DISTINCT CASE WHEN e.status = 'held' AND NOT p.placeholder THEN p.id END) AS met,
		collect(CASE WHEN recent THEN p.through ELSE [] END) AS actors,
		any(hid IN collect(p.placeholder AND e.status = 'held') WHERE hid) AS hides
	RETURN collect({country: country, body: body, column: column, records: records, met: size(met), actors: actors, hides: hides}) AS reached
}
CALL () {
	MATCH (o:Organisation)
	WHERE @sees(o) AND NOT o.id IN $side AND o.country IS NOT NULL AND (size($countries) = 0 OR o.country IN $countries)
	CALL (o) {
		MATCH (o)-[t:TOOK_PART]->(e:Engagement)
		WHERE $by = 'topic' AND t.no_party IS NULL AND @engagement(e) AND @takes(t, o)
		UNWIND e.topics AS topic
		RETURN collect(DISTINCT topic) AS topics
	}
	WITH o, topics, @columns(o, topics) AS columns
	UNWIND columns AS column
	RETURN collect({id: o.id, country: o.country, column: column, placeholder: o.placeholder}) AS on_record
}
WITH reached, on_record, CASE WHEN size($countries) > 0 THEN $countries
	ELSE reduce(all = [], o IN on_record | CASE WHEN o.country IN all THEN all ELSE all + o.country END) END AS countries
WITH reached, on_record, countries, CASE WHEN size($columns) > 0 THEN $columns
	ELSE reduce(all = [], c IN [o IN on_record | o.column] + [r IN reached WHERE r.country IN countries | r.column] |
		CASE WHEN c IN all THEN all ELSE all + c END) END AS columns,
	[r IN reached WHERE r.hides | r.country] AS hiding
WITH reached, on_record, hiding,
	reduce(all = [], country IN countries | all + [column IN columns | {country: country, body: '', column: column}])
	+ [r IN reached WHERE r.body <> '' AND (size($columns) = 0 OR r.column IN $columns) | {country: '', body: r.body, column: r.column}] AS cells
UNWIND cells AS cell
WITH cell, hiding,
	head([r IN reached WHERE r.country = cell.country AND r.body = cell.body AND r.column = cell.column]) AS r,
	CASE WHEN cell.body <> '' THEN [cell.body]
		ELSE [o IN on_record WHERE o.country = cell.country AND o.column = cell.column AND NOT o.placeholder | o.id] END AS organisations
WITH cell, hiding, organisations, r, coalesce(r.records, []) AS records
WITH cell, hiding, organisations, r, [x IN records WHERE x.status = 'held'] AS held,
	[x IN records WHERE x.status = 'planned'] AS planned, [x IN records WHERE x.status IN ['sought', 'postponed']] AS sought
WITH *, [x IN held WHERE x.substantive] AS substantive
WITH *, reduce(least = -1, x IN [x IN substantive WHERE x.dated | x.age] | CASE WHEN least < 0 OR x < least THEN x ELSE least END) AS youngest,
	reduce(least = -1, x IN [x IN substantive WHERE x.at_best >= 0 | x.at_best] | CASE WHEN least < 0 OR x < least THEN x ELSE least END) AS best
CALL (cell, organisations, substantive, planned, sought) {
	// Others count only where nothing else does.
	UNWIND (CASE WHEN size(substantive) + size(planned) + size(sought) > 0 THEN [] ELSE organisations END) AS id
	MATCH (o:Organisation {id: id})-[t:TOOK_PART]->(e:Engagement)<-[u:TOOK_PART]-(x:Stakeholder)
	WHERE e.status = 'held' AND @engagement(e) AND t.no_meeting IS NULL AND @takes(t, o) AND u.no_meeting IS NULL AND @takes(u, x) AND x <> o
		AND NOT x.id IN $side AND NOT EXISTS { MATCH (x)-[w:TOOK_PART]->(e) WHERE w.no_party IS NULL AND w.through IN $side AND @takes(w, x) }
		AND NOT (cell.country <> '' AND coalesce(x.country = cell.country, false))
		AND ($by <> 'topic' OR cell.column IN e.topics OR (cell.column = 'not_stated' AND size(e.topics) = 0))
	RETURN count(*) > 0 AS others
}
CALL (r) {
	UNWIND coalesce(r.actors, []) AS through
	UNWIND through AS actor
	RETURN count(DISTINCT actor) AS contacts
}
WITH *, CASE
	WHEN size(substantive) > 0 THEN CASE WHEN youngest < 0 THEN 'stale' WHEN youngest <= $active_days THEN 'active' WHEN youngest <= $cooling_days THEN 'cooling' ELSE 'stale' END
	WHEN size(planned) > 0 THEN 'planned'
	WHEN size(sought) > 0 THEN 'sought'
	WHEN others THEN 'others_only'
	WHEN cell.country <> '' AND cell.country IN hiding THEN 'not_recorded'
	ELSE 'never_met' END AS state,
	CASE WHEN size(substantive) = 0 THEN '' WHEN best < 0 THEN 'stale' WHEN best <= $active_days THEN 'active' WHEN best <= $cooling_days THEN 'cooling' ELSE 'stale' END AS state_at_best
WITH *, CASE WHEN state IN ['active', 'cooling', 'stale'] THEN held WHEN state = 'planned' THEN planned WHEN state = 'sought' THEN sought ELSE [] END AS giving
@tally(held)
WITH *, meetings AS held_meetings, at_least AS held_at_least, only_may AS held_only_may, undated AS held_undated, certain AS held_certain, last AS held_last
CALL (giving) {
	UNWIND (CASE WHEN size(giving) = 0 THEN [null] ELSE giving END) AS record
	WITH record ORDER BY record.from DESC, record.id
	RETURN [x IN collect(record) WHERE x IS NOT NULL | x.id][0..20] AS given
}
RETURN cell.country AS country, {id: cell.body} AS body, cell.column AS column, state, state_at_best,
	size(substantive) > 0 AND youngest < 0 AND best < 0 AS date_unknown,
	held_meetings AS meetings, held_at_least AS at_least, held_only_may AS only_may, held_undated AS undated, held_certain AS certain, held_last AS last,
	given AS facts, size(organisations) AS organisations, coalesce(r.met, 0) AS met,
	CASE contacts WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'more' END AS contacts
ORDER BY cell.country, cell.body, cell.column
