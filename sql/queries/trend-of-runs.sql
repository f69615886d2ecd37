-- Whole seconds before the division: a decimal one rounds the last millisecond of a step into the next.
-- How much a job found and did, in steps of equal length. Dry runs find the same orphans again and again, so theirs are counted apart.
SELECT step, COUNT(*) AS runs, SUM(live_orphans) AS orphans, SUM(dry_orphans) AS dry_orphans, SUM(spared) AS spared,
       SUM(terminated) AS terminated, SUM(killed) AS killed, SUM(failed) AS failed
FROM (SELECT (CAST(FLOOR(EXTRACT(EPOCH FROM started_at)) AS BIGINT) - :sinceSecond) / :stepSeconds AS step,
             CASE WHEN dry_run THEN 0 ELSE orphans END AS live_orphans,
             CASE WHEN dry_run THEN orphans ELSE 0 END AS dry_orphans,
             spared, terminated, killed, failed
      FROM run
      WHERE job = :job AND started_at >= :since AND started_at < :until) r
GROUP BY step
ORDER BY step
