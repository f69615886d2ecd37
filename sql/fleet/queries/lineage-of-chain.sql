WITH RECURSIVE line AS (
    SELECT id, parent_id, 0 AS depth FROM chain WHERE id = :chain
    UNION ALL
    SELECT c.id, c.parent_id, line.depth + 1 FROM chain c JOIN line ON c.id = line.parent_id WHERE line.depth < 1000
)
SELECT id FROM line ORDER BY depth
