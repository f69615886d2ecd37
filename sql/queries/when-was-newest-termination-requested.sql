SELECT MAX(requested_at)
FROM termination
