-- What sums over a time that is over depend on, read from the index alone: rows go by a purge, and new ones have higher numbers.
SELECT COUNT(*) AS terminations, COALESCE(MAX(sequence), 0) AS newest
FROM termination
WHERE requested_at >= :since AND requested_at < :until
