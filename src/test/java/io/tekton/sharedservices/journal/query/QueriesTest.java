package io.tekton.sharedservices.journal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueriesTest {
    private static TerminationQuery terminations(TerminationResult outcome, String runId, int limit) {
        return new TerminationQuery(null, null, null, null, outcome, null, runId, null, limit, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void askForAtLeastOneRow(int limit) {
        assertThat(new RunQuery(null, null, null, null, null, 1).limit()).isEqualTo(1);
        assertThat(terminations(null, null, 1).limit()).isEqualTo(1);
        assertThatThrownBy(() -> new RunQuery(null, null, null, null, null, limit))
                .hasMessageContaining("limit must be above 0, not " + limit);
        assertThatThrownBy(() -> terminations(null, null, limit))
                .hasMessageContaining("limit must be above 0, not " + limit);
    }

    @Test
    void includeRehearsalsWhereOnlyThoseOrOneRunAreAskedFor() {
        assertThat(terminations(null, null, 1).rehearsals()).isFalse();
        assertThat(terminations(TerminationResult.TERMINATED, null, 1).rehearsals())
                .isFalse();
        assertThat(terminations(TerminationResult.WOULD_TERMINATE, null, 1).rehearsals())
                .isTrue();
        assertThat(terminations(null, "run-1", 1).rehearsals()).isTrue();
    }

    @Test
    void aListedRunHasTheNumberOfChangesOfItsPlan() {
        List<ConfigChange> changes =
                List.of(new ConfigChange("a", "port", "1", "2"), new ConfigChange("a", "x", null, "3"));
        Run sync = run("sync");
        Run cleanup = run("cleanup");

        List<ListedRun> listed = new Kept(List.of(sync, cleanup), Map.of("sync", changes))
                .list(new RunQuery(null, null, null, null, null, 9));

        assertThat(listed).containsExactly(new ListedRun(sync, 2), new ListedRun(cleanup, 0));
        assertThatThrownBy(() -> new ListedRun(cleanup, -1)).hasMessageContaining("cleanup with -1 changes");
    }

    private static Run run(String id) {
        return new Run(
                id,
                "job",
                "host",
                "boot",
                1,
                Trigger.MANUAL,
                "a test",
                false,
                Instant.EPOCH,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    private record Kept(List<Run> runs, Map<String, List<ConfigChange>> plans) implements History {
        @Override
        public List<Run> runs(RunQuery query) {
            return runs;
        }

        @Override
        public Optional<Run> run(String id) {
            return runs.stream().filter(run -> run.id().equals(id)).findFirst();
        }

        @Override
        public List<RecordedVerdict> verdicts(String runId) {
            return List.of();
        }

        @Override
        public Optional<SyncRecord> sync(String runId) {
            return Optional.ofNullable(plans.get(runId)).map(changes -> new SyncRecord(null, "/c", changes, ""));
        }

        @Override
        public List<Termination> terminations(TerminationQuery query) {
            return List.of();
        }
    }
}
