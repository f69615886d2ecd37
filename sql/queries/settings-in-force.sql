-- Those that were still in force at that moment are not old.
SELECT sequence, since, settings
FROM settings_in_force
WHERE host = :host
  AND sequence = :key -- if one
  AND EXISTS (SELECT newer.sequence FROM settings_in_force newer WHERE newer.host = settings_in_force.host AND newer.sequence > settings_in_force.sequence AND newer.since < :before) -- if old
ORDER BY sequence
FETCH FIRST :limit ROWS ONLY -- if old
