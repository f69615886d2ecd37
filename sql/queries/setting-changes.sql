SELECT sequence, boot_id, changed_at, actor, origin, setting, old_value, new_value
FROM setting_change
WHERE host = :host
  AND sequence = :key -- if one
  AND changed_at < :before -- if old
ORDER BY sequence
FETCH FIRST :limit ROWS ONLY -- if old
