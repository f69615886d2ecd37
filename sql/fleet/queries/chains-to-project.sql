-- A chain that others branch off comes before them.
SELECT c.id, h.name
FROM chain c
JOIN host h ON h.id = c.host_id
WHERE c.projected_sequence < c.head_sequence
ORDER BY c.id
