// The stakeholders of an id or of an exact key of a name.
MATCH (s:Stakeholder) WHERE (s.id = $text OR $key IN s.name_keys) AND @sees(s)
RETURN s.id AS id, s.id = $text AS by_id ORDER BY s.id
