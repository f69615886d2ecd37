-- Rows that belong to no run. Settings that were still in force at that moment are not old.
SELECT sequence, host
FROM setting_change -- if setting_change
FROM intervention -- if intervention
FROM trigger_repair -- if trigger_repair
FROM settings_in_force -- if settings_in_force
WHERE changed_at < :before -- if setting_change
WHERE asked_at < :before -- if intervention
WHERE repaired_at < :before -- if trigger_repair
WHERE EXISTS (SELECT newer.sequence FROM settings_in_force newer WHERE newer.host = settings_in_force.host AND newer.sequence > settings_in_force.sequence AND newer.since < :before) -- if settings_in_force
ORDER BY sequence
FETCH FIRST :limit ROWS ONLY
