INSERT INTO config_change (run_id, number, component, field, old_value, new_value)
VALUES (:runId, :number, :component, :field, :before, :after)
