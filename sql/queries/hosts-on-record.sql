SELECT host FROM audit_chain
UNION
SELECT host FROM audit_event
UNION
SELECT host FROM run
UNION
SELECT host FROM setting_change
UNION
SELECT host FROM settings_in_force
UNION
SELECT host FROM intervention
UNION
SELECT host FROM trigger_repair
UNION
SELECT host FROM paused_job
UNION
SELECT host FROM registry_seen
ORDER BY host
