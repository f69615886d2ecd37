-- What was done to one process, step by step. And a purge takes away all events of a run; without this it would look through the whole chain for each of them.
CREATE INDEX IF NOT EXISTS event_of_run ON audit_event (run_id, sequence);
