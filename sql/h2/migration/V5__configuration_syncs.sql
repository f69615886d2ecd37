-- What configuration syncs wrote, or were about to write. What is on record here is never changed by another run.
-- IF NOT EXISTS, since a crash can come between this and Flyway's own record of it.
CREATE TABLE IF NOT EXISTS config_sync (
    run_id     VARCHAR(100) PRIMARY KEY REFERENCES run (id),
    flagged_at TIMESTAMP(3) WITH TIME ZONE, -- of the update flag; null for a run without one
    file       VARCHAR NOT NULL,
    difference VARCHAR NOT NULL -- unified; empty where nothing was to be written
);

CREATE TABLE IF NOT EXISTS config_change (
    run_id     VARCHAR(100) NOT NULL REFERENCES config_sync (run_id),
    number     INTEGER NOT NULL, -- in the order of the file, from 1
    component  VARCHAR NOT NULL,
    field      VARCHAR NOT NULL,
    old_value  VARCHAR, -- JSON text; null where the field was not there
    new_value  VARCHAR, -- JSON text; null where the field goes
    PRIMARY KEY (run_id, number)
);
