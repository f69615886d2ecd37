SELECT started_at
FROM run
ORDER BY sequence DESC
LIMIT 1
