-- What each match rule named in the runs of a job since a time, dry runs included. Ids of runs are in the order of time.
SELECT v.match_rule, COUNT(*) AS named, SUM(CASE WHEN v.decision = 'ORPHAN' THEN 1 ELSE 0 END) AS orphans,
       MAX(r.started_at) AS last_at, MAX(r.id) AS last_run
FROM run r
JOIN verdict v ON v.run_id = r.id
WHERE r.job = :job AND r.started_at >= :since
GROUP BY v.match_rule
ORDER BY MIN(v.sequence)
