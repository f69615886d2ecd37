-- Those that were still in force at that moment stay.
DELETE FROM settings_in_force
WHERE EXISTS (SELECT newer.sequence
              FROM settings_in_force newer
              WHERE newer.host = settings_in_force.host
                AND newer.sequence > settings_in_force.sequence
                AND newer.since < :before)
