INSERT INTO termination (sequence, run_id, host, boot_id, dry_run, pid, start_ticks, component_key, requested_at,
                         had_term, had_kill)
SELECT v.sequence, v.run_id, v.host, v.boot_id, FALSE, v.pid, v.start_ticks, :componentKey, :requestedAt, FALSE, FALSE
FROM verdict v
WHERE v.run_id = :runId
  AND v.pid = :pid
  AND v.start_ticks = :startTicks
  AND v.boot_id = :bootId
