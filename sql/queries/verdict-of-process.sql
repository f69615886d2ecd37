SELECT v.sequence, v.boot_id, v.pid, v.start_ticks, v.started_at, v.parent_pid, v.owner_name, v.component,
       v.command, v.lineage, v.age_seconds, v.match_rule, v.decision, v.verdict_rule, v.explanation, v.result,
       v.wait_millis, v.memory_bytes, v.memory_kind, v.cpu_millis, v.ended_owner
FROM verdict v
WHERE v.run_id = :runId
  AND v.pid = :pid
  AND v.start_ticks = :startTicks
  AND v.boot_id = :bootId
