// How the side stands with each country and mandate, kind or topic: a row for each cell.
CALL () {
	MATCH (m:Stakeholder) WHERE m.id IN $side
	WITH collect(m) AS us
	UNWIND us AS m
	MATCH (m)-[:TOOK_PART]->(e:Engagement) WHERE NOT e.status IN ['declined', 'cancelled'] AND @engagement(e)
	WITH DISTINCT us, e, $side AS sides
	WITH us, sides, e, @from(e) AS from
	ORDER BY from DESC, e.id
	@attended(e, us, sides)
	WITH e, from, ours, sent, [s IN parties WHERE NOT s IN ours AND s:Organisation AND (s.country IS NOT NULL OR NOT @placeholder(s))] AS others,
		@all_along(apart, parties, listed, true) AS unreached
	WITH e, from, sent, [s IN others WHERE NOT s IN unreached] AS reached, e.status = 'held' AS held WHERE size(ours) > 0
	WITH e, reached, held, held AND e.keeping_touch IS NULL AS substantive, @certain(e) AS certain, @age_at_best(e) AS at_best,
		CASE WHEN @is_day(from) THEN @age_on(from) END AS age,
		CASE WHEN size(sent) > 0 AND held AND @within_days(e, $contact_days) THEN sent ELSE [] END AS acting
	CALL (e, reached) {
		UNWIND reached AS s
		UNWIND @columns(s, coalesce(e.topics, [])) AS column
		RETURN coalesce(s.country, '') AS country, CASE WHEN s.country IS NULL THEN s.id ELSE '' END AS body, column, collect(s) AS whom
	}
	WITH country, body, column,
		count(CASE WHEN held THEN e END) AS meetings, sum(CASE WHEN held THEN e.stands_for ELSE 0 END) AS at_least,
		count(CASE WHEN held AND NOT certain THEN e END) AS only_may, count(CASE WHEN held THEN e.undated END) AS undated,
		count(CASE WHEN substantive THEN e END) AS substantive,
		min(CASE WHEN substantive THEN age END) AS youngest, min(CASE WHEN substantive AND at_best >= 0 THEN at_best END) AS best,
		collect(CASE WHEN held THEN e END)[0..20] AS newest_held, collect(CASE WHEN e.status = 'planned' THEN e END)[0..20] AS newest_planned,
		collect(CASE WHEN e.status IN ['sought', 'postponed'] THEN e END)[0..20] AS newest_sought,
		collect(CASE WHEN held THEN whom END) AS met, collect(CASE WHEN size(acting) > 0 THEN [a IN acting WHERE a.s IN whom | a.through] END) AS actors,
		max(held AND any(s IN whom WHERE @placeholder(s))) AS hides
	RETURN collect({
		country: country, body: body, column: column, meetings: meetings, at_least: at_least, only_may: only_may, undated: undated, substantive: substantive,
		youngest: youngest, best: best, newest_held: newest_held, newest_planned: newest_planned, newest_sought: newest_sought,
		met: met, actors: actors, hides: hides
	}) AS reached
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
	UNWIND @columns(o, topics) AS column
	WITH o.country AS country, column, collect(CASE WHEN NOT @placeholder(o) THEN o END) AS organisations, collect(CASE WHEN @placeholder(o) THEN o END) AS unnamed
	RETURN collect({country: country, body: '', column: column, organisations: organisations, unnamed: unnamed}) AS on_record
}
CALL (on_record) {
	UNWIND (CASE WHEN size($countries) > 0 THEN $countries ELSE [o IN on_record | o.country] END) AS country
	RETURN collect(DISTINCT country) AS countries
}
CALL (on_record, reached, countries) {
	UNWIND (CASE WHEN size($columns) > 0 THEN $columns ELSE [o IN on_record | o.column] + [r IN reached WHERE r.country IN countries | r.column] END) AS column
	RETURN collect(DISTINCT column) AS columns
}
CALL (countries, columns) {
	UNWIND countries AS country
	UNWIND columns AS column
	RETURN collect({country: country, body: '', column: column, in_grid: true}) AS grid
}
WITH reached, on_record, grid, [r IN reached WHERE r.hides | r.country] AS hiding
UNWIND grid + on_record + [r IN reached | {country: r.country, body: r.body, column: r.column, r: r}] AS cell
WITH hiding, cell.country AS country, cell.body AS body, cell.column AS column,
	max(cell.in_grid) AS in_grid, collect(cell.r)[0] AS r, coalesce(collect(cell.organisations)[0], []) AS organisations,
	coalesce(collect(cell.unnamed)[0], []) AS unnamed
WHERE in_grid OR (body <> '' AND (size($columns) = 0 OR column IN $columns))
WITH *, coalesce(r.substantive, 0) AS substantive, coalesce(r.newest_held, []) AS held, coalesce(r.newest_planned, []) AS planned, coalesce(r.newest_sought, []) AS sought
CALL (country, body, column, organisations, unnamed, substantive, planned, sought) {
	// Others count only where nothing else does. An unnamed group has its state, though it counts as no organisation.
	UNWIND (CASE WHEN substantive + size(planned) + size(sought) > 0 THEN [] WHEN body <> '' THEN [body] ELSE [o IN organisations + unnamed | o.id] END) AS id
	MATCH (o:Organisation {id: id})
	WHERE EXISTS {
		MATCH (o)-[t:TOOK_PART]->(e:Engagement)<-[u:TOOK_PART]-(x:Stakeholder)
		WHERE e.status = 'held' AND @engagement(e) AND t.no_meeting IS NULL AND @takes(t, o) AND u.no_meeting IS NULL AND @takes(u, x) AND x <> o
			AND NOT x.id IN $side AND NOT EXISTS { MATCH (x)-[w:TOOK_PART]->(e) WHERE w.no_party IS NULL AND w.through IN $side AND @takes(w, x) }
			AND NOT (country <> '' AND coalesce(x.country = country, false))
			AND ($by <> 'topic' OR coalesce(column IN e.topics, false) OR (column = 'not_stated' AND e.topics IS NULL))
	}
	WITH o LIMIT 1
	RETURN count(o) > 0 AS others
}
CALL (r) {
	UNWIND coalesce(r.actors, []) AS some
	UNWIND some AS actor
	RETURN count(DISTINCT actor) AS contacts
}
CALL (r) {
	UNWIND coalesce(r.met, []) AS some
	UNWIND some AS s
	WITH DISTINCT s WHERE NOT @placeholder(s)
	RETURN count(s) AS met
}
WITH *, CASE
	WHEN substantive > 0 THEN @freshness(r.youngest)
	WHEN size(planned) > 0 THEN 'planned'
	WHEN size(sought) > 0 THEN 'sought'
	WHEN others THEN 'others_only'
	WHEN country <> '' AND country IN hiding THEN 'not_recorded'
	ELSE 'never_met' END AS state,
	CASE WHEN substantive = 0 THEN '' ELSE @freshness(r.best) END AS state_at_best
RETURN country, {id: body} AS body, column, state, state_at_best,
	substantive > 0 AND r.youngest IS NULL AND r.best IS NULL AS date_unknown,
	coalesce(r.meetings, 0) AS meetings, coalesce(r.at_least, 0) AS at_least, coalesce(r.only_may, 0) AS only_may, coalesce(r.undated, 0) AS undated,
	coalesce(r.only_may < r.meetings, false) AS certain, CASE WHEN size(held) = 0 THEN null ELSE @last(held) END AS last,
	[e IN CASE WHEN state IN ['active', 'cooling', 'stale'] THEN held WHEN state = 'planned' THEN planned WHEN state = 'sought' THEN sought ELSE [] END | e.id] AS facts,
	CASE WHEN body <> '' THEN 1 ELSE size(organisations) END AS organisations, met,
	CASE contacts WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'more' END AS contacts
ORDER BY country, body, column
