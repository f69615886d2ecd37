-- What is kept was moved to the quarantine, and neither put back nor removed since.
SELECT d.run_id, d.number, d.action, d.path, d.place, d.kind, d.match_rule, d.device, d.inode, d.bytes, d.entries, d.text, d.intended_at,
       d.settled_at, d.result, d.detail
FROM leftover_action d
WHERE 1 = 1
  AND d.run_id = :runId -- if run
  AND d.host = :host AND d.result IS NULL -- if open
  AND d.host = :host AND d.action = 'QUARANTINE' AND d.result IN ('DONE', 'UNCERTAIN') -- if kept
  AND NOT EXISTS (SELECT l.number FROM leftover_action l WHERE l.host = d.host AND l.place = d.place AND l.action IN ('DELETE', 'RESTORE') AND l.result = 'DONE') -- if kept
ORDER BY d.intended_at, d.run_id, d.number
