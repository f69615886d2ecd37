SELECT job, host, reason, actor, since
FROM paused_job
ORDER BY job, since
