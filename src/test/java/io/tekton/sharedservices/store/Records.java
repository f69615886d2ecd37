package io.tekton.sharedservices.store;

import io.tekton.sharedservices.audit.ConfigChange;
import io.tekton.sharedservices.audit.Decision;
import io.tekton.sharedservices.audit.RecordedVerdict;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunCounts;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.SyncRecord;
import io.tekton.sharedservices.audit.TerminationEvent.Ended;
import io.tekton.sharedservices.audit.TerminationEvent.Intended;
import io.tekton.sharedservices.audit.TerminationEvent.Signalled;
import io.tekton.sharedservices.audit.TerminationResult;
import io.tekton.sharedservices.audit.TerminationSignal;
import io.tekton.sharedservices.audit.Trigger;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records with every field filled, for tests. */
final class Records {
    static final String HOST = "host-1";
    static final String BOOT = "0b5f6c1e-boot";
    static final Instant START = Instant.parse("2026-10-25T00:30:00.123Z");
    static final Clock CLOCK = Clock.fixed(START.plusSeconds(5), ZoneOffset.UTC);

    private Records() {}

    static Store open(Path folder) {
        return Store.open(new StoreSettings(folder, Duration.ZERO, "a test"), CLOCK);
    }

    static Run run(String id, boolean dryRun, Instant startedAt) {
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

    static Run live(int number) {
        return run("run-%06d".formatted(number), false, START.plusSeconds(number));
    }

    static Run finished(Run run, RunCounts counts) {
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

    static ProcessIdentity process(int pid) {
        return new ProcessIdentity(BOOT, pid, 1_000L + pid);
    }

    static RecordedVerdict verdict(int pid, Decision decision, @Nullable TerminationResult result) {
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
                null);
    }

    static RecordedVerdict orphan(int pid) {
        return verdict(pid, Decision.ORPHAN, null);
    }

    static RecordedVerdict spared(int pid) {
        return verdict(pid, Decision.SPARED, null);
    }

    static Intended intended(int pid, TerminationSignal signal) {
        return new Intended(process(pid), START.plusSeconds(6), signal);
    }

    static Signalled signalled(int pid, TerminationSignal signal) {
        return new Signalled(process(pid), START.plusSeconds(7), signal);
    }

    static Ended ended(int pid, TerminationResult result) {
        return new Ended(process(pid), START.plusSeconds(8), result, 12L, "gone in time");
    }
}
