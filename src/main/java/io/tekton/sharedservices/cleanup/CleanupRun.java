package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.AuditException;
import io.tekton.sharedservices.audit.AuditLog;
import io.tekton.sharedservices.audit.Decision;
import io.tekton.sharedservices.audit.RecordedVerdict;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunCounts;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.TerminationEvent;
import io.tekton.sharedservices.audit.TerminationResult;
import io.tekton.sharedservices.audit.TerminationSignal;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cleanup from its first look to its last record, in this order: read the registry, look at all processes, judge; wait, and do all of it
 * again; count; hold each orphan; write the intents; and only then signal. For one thread, for one run.
 */
final class CleanupRun {
    private final ProcessTable table;
    private final Observer observer;
    private final RegistryReader registry;
    private final AuditLog audit;
    private final Clock clock;
    private final CleanupLog log;
    private final CleanupListener listener;
    private final StopFlag stop;
    private final CleanupRequest request;
    private final CleanupSettings settings;
    private final VerdictRecords records;
    private final Run run;

    private int scanned;
    private List<RecordedVerdict> spared = List.of();
    private List<RecordedVerdict> unsignalled = List.of();
    private List<Ending> endings = List.of();

    CleanupRun(
            ProcessTable table,
            Observer observer,
            RegistryReader registry,
            AuditLog audit,
            Clock clock,
            CleanupLog log,
            CleanupListener listener,
            StopFlag stop,
            CleanupRequest request,
            CleanupSettings settings,
            Run run) {
        this.table = table;
        this.observer = observer;
        this.registry = registry;
        this.audit = audit;
        this.clock = clock;
        this.log = log;
        this.listener = listener;
        this.stop = stop;
        this.request = request;
        this.settings = settings;
        this.records = new VerdictRecords(settings.redaction());
        this.run = run;
    }

    /** How a run ended, before it is written. */
    private record End(
            RunOutcome outcome,
            @Nullable String reason,
            @Nullable String message) {
        static End refused(String reason, String message) {
            return new End(RunOutcome.REFUSED, reason, message);
        }

        static End failed(String reason, String message) {
            return new End(RunOutcome.FAILED, reason, message);
        }
    }

    CleanupReport execute() {
        End end;
        boolean recorded = true;
        try {
            end = cleanUp();
        } catch (AuditException e) {
            log.failure(run, "the audit could not be written", e);
            boolean signalled = endings.stream().anyMatch(Ending::wasSignalled);
            end = signalled
                    ? End.failed(
                            "store-unwritable",
                            "the audit could not be written, so nothing more was signalled: " + e.getMessage())
                    : End.refused(
                            "store-unwritable",
                            "the audit could not be written, so nothing was signalled: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            log.failure(run, "the run failed", e);
            end = End.failed("internal-error", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        List<TerminationEvent> late = settleOpen(end);
        Run finished = run.ended(now(), end.outcome(), end.reason(), end.message(), counts());
        try {
            if (!late.isEmpty()) {
                audit.append(run.id(), late);
            }
            audit.finish(finished);
        } catch (AuditException e) {
            // The run stays RUNNING on record; the next start marks it ABANDONED and settles its intents by looking.
            log.failure(finished, "how the run ended could not be written", e);
            recorded = false;
            boolean signalled = endings.stream().anyMatch(Ending::wasSignalled);
            finished = run.ended(
                    now(),
                    signalled ? RunOutcome.FAILED : RunOutcome.REFUSED,
                    "store-unwritable",
                    "how the run ended could not be written: " + e.getMessage(),
                    counts());
        } finally {
            endings.stream()
                    .filter(Ending::isHeld)
                    .forEach(ending -> ending.pinned().close());
        }
        log.ended(finished);
        return new CleanupReport(finished, verdicts(), recorded);
    }

    private End cleanUp() {
        listener.progress(CleanupListener.Phase.SCANNING, 0, 0);
        RegistryReading first = registry.read();
        if (first instanceof RegistryReading.Refused refused) {
            return End.refused(refused.reason(), refused.message());
        }
        Judgement judgement = judgement((RegistryReading.Read) first);
        if (!judgement.orphans().isEmpty()
                && (!request.dryRun() || !request.confirmAfter().isZero())) {
            listener.progress(
                    CleanupListener.Phase.CONFIRMING, 0, judgement.orphans().size());
            boolean stopped = stop.await(request.confirmAfter());
            RegistryReading second = registry.read();
            if (second instanceof RegistryReading.Refused refused) {
                return End.refused(refused.reason(), refused.message());
            }
            judgement = Confirmation.of(judgement, judgement((RegistryReading.Read) second), table);
            if (stopped) {
                return decideUnsignalled(judgement, TerminationResult.NOT_SIGNALLED, STOPPED);
            }
        }
        int orphans = judgement.orphans().size();
        if (orphans > settings.alertThreshold()) {
            log.excessive(run, orphans, settings.alertThreshold());
        }
        if (orphans > request.maxTerminations()) {
            return decideUnsignalled(
                    judgement,
                    TerminationResult.NOT_SIGNALLED,
                    End.refused(
                            "too-many-orphans",
                            orphans + " orphans are more than orphan-cleanup.max-terminations allows in one run ("
                                    + request.maxTerminations()
                                    + "): none was signalled. If they are all to end, run once:"
                                    + " shared-services cleanup --max-terminations " + orphans));
        }
        if (request.dryRun()) {
            return decideUnsignalled(
                    judgement, TerminationResult.WOULD_TERMINATE, new End(RunOutcome.SUCCEEDED, null, null));
        }
        return end(judgement);
    }

    private static final End STOPPED = End.failed("stopped", "the run was stopped; from then on nothing was signalled");

    private Judgement judgement(RegistryReading.Read read) {
        Observer.Observation observation = observer.observe(read.registrations(), request.minAge());
        scanned = observation.scanned();
        List<Judge.Verdict> verdicts = observation.candidates().stream()
                .map(candidate -> Judge.judge(candidate, observation.around()))
                .toList();
        return new Judgement(verdicts, List.of());
    }

    /** Writes the verdicts of a run that signals nothing. */
    private End decideUnsignalled(Judgement judgement, TerminationResult result, End end) {
        List<RecordedVerdict> orphans = new ArrayList<>();
        judgement.orphans().forEach(verdict -> orphans.add(records.of(verdict).withResult(result, null)));
        judgement.gone().forEach(verdict -> orphans.add(records.of(verdict).withResult(TerminationResult.GONE, null)));
        List<RecordedVerdict> others =
                judgement.spared().stream().map(records::of).toList();
        audit.decide(run.id(), all(others, orphans), List.of());
        spared = others;
        unsignalled = orphans;
        all(others, orphans).forEach(verdict -> log.verdict(run, verdict));
        return end;
    }

    private End end(Judgement judgement) {
        spared = judgement.spared().stream().map(records::of).toList();
        List<Ending> held = new ArrayList<>();
        endings = held;
        for (Judge.Verdict orphan : judgement.orphans()) {
            held.add(hold(orphan));
        }
        for (Judge.Verdict gone : judgement.gone()) {
            held.add(new Ending(gone, records.of(gone).withResult(TerminationResult.GONE, null), null));
        }
        List<Ending> open = held.stream().filter(Ending::isOpen).toList();
        audit.decide(run.id(), verdicts(), Terminator.intents(open, TerminationSignal.TERM, now()));
        verdicts().forEach(verdict -> log.verdict(run, verdict));
        if (!open.isEmpty()) {
            Terminator terminator =
                    new Terminator(table, observer, registry, audit, clock, log, listener, stop, run, request);
            RegistryReading.Refused refused = terminator.end(open);
            if (refused != null) {
                return End.refused(refused.reason(), refused.message());
            }
        }
        return outcome();
    }

    private End outcome() {
        if (stop.isRaised() && (count(TerminationResult.NOT_SIGNALLED) > 0 || count(TerminationResult.SURVIVED) > 0)) {
            return STOPPED;
        }
        int denied = count(TerminationResult.DENIED);
        int survived = count(TerminationResult.SURVIVED);
        if (survived > 0) {
            return End.failed("orphans-survived", survived + " of the orphans survived");
        }
        return denied > 0
                ? End.failed("signal-denied", "the system forbade to signal " + denied + " of the orphans")
                : new End(RunOutcome.SUCCEEDED, null, null);
    }

    private Ending hold(Judge.Verdict orphan) {
        RecordedVerdict recorded = records.of(orphan);
        ProcessTable.Pinning pinning = table.pin(orphan.candidate().snapshot());
        if (pinning instanceof ProcessTable.Pinning.Pinned pinned) {
            PinnedProcess process = pinned.process();
            return new Ending(orphan, recorded, process);
        }
        return new Ending(
                orphan,
                recorded.withResult(
                        pinning instanceof ProcessTable.Pinning.Gone
                                ? TerminationResult.GONE
                                : TerminationResult.SPARED_ON_RECHECK,
                        null),
                null);
    }

    /** Every orphan has a result when the run is over, also when it broke off. */
    private List<TerminationEvent> settleOpen(End end) {
        List<TerminationEvent> late = new ArrayList<>();
        for (Ending ending : endings) {
            if (!ending.isOpen()) {
                continue;
            }
            boolean gone = ending.pinned().exited();
            TerminationResult result;
            if (ending.wasSignalled()) {
                result = gone ? TerminationResult.TERMINATED : TerminationResult.SURVIVED;
            } else {
                result = gone ? TerminationResult.GONE : TerminationResult.NOT_SIGNALLED;
            }
            late.add(gone ? ending.gone(result, now(), System.nanoTime()) : ending.ended(result, now(), end.message()));
            log.outcome(run, ending.recorded(), ending.detail());
        }
        return late;
    }

    private List<RecordedVerdict> verdicts() {
        return all(
                spared,
                unsignalled.isEmpty() ? endings.stream().map(Ending::recorded).toList() : unsignalled);
    }

    private static List<RecordedVerdict> all(List<RecordedVerdict> some, List<RecordedVerdict> others) {
        List<RecordedVerdict> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(Comparator.comparingInt(verdict -> verdict.identity().pid()));
        return all;
    }

    private RunCounts counts() {
        List<RecordedVerdict> all = verdicts();
        int orphans =
                (int) all.stream().filter(v -> v.decision() == Decision.ORPHAN).count();
        return new RunCounts(
                scanned,
                all.size(),
                orphans,
                all.size() - orphans,
                count(TerminationResult.TERMINATED),
                count(TerminationResult.KILLED),
                count(TerminationResult.SURVIVED) + count(TerminationResult.DENIED));
    }

    private int count(TerminationResult result) {
        return (int) verdicts().stream().filter(v -> v.result() == result).count();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What one look at the host gave; {@code gone} are orphans of an earlier look that ended by themselves. */
    record Judgement(List<Judge.Verdict> verdicts, List<Judge.Verdict> gone) {
        List<Judge.Verdict> orphans() {
            return verdicts.stream().filter(Judge.Verdict::isOrphan).toList();
        }

        List<Judge.Verdict> spared() {
            return verdicts.stream().filter(verdict -> !verdict.isOrphan()).toList();
        }
    }
}
