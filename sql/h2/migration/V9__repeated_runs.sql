-- A run by schedule that ends as the one before it did adds to that one's row. The start of the last repetition is what the next due time follows from.
-- IF NOT EXISTS, since a crash can come between this and Flyway's own record of it.
ALTER TABLE run ADD COLUMN IF NOT EXISTS repeats INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE run ADD COLUMN IF NOT EXISTS repeated_at TIMESTAMP(3) WITH TIME ZONE;
ALTER TABLE run ADD COLUMN IF NOT EXISTS repeated_boot_id VARCHAR(100);
ALTER TABLE run ADD COLUMN IF NOT EXISTS repeated_boot_millis BIGINT;
CREATE INDEX IF NOT EXISTS run_by_repetition ON run (repeated_at);
