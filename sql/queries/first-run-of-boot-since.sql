-- By the time since boot, which nobody can set.
SELECT started_at, boot_millis
FROM run
WHERE host = :host
  AND boot_id = :bootId
  AND boot_millis >= :since
  AND boot_millis >= 0
ORDER BY boot_millis, sequence
LIMIT 1
