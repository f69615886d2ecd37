-- OFFSET, so that PostgreSQL does not go through all runs in the order of their starts until it meets one that was repeated.
SELECT MIN(started_at) AS started_at
FROM (SELECT started_at
      FROM run
      WHERE repeated_at >= :since
      OFFSET 0 ROWS) r
