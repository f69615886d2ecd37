INSERT INTO verdict (run_id, host, boot_id, pid, start_ticks, process_started_at, parent_pid, owner_name, component,
                     command, lineage, age_seconds, match_rule, decision, verdict_rule, explanation, result, wait_millis,
                     memory_bytes, memory_kind, cpu_millis)
VALUES (:runId, :host, :bootId, :pid, :startTicks, :processStartedAt, :parentPid, :ownerName, :component,
        :command, :lineage, :ageSeconds, :matchRule, :decision, :verdictRule, :explanation, :result, :waitMillis,
        :memoryBytes, :memoryKind, :cpuMillis)
