INSERT INTO config_sync (run_id, flagged_at, file, difference)
VALUES (:runId, :flaggedAt, :file, :difference)
