-- The owner rule whose process ended above an orphan; null where none did. As in V2 of the hosts' stores.
ALTER TABLE verdict ADD COLUMN IF NOT EXISTS ended_owner VARCHAR;
ALTER TABLE termination ADD COLUMN IF NOT EXISTS ended_owner VARCHAR(200);
CREATE INDEX IF NOT EXISTS termination_by_ended_owner ON termination (ended_owner, requested_at, sequence);
