SELECT t.sequence, t.run_id, t.host, t.dry_run, t.requested_at, t.finished_at, t.had_term, t.had_kill, t.detail,
       v.boot_id, v.pid, v.start_ticks, v.started_at, v.parent_pid, v.owner_name, v.component, v.command,
       v.lineage, v.age_seconds, v.match_rule, v.decision, v.verdict_rule, v.explanation, t.result, t.wait_millis,
       v.memory_bytes, v.memory_kind, v.cpu_millis, v.ended_owner
FROM termination t
JOIN verdict v ON v.sequence = t.sequence
WHERE 1 = 1
  AND t.run_id = :runId -- if run
  AND t.host = :host -- if host
  AND t.result IS NULL -- if unresolved
ORDER BY t.sequence
