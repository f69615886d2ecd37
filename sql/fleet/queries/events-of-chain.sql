-- Those of which the tables are made.
SELECT c.installation, e.epoch, e.label AS host, e.sequence, e.kind, e.run_id, e.boot_id, e.process_boot_id, e.pid, e.start_ticks, e.happened_at,
       e.facts, e.hash
FROM chain c
JOIN event e ON e.chain_id = c.id AND e.sequence > :after AND e.sequence <= c.projected_sequence
WHERE c.id = :chain
ORDER BY e.sequence
LIMIT :limit
