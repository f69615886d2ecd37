SELECT changed_at AS happened_at, actor, origin, setting, old_value, new_value
FROM setting_change
WHERE host = :host
ORDER BY sequence DESC
FETCH FIRST :limit ROWS ONLY
