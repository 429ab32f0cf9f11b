// Bodies of a kind: their members, the side's meetings with them, and who else met them.
CALL () {
	@meetings($side)
	WITH s, tie WHERE tie.meets AND s:Organisation
	RETURN collect({s: s, tie: tie}) AS side_met
}
MATCH (b:Organisation)
WHERE b.kind = $kind AND NOT @placeholder(b) AND NOT b.id IN $side AND @sees(b) AND (size($body) = 0 OR b.id IN $body)
CALL (b) {
	MATCH path = (b)-[:PART_OF*0..]->(up:Organisation)
	WHERE all(k IN nodes(path) WHERE @sees(k) AND k:Organisation) AND all(r IN relationships(path) WHERE @current(r))
	WITH DISTINCT b, up
	MATCH (up)-[as_body:PARTY]->(k:Cooperation)<-[as_member:PARTY]-(member)
	WHERE as_body.role = 'body' AND as_member.role = 'member' AND k.kind = 'membership' AND @fact(k)
		AND (member:Country OR @sees(member)) AND (k.undated IS NOT NULL AND k.ended IS NULL OR @current(k))
	RETURN collect({
		country: CASE WHEN member:Country THEN member.id ELSE '' END,
		organisation: CASE WHEN member:Country THEN null ELSE {id: member.id} END,
		via: CASE WHEN up = b THEN null ELSE {id: up.id} END, fact: k.id, certain: @certainly_current(k)
	}) AS members
}
WITH b, side_met, members WHERE $member = '' OR any(m IN members WHERE m.country = $member)
CALL (b) {
	@meetings([b.id])
	WITH s, tie WHERE tie.meets
	ORDER BY tie.meetings DESC, s.id LIMIT 20
	RETURN collect({id: s.id, meetings: tie.meetings}) AS engaged_by
}
WITH b, members, engaged_by, head([x IN side_met WHERE x.s = b | x.tie]) AS tie
RETURN b.id AS id, members, engaged_by, coalesce(tie.meetings, 0) AS meetings, coalesce(tie.at_least, 0) AS at_least, coalesce(tie.only_may, 0) AS only_may,
	coalesce(tie.undated, 0) AS undated, coalesce(tie.certain, false) AS certain, CASE WHEN tie IS NULL THEN null ELSE @last(tie.newest) END AS last,
	coalesce([e IN tie.newest | e.id], []) AS facts
ORDER BY meetings DESC, b.id
