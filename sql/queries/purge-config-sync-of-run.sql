DELETE FROM config_sync
WHERE run_id = :runId
