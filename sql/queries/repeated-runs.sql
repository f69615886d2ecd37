SELECT id, repeats, repeated_at, repeated_boot_id, repeated_boot_millis
FROM run
WHERE host = :host
  AND (repeats <> 0 OR repeated_at IS NOT NULL OR repeated_boot_id IS NOT NULL OR repeated_boot_millis IS NOT NULL)
ORDER BY sequence
