DELETE FROM audit_event
WHERE run_id = :runId
