-- Of which this centre had confirmed events, and has nothing.
SELECT h.name, b.installation, b.epoch, b.acknowledged
FROM heartbeat b
JOIN host h ON h.id = b.host_id
WHERE b.acknowledged > 0 AND NOT EXISTS (SELECT c.id FROM chain c WHERE c.installation = b.installation AND c.epoch = b.epoch)
ORDER BY h.name
