INSERT INTO run (id, job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at, outcome,
                 reason, message, scanned, matched, orphans, spared, terminated, killed, failed)
VALUES (:id, :job, :host, :bootId, :bootMillis, :beganBy, :actor, :dryRun, :startedAt, :finishedAt, :outcome,
        :reason, :message, :scanned, :matched, :orphans, :spared, :terminated, :killed, :failed)
