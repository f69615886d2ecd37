-- What live runs decided to end, by where it came from. One reading of the terminations answers all questions of who leaks.
SELECT component_key, owner_name, program, match_rule, ended_owner, COUNT(*) AS terminations, SUM(ended) AS ended, SUM(memory_bytes) AS memory_bytes
FROM (SELECT sequence, component_key, owner_name, program, match_rule, ended_owner,
             CASE WHEN result IN ('TERMINATED', 'KILLED') THEN 1 ELSE 0 END AS ended,
             CASE WHEN result IN ('TERMINATED', 'KILLED') THEN COALESCE(memory_bytes, 0) ELSE 0 END AS memory_bytes
      FROM termination
      WHERE dry_run = FALSE AND requested_at >= :since AND requested_at < :until) t
GROUP BY component_key, owner_name, program, match_rule, ended_owner
ORDER BY MIN(sequence)
