SELECT hash
FROM audit_event
WHERE host = :host
  AND sequence = :sequence
