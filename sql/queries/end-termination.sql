UPDATE termination
SET finished_at = :finishedAt,
    result      = :result,
    wait_millis = :waitMillis,
    detail      = :detail
WHERE run_id = :runId
  AND pid = :pid
  AND start_ticks = :startTicks
  AND boot_id = :bootId
  AND result IS NULL
