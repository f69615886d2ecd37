-- Times are whole milliseconds. Text without a stated length has none that we would want to refuse.
-- Names avoid what either dialect reserves: began_by for a trigger, owner_name for a user, match_rule for a match.

-- IF NOT EXISTS, since a crash can come between this and the record of the step, and since a table that was lost is made by it again.

-- The record itself, only ever added to. hash = SHA-256 over the predecessor's hash and the event as canonical JSON.
CREATE TABLE IF NOT EXISTS audit_event (
    installation    VARCHAR(64) NOT NULL,
    epoch           VARCHAR(64) NOT NULL,
    host            VARCHAR(255) NOT NULL, -- a label
    sequence        BIGINT PRIMARY KEY, -- without a gap, from 1
    kind            VARCHAR(40) NOT NULL,
    run_id          VARCHAR(100) NOT NULL,
    boot_id         VARCHAR(100) NOT NULL, -- in which it was recorded
    process_boot_id VARCHAR(100),
    pid             INTEGER,
    start_ticks     BIGINT,
    happened_at     TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    facts           VARCHAR NOT NULL, -- canonical JSON
    hash            VARCHAR(64) NOT NULL
);
CREATE INDEX IF NOT EXISTS event_of_run ON audit_event (run_id, sequence);

-- One row: whose journal it is, and where it ends, so that a cut at its end shows, and so that two writers would have to queue here.
CREATE TABLE IF NOT EXISTS audit_chain (
    installation  VARCHAR(64) PRIMARY KEY,
    epoch         VARCHAR(64) NOT NULL,
    head_sequence BIGINT NOT NULL,
    head_hash     VARCHAR(64) NOT NULL,
    last_verdict  BIGINT NOT NULL -- the highest number that a verdict ever had
);

-- All that follows is made from audit_event, and can be made from it again.

CREATE TABLE IF NOT EXISTS run (
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
CREATE INDEX IF NOT EXISTS run_by_repetition ON run (repeated_at);
CREATE INDEX IF NOT EXISTS run_by_time ON run (started_at, id);
CREATE INDEX IF NOT EXISTS run_by_job ON run (job, started_at, id);
CREATE INDEX IF NOT EXISTS run_by_outcome ON run (outcome, started_at, id);
CREATE INDEX IF NOT EXISTS run_of_host ON run (host, job, sequence);

CREATE TABLE IF NOT EXISTS verdict (
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
CREATE UNIQUE INDEX IF NOT EXISTS verdict_of_process ON verdict (run_id, pid, start_ticks, boot_id);

-- The present state of what audit_event says step by step. What the filters of an audit ask is here once more.
CREATE TABLE IF NOT EXISTS termination (
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
CREATE UNIQUE INDEX IF NOT EXISTS termination_of_process ON termination (run_id, pid, start_ticks, boot_id);
CREATE INDEX IF NOT EXISTS termination_by_time ON termination (requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_run ON termination (run_id, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_pid ON termination (pid, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_component ON termination (component_key, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_owner ON termination (owner_name, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_program ON termination (program, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_rule ON termination (match_rule, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_result ON termination (result, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_term ON termination (had_term, requested_at, sequence);
CREATE INDEX IF NOT EXISTS termination_by_kill ON termination (had_kill, requested_at, sequence);

-- What configuration syncs wrote, or were about to write.
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

-- What runs on leftovers judged.
CREATE TABLE IF NOT EXISTS leftover (
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
CREATE TABLE IF NOT EXISTS leftover_action (
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
CREATE INDEX IF NOT EXISTS leftover_action_by_result ON leftover_action (host, result, action);

-- What was changed in the settings while the daemon ran; secrets are masked before they come here.
CREATE TABLE IF NOT EXISTS setting_change (
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
CREATE TABLE IF NOT EXISTS settings_in_force (
    sequence BIGINT PRIMARY KEY,
    host     VARCHAR(255) NOT NULL,
    since    TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    settings VARCHAR NOT NULL -- canonical JSON
);
CREATE INDEX IF NOT EXISTS settings_in_force_of_host ON settings_in_force (host, since);

-- What a person asked of a job, on record before it is done.
CREATE TABLE IF NOT EXISTS intervention (
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
CREATE INDEX IF NOT EXISTS intervention_of_host ON intervention (host, sequence);

-- Triggers that would not have fired any more and were set anew.
CREATE TABLE IF NOT EXISTS trigger_repair (
    sequence    BIGINT PRIMARY KEY,
    host        VARCHAR(255) NOT NULL,
    boot_id     VARCHAR(100) NOT NULL,
    job         VARCHAR(100) NOT NULL,
    repaired_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    why         VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS paused_job (
    host   VARCHAR(255) NOT NULL,
    job    VARCHAR(100) NOT NULL,
    reason VARCHAR NOT NULL,
    actor  VARCHAR NOT NULL,
    since  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (host, job)
);

CREATE TABLE IF NOT EXISTS registry_seen (
    host          VARCHAR(255) NOT NULL,
    path          VARCHAR(4096) NOT NULL,
    boot_id       VARCHAR(100) NOT NULL,
    first_read_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (host, path)
);
