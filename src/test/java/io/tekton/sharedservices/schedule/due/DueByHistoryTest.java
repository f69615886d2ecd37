package io.tekton.sharedservices.schedule.due;

import static io.tekton.sharedservices.journal.Trigger.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a run is due by what is on record. */
class DueByHistoryTest {
    private static final Schedule SIX_HOURS = new Schedule.Every(Duration.ofHours(6));
    private static final Duration HOUR = Duration.ofHours(1);

    private final SettableHost host = SettableHost.at("2026-11-23T03:00:00.000Z");

    private NextRun due(Recorded history, Duration wait) {
        return NextRun.byHistory(SIX_HOURS, history, SettableHost.JOB, SettableHost.NAME, host.get(), wait);
    }

    private Run ended(RunOutcome outcome, @Nullable String reason) {
        return host.begun(SCHEDULE, false).ended(host.instant(), outcome, reason, null, RunCounts.NONE);
    }

    @Test
    void aFailedRunIsTriedAgainSoonOnlyIfItSignalledNothing() {
        Run failed = ended(RunOutcome.FAILED, "internal-error");

        assertThat(due(new Recorded(failed, Set.of(), false), Duration.ZERO))
                .isEqualTo(new NextRun(host.instant().plus(HOUR), SCHEDULE));
        assertThat(due(new Recorded(failed, Set.of(failed.id()), false), Duration.ZERO))
                .isEqualTo(new NextRun(host.instant().plus(HOUR.multipliedBy(6)), SCHEDULE));
    }

    @Test
    void aRunThatSucceededIsFollowedByTheNextTurnWhateverItSignalled() {
        Run succeeded = ended(RunOutcome.SUCCEEDED, null);

        assertThat(due(new Recorded(succeeded, Set.of(succeeded.id()), false), Duration.ZERO)
                        .at())
                .isEqualTo(host.instant().plus(HOUR.multipliedBy(6)));
        assertThat(due(new Recorded(succeeded, Set.of(), false), Duration.ZERO).at())
                .isEqualTo(host.instant().plus(HOUR.multipliedBy(6)));
    }

    @Test
    void aRunThatWasSkippedForTheHourWaitsForItsEnd() {
        Run last = ended(RunOutcome.SUCCEEDED, null);
        host.pass(HOUR.multipliedBy(7));
        Duration wait = Duration.ofMinutes(20);

        assertThat(due(new Recorded(last, Set.of(), true), wait).at())
                .isEqualTo(host.instant().plus(wait));
        assertThat(due(new Recorded(last, Set.of(), false), wait).at()).isEqualTo(host.instant());
        assertThat(due(new Recorded(last, Set.of(), true), Duration.ZERO).at()).isEqualTo(host.instant());
    }

    @Test
    void isNowWhereNothingIsOnRecord() {
        assertThat(due(new Recorded(null, Set.of(), false), Duration.ZERO))
                .isEqualTo(new NextRun(host.instant(), SCHEDULE));
    }

    /** A history with one scheduled run. */
    private record Recorded(@Nullable Run last, Set<String> signalled, boolean skipped) implements AuditReader {
        @Override
        public Optional<Run> lastScheduledRun(String job, String hostName) {
            return Optional.ofNullable(last).filter(run -> run.job().equals(job));
        }

        @Override
        public boolean mayHaveSignalled(String runId) {
            return signalled.contains(runId);
        }

        @Override
        public boolean wasSkippedSince(String job, String hostName, @Nullable String runId) {
            return skipped;
        }

        @Override
        public Run beginOfRetries(Run run) {
            return run;
        }

        @Override
        public Optional<Run> newestRun(String job, String hostName) {
            return Optional.ofNullable(last);
        }

        @Override
        public Optional<Run> lastLiveRun(String job, String hostName) {
            return Optional.ofNullable(last);
        }

        @Override
        public Optional<Run> lastRun(String job, String hostName) {
            return Optional.ofNullable(last);
        }

        @Override
        public Optional<Run> run(String id) {
            return Optional.ofNullable(last).filter(run -> run.id().equals(id));
        }

        @Override
        public List<Run> runs(RunQuery query) {
            return Optional.ofNullable(last).stream().toList();
        }

        @Override
        public List<Run> running(String hostName) {
            return List.of();
        }

        @Override
        public List<Termination> unresolved(String runId) {
            return List.of();
        }

        @Override
        public List<RecordedVerdict> verdicts(String runId) {
            return List.of();
        }

        @Override
        public Optional<SyncRecord> sync(String runId) {
            return Optional.empty();
        }

        @Override
        public List<Termination> terminations(TerminationQuery query) {
            return List.of();
        }
    }
}
