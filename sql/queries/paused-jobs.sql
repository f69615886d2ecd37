SELECT job, host, reason, actor, since
FROM paused_job
WHERE host = :host
ORDER BY job
