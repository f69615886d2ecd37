SELECT facts
FROM audit_event
WHERE run_id = :runId
  AND kind = 'RUN_REPEATED'
ORDER BY sequence
