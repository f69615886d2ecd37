DELETE FROM trigger_repair
WHERE repaired_at < :before
