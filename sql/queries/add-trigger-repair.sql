INSERT INTO trigger_repair (host, boot_id, job, repaired_at, why)
VALUES (:host, :bootId, :job, :repairedAt, :why)
