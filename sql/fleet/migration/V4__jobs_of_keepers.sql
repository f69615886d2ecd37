-- What keepers work with: a clustered Quartz scheduler of the name "fleet", and the record of its jobs, from which follows what is due.
-- The tables of Quartz are those of its 2.5.2 for PostgreSQL.

CREATE TABLE QRTZ_JOB_DETAILS
(
  SCHED_NAME        VARCHAR(120) NOT NULL,
  JOB_NAME          VARCHAR(200) NOT NULL,
  JOB_GROUP         VARCHAR(200) NOT NULL,
  DESCRIPTION       VARCHAR(250) NULL,
  JOB_CLASS_NAME    VARCHAR(250) NOT NULL,
  IS_DURABLE        BOOL         NOT NULL,
  IS_NONCONCURRENT  BOOL         NOT NULL,
  IS_UPDATE_DATA    BOOL         NOT NULL,
  REQUESTS_RECOVERY BOOL         NOT NULL,
  JOB_DATA          BYTEA        NULL,
  PRIMARY KEY (SCHED_NAME, JOB_NAME, JOB_GROUP)
);

CREATE TABLE QRTZ_TRIGGERS
(
  SCHED_NAME     VARCHAR(120) NOT NULL,
  TRIGGER_NAME   VARCHAR(200) NOT NULL,
  TRIGGER_GROUP  VARCHAR(200) NOT NULL,
  JOB_NAME       VARCHAR(200) NOT NULL,
  JOB_GROUP      VARCHAR(200) NOT NULL,
  DESCRIPTION    VARCHAR(250) NULL,
  NEXT_FIRE_TIME BIGINT       NULL,
  PREV_FIRE_TIME BIGINT       NULL,
  PRIORITY       INTEGER      NULL,
  TRIGGER_STATE  VARCHAR(16)  NOT NULL,
  TRIGGER_TYPE   VARCHAR(8)   NOT NULL,
  START_TIME     BIGINT       NOT NULL,
  END_TIME       BIGINT       NULL,
  CALENDAR_NAME  VARCHAR(200) NULL,
  MISFIRE_INSTR  SMALLINT     NULL,
  JOB_DATA       BYTEA        NULL,
  PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  FOREIGN KEY (SCHED_NAME, JOB_NAME, JOB_GROUP)
  REFERENCES QRTZ_JOB_DETAILS (SCHED_NAME, JOB_NAME, JOB_GROUP)
);

CREATE TABLE QRTZ_SIMPLE_TRIGGERS
(
  SCHED_NAME      VARCHAR(120) NOT NULL,
  TRIGGER_NAME    VARCHAR(200) NOT NULL,
  TRIGGER_GROUP   VARCHAR(200) NOT NULL,
  REPEAT_COUNT    BIGINT       NOT NULL,
  REPEAT_INTERVAL BIGINT       NOT NULL,
  TIMES_TRIGGERED BIGINT       NOT NULL,
  PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  FOREIGN KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
  REFERENCES QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
);

CREATE TABLE QRTZ_CRON_TRIGGERS
(
  SCHED_NAME      VARCHAR(120) NOT NULL,
  TRIGGER_NAME    VARCHAR(200) NOT NULL,
  TRIGGER_GROUP   VARCHAR(200) NOT NULL,
  CRON_EXPRESSION VARCHAR(120) NOT NULL,
  TIME_ZONE_ID    VARCHAR(80),
  PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  FOREIGN KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
  REFERENCES QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
);

CREATE TABLE QRTZ_SIMPROP_TRIGGERS
(
  SCHED_NAME    VARCHAR(120)   NOT NULL,
  TRIGGER_NAME  VARCHAR(200)   NOT NULL,
  TRIGGER_GROUP VARCHAR(200)   NOT NULL,
  STR_PROP_1    VARCHAR(512)   NULL,
  STR_PROP_2    VARCHAR(512)   NULL,
  STR_PROP_3    VARCHAR(512)   NULL,
  INT_PROP_1    INT            NULL,
  INT_PROP_2    INT            NULL,
  LONG_PROP_1   BIGINT         NULL,
  LONG_PROP_2   BIGINT         NULL,
  DEC_PROP_1    NUMERIC(13, 4) NULL,
  DEC_PROP_2    NUMERIC(13, 4) NULL,
  BOOL_PROP_1   BOOL           NULL,
  BOOL_PROP_2   BOOL           NULL,
  PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  FOREIGN KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
  REFERENCES QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
);

CREATE TABLE QRTZ_BLOB_TRIGGERS
(
  SCHED_NAME    VARCHAR(120) NOT NULL,
  TRIGGER_NAME  VARCHAR(200) NOT NULL,
  TRIGGER_GROUP VARCHAR(200) NOT NULL,
  BLOB_DATA     BYTEA        NULL,
  PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  FOREIGN KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
  REFERENCES QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
);

CREATE TABLE QRTZ_CALENDARS
(
  SCHED_NAME    VARCHAR(120) NOT NULL,
  CALENDAR_NAME VARCHAR(200) NOT NULL,
  CALENDAR      BYTEA        NOT NULL,
  PRIMARY KEY (SCHED_NAME, CALENDAR_NAME)
);


CREATE TABLE QRTZ_PAUSED_TRIGGER_GRPS
(
  SCHED_NAME    VARCHAR(120) NOT NULL,
  TRIGGER_GROUP VARCHAR(200) NOT NULL,
  PRIMARY KEY (SCHED_NAME, TRIGGER_GROUP)
);

CREATE TABLE QRTZ_FIRED_TRIGGERS
(
  SCHED_NAME        VARCHAR(120) NOT NULL,
  ENTRY_ID          VARCHAR(95)  NOT NULL,
  TRIGGER_NAME      VARCHAR(200) NOT NULL,
  TRIGGER_GROUP     VARCHAR(200) NOT NULL,
  INSTANCE_NAME     VARCHAR(200) NOT NULL,
  FIRED_TIME        BIGINT       NOT NULL,
  SCHED_TIME        BIGINT       NOT NULL,
  PRIORITY          INTEGER      NOT NULL,
  STATE             VARCHAR(16)  NOT NULL,
  JOB_NAME          VARCHAR(200) NULL,
  JOB_GROUP         VARCHAR(200) NULL,
  IS_NONCONCURRENT  BOOL         NULL,
  REQUESTS_RECOVERY BOOL         NULL,
  PRIMARY KEY (SCHED_NAME, ENTRY_ID)
);

CREATE TABLE QRTZ_SCHEDULER_STATE
(
  SCHED_NAME        VARCHAR(120) NOT NULL,
  INSTANCE_NAME     VARCHAR(200) NOT NULL,
  LAST_CHECKIN_TIME BIGINT       NOT NULL,
  CHECKIN_INTERVAL  BIGINT       NOT NULL,
  PRIMARY KEY (SCHED_NAME, INSTANCE_NAME)
);

CREATE TABLE QRTZ_LOCKS
(
  SCHED_NAME VARCHAR(120) NOT NULL,
  LOCK_NAME  VARCHAR(40)  NOT NULL,
  PRIMARY KEY (SCHED_NAME, LOCK_NAME)
);

CREATE INDEX IDX_QRTZ_J_REQ_RECOVERY
  ON QRTZ_JOB_DETAILS (SCHED_NAME, REQUESTS_RECOVERY);
CREATE INDEX IDX_QRTZ_J_GRP
  ON QRTZ_JOB_DETAILS (SCHED_NAME, JOB_GROUP);

CREATE INDEX IDX_QRTZ_T_J
  ON QRTZ_TRIGGERS (SCHED_NAME, JOB_NAME, JOB_GROUP);
CREATE INDEX IDX_QRTZ_T_JG
  ON QRTZ_TRIGGERS (SCHED_NAME, JOB_GROUP);
CREATE INDEX IDX_QRTZ_T_C
  ON QRTZ_TRIGGERS (SCHED_NAME, CALENDAR_NAME);
CREATE INDEX IDX_QRTZ_T_G
  ON QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_GROUP);
CREATE INDEX IDX_QRTZ_T_STATE
  ON QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_STATE);
CREATE INDEX IDX_QRTZ_T_N_STATE
  ON QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP, TRIGGER_STATE);
CREATE INDEX IDX_QRTZ_T_N_G_STATE
  ON QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_GROUP, TRIGGER_STATE);
CREATE INDEX IDX_QRTZ_T_NEXT_FIRE_TIME
  ON QRTZ_TRIGGERS (SCHED_NAME, NEXT_FIRE_TIME);
CREATE INDEX IDX_QRTZ_T_NFT_ST
  ON QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_STATE, NEXT_FIRE_TIME);
CREATE INDEX IDX_QRTZ_T_NFT_MISFIRE
  ON QRTZ_TRIGGERS (SCHED_NAME, MISFIRE_INSTR, NEXT_FIRE_TIME);
CREATE INDEX IDX_QRTZ_T_NFT_ST_MISFIRE
  ON QRTZ_TRIGGERS (SCHED_NAME, MISFIRE_INSTR, NEXT_FIRE_TIME, TRIGGER_STATE);
CREATE INDEX IDX_QRTZ_T_NFT_ST_MISFIRE_GRP
  ON QRTZ_TRIGGERS (SCHED_NAME, MISFIRE_INSTR, NEXT_FIRE_TIME, TRIGGER_GROUP, TRIGGER_STATE);

CREATE INDEX IDX_QRTZ_FT_TRIG_INST_NAME
  ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, INSTANCE_NAME);
CREATE INDEX IDX_QRTZ_FT_INST_JOB_REQ_RCVRY
  ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, INSTANCE_NAME, REQUESTS_RECOVERY);
CREATE INDEX IDX_QRTZ_FT_J_G
  ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, JOB_NAME, JOB_GROUP);
CREATE INDEX IDX_QRTZ_FT_JG
  ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, JOB_GROUP);
CREATE INDEX IDX_QRTZ_FT_T_G
  ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP);
CREATE INDEX IDX_QRTZ_FT_TG
  ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, TRIGGER_GROUP);

-- Without them the first keepers to start would race to insert them (quartz#744).
INSERT INTO qrtz_locks (sched_name, lock_name) VALUES ('fleet', 'TRIGGER_ACCESS'), ('fleet', 'STATE_ACCESS');

-- Keepers plant no serialized objects: neither triggers of their own kind nor calendars.
GRANT SELECT, INSERT, UPDATE, DELETE ON qrtz_job_details, qrtz_triggers, qrtz_simple_triggers, qrtz_fired_triggers, qrtz_scheduler_state, qrtz_locks,
    qrtz_paused_trigger_grps TO fleet_keeper;
GRANT SELECT, DELETE ON qrtz_cron_triggers, qrtz_simprop_triggers, qrtz_blob_triggers, qrtz_calendars TO fleet_keeper;

-- The last time of each job, by the clock of this database.
CREATE TABLE keeper_job (
    name     VARCHAR(60) PRIMARY KEY,
    begun_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    keeper   VARCHAR(63) NOT NULL,
    times    BIGINT NOT NULL,
    detail   VARCHAR NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON keeper_job TO fleet_keeper;

-- The first event of a chain that does not fit, and why; no row for a whole one.
CREATE FUNCTION broken_event(p_chain INTEGER) RETURNS TABLE (sequence BIGINT, why TEXT)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, fleet, pg_temp AS $$
    WITH linked AS (
        SELECT e.*, c.installation, c.base_sequence, c.base_hash,
               lag(e.sequence) OVER follow AS before_sequence, lag(e.hash) OVER follow AS before_hash
        FROM fleet.event e JOIN fleet.chain c ON c.id = e.chain_id
        WHERE e.chain_id = p_chain
        WINDOW follow AS (ORDER BY e.sequence)
    ), preceded AS (
        SELECT l.*, CASE WHEN l.before_sequence = l.sequence - 1 THEN l.before_hash
                         WHEN l.base_sequence = l.sequence - 1 THEN l.base_hash
                         ELSE (SELECT g.hash FROM fleet.gap g WHERE g.chain_id = p_chain AND g.last = l.sequence - 1) END AS predecessor
        FROM linked l
    ), found AS (
        SELECT p.sequence, CASE WHEN p.predecessor IS NULL THEN 'the event before it is missing'
                                ELSE 'it does not fit its hash and its predecessor''s' END AS why
        FROM preceded p
        WHERE p.predecessor IS NULL
           OR p.hash <> fleet.hash_of(p.predecessor,
                to_char(p.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
                    || CASE WHEN extract(MILLISECONDS FROM p.happened_at)::BIGINT % 1000 = 0 THEN ''
                            ELSE to_char(p.happened_at AT TIME ZONE 'UTC', '.MS') END || 'Z',
                p.boot_id, p.facts, p.epoch, p.label, p.installation, p.kind, p.process_boot_id, p.pid, p.start_ticks, p.run_id, p.sequence)
        UNION ALL
        SELECT g.first, 'no purge of the host names the events from here to ' || g.last
        FROM fleet.gap g
        WHERE g.chain_id = p_chain
          AND NOT EXISTS (SELECT FROM fleet.event v WHERE v.chain_id = p_chain AND v.kind = 'PURGED'
                            AND position(g.first || '-' || g.last || ':' || g.hash IN v.facts) > 0)
        UNION ALL
        SELECT c.head_sequence, 'the chain does not end with this event'
        FROM fleet.chain c
        WHERE c.id = p_chain AND c.head_sequence > c.base_sequence
          AND NOT EXISTS (SELECT FROM fleet.event v WHERE v.chain_id = p_chain AND v.sequence = c.head_sequence AND v.hash = c.head_hash)
    )
    SELECT f.sequence, f.why FROM found f ORDER BY f.sequence LIMIT 1;
$$;

-- Removes events older than that, from the beginning of each chain, with the rows that they made; returns how many events went.
-- A chain goes no further than the first run that is under way or was repeated lately, so that every row that stays has its events.
-- The chain then begins behind them, with the hash of the last one, so that it still verifies. The last event always stays.
CREATE FUNCTION expire_v1(p_keep INTERVAL) RETURNS BIGINT
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, fleet, pg_temp AS $$
DECLARE
    c       RECORD;
    cut     BIGINT;
    top     BIGINT;
    taken   BIGINT;
    gone    BIGINT := 0;
    going   VARCHAR[];
    old     TIMESTAMPTZ := now() - p_keep;
BEGIN
    IF p_keep < INTERVAL '1 day' THEN
        RAISE EXCEPTION 'events are kept for a day at least, not %', p_keep USING ERRCODE = 'FL004';
    END IF;
    FOR c IN SELECT k.id, k.base_sequence, k.projected_sequence, k.head_sequence, h.name
             FROM fleet.chain k JOIN fleet.host h ON h.id = k.host_id ORDER BY k.id FOR UPDATE OF k LOOP
        top := c.id::BIGINT << 40;
        SELECT least(coalesce(min(e.sequence), c.head_sequence), c.head_sequence) - 1 INTO cut
        FROM fleet.event e WHERE e.chain_id = c.id AND e.happened_at >= old;
        cut := least(cut, c.projected_sequence, c.base_sequence + 50000);
        SELECT least(cut, min(r.sequence) - top - 1) INTO cut
        FROM fleet.run r
        WHERE r.host = c.name AND r.sequence BETWEEN top + 1 AND top + cut
          AND (coalesce(r.repeated_at, r.started_at) >= old OR r.outcome = 'RUNNING' AND r.started_at >= old - INTERVAL '30 days');
        SELECT max(e.sequence) INTO cut FROM fleet.event e WHERE e.chain_id = c.id AND e.sequence <= cut;
        CONTINUE WHEN cut IS NULL OR cut <= c.base_sequence;
        going := ARRAY(SELECT r.id FROM fleet.run r WHERE r.host = c.name AND r.sequence BETWEEN top + 1 AND top + cut);
        DELETE FROM fleet.termination WHERE run_id = ANY (going);
        DELETE FROM fleet.verdict WHERE run_id = ANY (going);
        DELETE FROM fleet.leftover_action WHERE run_id = ANY (going);
        DELETE FROM fleet.leftover WHERE run_id = ANY (going);
        DELETE FROM fleet.config_change WHERE run_id = ANY (going);
        DELETE FROM fleet.config_sync WHERE run_id = ANY (going);
        DELETE FROM fleet.run WHERE id = ANY (going);
        DELETE FROM fleet.setting_change WHERE sequence BETWEEN top + 1 AND top + cut;
        DELETE FROM fleet.settings_in_force WHERE sequence BETWEEN top + 1 AND top + cut;
        DELETE FROM fleet.trigger_repair WHERE sequence BETWEEN top + 1 AND top + cut;
        DELETE FROM fleet.intervention i USING fleet.event e
        WHERE e.chain_id = c.id AND e.sequence <= cut AND e.kind = 'ASKED' AND i.sequence = top + (e.facts::JSON ->> 'number')::BIGINT;
        UPDATE fleet.chain SET base_sequence = cut, base_hash = (SELECT e.hash FROM fleet.event e WHERE e.chain_id = c.id AND e.sequence = cut)
        WHERE id = c.id;
        DELETE FROM fleet.event e WHERE e.chain_id = c.id AND e.sequence <= cut;
        GET DIAGNOSTICS taken = ROW_COUNT;
        gone := gone + taken;
        DELETE FROM fleet.gap g WHERE g.chain_id = c.id AND g.last <= cut;
        DELETE FROM fleet.projection_fault f WHERE f.chain_id = c.id AND f.sequence <= cut;
    END LOOP;
    DELETE FROM fleet.loss WHERE noticed_at < old;
    RETURN gone;
END
$$;

REVOKE ALL ON FUNCTION broken_event(INTEGER), expire_v1(INTERVAL) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION broken_event(INTEGER), expire_v1(INTERVAL) TO fleet_keeper;
