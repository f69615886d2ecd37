-- What live runs decided to end, by where it came from. One reading of the verdicts answers all questions of who leaks.
SELECT component, owner_name, program, match_rule, COUNT(*) AS terminations, SUM(ended) AS ended, SUM(memory_bytes) AS memory_bytes
FROM (SELECT t.sequence, v.component, v.owner_name, v.match_rule,
             REGEXP_REPLACE(SUBSTRING(v.command FROM 1 FOR POSITION(' ' IN v.command || ' ') - 1), '^.*/', '') AS program,
             CASE WHEN t.result IN ('TERMINATED', 'KILLED') THEN 1 ELSE 0 END AS ended,
             CASE WHEN t.result IN ('TERMINATED', 'KILLED') THEN COALESCE(v.memory_bytes, 0) ELSE 0 END AS memory_bytes
      FROM termination t
      JOIN verdict v ON v.sequence = t.sequence
      WHERE t.dry_run = FALSE AND t.requested_at >= :since AND t.requested_at < :until) o
GROUP BY component, owner_name, program, match_rule
ORDER BY MIN(sequence)
