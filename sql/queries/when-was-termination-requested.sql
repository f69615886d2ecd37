SELECT requested_at
FROM termination
WHERE sequence <= :sequence
ORDER BY sequence DESC
LIMIT 1
