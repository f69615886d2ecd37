SELECT started_at
FROM run
WHERE id = :id
