INSERT INTO registry_seen (host, path, boot_id, first_read_at)
VALUES (:host, :path, :bootId, :firstReadAt)
