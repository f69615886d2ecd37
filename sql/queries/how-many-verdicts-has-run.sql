SELECT COUNT(*)
FROM verdict
WHERE run_id = :runId
