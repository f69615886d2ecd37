package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What time it is for a purge. */
final class PurgeTime {
    /** How long a clock must have been as it is. */
    private static final Duration UNTIL_BELIEVED = Duration.ofDays(1);

    private final Database database;
    private final Clock clock;

    PurgeTime(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A clock that was set far ahead makes nothing old, even if a run was recorded meanwhile. At most a day passes
     * after the newest run on record. Its time is measured by the time since boot, from the first run of the day before
     * it. A clock that stays as it is for a day is believed.
     */
    Instant now() {
        Instant clocked = clock.instant();
        return database.read(
                        "the newest run's start",
                        handle -> Sql.query("when-did-newest-run-start")
                                .on(handle)
                                .map((rows, context) -> earlier(
                                        Rows.instant(rows, "started_at"),
                                        byBoot(
                                                handle,
                                                rows.getString("host"),
                                                rows.getString("boot_id"),
                                                rows.getLong("boot_millis"),
                                                Rows.instant(rows, "started_at"))))
                                .findOne())
                .map(start -> earlier(start.plus(UNTIL_BELIEVED), clocked))
                .orElse(clocked);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * When a run of that boot began, by the clock of the first run of the day before it; the recorded time where the
     * host does not report the time since boot.
     */
    private static Instant byBoot(Handle handle, String host, String bootId, long bootMillis, Instant recorded) {
        if (bootMillis < 0) {
            return recorded;
        }
        return Sql.query("first-run-of-boot-since")
                .on(handle)
                .bind("host", host)
                .bind("bootId", bootId)
                .bind("since", bootMillis - UNTIL_BELIEVED.toMillis())
                .map((rows, context) ->
                        Rows.instant(rows, "started_at").plusMillis(bootMillis - rows.getLong("boot_millis")))
                .one();
    }
}
