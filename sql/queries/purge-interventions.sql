DELETE FROM intervention
WHERE sequence = :sequence
