package io.tekton.sharedservices.embedded;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.runtime.DailyPurge;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.sql.StoreException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes away what retention keeps no longer for a service that is embedded in another program, in the thread of a run
 * that has just ended: after the first, and then once a day. A purge that fails is logged and changes nothing about the
 * run. Thread-safe.
 */
public final class EmbeddedPurge {
    private final Logger logger = LogManager.getLogger("retention");
    private final Retention retention;
    private @Nullable Long lastNanos;

    public EmbeddedPurge(Retention retention) {
        this.retention = retention;
    }

    /** @param purging does it */
    public void afterRun(Supplier<PurgeReport> purging) {
        if (!isDue(System.nanoTime())) {
            return;
        }
        try {
            PurgeReport report = purging.get();
            logger.info(
                    "{} runs and {} events left the store under {}", report.runs(), report.events(), retention.text());
            if (report.overSize()) {
                logger.warn(
                        "the records take up {} bytes, more than history.max-size, and none may be removed yet",
                        report.bytes());
            }
        } catch (AuditException | StoreException e) {
            logger.error("the purge was interrupted; it goes on another day", e);
        }
    }

    private synchronized boolean isDue(long nowNanos) {
        if (lastNanos != null && nowNanos - lastNanos < DailyPurge.BETWEEN.toNanos()) {
            return false;
        }
        lastNanos = nowNanos;
        return true;
    }

    /** The same job, with the purge behind its runs; after a stop it takes no further step. */
    ScheduledJob after(ScheduledJob job, ServiceRuntime parts) {
        return job.running((trigger, actor, stop) -> {
            Optional<Run> run = job.run(trigger, actor, stop);
            if (!stop.isRaised()) {
                afterRun(() -> parts.purge(retention, Embedding.actor(), () -> !stop.isRaised()));
            }
            return run;
        });
    }
}
