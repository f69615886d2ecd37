INSERT INTO setting_change (host, boot_id, changed_at, actor, origin, setting, old_value, new_value)
VALUES (:host, :boot_id, :changed_at, :actor, :origin, :setting, :old_value, :new_value)
