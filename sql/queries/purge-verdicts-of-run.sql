DELETE FROM verdict
WHERE run_id = :runId
