UPDATE run
SET finished_at = :finishedAt,
    outcome     = :outcome,
    reason      = :reason,
    message     = :message,
    scanned     = :scanned,
    matched     = :matched,
    orphans     = :orphans,
    spared      = :spared,
    terminated  = :terminated,
    killed      = :killed,
    failed      = :failed
WHERE id = :id
  AND outcome = 'RUNNING'
