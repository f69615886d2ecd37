DELETE FROM settings_in_force
WHERE sequence = :sequence
