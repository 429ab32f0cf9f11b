// The stakeholder of an id.
MATCH (s:Stakeholder {id: $text}) WHERE @sees(s)
RETURN s.id AS id
