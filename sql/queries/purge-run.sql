DELETE FROM run
WHERE id = :runId
