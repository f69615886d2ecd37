SELECT COUNT(*)
FROM termination
WHERE result IS NULL AND requested_at >= :since AND requested_at < :until
