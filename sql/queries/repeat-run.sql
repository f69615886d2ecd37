UPDATE run
SET repeats              = :count,
    repeated_at          = :startedAt,
    repeated_boot_id     = :bootId,
    repeated_boot_millis = :bootMillis
WHERE id = :id
