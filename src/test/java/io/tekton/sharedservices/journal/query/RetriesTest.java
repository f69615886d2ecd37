package io.tekton.sharedservices.journal.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetriesTest {
    private static final Instant START = Instant.parse("2026-03-04T05:00:00Z");
    private static final Run REFUSED = run("orphan-cleanup", "host", Trigger.SCHEDULE, false, "registry-torn", "torn");

    @Test
    void aMissedRunMayRepeatAScheduledOne() {
        Run caughtUp = run("orphan-cleanup", "host", Trigger.CATCH_UP, false, "registry-torn", "torn");

        assertThat(Retries.isSame(REFUSED, caughtUp)).isTrue();
        assertThat(Retries.isSame(caughtUp, REFUSED)).isTrue();
    }

    /** In each, one thing is different. */
    static List<Run> different() {
        return List.of(
                run("orphan-cleanup", "host", Trigger.MANUAL, false, "registry-torn", "torn"),
                run("config-sync", "host", Trigger.SCHEDULE, false, "registry-torn", "torn"),
                run("orphan-cleanup", "other", Trigger.SCHEDULE, false, "registry-torn", "torn"),
                run("orphan-cleanup", "host", Trigger.SCHEDULE, true, "registry-torn", "torn"),
                run("orphan-cleanup", "host", Trigger.SCHEDULE, false, "registry-missing", "torn"),
                run("orphan-cleanup", "host", Trigger.SCHEDULE, false, "registry-torn", "missing"),
                begun("orphan-cleanup", "host", Trigger.SCHEDULE, false)
                        .ended(START.plusSeconds(1), RunOutcome.FAILED, "registry-torn", "torn", RunCounts.NONE));
    }

    @ParameterizedTest
    @MethodSource("different")
    void aRunThatDiffersInAnythingIsARecordOfItsOwn(Run other) {
        assertThat(Retries.isSame(REFUSED, other)).isFalse();
        assertThat(Retries.isSame(other, REFUSED)).isFalse();
    }

    private static Run run(String job, String host, Trigger trigger, boolean dryRun, String reason, String message) {
        return begun(job, host, trigger, dryRun)
                .ended(START.plusSeconds(1), RunOutcome.REFUSED, reason, message, RunCounts.NONE);
    }

    private static Run begun(String job, String host, Trigger trigger, boolean dryRun) {
        return new Run(
                "run",
                job,
                host,
                "boot",
                1L,
                trigger,
                "test",
                dryRun,
                START,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }
}
