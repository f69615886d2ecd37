-- A fork counts while the host still goes on in that epoch.
SELECT c.id, h.name, c.installation, c.epoch, c.head_sequence, c.head_hash, b.head_sequence AS own_head, f.sequence AS fork_sequence, f.why AS fork_why
FROM chain c
JOIN host h ON h.id = c.host_id
LEFT JOIN heartbeat b ON b.host_id = h.id AND b.installation = c.installation AND b.epoch = c.epoch
LEFT JOIN fork f ON f.chain_id = c.id AND f.host_id = h.id AND b.host_id IS NOT NULL
ORDER BY h.name, c.id
