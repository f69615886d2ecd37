-- The tables that the program's projector makes from the events, with the columns of a host's own store, so that the same statements ask both.
-- What differs: a number of a host (sequence) has the number of its chain times 2^40 on top; "host" is the enrolled name; rows of purged events stay.

CREATE TABLE run (
    sequence    BIGINT NOT NULL UNIQUE, -- of its first event: the order of recording, whatever the clock did
    id          VARCHAR(100) PRIMARY KEY,
    job         VARCHAR(100) NOT NULL,
    host        VARCHAR(255) NOT NULL,
    boot_id     VARCHAR(100) NOT NULL,
    boot_millis BIGINT NOT NULL,
    began_by    VARCHAR(20) NOT NULL,
    actor       VARCHAR NOT NULL,
    dry_run     BOOLEAN NOT NULL,
    started_at  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP(3) WITH TIME ZONE,
    outcome     VARCHAR(20) NOT NULL,
    reason      VARCHAR,
    message     VARCHAR,
    scanned     INTEGER NOT NULL,
    matched     INTEGER NOT NULL,
    orphans     INTEGER NOT NULL,
    spared      INTEGER NOT NULL,
    terminated  INTEGER NOT NULL,
    killed      INTEGER NOT NULL,
    failed      INTEGER NOT NULL,
    -- A run by schedule that ends as the one before it did adds to that one's row. The start of the last repetition is what the next due time follows from.
    repeats              INTEGER NOT NULL,
    repeated_at          TIMESTAMP(3) WITH TIME ZONE,
    repeated_boot_id     VARCHAR(100),
    repeated_boot_millis BIGINT
);
CREATE INDEX run_by_repetition ON run (repeated_at, started_at) WHERE repeated_at IS NOT NULL;
CREATE INDEX run_by_time ON run (started_at, id);
CREATE INDEX run_by_job ON run (job, started_at, id);
CREATE INDEX run_by_outcome ON run (outcome, started_at, id);
CREATE INDEX run_of_host ON run (host, job, sequence);

CREATE TABLE verdict (
    sequence           BIGINT PRIMARY KEY, -- within a run: the order of judgement
    run_id             VARCHAR(100) NOT NULL REFERENCES run (id),
    host               VARCHAR(255) NOT NULL,
    boot_id            VARCHAR(100) NOT NULL, -- of the process
    pid                INTEGER NOT NULL,
    start_ticks        BIGINT NOT NULL,
    started_at         TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    parent_pid         INTEGER NOT NULL,
    owner_name         VARCHAR,
    component          VARCHAR,
    command            VARCHAR NOT NULL,
    lineage            VARCHAR NOT NULL,
    age_seconds        BIGINT NOT NULL,
    match_rule         VARCHAR NOT NULL,
    decision           VARCHAR(20) NOT NULL,
    verdict_rule       VARCHAR NOT NULL,
    explanation        VARCHAR NOT NULL,
    result             VARCHAR(20), -- only where no termination row stands behind it
    wait_millis        BIGINT,
    memory_bytes       BIGINT, -- what an orphan used before it was ended, or would have been; null where that is not known
    memory_kind        VARCHAR(10),
    cpu_millis         BIGINT
);
CREATE UNIQUE INDEX verdict_of_process ON verdict (run_id, pid, start_ticks, boot_id);

-- The present state of what audit_event says step by step. What the filters of an audit ask is here once more.
CREATE TABLE termination (
    sequence      BIGINT PRIMARY KEY REFERENCES verdict (sequence),
    run_id        VARCHAR(100) NOT NULL,
    host          VARCHAR(255) NOT NULL,
    boot_id       VARCHAR(100) NOT NULL, -- of the process
    dry_run       BOOLEAN NOT NULL,
    pid           INTEGER NOT NULL,
    start_ticks   BIGINT NOT NULL,
    component_key VARCHAR(200), -- lower case, cut; so are, without the lower case, the next three
    owner_name    VARCHAR(200),
    program       VARCHAR(200) NOT NULL, -- the file name of the first word of the command
    match_rule    VARCHAR(200) NOT NULL,
    memory_bytes  BIGINT,
    requested_at  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    finished_at   TIMESTAMP(3) WITH TIME ZONE,
    had_term      BOOLEAN NOT NULL,
    had_kill      BOOLEAN NOT NULL,
    result        VARCHAR(20),
    wait_millis   BIGINT,
    detail        VARCHAR
);
CREATE UNIQUE INDEX termination_of_process ON termination (run_id, pid, start_ticks, boot_id);
CREATE INDEX termination_by_time ON termination (requested_at, sequence);
CREATE INDEX termination_by_run ON termination (run_id, requested_at, sequence);
CREATE INDEX termination_by_pid ON termination (pid, requested_at, sequence);
CREATE INDEX termination_by_component ON termination (component_key, requested_at, sequence);
CREATE INDEX termination_by_owner ON termination (owner_name, requested_at, sequence);
CREATE INDEX termination_by_program ON termination (program, requested_at, sequence);
CREATE INDEX termination_by_rule ON termination (match_rule, requested_at, sequence);
CREATE INDEX termination_by_result ON termination (result, requested_at, sequence);
CREATE INDEX termination_by_term ON termination (had_term, requested_at, sequence);
CREATE INDEX termination_by_kill ON termination (had_kill, requested_at, sequence);

-- What configuration syncs wrote, or were about to write.
CREATE TABLE config_sync (
    run_id     VARCHAR(100) PRIMARY KEY REFERENCES run (id),
    flagged_at TIMESTAMP(3) WITH TIME ZONE, -- of the update flag; null for a run without one
    file       VARCHAR NOT NULL,
    difference VARCHAR NOT NULL -- unified; empty where nothing was to be written
);

CREATE TABLE config_change (
    run_id     VARCHAR(100) NOT NULL REFERENCES config_sync (run_id),
    number     INTEGER NOT NULL, -- in the order of the file, from 1
    component  VARCHAR NOT NULL,
    field      VARCHAR NOT NULL,
    old_value  VARCHAR, -- JSON text; null where the field was not there
    new_value  VARCHAR, -- JSON text; null where the field goes
    PRIMARY KEY (run_id, number)
);

-- What runs on leftovers judged.
CREATE TABLE leftover (
    run_id       VARCHAR(100) NOT NULL REFERENCES run (id),
    number       INTEGER NOT NULL, -- in the order of judgement, from 1
    path         VARCHAR NOT NULL,
    kind         VARCHAR(20) NOT NULL,
    match_rule   VARCHAR NOT NULL,
    device       BIGINT NOT NULL,
    inode        BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    entries      BIGINT NOT NULL,
    changed_at   TIMESTAMP(3) WITH TIME ZONE,
    owner_pid    INTEGER,
    decision     VARCHAR(20) NOT NULL,
    verdict_rule VARCHAR NOT NULL,
    explanation  VARCHAR NOT NULL,
    PRIMARY KEY (run_id, number)
);

-- What was moved, put back or removed, and what came of it.
CREATE TABLE leftover_action (
    run_id      VARCHAR(100) NOT NULL REFERENCES run (id),
    number      INTEGER NOT NULL, -- within the run, from 1
    host        VARCHAR(255) NOT NULL,
    action      VARCHAR(20) NOT NULL,
    path        VARCHAR NOT NULL,
    place       VARCHAR NOT NULL, -- in the quarantine; the name of a registry entry
    kind        VARCHAR(20) NOT NULL,
    match_rule  VARCHAR NOT NULL,
    device      BIGINT NOT NULL,
    inode       BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,
    entries     BIGINT NOT NULL,
    text        VARCHAR, -- of a registry entry
    intended_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    settled_at  TIMESTAMP(3) WITH TIME ZONE, -- null while nothing is known of the outcome
    result      VARCHAR(20),
    detail      VARCHAR,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX leftover_action_by_result ON leftover_action (host, result, action);

-- What was changed in the settings while the daemon ran; secrets are masked before they come here.
CREATE TABLE setting_change (
    sequence   BIGINT PRIMARY KEY,
    host       VARCHAR(255) NOT NULL,
    boot_id    VARCHAR(100) NOT NULL,
    changed_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    actor      VARCHAR NOT NULL,
    origin     VARCHAR NOT NULL,
    setting    VARCHAR NOT NULL,
    old_value  VARCHAR,
    new_value  VARCHAR
);

-- The settings that a daemon worked under; secrets are masked before they come here.
CREATE TABLE settings_in_force (
    sequence BIGINT PRIMARY KEY,
    host     VARCHAR(255) NOT NULL,
    since    TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    settings VARCHAR NOT NULL -- canonical JSON
);
CREATE INDEX settings_in_force_of_host ON settings_in_force (host, since);

-- What a person asked of a job, on record before it is done.
CREATE TABLE intervention (
    sequence BIGINT PRIMARY KEY,
    host     VARCHAR(255) NOT NULL,
    boot_id  VARCHAR(100) NOT NULL,
    asked_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    actor    VARCHAR NOT NULL,
    action   VARCHAR(20) NOT NULL,
    job      VARCHAR(100) NOT NULL,
    reason   VARCHAR,
    outcome  VARCHAR(20), -- none where the daemon ended before it was known
    detail   VARCHAR
);
CREATE INDEX intervention_of_host ON intervention (host, sequence);

-- Triggers that would not have fired any more and were set anew.
CREATE TABLE trigger_repair (
    sequence    BIGINT PRIMARY KEY,
    host        VARCHAR(255) NOT NULL,
    boot_id     VARCHAR(100) NOT NULL,
    job         VARCHAR(100) NOT NULL,
    repaired_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    why         VARCHAR NOT NULL
);

CREATE TABLE paused_job (
    host   VARCHAR(255) NOT NULL,
    job    VARCHAR(100) NOT NULL,
    reason VARCHAR NOT NULL,
    actor  VARCHAR NOT NULL,
    since  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (host, job)
);

CREATE TABLE registry_seen (
    host          VARCHAR(255) NOT NULL,
    path          VARCHAR(4096) NOT NULL,
    boot_id       VARCHAR(100) NOT NULL,
    first_read_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (host, path)
);

CREATE INDEX run_of_host_by_time ON run (host, started_at, id);
CREATE INDEX termination_of_host_by_time ON termination (host, requested_at, sequence);

GRANT SELECT, INSERT, UPDATE, DELETE ON run, verdict, termination, config_sync, config_change, leftover, leftover_action, setting_change, settings_in_force, intervention,
    trigger_repair, paused_job, registry_seen TO fleet_keeper;
