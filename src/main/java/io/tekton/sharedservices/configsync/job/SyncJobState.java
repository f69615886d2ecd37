package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.configsync.Deviation;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.schedule.due.ClockReading;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** What is known of the configuration sync since the process started, across changes of its settings. Thread-safe. */
public final class SyncJobState {
    private static final Logger LOGGER = LogManager.getLogger("config-sync");

    private long ticks;
    private @Nullable ClockReading lastTick;
    private @Nullable Object rehearsed;
    private @Nullable Failing failing;
    private @Nullable String waiting;
    private @Nullable String outOfLine;
    private @Nullable String logged;
    private final RepairPace pace = new RepairPace();
    private @Nullable Path overwritten;
    private List<String> doubts = List.of();

    /** Failures that follow each other. */
    private record Failing(Instant since, int tries, Run latest) {}

    /** The job has checked whether there is anything to do. */
    synchronized void tick(ClockReading moment) {
        ticks++;
        lastTick = moment;
    }

    synchronized @Nullable ClockReading lastTick() {
        return lastTick;
    }

    /** How often the job has checked. */
    public synchronized long ticks() {
        return ticks;
    }

    /** When it last checked; empty before the first time. */
    public synchronized Optional<Instant> lastTickAt() {
        return Optional.ofNullable(lastTick).map(ClockReading::now);
    }

    /** Whether a dry run was made for this raising of the flag, which left it raised. */
    synchronized boolean isRehearsed(Object flag) {
        return flag.equals(rehearsed);
    }

    synchronized void rehearsed(Object flag) {
        rehearsed = flag;
    }

    synchronized void ended(SyncReport report) {
        Run run = report.run();
        if (SyncFailure.WAITING.equals(run.reason())) {
            waiting(run);
            return;
        }
        waiting = null;
        if (run.outcome() == RunOutcome.FAILED || run.outcome() == RunOutcome.REFUSED) {
            Failing before = failing;
            failing = before == null
                    ? new Failing(run.startedAt(), 1, run)
                    : new Failing(before.since(), before.tries() + 1, run);
            return;
        }
        failing = null;
        doubts = report.warnings();
        if (run.outcome() == RunOutcome.SUCCEEDED && !run.dryRun()) {
            outOfLine = null;
            logged = null;
        }
    }

    private void waiting(Run run) {
        String before = waiting;
        waiting = "config-sync is waiting: " + run.message();
        failing = null;
        if (!waiting.equals(before)) {
            LOGGER.warn("{}", waiting);
        }
    }

    /**
     * How the configuration was found, and left. It is logged once; a deviation that may only wait for its flag is
     * logged at the second check.
     *
     * @param found null if there is no deviation
     */
    synchronized void outOfLine(@Nullable ConfigDeviation found, boolean dryRun) {
        if (found == null) {
            outOfLine = null;
            return;
        }
        String now = found.sentence(dryRun);
        boolean lasts = found.kind() != Deviation.Kind.REGISTRY_CHANGED || now.equals(outOfLine);
        if (lasts && !now.equals(logged)) {
            LOGGER.warn("{}", now);
            logged = now;
        }
        outOfLine = now;
    }

    /**
     * A check found a deviation of the configuration.
     *
     * @param file the configuration; null where it is not known
     * @return false where saves and repairs follow each other so fast that only the schedule is to repair
     */
    synchronized boolean mayRepairAtOnce(ClockReading now, @Nullable Path file) {
        boolean before = pace.isTooFast();
        pace.drifted(now);
        if (!pace.isTooFast()) {
            return true;
        }
        overwritten = file;
        if (!before) {
            LOGGER.warn("{}", overwriting());
        }
        return false;
    }

    synchronized void repairing(ClockReading now) {
        pace.repairing(now);
    }

    /** A check found nothing to repair. */
    synchronized void inLineSince(ClockReading now) {
        pace.calm(now);
    }

    private String overwriting() {
        return "the CI configuration " + overwritten + " was put out of line and repaired " + RepairPace.MOST
                + " times within a minute: it seems that another program keeps writing an older copy of it. Until "
                + "a minute passes"
                + " without such a save, only the schedule of config-sync repairs it; find that program (fuser -v '"
                + overwritten + "' while it writes), or set config-sync.drift = report";
    }

    /** How many runs have failed in a row; 0 if the last one did not. */
    public synchronized int failures() {
        return failing == null ? 0 : failing.tries();
    }

    /** What an operator should know, a sentence each. */
    public synchronized List<String> warnings() {
        List<String> warnings = new ArrayList<>(doubts);
        if (failing != null) {
            warnings.add("config-sync is failing since " + failing.since() + ", " + failing.tries()
                    + (failing.tries() == 1 ? " try: " : " tries: ")
                    + Objects.requireNonNullElse(
                            failing.latest().message(), failing.latest().reason())
                    + "; what was asked for is kept and tried again");
        }
        if (waiting != null) {
            warnings.add(waiting);
        }
        if (pace.isTooFast()) {
            warnings.add(overwriting());
        }
        if (outOfLine != null) {
            warnings.add(outOfLine);
        }
        return warnings;
    }
}
