SELECT run_id, MAX(sequence) AS last
FROM audit_event
WHERE kind = 'RUN_REPEATED'
GROUP BY run_id
