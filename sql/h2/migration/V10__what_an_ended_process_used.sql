-- What a process used before it was ended; null where it was spared, where it could not be read, and in rows of before.
-- IF NOT EXISTS, since a crash can come between this and Flyway's own record of it.
ALTER TABLE verdict ADD COLUMN IF NOT EXISTS memory_bytes BIGINT;
ALTER TABLE verdict ADD COLUMN IF NOT EXISTS memory_kind VARCHAR(10);
ALTER TABLE verdict ADD COLUMN IF NOT EXISTS cpu_millis BIGINT;
