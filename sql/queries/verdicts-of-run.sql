SELECT v.sequence, v.boot_id, v.pid, v.start_ticks, v.started_at, v.parent_pid, v.owner_name, v.component,
       v.command, v.lineage, v.age_seconds, v.match_rule, v.decision, v.verdict_rule, v.explanation,
       COALESCE(t.result, v.result) AS result, COALESCE(t.wait_millis, v.wait_millis) AS wait_millis,
       v.memory_bytes, v.memory_kind, v.cpu_millis, v.ended_owner
FROM verdict v
LEFT JOIN termination t ON t.sequence = v.sequence
WHERE v.run_id = :runId
ORDER BY v.sequence
