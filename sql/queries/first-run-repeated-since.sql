SELECT MIN(started_at) AS started_at
FROM run
WHERE repeated_at >= :since
