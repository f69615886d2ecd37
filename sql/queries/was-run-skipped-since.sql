SELECT COUNT(*)
FROM run
WHERE host = :host
  AND job = :job
  AND began_by IN ('SCHEDULE', 'CATCH_UP')
  AND outcome = 'SKIPPED'
  AND sequence > (SELECT other.sequence FROM run other WHERE other.id = :runId) -- if since
