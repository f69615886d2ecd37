package io.tekton.sharedservices.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.journal.query.TrendStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums over runs. */
class TrendTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private Store store;
    private int number;

    @BeforeEach
    void open() {
        store = Records.ready(folder.resolve("state"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void ran(String job, Instant at, boolean dry, int orphans, int terminated, int killed, int failed) {
        store.auditLog(Records.BOOT, Records.CLOCK)
                .begin(new Run(
                        "run-" + ++number,
                        job,
                        Records.HOST,
                        Records.BOOT,
                        1,
                        Trigger.SCHEDULE,
                        "scheduler",
                        dry,
                        at,
                        at.plusSeconds(1),
                        RunOutcome.SUCCEEDED,
                        null,
                        null,
                        new RunCounts(100, orphans + 5, orphans, 5, terminated, killed, failed)));
    }

    @Test
    void addsUpStepByStepAndKeepsDryRunsApart() {
        ran("orphan-cleanup", START, false, 3, 2, 1, 0);
        ran("orphan-cleanup", START.plus(DAY).minusMillis(1), false, 4, 2, 1, 1);
        ran("orphan-cleanup", START.plus(DAY), true, 7, 0, 0, 0);
        ran("config-sync", START, false, 9, 9, 0, 0);
        ran("orphan-cleanup", START.minusMillis(1), false, 9, 9, 0, 0);
        ran("orphan-cleanup", START.plus(DAY.multipliedBy(3)), false, 9, 9, 0, 0);

        var steps = store.auditReader()
                .trend(new TrendQuery("orphan-cleanup", START, START.plus(DAY.multipliedBy(3)), DAY));

        assertThat(steps)
                .containsExactly(
                        new TrendStep(START, 2, 7, 0, 10, 4, 2, 1),
                        new TrendStep(START.plus(DAY), 1, 0, 7, 5, 0, 0, 0));
    }
}
