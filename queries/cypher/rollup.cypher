// The organisations that may be part of the side's members on the day, at any depth, and the members themselves.
MATCH (m:Stakeholder) WHERE m.id IN $side
OPTIONAL MATCH path = (part:Organisation)-[:PART_OF*1..]->(m)
WHERE all(k IN nodes(path) WHERE @sees(k)) AND all(r IN relationships(path) WHERE @current(r))
WITH collect(DISTINCT part.id) + collect(DISTINCT m.id) AS ids
UNWIND ids AS id
RETURN DISTINCT id ORDER BY id
