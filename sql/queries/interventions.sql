SELECT sequence, boot_id, asked_at, actor, deed, job, reason, outcome, detail
FROM intervention
WHERE host = :host
  AND sequence = :key -- if one
  AND asked_at < :before -- if old
ORDER BY sequence
FETCH FIRST :limit ROWS ONLY -- if old
