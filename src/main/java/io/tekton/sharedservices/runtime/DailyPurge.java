package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Removes once a day what retention no longer keeps, on its own thread: no job waits for it, and it waits for none. */
public final class DailyPurge implements AutoCloseable {
    /** A daemon that has just begun has other things to do. */
    public static final Duration FIRST = Duration.ofMinutes(5);

    public static final Duration BETWEEN = Duration.ofDays(1);
    private static final String SUBJECT = "retention";

    private final Logger logger = LogManager.getLogger("retention");
    private final RuntimeContext context;
    private final Supplier<Retention> retention;
    private final Warnings warnings;
    private final Duration first;
    private final StopFlag stop = new StopFlag();
    private final Thread thread = new Thread(this::run, "daily-purge");

    /** @param retention as it is in force when it is asked */
    public DailyPurge(RuntimeContext context, Supplier<Retention> retention, Warnings warnings, Duration first) {
        this.context = context;
        this.retention = retention;
        this.warnings = warnings;
        this.first = first;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        for (Duration wait = first; !stop.await(wait); wait = BETWEEN) {
            try {
                once(retention.get());
            } catch (AuditException | StoreException e) {
                logger.error("the purge was interrupted; it continues tomorrow", e);
                warnings.raise(
                        SUBJECT, "records that are too old could not be removed from the store: " + Causes.of(e));
            }
        }
    }

    private void once(Retention policy) {
        PurgeReport report = context.purge(policy, "daily", () -> !stop.isRaised());
        logger.info(
                "{} runs, {} verdicts, {} events and {} rows of no run left the store under {}; its file has {} "
                        + "bytes and had {}",
                report.runs(),
                report.verdicts(),
                report.events(),
                report.others(),
                policy.text(),
                report.fileAfter(),
                report.fileBefore());
        if (report.overSize()) {
            warnings.raise(
                    SUBJECT,
                    "the records take up about " + (report.bytes() >> 20)
                            + " MiB, more than history.max-size, and audit.keep does not allow to remove any of "
                            + "them yet");
        } else {
            warnings.clear(SUBJECT);
        }
    }

    /** Returns once the step that is under way is done. */
    @Override
    public void close() {
        stop.raise();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
