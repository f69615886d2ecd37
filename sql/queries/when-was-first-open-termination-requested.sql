SELECT MIN(requested_at)
FROM termination
WHERE result IS NULL
