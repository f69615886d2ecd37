SELECT installation, epoch, host, sequence, kind, run_id, boot_id, process_boot_id, pid, start_ticks, happened_at, facts, hash
FROM audit_event
WHERE sequence > :sequence
ORDER BY sequence
LIMIT :limit
