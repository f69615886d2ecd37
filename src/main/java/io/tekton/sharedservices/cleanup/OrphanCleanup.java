package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.hour.PlatformHour;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunIds;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.journal.query.Recurrence;
import io.tekton.sharedservices.journal.query.Retries;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostZone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The orphan cleanup of one host. The only place that joins process table, registry and audit, and the only one from
 * which processes are signalled. One run at a time: a second caller waits for the first.
 */
public final class OrphanCleanup {
    /** The job's name on record. */
    public static final String JOB = "orphan-cleanup";

    private static final Set<TerminationResult> UNSIGNALLED =
            EnumSet.of(TerminationResult.NOT_SIGNALLED, TerminationResult.GONE, TerminationResult.SPARED_ON_RECHECK);

    private final String host;
    private final ProcessTable table;
    private final RegistryReader registry;
    private final RegistryBelief belief;
    private final AuditLog audit;
    private final AuditReader history;
    private final CleanupSettings settings;
    private final OurInstallation ours;
    private final PendingWrites unwritten;
    private final PlatformHour hour;
    private final Clock clock;
    private final Witness witness;
    private final CleanupLog log = new CleanupLog();
    private final RunIds ids = new RunIds(HostZone.ofHost());

    public OrphanCleanup(
            String host,
            ProcessTable table,
            RegistryReader registry,
            RegistryBelief belief,
            AuditLog audit,
            AuditReader history,
            CleanupSettings settings,
            OurInstallation ours,
            PendingWrites unwritten,
            PlatformHour hour,
            Clock clock,
            Witness witness) {
        this.host = host;
        this.table = table;
        this.registry = registry;
        this.belief = belief;
        this.audit = audit;
        this.history = history;
        this.settings = settings;
        this.ours = ours;
        this.unwritten = unwritten;
        this.hour = hour;
        this.clock = clock;
        this.witness = witness;
    }

    public CleanupSettings settings() {
        return settings;
    }

    /**
     * Runs one cleanup. All that can go wrong in it ends up in the report: nothing is thrown for a run that failed.
     *
     * @param askers pids that must never be touched, with all their ancestors: this process, and the command's that
     *     asked for it
     */
    public synchronized CleanupReport run(
            CleanupRequest request, Set<Integer> askers, StopFlag stop, CleanupListener listener) {
        unwritten.write();
        Run run = begun(request);
        boolean again;
        try {
            again = isTriedAgain(run);
        } catch (AuditException e) {
            return unrecorded(run, e);
        }
        if (request.dryRun()) {
            CleanupReport unrecorded = begin(run, again);
            return unrecorded == null ? execute(run, request, askers, stop, listener) : unrecorded;
        }
        PlatformHour.Answer answer;
        boolean first;
        try {
            Run last = history.lastLiveRun(JOB, host).orElse(null);
            first = last == null;
            answer = hour.ask(run, last, request.force());
        } catch (AuditException e) {
            return unrecorded(run, e);
        }
        if (answer instanceof PlatformHour.Answer.Refused refused) {
            Run not = refused(run, refused);
            if (run.trigger() != Trigger.MANUAL && Retries.isDueAfter(not, false)) {
                CleanupReport unrecorded = begin(run, again);
                return unrecorded == null ? broken(not) : unrecorded;
            }
            CleanupReport unrecorded = begin(not, again);
            return unrecorded == null ? new CleanupReport(not, List.of(), true) : unrecorded;
        }
        try (PlatformHour.Turn turn = ((PlatformHour.Answer.Granted) answer).turn()) {
            if (first) {
                log.first(FirstCleanup.sentence(request, settings, hour.platformState()));
            }
            CleanupReport unrecorded = begin(run, again);
            if (unrecorded != null) {
                return unrecorded;
            }
            PlatformHour.Answer.Refused notWritten = turn.begins(run);
            if (notWritten != null) {
                return broken(refused(run, notWritten));
            }
            CleanupReport report = execute(run, request, askers, stop, listener);
            if (signalledNobody(report)) {
                turn.signalledNobody();
            }
            return withReturning(report);
        }
    }

    /** The same report, with warnings of processes that come back after each run. */
    private CleanupReport withReturning(CleanupReport report) {
        if (!report.recorded()) {
            return report;
        }
        try {
            List<String> returning = Recurrence.warnings(history, JOB, host);
            log.warnings(report.run(), returning);
            return report.and(returning);
        } catch (AuditException e) {
            log.failure(report.run(), "what comes back after each run could not be read", e);
            return report;
        }
    }

    /**
     * Puts the beginning of a run on record, and its end with it if it has one; returns what to report if that failed,
     * else null.
     */
    private @Nullable CleanupReport begin(Run run, boolean again) {
        try {
            audit.begin(run);
        } catch (AuditException e) {
            return unrecorded(run, e);
        }
        if (run.finishedAt() == null) {
            log.begun(run, again);
        } else {
            log.ended(run);
        }
        return null;
    }

    private CleanupReport unrecorded(Run run, AuditException e) {
        log.failure(run, "the run could not be put on record, so it was not begun", e);
        Run refused = run.ended(
                run.startedAt(),
                RunOutcome.REFUSED,
                "store-unwritable",
                "the run could not be put on record, so nothing was signalled: " + Causes.of(e),
                RunCounts.NONE);
        return new CleanupReport(refused, List.of(), false);
    }

    private static Run refused(Run run, PlatformHour.Answer.Refused refused) {
        boolean skipped = refused.reason().equals("min-interval") && run.trigger() != Trigger.MANUAL;
        return run.ended(
                run.startedAt(),
                skipped ? RunOutcome.SKIPPED : RunOutcome.REFUSED,
                refused.reason(),
                refused.message(),
                RunCounts.NONE);
    }

    /** The end of a run that is recorded as begun and must not continue. */
    private CleanupReport broken(Run refused) {
        Run ended = refused;
        boolean recorded = true;
        try {
            ended = audit.finishOrRepeat(refused);
        } catch (AuditException e) {
            log.failure(refused, "how the run ended could not be written yet", e);
            recorded = false;
            unwritten.keep(() -> audit.finishOrRepeat(refused));
        }
        log.ended(ended);
        return new CleanupReport(ended, List.of(), recorded);
    }

    /** Whether a safety rule ended the run before any signal. */
    private static boolean signalledNobody(CleanupReport report) {
        return report.run().outcome() == RunOutcome.REFUSED
                && report.verdicts().stream()
                        .map(RecordedVerdict::result)
                        .allMatch(result -> result == null || UNSIGNALLED.contains(result));
    }

    private CleanupReport execute(
            Run run, CleanupRequest request, Set<Integer> askers, StopFlag stop, CleanupListener listener) {
        CandidateScanner observer = new CandidateScanner(table, settings, ours, askers, witness);
        RunContext context = new RunContext(
                table, observer, registry, belief, audit, unwritten, log, clock, listener, stop, settings, request,
                run);
        return new CleanupRun(context).execute();
    }

    /**
     * How long a live cleanup must still wait, manual ones before it included.
     *
     * @return zero if it may begin
     * @throws AuditException if the history cannot be read
     */
    public Duration hourLeft(Instant now, String bootId, Duration uptime) {
        return hour.left(history.lastLiveRun(JOB, host).orElse(null), now, bootId, uptime);
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
        return Run.begun(
                ids.next(now),
                JOB,
                host,
                table.bootId(),
                uptime,
                request.trigger(),
                request.actor(),
                request.dryRun(),
                now);
    }

    /** Whether the schedule tries once more what ended without a signal just before. */
    private boolean isTriedAgain(Run run) {
        return run.trigger() != Trigger.MANUAL
                && history.newestRun(JOB, host)
                        .filter(before -> before.trigger() != Trigger.MANUAL)
                        .filter(before -> Retries.isDueAfter(before, history.mayHaveSignalled(before.id())))
                        .isPresent();
    }
}
