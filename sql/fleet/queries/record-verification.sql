UPDATE chain
SET verified_at = now(), verified_sequence = :head, broken_sequence = CAST(:broken AS BIGINT), broken_why = CAST(:why AS VARCHAR)
WHERE id = :chain
