-- Quartz's own tables, from its own script, which knows no IF NOT EXISTS. DDL commits by itself: what a crash in the middle of
-- this left is dropped and made again. Nothing but triggers ever stands in them, and those follow from the run history.

DROP TABLE IF EXISTS qrtz_fired_triggers, qrtz_paused_trigger_grps, qrtz_scheduler_state, qrtz_locks, qrtz_simple_triggers,
    qrtz_cron_triggers, qrtz_simprop_triggers, qrtz_blob_triggers, qrtz_triggers, qrtz_job_details, qrtz_calendars CASCADE;

RUNSCRIPT FROM 'classpath:org/quartz/impl/jdbcjobstore/tables_h2.sql';

CREATE TABLE IF NOT EXISTS paused_job (
    host   VARCHAR(255) NOT NULL,
    job    VARCHAR(100) NOT NULL,
    reason VARCHAR NOT NULL,
    actor  VARCHAR NOT NULL,
    since  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (host, job)
);
