UPDATE verdict
SET result      = :result,
    wait_millis = :waitMillis
WHERE run_id = :runId
  AND pid = :pid
  AND start_ticks = :startTicks
  AND boot_id = :bootId
  AND decision = 'ORPHAN'
  AND result IS NULL
  AND NOT EXISTS (SELECT t.sequence FROM termination t WHERE t.sequence = verdict.sequence)
