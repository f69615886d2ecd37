-- Rows that no journal of their host has made. Those of a run that a journal has are compared with it, one by one.
WITH known AS (
    SELECT DISTINCT h.name FROM host h JOIN chain c ON c.host_id = h.id
), stray AS (
    SELECT 'run' AS name_of_table, r.host, 'id ' || r.id AS row_is
    FROM run r
    WHERE NOT EXISTS (SELECT e.sequence
                      FROM chain c
                      JOIN host h ON h.id = c.host_id AND h.name = r.host
                      JOIN event e ON e.chain_id = c.id AND e.sequence <= c.projected_sequence
                      WHERE c.id = (r.sequence >> 40) AND e.sequence = (r.sequence & 1099511627775) AND e.kind = 'RUN_BEGUN' AND e.run_id = r.id)
    UNION ALL
    SELECT 'verdict', v.host, 'sequence ' || v.sequence FROM verdict v WHERE NOT EXISTS (SELECT r.id FROM run r WHERE r.id = v.run_id)
    UNION ALL
    SELECT 'termination', t.host, 'sequence ' || t.sequence FROM termination t WHERE NOT EXISTS (SELECT r.id FROM run r WHERE r.id = t.run_id)
    UNION ALL
    SELECT 'config_sync', '', 'run_id ' || s.run_id FROM config_sync s WHERE NOT EXISTS (SELECT r.id FROM run r WHERE r.id = s.run_id)
    UNION ALL
    SELECT 'config_change', '', 'run_id ' || s.run_id || ', number ' || s.number
    FROM config_change s WHERE NOT EXISTS (SELECT r.id FROM run r WHERE r.id = s.run_id)
    UNION ALL
    SELECT 'leftover', '', 'run_id ' || s.run_id || ', number ' || s.number
    FROM leftover s WHERE NOT EXISTS (SELECT r.id FROM run r WHERE r.id = s.run_id)
    UNION ALL
    SELECT 'leftover_action', s.host, 'run_id ' || s.run_id || ', number ' || s.number
    FROM leftover_action s WHERE NOT EXISTS (SELECT r.id FROM run r WHERE r.id = s.run_id)
    UNION ALL
    SELECT 'setting_change', s.host, 'sequence ' || s.sequence FROM setting_change s WHERE s.host NOT IN (SELECT name FROM known)
    UNION ALL
    SELECT 'settings_in_force', s.host, 'sequence ' || s.sequence FROM settings_in_force s WHERE s.host NOT IN (SELECT name FROM known)
    UNION ALL
    SELECT 'intervention', s.host, 'sequence ' || s.sequence FROM intervention s WHERE s.host NOT IN (SELECT name FROM known)
    UNION ALL
    SELECT 'trigger_repair', s.host, 'sequence ' || s.sequence FROM trigger_repair s WHERE s.host NOT IN (SELECT name FROM known)
    UNION ALL
    SELECT 'paused_job', s.host, 'job ' || s.job FROM paused_job s WHERE s.host NOT IN (SELECT name FROM known)
    UNION ALL
    SELECT 'registry_seen', s.host, 'path ' || s.path FROM registry_seen s WHERE s.host NOT IN (SELECT name FROM known)
)
SELECT name_of_table, host, row_is FROM stray LIMIT 100
