DELETE FROM paused_job
WHERE host = :host
  AND job = :job
