SELECT started_at
FROM run
WHERE id <= :id
ORDER BY id DESC
LIMIT 1
