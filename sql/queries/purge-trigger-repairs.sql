DELETE FROM trigger_repair
WHERE sequence = :sequence
