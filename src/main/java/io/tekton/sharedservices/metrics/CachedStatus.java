package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.store.database.PoolFacts;
import io.tekton.sharedservices.store.sql.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The status, as the metrics report it. A scrape needs no token, so the store is queried at a limited rate, however
 * often scrapes come. Thread-safe.
 */
public final class CachedStatus {
    private static final Logger LOG = LogManager.getLogger(CachedStatus.class);
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** How many runs are searched for refusals in a row. */
    private static final int RUNS_SEARCHED = 20;

    private final SharedServices services;
    private final DashboardQueries insight;
    private final Clock clock;
    private final SuspectCount suspects;
    private @Nullable Sample last;
    private long sampledAt;

    public CachedStatus(SharedServices services, DashboardQueries insight, Clock clock) {
        this.services = services;
        this.insight = insight;
        this.clock = clock;
        this.suspects = new SuspectCount(services);
    }

    /** Empty where the processes could not be read. */
    Optional<Suspects> suspects() {
        return suspects.suspects();
    }

    /**
     * One reading of the status.
     *
     * @param status null where the store could not be read, as are all that follow from it empty then
     */
    record Sample(
            @Nullable Status status,
            Map<String, Instant> lastSuccess,
            Map<String, Integer> refusalsInARow,
            Map<String, Duration> intervals,
            int alertThreshold,
            PoolFacts pool) {
        List<JobStatus> jobs() {
            return status == null ? List.of() : status.jobs();
        }

        Optional<Status> reported() {
            return Optional.ofNullable(status);
        }
    }

    synchronized Sample sample() {
        Sample known = last;
        if (known == null || System.nanoTime() - sampledAt > FRESH.toNanos()) {
            known = fresh();
            last = known;
            sampledAt = System.nanoTime();
        }
        return known;
    }

    Instant now() {
        return clock.instant();
    }

    private Sample fresh() {
        Map<String, Instant> successes = new HashMap<>();
        Map<String, Integer> refusals = new HashMap<>();
        Status status = null;
        Map<String, Duration> intervals = Map.of();
        try {
            Status current = services.status();
            for (JobStatus job : current.jobs()) {
                services.history()
                        .runs(new RunQuery(job.name(), RunOutcome.SUCCEEDED, null, null, null, 1))
                        .forEach(run -> successes.put(job.name(), finished(run)));
                refusals.put(
                        job.name(),
                        inARow(services.history()
                                .runs(new RunQuery(job.name(), null, null, null, null, RUNS_SEARCHED))));
            }
            intervals = insight.intervals();
            status = current;
        } catch (AuditException | StoreException e) {
            LOG.warn("metrics omit the data of the store, which cannot be read: {}", e.getMessage());
        }
        return new Sample(status, successes, refusals, intervals, insight.alertThreshold(), insight.pool());
    }

    private static Instant finished(Run run) {
        Instant finishedAt = run.finishedAt();
        return finishedAt == null ? run.startedAt() : finishedAt;
    }

    /**
     * How many of the newest runs by schedule were refused, one after the other. A person's refused call is none of
     * them.
     */
    private static int inARow(List<Run> newestFirst) {
        List<Run> scheduled = new ArrayList<>(newestFirst);
        scheduled.removeIf(run -> run.trigger() == Trigger.MANUAL
                || run.outcome() == RunOutcome.SKIPPED
                || run.outcome() == RunOutcome.RUNNING);
        int refused = 0;
        for (Run run : scheduled) {
            if (run.outcome() != RunOutcome.REFUSED) {
                break;
            }
            refused += 1 + run.repeats();
        }
        return refused;
    }
}
