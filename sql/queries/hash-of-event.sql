SELECT hash
FROM audit_event
WHERE sequence = :sequence
