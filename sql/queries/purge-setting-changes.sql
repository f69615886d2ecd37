DELETE FROM setting_change
WHERE changed_at < :before
