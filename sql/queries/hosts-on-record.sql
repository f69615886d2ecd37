SELECT host FROM audit_chain
UNION
SELECT host FROM audit_event
UNION
SELECT host FROM run
ORDER BY host
