SELECT COUNT(*)
FROM termination
WHERE run_id = :runId
