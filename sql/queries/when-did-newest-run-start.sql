SELECT started_at, host, boot_id, boot_millis
FROM run
ORDER BY sequence DESC
LIMIT 1
