SELECT id, job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at, outcome, reason, message,
       scanned, matched, orphans, spared, terminated, killed, failed, repeats, repeated_at, repeated_boot_id, repeated_boot_millis
FROM run
WHERE host = :host
  AND job = :job
  AND NOT dry_run
  AND outcome NOT IN ('REFUSED', 'SKIPPED')
ORDER BY host DESC, job DESC, sequence DESC
LIMIT 1
