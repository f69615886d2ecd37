package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.configsync.SyncReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the configuration sync since the process started, across changes of its settings. Thread-safe. */
public final class SyncMemory {
    private long ticks;
    private @Nullable Moment lastTick;
    private @Nullable Object rehearsed;
    private @Nullable Failing failing;
    private @Nullable String drift;
    private List<String> doubts = List.of();

    /** Failures that follow each other. */
    private record Failing(Instant since, int tries, Run latest) {}

    /** The job has looked whether there is anything to do. */
    synchronized void tick(Moment moment) {
        ticks++;
        lastTick = moment;
    }

    synchronized @Nullable Moment lastTick() {
        return lastTick;
    }

    /** How often the job has looked. */
    public synchronized long ticks() {
        return ticks;
    }

    /** When it looked last; empty before the first time. */
    public synchronized Optional<Instant> lastTickAt() {
        return Optional.ofNullable(lastTick).map(Moment::now);
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
        if (run.outcome() == RunOutcome.FAILED) {
            Failing before = failing;
            failing = before == null
                    ? new Failing(run.startedAt(), 1, run)
                    : new Failing(before.since(), before.tries() + 1, run);
            return;
        }
        failing = null;
        doubts = report.warnings();
        if (run.outcome() == RunOutcome.SUCCEEDED && !run.dryRun()) {
            drift = null;
        }
    }

    /** @param difference what would bring the configuration in line; null where it is */
    synchronized void drift(@Nullable String difference) {
        drift = difference;
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
        if (drift != null) {
            warnings.add(
                    "the CI configuration is out of line with the registry, and config-sync.drift = report leaves it so: "
                            + drift + "; \"sync --force\" brings it in line");
        }
        return warnings;
    }
}
