SELECT run_id, COUNT(*) AS changes
FROM config_change
WHERE run_id >= :first AND run_id <= :last
GROUP BY run_id
