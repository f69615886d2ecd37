DELETE FROM intervention
WHERE asked_at < :before
