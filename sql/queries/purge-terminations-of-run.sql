DELETE FROM termination
WHERE run_id = :runId
