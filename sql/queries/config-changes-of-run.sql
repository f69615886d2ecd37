SELECT component, field, old_value, new_value
FROM config_change
WHERE run_id = :runId
ORDER BY number
