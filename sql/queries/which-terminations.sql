-- The page is cut from one index before the verdicts are looked up.
SELECT t.sequence, t.run_id, t.host, t.dry_run, t.requested_at, t.finished_at, t.had_term, t.had_kill, t.detail,
       v.boot_id, v.pid, v.start_ticks, v.started_at, v.parent_pid, v.owner_name, v.component, v.command,
       v.lineage, v.age_seconds, v.match_rule, v.decision, v.verdict_rule, v.explanation, t.result, t.wait_millis,
       v.memory_bytes, v.memory_kind, v.cpu_millis, v.ended_owner
FROM (SELECT sequence, run_id, host, dry_run, requested_at, finished_at, had_term, had_kill, detail, result, wait_millis
      FROM termination
      WHERE 1 = 1
        AND dry_run = FALSE -- if live
        AND run_id = :runId -- if run
        AND host = :host -- if host
        AND pid = :pid -- if pid
        AND component_key = :componentKey -- if component
        AND result = :outcome -- if outcome
        AND owner_name = :user -- if user
        AND program = :program -- if program
        AND match_rule = :rule -- if rule
        AND ended_owner = :owner -- if owner
        AND had_term = TRUE -- if term
        AND had_kill = TRUE -- if kill
        AND requested_at >= :since -- if since
        AND requested_at < :until -- if until
        AND requested_at <= :beforeTime -- if before
        AND (requested_at < :beforeTime OR sequence < :beforeSequence) -- if before
      ORDER BY
          run_id DESC, -- if by-run
          host DESC, -- if by-host
          pid DESC, -- if by-pid
          component_key DESC, -- if by-component
          program DESC, -- if by-program
          match_rule DESC, -- if by-rule
          ended_owner DESC, -- if by-owner
          owner_name DESC, -- if by-user
          result DESC, -- if by-outcome
          had_kill DESC, -- if by-kill
          had_term DESC, -- if by-term
          requested_at DESC, sequence DESC
      LIMIT :limit) t
JOIN verdict v ON v.sequence = t.sequence
ORDER BY t.requested_at DESC, t.sequence DESC
