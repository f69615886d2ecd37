-- Everything belongs to fleet_owner (Flyway runs with SET ROLE fleet_owner and search_path = fleet).
-- Later migrations only add: hosts of an older version go on shipping through the functions that they know.

-- One row for each enrolled host. The role is who it is; everything that it says about itself is in "heartbeat".
CREATE TABLE host (
    id          INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        VARCHAR(63) NOT NULL UNIQUE,
    role_name   VARCHAR(63) NOT NULL UNIQUE,
    keeper      BOOLEAN NOT NULL,
    enrolled_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    enrolled_by VARCHAR(63) NOT NULL DEFAULT session_user,
    retired_at  TIMESTAMP(3) WITH TIME ZONE
);

-- Updated four times a minute by each host: narrow, with room on each page and no index on what changes, so that every update is HOT.
CREATE TABLE heartbeat (
    host_id              INTEGER PRIMARY KEY REFERENCES host (id),
    installation         VARCHAR(64) NOT NULL,
    epoch                VARCHAR(64) NOT NULL,
    holder               VARCHAR(64) NOT NULL, -- random, new with each process that holds the store
    holder_before        VARCHAR(64),
    cloned_at            TIMESTAMP(3) WITH TIME ZONE, -- two processes took turns under one identity
    label                VARCHAR(255) NOT NULL, -- the host's own name
    version              VARCHAR(60) NOT NULL,
    settings_digest      VARCHAR(64) NOT NULL,
    heartbeat_seconds    INTEGER NOT NULL,
    seen_at              TIMESTAMP(3) WITH TIME ZONE NOT NULL, -- by the clock of this database
    clock_ahead_millis   BIGINT NOT NULL, -- of the host's clock; the way of the message is part of it
    head_sequence        BIGINT NOT NULL, -- of the host's own journal
    acknowledged         BIGINT NOT NULL DEFAULT 0, -- the last event of it that this centre confirmed, by what the host remembers
    acknowledged_hash    VARCHAR(64),
    unshipped            BIGINT NOT NULL,
    unshipped_since      TIMESTAMP(3) WITH TIME ZONE, -- when the oldest event that waits happened
    open_runs            INTEGER NOT NULL,
    last_cleanup_at      TIMESTAMP(3) WITH TIME ZONE,
    last_cleanup_outcome VARCHAR(20),
    last_cleanup_orphans INTEGER,
    paused_by_fleet      BOOLEAN NOT NULL DEFAULT FALSE
) WITH (fillfactor = 50);

-- A journal as one store goes on with it: (installation, epoch of the store). A restored store begins a chain of its own that branches off.
CREATE TABLE chain (
    id                 INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id            INTEGER NOT NULL REFERENCES host (id),
    installation       VARCHAR(64) NOT NULL,
    epoch              VARCHAR(64) NOT NULL,
    parent_id          INTEGER REFERENCES chain (id), -- the chain that it branches off
    branch_sequence    BIGINT, -- the last event that it has in common with that one
    base_sequence      BIGINT NOT NULL, -- its first event is the next one; moves on when events expire
    base_hash          VARCHAR(64) NOT NULL,
    head_sequence      BIGINT NOT NULL,
    head_hash          VARCHAR(64) NOT NULL,
    began_at           TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    shipped_at         TIMESTAMP(3) WITH TIME ZONE,
    projected_sequence BIGINT NOT NULL, -- the tables are made from the events up to here
    verified_at        TIMESTAMP(3) WITH TIME ZONE,
    verified_sequence  BIGINT,
    broken_sequence    BIGINT, -- the first event that does not fit, by the last verification
    broken_why         VARCHAR,
    UNIQUE (installation, epoch)
);
CREATE INDEX chain_of_host ON chain (host_id);

-- The columns are those of the host's audit_event. The function makes the hash from them, so they are what was hashed.
CREATE TABLE event (
    chain_id        INTEGER NOT NULL REFERENCES chain (id),
    sequence        BIGINT NOT NULL,
    epoch           VARCHAR(64) NOT NULL, -- in which it was recorded; a restored store goes on behind events of another one
    label           VARCHAR(255) NOT NULL,
    kind            VARCHAR(40) NOT NULL,
    run_id          VARCHAR(100) NOT NULL,
    boot_id         VARCHAR(100) NOT NULL,
    process_boot_id VARCHAR(100),
    pid             INTEGER,
    start_ticks     BIGINT,
    happened_at     TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    facts           VARCHAR NOT NULL,
    hash            VARCHAR(64) NOT NULL,
    received_at     TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    PRIMARY KEY (chain_id, sequence)
);

-- Events that the host had purged before they could be shipped, by its own record (a later event PURGED names them).
CREATE TABLE gap (
    chain_id INTEGER NOT NULL REFERENCES chain (id),
    first    BIGINT NOT NULL,
    last     BIGINT NOT NULL,
    hash     VARCHAR(64) NOT NULL, -- of the last of them
    PRIMARY KEY (chain_id, first)
);

-- The same number, another event: one of two stores is a copy. Nothing of it was taken.
CREATE TABLE fork (
    chain_id    INTEGER NOT NULL REFERENCES chain (id),
    host_id     INTEGER NOT NULL REFERENCES host (id), -- who sent it
    sequence    BIGINT NOT NULL,
    known_hash  VARCHAR(64) NOT NULL,
    other_hash  VARCHAR(64) NOT NULL,
    why         VARCHAR NOT NULL,
    first_at    TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    last_at     TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    times       INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (chain_id, host_id)
);

-- What this centre had confirmed and no longer has, as a backup that was restored or an end that was cut brings about. The host ships it again.
CREATE TABLE loss (
    host_id          INTEGER NOT NULL REFERENCES host (id),
    installation     VARCHAR(64) NOT NULL,
    epoch            VARCHAR(64) NOT NULL,
    first            BIGINT NOT NULL,
    last             BIGINT NOT NULL,
    noticed_at       TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    shipped_again_at TIMESTAMP(3) WITH TIME ZONE, -- null while some of it is not there
    PRIMARY KEY (host_id, installation, epoch, first)
);

-- What was not taken for another reason: one row for a place in a chain.
CREATE TABLE refusal (
    chain_id INTEGER NOT NULL REFERENCES chain (id),
    sequence BIGINT NOT NULL,
    why      VARCHAR NOT NULL,
    first_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    last_at  TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    times    INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (chain_id, sequence)
);

-- Events that were taken and of which no rows can be made: the tables go on behind them.
CREATE TABLE projection_fault (
    chain_id INTEGER NOT NULL REFERENCES chain (id),
    sequence BIGINT NOT NULL,
    why      VARCHAR NOT NULL,
    at       TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    PRIMARY KEY (chain_id, sequence)
);

-- Advice to every host: pause. There is no other kind, and never will be one that starts or changes something.
CREATE TABLE pause (
    id     INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reason VARCHAR NOT NULL,
    actor  VARCHAR NOT NULL,
    since  TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    until  TIMESTAMP(3) WITH TIME ZONE
);
CREATE UNIQUE INDEX one_pause_at_a_time ON pause ((TRUE)) WHERE until IS NULL;

GRANT SELECT ON ALL TABLES IN SCHEMA fleet TO fleet_keeper;
GRANT UPDATE (projected_sequence, verified_at, verified_sequence, broken_sequence, broken_why) ON chain TO fleet_keeper;
GRANT INSERT ON projection_fault TO fleet_keeper;
GRANT INSERT (reason, actor), UPDATE (until) ON pause TO fleet_keeper;
