SELECT sequence, boot_id, job, repaired_at, why
FROM trigger_repair
WHERE host = :host
  AND sequence = :key -- if one
  AND repaired_at < :before -- if old
ORDER BY sequence
FETCH FIRST :limit ROWS ONLY -- if old
