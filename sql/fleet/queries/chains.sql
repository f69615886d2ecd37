-- A fork counts while the host still goes on in that epoch.
SELECT c.id, h.name, c.installation, c.epoch, c.head_sequence, c.head_hash, c.parent_id, c.branch_sequence, c.base_sequence, b.head_sequence AS own_head,
       b.acknowledged, b.acknowledged_hash, (SELECT e.hash FROM event e WHERE e.chain_id = c.id AND e.sequence = b.acknowledged) AS hash_there,
       f.sequence AS fork_sequence, f.why AS fork_why, l.first AS lost_first, l.last AS lost_last, again.first AS again_first, again.last AS again_last,
       (SELECT e.happened_at FROM event e WHERE e.chain_id = c.id AND c.parent_id IS NULL AND c.base_sequence > 0 ORDER BY e.sequence LIMIT 1) AS first_at
FROM chain c
JOIN host h ON h.id = c.host_id
LEFT JOIN heartbeat b ON b.host_id = h.id AND b.installation = c.installation AND b.epoch = c.epoch
LEFT JOIN fork f ON f.chain_id = c.id AND f.host_id = h.id AND b.host_id IS NOT NULL
LEFT JOIN LATERAL (SELECT min(first) AS first, max(last) AS last FROM loss
                   WHERE host_id = h.id AND installation = c.installation AND epoch = c.epoch AND shipped_again_at IS NULL) l ON TRUE
LEFT JOIN LATERAL (SELECT min(first) AS first, max(last) AS last FROM loss
                   WHERE host_id = h.id AND installation = c.installation AND epoch = c.epoch AND shipped_again_at IS NOT NULL) again ON TRUE
WHERE h.name = :host
ORDER BY c.id
