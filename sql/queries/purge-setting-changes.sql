DELETE FROM setting_change
WHERE sequence = :sequence
