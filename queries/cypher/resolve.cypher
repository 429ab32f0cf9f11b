// The stakeholders of an exact key of a name.
MATCH (s:Stakeholder) WHERE $key IN s.name_keys AND @sees(s)
RETURN s.id AS id ORDER BY s.id
