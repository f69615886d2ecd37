INSERT INTO intervention (host, boot_id, asked_at, actor, deed, job, reason)
VALUES (:host, :bootId, :askedAt, :actor, :deed, :job, :reason)
