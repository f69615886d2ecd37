DELETE FROM config_change
WHERE run_id = :runId
