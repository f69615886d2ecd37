SELECT sequence, hash
FROM audit_event
WHERE run_id = :runId
