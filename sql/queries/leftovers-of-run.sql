SELECT path, kind, match_rule, device, inode, bytes, entries, changed_at, owner_pid, decision, verdict_rule, explanation
FROM leftover
WHERE run_id = :runId
ORDER BY number
