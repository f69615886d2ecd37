package io.tekton.sharedservices.store;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationEvent.Ended;
import io.tekton.sharedservices.journal.TerminationEvent.Intended;
import io.tekton.sharedservices.journal.TerminationEvent.Signalled;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records with every field filled, for tests. */
public final class Records {
    public static final String HOST = "host-1";
    public static final String BOOT = "0b5f6c1e-boot";
    public static final Instant START = Instant.parse("2026-10-25T00:30:00.123Z");
    public static final Clock CLOCK = Clock.fixed(START.plusSeconds(5), ZoneOffset.UTC);

    /** What each orphan used. */
    public static final ProcessFacts.Use USE = new ProcessFacts.Use(
            new ProcessFacts.Memory(52_428_800, ProcessFacts.Memory.Kind.PSS), Duration.ofMillis(7_120));

    private Records() {}

    public static Store open(Path folder) {
        return Store.open(new StoreSettings(folder, Duration.ZERO, "a test"), CLOCK);
    }

    /** The same, quicker: where there is none yet, it has the files of an empty store that was made before. */
    public static Store ready(Path folder) {
        if (!Files.exists(folder)) {
            ReadyStore.write(folder);
        }
        return open(folder);
    }

    public static Run run(String id, boolean dryRun, Instant startedAt) {
        return new Run(
                id,
                "orphan-cleanup",
                HOST,
                BOOT,
                // booted ten years before: both clocks go alike
                Duration.between(START.minus(Duration.ofDays(3_650)), startedAt).toMillis(),
                Trigger.MANUAL,
                "op@terminal",
                dryRun,
                startedAt,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    public static Run live(int number) {
        return run("run-%06d".formatted(number), false, START.plusSeconds(number));
    }

    public static Run finished(Run run, RunCounts counts) {
        return run.ended(run.startedAt().plusSeconds(9), RunOutcome.SUCCEEDED, null, null, counts);
    }

    /** A sync's run with every field filled. */
    static Run sync(int number, Trigger trigger) {
        return new Run(
                "sync-%06d".formatted(number),
                "config-sync",
                HOST,
                BOOT,
                123_456L,
                trigger,
                "scheduler",
                false,
                START.plusSeconds(number),
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    static SyncRecord plan() {
        return new SyncRecord(
                START.minusMillis(70),
                "/srv/täkton/config/tekton_ai_config.json",
                List.of(
                        new ConfigChange("Apollo", "port", "45007", "45012"),
                        new ConfigChange("Apollo", "metadata.description", null, "\"«Ünïcode» \\\\ line\\nfeed\""),
                        new ConfigChange("numa", "active", "true", null)),
                "--- a\n+++ b\n@@ -1 +1 @@\n-  \"port\": 45007\n+  \"port\": 45012\n");
    }

    public static ProcessIdentity process(int pid) {
        return new ProcessIdentity(BOOT, pid, 1_000L + pid);
    }

    public static RecordedVerdict verdict(int pid, Decision decision, @Nullable TerminationResult result) {
        return new RecordedVerdict(
                process(pid),
                START.minusSeconds(9_000),
                1,
                "op",
                pid % 2 == 0 ? "Apollo" : "numa",
                "python3 -m «Ünïcode» \\n line\nfeed --pid " + pid,
                "4700 bash < 1 systemd",
                9_000L,
                "specialist",
                decision,
                decision == Decision.ORPHAN ? "unregistered" : "too-young",
                "nobody has registered it; its parent is gone",
                result,
                null,
                decision == Decision.ORPHAN ? USE : ProcessFacts.Use.UNKNOWN,
                decision == Decision.ORPHAN ? "agent" : null);
    }

    public static RecordedVerdict orphan(int pid) {
        return verdict(pid, Decision.ORPHAN, null);
    }

    public static RecordedVerdict spared(int pid) {
        return verdict(pid, Decision.SPARED, null);
    }

    public static Intended intended(int pid, TerminationSignal signal) {
        return new Intended(process(pid), START.plusSeconds(6), signal);
    }

    public static Signalled signalled(int pid, TerminationSignal signal) {
        return new Signalled(process(pid), START.plusSeconds(7), signal);
    }

    public static Ended ended(int pid, TerminationResult result) {
        return new Ended(process(pid), START.plusSeconds(8), result, 12L, "gone in time");
    }
}
