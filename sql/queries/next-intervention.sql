SELECT COALESCE(MAX(sequence), 0) + 1
FROM intervention
