SELECT id
FROM run
WHERE host = :host
ORDER BY sequence
