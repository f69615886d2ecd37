-- The newest of each kind stays whatever its age: when a job is due, and whether it may run, is told from it.
SELECT r.id, r.host, r.matched
FROM run r
WHERE r.outcome <> 'RUNNING'
  AND r.started_at < :before
  AND (r.repeated_at IS NULL OR r.repeated_at < :before)
  AND (r.started_at < :heldBefore OR NOT EXISTS (SELECT e.sequence FROM audit_event e WHERE e.run_id = r.id AND e.sequence > :shipped))
  AND r.outcome IN ('SUCCEEDED', 'SKIPPED') -- if well
  AND r.outcome NOT IN ('SUCCEEDED', 'SKIPPED') -- if failed
  AND NOT EXISTS (SELECT t.sequence FROM termination t WHERE t.run_id = r.id AND t.result IS NULL)
  AND NOT EXISTS (SELECT t.sequence FROM termination t WHERE t.run_id = r.id AND t.dry_run = FALSE) -- if forever
  AND NOT EXISTS (SELECT t.sequence FROM termination t WHERE t.run_id = r.id AND t.dry_run = FALSE AND t.requested_at >= :auditBefore) -- if audit
  AND (r.dry_run = TRUE OR NOT EXISTS (SELECT c.run_id FROM config_change c WHERE c.run_id = r.id)) -- if forever
  AND (r.dry_run = TRUE OR r.started_at < :auditBefore OR NOT EXISTS (SELECT c.run_id FROM config_change c WHERE c.run_id = r.id)) -- if audit
  AND NOT EXISTS (SELECT d.number FROM leftover_action d WHERE d.run_id = r.id AND d.result IS NULL)
  AND NOT EXISTS (SELECT d.number FROM leftover_action d WHERE d.run_id = r.id AND d.action = 'QUARANTINE' AND d.result <> 'NOT_DONE'
                  AND NOT EXISTS (SELECT l.number FROM leftover_action l WHERE l.host = d.host AND l.place = d.place AND l.action IN ('DELETE', 'RESTORE') AND l.result = 'DONE'))
  AND NOT EXISTS (SELECT d.number FROM leftover_action d WHERE d.run_id = r.id) -- if forever
  AND (r.started_at < :auditBefore OR NOT EXISTS (SELECT d.number FROM leftover_action d WHERE d.run_id = r.id)) -- if audit
  AND EXISTS (SELECT newer.sequence
              FROM run newer
              WHERE newer.host = r.host
                AND newer.job = r.job
                AND newer.sequence > r.sequence
                AND newer.began_by = r.began_by
                AND newer.outcome = r.outcome
                AND newer.dry_run = r.dry_run)
ORDER BY r.started_at, r.id
LIMIT :limit
