-- The first run by schedule after the newest one that was not to be tried again soon; as Retries has it.
SELECT id, job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at, outcome, reason, message,
       scanned, matched, orphans, spared, terminated, killed, failed, repeats, repeated_at, repeated_boot_id, repeated_boot_millis
FROM run
WHERE host = :host
  AND job = :job
  AND began_by IN ('SCHEDULE', 'CATCH_UP')
  AND outcome <> 'SKIPPED'
  AND sequence > COALESCE((SELECT b.sequence
                           FROM run b
                           WHERE b.host = :host
                             AND b.job = :job
                             AND b.began_by IN ('SCHEDULE', 'CATCH_UP')
                             AND b.outcome <> 'SKIPPED'
                             AND b.sequence < (SELECT last.sequence FROM run last WHERE last.id = :id)
                             AND NOT (b.outcome = 'REFUSED'
                                 AND (COALESCE(b.reason, '') LIKE 'registry-%'
                                     OR COALESCE(b.reason, '') IN ('platform-held', 'platform-unwritable', 'hour-unreadable')))
                             AND NOT (b.outcome = 'FAILED'
                                 AND NOT EXISTS (SELECT t.sequence
                                                 FROM termination t
                                                 WHERE t.run_id = b.id
                                                   AND t.dry_run = FALSE
                                                   AND (t.had_term OR t.had_kill OR t.result IS NULL
                                                       OR t.result NOT IN ('NOT_SIGNALLED', 'GONE', 'SPARED_ON_RECHECK'))))
                           ORDER BY b.host DESC, b.job DESC, b.sequence DESC
                           LIMIT 1), 0)
ORDER BY host, job, sequence
LIMIT 1
