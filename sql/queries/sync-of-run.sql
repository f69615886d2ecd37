SELECT flagged_at, file, difference
FROM config_sync
WHERE run_id = :runId
