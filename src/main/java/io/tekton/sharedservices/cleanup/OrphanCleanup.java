package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.AuditException;
import io.tekton.sharedservices.audit.AuditLog;
import io.tekton.sharedservices.audit.AuditReader;
import io.tekton.sharedservices.audit.HostTime;
import io.tekton.sharedservices.audit.Retries;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunCounts;
import io.tekton.sharedservices.audit.RunIds;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.Trigger;
import io.tekton.sharedservices.posix.Causes;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The orphan cleanup of one host. The only place that joins process table, registry and audit, and the only one from which
 * processes are signalled. One run at a time: a second caller waits for the first.
 */
public final class OrphanCleanup {
    /** The job's name on record. */
    public static final String JOB = "orphan-cleanup";

    private final String host;
    private final ProcessTable table;
    private final RegistryReader registry;
    private final RegistryBelief belief;
    private final AuditLog audit;
    private final AuditReader history;
    private final CleanupSettings settings;
    private final Path tektonState;
    private final UnwrittenEnds unwritten;
    private final Clock clock;
    private final CleanupLog log = new CleanupLog();
    private final RunIds ids = new RunIds();

    public OrphanCleanup(
            String host,
            ProcessTable table,
            RegistryReader registry,
            RegistryBelief belief,
            AuditLog audit,
            AuditReader history,
            CleanupSettings settings,
            Path tektonState,
            UnwrittenEnds unwritten,
            Clock clock) {
        this.host = host;
        this.table = table;
        this.registry = registry;
        this.belief = belief;
        this.audit = audit;
        this.history = history;
        this.settings = settings;
        this.tektonState = tektonState;
        this.unwritten = unwritten;
        this.clock = clock;
    }

    public CleanupSettings settings() {
        return settings;
    }

    /**
     * Runs one cleanup. All that can go wrong in it ends up in the report: nothing is thrown for a run that failed.
     *
     * @param askers pids that must never be touched, with all their ancestors: this process, and the command's that asked for it
     */
    public synchronized CleanupReport run(
            CleanupRequest request, Set<Integer> askers, StopFlag stop, CleanupListener listener) {
        unwritten.write();
        Run run = begun(request);
        boolean again;
        try {
            again = isTriedAgain(run);
            Run tooSoon = request.dryRun() || request.force() ? null : tooSoon(run);
            if (tooSoon != null) {
                audit.begin(tooSoon);
                log.ended(tooSoon);
                return new CleanupReport(tooSoon, List.of(), true);
            }
            audit.begin(run);
        } catch (AuditException e) {
            log.failure(run, "the run could not be put on record, so it was not begun", e);
            Run refused = run.ended(
                    run.startedAt(),
                    RunOutcome.REFUSED,
                    "store-unwritable",
                    "the run could not be put on record, so nothing was signalled: " + Causes.of(e),
                    RunCounts.NONE);
            return new CleanupReport(refused, List.of(), false);
        }
        log.begun(run, again);
        Observer observer = new Observer(table, settings, tektonState, askers);
        RunContext context = new RunContext(
                table, observer, registry, belief, audit, unwritten, log, clock, listener, stop, settings, request,
                run);
        return new CleanupRun(context).execute();
    }

    /**
     * Puts a run on record that cannot begin, for a reason of the caller's, such as a job that is paused.
     *
     * @param reason a short word
     * @param message the sentence for people
     */
    public CleanupReport refuse(CleanupRequest request, String reason, String message) {
        Run run = begun(request);
        Run refused = run.ended(run.startedAt(), RunOutcome.REFUSED, reason, message, RunCounts.NONE);
        try {
            audit.begin(refused);
            log.ended(refused);
            return new CleanupReport(refused, List.of(), true);
        } catch (AuditException e) {
            log.failure(refused, "a refused run could not be put on record", e);
            return new CleanupReport(refused, List.of(), false);
        }
    }

    private Run begun(CleanupRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Duration uptime = table.uptime();
        return new Run(
                ids.next(now),
                JOB,
                host,
                table.bootId(),
                uptime.isZero() ? -1 : uptime.toMillis(),
                request.trigger(),
                request.actor(),
                request.dryRun(),
                now,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    /** Whether the schedule tries once more what ended without a signal just before. */
    private boolean isTriedAgain(Run run) {
        return run.trigger() != Trigger.MANUAL
                && history.newestRun(JOB, host)
                        .filter(before -> before.trigger() != Trigger.MANUAL)
                        .filter(before -> Retries.isDueAfter(before, history.mayHaveSignalled(before.id())))
                        .isPresent();
    }

    /** The run as it ends when the last live one began less than an hour ago; null if it may go on. */
    private @Nullable Run tooSoon(Run run) {
        Optional<Run> last = history.lastLiveRun(JOB, host);
        if (last.isEmpty()) {
            return null;
        }
        Duration left = MinimumInterval.left(last.get(), run.startedAt(), table.bootId(), table.uptime());
        if (left.isZero()) {
            return null;
        }
        String again = HostTime.text(run.startedAt().plus(left).plusMillis(999));
        return run.ended(
                run.startedAt(),
                run.trigger() == Trigger.MANUAL ? RunOutcome.REFUSED : RunOutcome.SKIPPED,
                "min-interval",
                "the last live cleanup (" + last.get().id() + ") began less than an hour ago: the next may begin at "
                        + again + ", in " + Ages.words(left.plusMillis(999))
                        + "; --force goes past this, --dry-run needs not",
                RunCounts.NONE);
    }
}
