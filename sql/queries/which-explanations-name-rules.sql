-- Protect rules and owners are named by explanations alone.
SELECT v.explanation, COUNT(*) AS named, SUM(CASE WHEN v.decision = 'ORPHAN' THEN 1 ELSE 0 END) AS orphans,
       MAX(r.started_at) AS last_at, MAX(r.id) AS last_run
FROM run r
JOIN verdict v ON v.run_id = r.id
WHERE r.job = :job AND r.started_at >= :since
  AND (v.explanation LIKE 'protect rule ''%' OR v.explanation LIKE '%owner%' OR v.explanation LIKE '%seen below%')
GROUP BY v.explanation
ORDER BY MIN(v.sequence)
