-- The owner rule whose process ended above an orphan; null where none did. A column alone is quick, however many rows there are.
ALTER TABLE verdict ADD COLUMN IF NOT EXISTS ended_owner VARCHAR;
ALTER TABLE termination ADD COLUMN IF NOT EXISTS ended_owner VARCHAR(200);
CREATE INDEX IF NOT EXISTS termination_by_ended_owner ON termination (ended_owner, requested_at, sequence);
