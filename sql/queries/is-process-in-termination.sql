SELECT COUNT(*)
FROM termination
WHERE run_id = :runId
  AND pid = :pid
  AND start_ticks = :startTicks
  AND boot_id = :bootId
