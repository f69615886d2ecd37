-- A termination whose result is open, or whose signal was forbidden, is taken for signalled.
SELECT COUNT(*)
FROM termination
WHERE run_id = :runId
  AND dry_run = FALSE
  AND (had_term OR had_kill OR result IS NULL OR result NOT IN ('NOT_SIGNALLED', 'GONE', 'SPARED_ON_RECHECK'))
