package io.tekton.sharedservices.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.SampleRecords;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The state and the line that Nagios reads. */
class CheckLineTest {
    private static final Instant NOW = SampleRecords.NOON.plusSeconds(90);

    /** As the guidelines have it: label=value[unit];[warn];[crit];[min]. */
    private static final Pattern DATA = Pattern.compile("[^ '=|]+=[0-9]+(s|B)?;[0-9]*;[0-9]*;[0-9]*");

    private static final DaemonStatus RUNNING =
            DaemonStatus.running(4711, SampleRecords.NOON, "0.2.0", "http://127.0.0.1:8377");

    private static JobStatus job(@Nullable Run last) {
        return new JobStatus("orphan-cleanup", "every 6h", true, null, last, NOW.plusSeconds(60), null);
    }

    private static Run ended(RunOutcome outcome, @Nullable String reason) {
        return SampleRecords.running().ended(NOW, outcome, reason, null, RunCounts.NONE);
    }

    private static CheckLine of(@Nullable Run last, String... warnings) {
        return CheckLine.of(new Status(RUNNING, List.of(job(last)), null, null, List.of(warnings)), NOW);
    }

    @Test
    void allIsWell() {
        CheckLine line = of(ended(RunOutcome.SUCCEEDED, null));

        assertThat(line.state().exitCode()).isZero();
        assertThat(line.line())
                .startsWith("SHARED-SERVICES OK: the daemon runs as pid 4711 | warnings=0;0;;0 ")
                .contains(" orphan-cleanup_age=90s;;;0");
        assertThat(line.line().split(" \\| ")[1].split(" ")).allMatch(DATA.asMatchPredicate());
    }

    @Test
    void aRefusalAndAWarningAreWarnings() {
        assertThat(of(ended(RunOutcome.REFUSED, "registry-missing")).state().exitCode())
                .isEqualTo(1);
        assertThat(of(null, "port 8377 was taken").state().exitCode()).isEqualTo(1);
    }

    @Test
    void aFailureAndAnOverdueJobAreCritical() {
        assertThat(of(ended(RunOutcome.FAILED, "survivors"), "and a warning").line())
                .startsWith(
                        "SHARED-SERVICES CRITICAL: the last run of orphan-cleanup was FAILED, survivors; and a warning")
                .contains(" failed=1;;0;0");
        assertThat(of(null, "orphan-cleanup is overdue").line())
                .startsWith("SHARED-SERVICES CRITICAL: orphan-cleanup is overdue | ")
                .contains(" overdue=1;;0;0");
    }

    @Test
    void theDaemonsStateDecidesFirst() {
        List<JobStatus> jobs = List.of(job(null));

        assertThat(CheckLine.of(new Status(DaemonStatus.notRunning("it was stopped"), jobs, null, null, List.of()), NOW)
                        .state()
                        .exitCode())
                .isEqualTo(2);
        assertThat(CheckLine.of(
                                new Status(DaemonStatus.unknown("it does not answer"), jobs, null, null, List.of()),
                                NOW)
                        .state()
                        .exitCode())
                .isEqualTo(3);
        assertThat(CheckLine.of(
                                new Status(
                                        DaemonStatus.stopping(1, NOW, "0.2.0", "http://127.0.0.1:1", NOW),
                                        jobs,
                                        null,
                                        null,
                                        List.of()),
                                NOW)
                        .state()
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void noReasonForgesDataOrASecondLine() {
        CheckLine line = of(null, "a file named\nOK | warnings=0 \u001b[31m" + "x".repeat(5000));

        assertThat(line.line()).doesNotContain("\n", "\u001b").hasSizeLessThan(700);
        assertThat(line.line().chars().filter(c -> c == '|')).hasSize(1);
    }
}
