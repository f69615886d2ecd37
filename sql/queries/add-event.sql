INSERT INTO audit_event (installation, epoch, host, sequence, kind, run_id, boot_id, process_boot_id, pid, start_ticks,
                         happened_at, facts, hash)
VALUES (:installation, :epoch, :host, :sequence, :kind, :runId, :bootId, :processBootId, :pid, :startTicks,
        :happenedAt, :facts, :hash)
