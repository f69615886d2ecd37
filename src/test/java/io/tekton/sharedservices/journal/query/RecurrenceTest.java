package io.tekton.sharedservices.journal.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.SampleRecords;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecurrenceTest {
    private static final String TOOL = "sh /srv/tool.sh --port 45012";

    /** The newest first. */
    private final List<Run> runs = new ArrayList<>();

    private final Map<String, List<RecordedVerdict>> verdicts = new HashMap<>();

    private static RecordedVerdict ended(String match, String command, TerminationResult result) {
        return new RecordedVerdict(
                new ProcessIdentity("boot", 4711, 99),
                SampleRecords.NOON,
                4700,
                "op",
                null,
                command,
                "4700 sup.sh < 1 init",
                9_000,
                match,
                Decision.ORPHAN,
                "unregistered",
                "because",
                result,
                12L);
    }

    private static RecordedVerdict ended(String command) {
        return ended("tool", command, TerminationResult.TERMINATED);
    }

    private void run(RecordedVerdict... of) {
        run("host", false, RunOutcome.SUCCEEDED, of);
    }

    /** One that is newer than those before. */
    private void run(String host, boolean dry, RunOutcome outcome, RecordedVerdict... of) {
        String id = String.format("20260301-%06d-abcdef", runs.size());
        runs.add(
                0,
                new Run(
                        id,
                        "orphan-cleanup",
                        host,
                        "boot",
                        1,
                        Trigger.SCHEDULE,
                        "scheduler",
                        dry,
                        SampleRecords.NOON,
                        SampleRecords.NOON,
                        outcome,
                        outcome == RunOutcome.SUCCEEDED ? null : "reason",
                        outcome == RunOutcome.SUCCEEDED ? null : "message",
                        RunCounts.NONE));
        verdicts.put(id, List.of(of));
    }

    private List<String> warnings() {
        return Recurrence.warnings(
                new History() {
                    @Override
                    public List<Run> runs(RunQuery query) {
                        return runs.stream().limit(query.limit()).toList();
                    }

                    @Override
                    public Optional<Run> run(String id) {
                        return Optional.empty();
                    }

                    @Override
                    public List<RecordedVerdict> verdicts(String runId) {
                        return verdicts.get(runId);
                    }

                    @Override
                    public Optional<SyncRecord> sync(String runId) {
                        return Optional.empty();
                    }

                    @Override
                    public List<Termination> terminations(TerminationQuery query) {
                        return List.of();
                    }
                },
                "orphan-cleanup",
                "host");
    }

    @Test
    void whatThreeRunsInARowEndedCameBackAndItsParentIsNamed() {
        run(ended(TOOL));
        run(ended(TOOL), ended("other"));
        run(ended("tool", "sh /srv/tool.sh --port 46000", TerminationResult.KILLED));

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("tool.sh", "match rule tool", "came back 3 times; its parent is sup.sh");
    }

    @Test
    void twoRunsOrAGapAreNoRow() {
        run(ended(TOOL));
        run(ended(TOOL));
        assertThat(warnings()).isEmpty();

        run();
        assertThat(warnings()).isEmpty();

        run(ended(TOOL));
        run(ended(TOOL));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void anotherRuleOrCommandIsAnotherProcess() {
        run(ended(TOOL));
        run(ended("else", TOOL, TerminationResult.TERMINATED));
        run(ended(TOOL));
        run(ended("sh /srv/other.sh"));

        assertThat(warnings()).isEmpty();
    }

    @Test
    void rehearsalsRefusalsAndOtherHostsNeitherCountNorBreakTheRow() {
        run(ended(TOOL));
        run("host", true, RunOutcome.SUCCEEDED);
        run(ended(TOOL));
        run("host", false, RunOutcome.REFUSED);
        run("elsewhere", false, RunOutcome.SUCCEEDED);
        run("host", false, RunOutcome.PARTIAL, ended(TOOL));

        assertThat(warnings()).singleElement().asString().contains("came back 3 times");
    }

    @Test
    void whatWasNotEndedDidNotComeBack() {
        run(ended(TOOL));
        run(ended("tool", TOOL, TerminationResult.SURVIVED));
        run(ended(TOOL));
        run(ended(TOOL));

        assertThat(warnings()).isEmpty();
    }
}
