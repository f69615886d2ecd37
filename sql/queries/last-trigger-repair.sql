SELECT job, repaired_at AS happened_at, why
FROM trigger_repair
WHERE host = :host AND job = :job
ORDER BY sequence DESC
LIMIT 1
