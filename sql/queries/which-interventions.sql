SELECT sequence, host, asked_at AS happened_at, actor, action, job, reason, outcome, detail
FROM intervention
WHERE host = :host
ORDER BY sequence DESC
FETCH FIRST :limit ROWS ONLY
