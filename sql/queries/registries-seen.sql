SELECT path, boot_id, first_read_at
FROM registry_seen
WHERE host = :host
  AND path = :key -- if one
ORDER BY path
