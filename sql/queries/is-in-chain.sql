SELECT COUNT(*)
FROM audit_event
WHERE run_id = :id
  AND host = :host
  AND kind = :kind
