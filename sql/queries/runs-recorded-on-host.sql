SELECT COUNT(*)
FROM run
WHERE host = :host
