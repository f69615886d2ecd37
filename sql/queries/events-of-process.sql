SELECT installation, epoch, host, sequence, kind, run_id, boot_id, process_boot_id, pid, start_ticks, happened_at, facts, hash
FROM audit_event
WHERE run_id = :runId AND pid = :pid AND start_ticks = :startTicks AND process_boot_id = :bootId
ORDER BY sequence
