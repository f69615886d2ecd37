package io.tekton.sharedservices.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncRecordTest {
    private static final Instant START = Instant.parse("2026-11-26T06:00:00Z");
    private static final SyncRecord FLAGGED = new SyncRecord(START.minusMillis(40), "/a", List.of(), "");

    private static Run begun(boolean dryRun) {
        return new Run(
                "run-1",
                "config-sync",
                "host",
                "boot",
                1,
                Trigger.FLAG,
                "a test",
                dryRun,
                START,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    private static Run ended(boolean dryRun, RunOutcome outcome) {
        return begun(dryRun).ended(START.plusMillis(20), outcome, null, null, RunCounts.NONE);
    }

    @Test
    void theLatencyIsFromTheFlagToTheEndOfARunThatBroughtWhatItCalledFor() {
        assertThat(FLAGGED.latency(ended(false, RunOutcome.SUCCEEDED))).contains(Duration.ofMillis(60));
        assertThat(FLAGGED.latency(ended(true, RunOutcome.SUCCEEDED))).isEmpty();
        assertThat(FLAGGED.latency(ended(false, RunOutcome.FAILED))).isEmpty();
        assertThat(FLAGGED.latency(begun(false))).isEmpty();
        assertThat(new SyncRecord(null, "/a", List.of(), "").latency(ended(false, RunOutcome.SUCCEEDED)))
                .isEmpty();
    }

    @Test
    void theLatencyIsNeverNegativeThoughTheFlagsClockMayBeAhead() {
        SyncRecord ahead = new SyncRecord(START.plusSeconds(5), "/a", List.of(), "");

        assertThat(ahead.latency(ended(false, RunOutcome.SUCCEEDED))).contains(Duration.ZERO);
    }

    @Test
    void aChangeChangesSomething() {
        assertThatThrownBy(() -> new ConfigChange("apollo", "port", "1", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("apollo.port");
    }
}
