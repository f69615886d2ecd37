-- What stands twice so that it can be found by: it must not say two things.
SELECT v.pid, v.component, t.component_key, t.sequence AS termination,
       CASE WHEN v.host <> r.host
              OR t.run_id <> v.run_id
              OR t.host <> v.host
              OR t.boot_id <> v.boot_id
              OR t.pid <> v.pid
              OR t.start_ticks <> v.start_ticks
              OR (t.dry_run = FALSE AND (v.result IS NOT NULL OR v.wait_millis IS NOT NULL))
              OR (t.dry_run = TRUE AND (v.result IS NULL OR v.result <> t.result OR v.wait_millis IS NOT NULL OR t.wait_millis IS NOT NULL))
            THEN 1 ELSE 0 END AS differs
FROM verdict v
JOIN run r ON r.id = v.run_id
LEFT JOIN termination t ON t.sequence = v.sequence
WHERE v.run_id = :runId
