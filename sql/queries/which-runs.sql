SELECT id, job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at, outcome, reason, message,
       scanned, matched, orphans, spared, terminated, killed, failed, repeats, repeated_at, repeated_boot_id, repeated_boot_millis
FROM run
WHERE 1 = 1
  AND host = :host -- if host
  AND job = :job -- if job
  AND outcome = :outcome -- if outcome
  AND started_at >= :since -- if since
  AND (started_at >= :repeatedSince OR repeated_at >= :repeatedSince) -- if repeated
  AND started_at < :until -- if until
  AND started_at <= :beforeTime -- if before
  AND (started_at < :beforeTime OR id < :beforeId) -- if before
ORDER BY
    host DESC, -- if by-host
    outcome DESC, -- if by-outcome
    job DESC, -- if by-job
    started_at DESC, id DESC
LIMIT :limit
