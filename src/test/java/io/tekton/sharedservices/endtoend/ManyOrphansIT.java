package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.journal.TerminationResult.KILLED;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class ManyOrphansIT {
    @TempDir
    Path temp;

    @Test
    void endsTwoHundredOfWhichHalfAreStubborn(TestReporter reporter) {
        Installation tekton = new Installation(temp);
        try (SampleProcesses zoo = new SampleProcesses()) {
            List<Integer> prompt = new ArrayList<>();
            List<Integer> stubborn = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                prompt.add(zoo.child(tekton.argv("prompt", Integer.toString(i)), Map.of()));
                stubborn.add(zoo.stubborn(tekton.argv("stubborn", Integer.toString(i)), Map.of()));
            }

            Installation.Outcome outcome = tekton.cleanup()
                    .set("grace", "2s")
                    .set("max-terminations", "200")
                    .run();

            assertThat(prompt).noneMatch(Installation::lives).allMatch(pid -> outcome.result(pid) == TERMINATED);
            assertThat(stubborn).noneMatch(Installation::lives).allMatch(pid -> outcome.result(pid) == KILLED);
            assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(outcome.run().counts().terminated()).isEqualTo(100);
            assertThat(outcome.run().counts().killed()).isEqualTo(100);
            assertThat(outcome.terminations()).hasSize(200);
            assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
            Instant first = at(outcome, EventKind.SIGNALLED).get(0);
            List<Instant> ends = at(outcome, EventKind.ENDED);
            Duration all = Duration.between(first, ends.get(ends.size() - 1));
            reporter.publishEntry("from the first signal to the last end", all.toMillis() + " ms");
            reporter.publishEntry(
                    "from the first signal to the end of the run",
                    Duration.between(first, outcome.run().finishedAt()).toMillis() + " ms");
            // a guard against a cleanup that waits for one after the other, no measurement
            assertThat(all).isLessThan(Duration.ofMinutes(2));
        }
    }

    private static List<Instant> at(Installation.Outcome outcome, EventKind kind) {
        return outcome.events().stream()
                .filter(event -> event.kind() == kind)
                .map(AuditEvent::at)
                .sorted()
                .toList();
    }
}
