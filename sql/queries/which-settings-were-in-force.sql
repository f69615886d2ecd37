SELECT since, settings
FROM settings_in_force
WHERE host = :host AND since <= :at
ORDER BY since DESC, sequence DESC
FETCH FIRST 1 ROWS ONLY
