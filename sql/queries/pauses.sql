SELECT job, reason, actor, since
FROM paused_job
WHERE host = :host
  AND job = :key -- if one
ORDER BY job
