INSERT INTO paused_job (host, job, reason, actor, since)
VALUES (:host, :job, :reason, :actor, :since)
