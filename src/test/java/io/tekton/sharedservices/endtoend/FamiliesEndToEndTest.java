package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.NOT_SIGNALLED;
import static io.tekton.sharedservices.journal.TerminationResult.SPARED_ON_RECHECK;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static io.tekton.sharedservices.journal.TerminationResult.WOULD_TERMINATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What descends from an orphan is ended with it where its rule says so, and is named where it stays. */
@EnabledOnOs(OS.LINUX)
class FamiliesEndToEndTest {
    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;

    @BeforeEach
    void open() {
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
    }

    @AfterEach
    void close() {
        zoo.close();
    }

    private Installation.Cleanup cleanup() {
        return tekton.cleanup().set("match.own", "script=" + tekton.script + " with=descendants");
    }

    private SampleProcesses.Family family(Map<String, String> ofChild) {
        return zoo.family(tekton.argv(), Map.of(), List.of("sort", "--stable"), ofChild);
    }

    @Test
    void endsAnOrphanAndThenItsChild() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome = cleanup().run();

        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(outcome.run().message()).startsWith("ended ").doesNotContain("behind");
        assertThat(outcome.run().counts().orphans()).isEqualTo(2);
        assertThat(outcome.result(family.parent())).isEqualTo(TERMINATED);
        assertThat(outcome.result(family.child())).isEqualTo(TERMINATED);
        assertThat(outcome.verdict(family.child()).rule()).isEqualTo("descendant-of-orphan");
        assertThat(outcome.verdict(family.child()).match()).isEqualTo("own");
        assertThat(outcome.story(family.child())).containsExactly("INTENDED", "SIGNALLED", "ENDED");
        assertThat(outcome.termination(family.child()).requestedAt())
                .isAfterOrEqualTo(outcome.termination(family.parent()).finishedAt());
    }

    @Test
    void aRehearsalNamesTheChildToo() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome = cleanup().dry().run();

        assertThat(outcome.result(family.child())).isEqualTo(WOULD_TERMINATE);
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void explainSaysThatTheChildEndsWithTheOrphan() {
        SampleProcesses.Family family = family(Map.of());

        RecordedVerdict child = cleanup().explain(family.child()).verdict();

        assertThat(child.decision()).isEqualTo(Decision.ORPHAN);
        assertThat(child.rule()).isEqualTo("descendant-of-orphan");
        assertThat(child.explanation()).contains("it descends from pid " + family.parent());
    }

    @Test
    void explainSaysWhyTheOrphanLeavesTheChildBehind() {
        SampleProcesses.Family family = family(Map.of());
        String leaves = "; pid " + family.parent() + ", which a cleanup would end, leaves it behind";

        RecordedVerdict alone = tekton.cleanup().explain(family.child()).verdict();
        RecordedVerdict kept = cleanup()
                .set("protect.sort", "program=sort")
                .explain(family.child())
                .verdict();

        assertThat(alone.rule()).isEqualTo("unmatched");
        assertThat(alone.explanation()).endsWith(leaves);
        assertThat(kept.rule()).isEqualTo("unmatched");
        assertThat(kept.explanation()).endsWith(leaves + " (protected)");
    }

    @Test
    void explainNamesNoFamilyOfWhatIsRegistered() {
        SampleProcesses.Family family = family(Map.of());
        tekton.register(family.parent());

        RecordedVerdict child = cleanup().explain(family.child()).verdict();

        assertThat(child.rule()).isEqualTo("unmatched");
        assertThat(child.explanation()).endsWith("it is no CI process");
    }

    @Test
    void withoutTheRulesWordTheRunSaysWhomItLeavesBehind() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome = tekton.cleanup().run();

        String sentence = "leaves 1 child behind: " + family.child() + " idle";
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(outcome.run().message())
                .startsWith("ended 1 process, ")
                .endsWith("; pid " + family.parent() + " " + sentence);
        assertThat(outcome.verdict(family.parent()).explanation()).endsWith("it " + sentence);
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void ofTwoChildrenTheRunNamesBoth() throws IOException {
        Files.writeString(tekton.script, """
                import subprocess, sys, time
                below = [subprocess.Popen(["sleep", str(101 + n)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
                    for n in range(2)]
                print(*[child.pid for child in below], flush=True)
                time.sleep(100)
                """);
        ProcessBuilder builder = new ProcessBuilder("python3", "-IS", tekton.script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TEKTON_ROOT", tekton.root.toString());
        Process root = builder.start();
        String[] children = root.inputReader().readLine().split(" ");
        try {
            Installation.Outcome outcome = tekton.cleanup().run();

            assertThat(outcome.result((int) root.pid())).isEqualTo(TERMINATED);
            assertThat(outcome.run().message())
                    .contains("pid " + root.pid() + " leaves 2 children behind: ")
                    .contains(children[0] + " sleep")
                    .contains(children[1] + " sleep");
        } finally {
            root.destroyForcibly();
            for (String child : children) {
                ProcessHandle.of(Integer.parseInt(child)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void theBreakerCountsDescendants() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome = cleanup().set("max-terminations", "1").run();

        assertThat(outcome.run().reason()).isEqualTo("too-many-orphans");
        assertThat(outcome.result(family.child())).isEqualTo(NOT_SIGNALLED);
        assertThat(lives(family.parent())).isTrue();
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void aProtectedChildStaysAndIsNamedWithTheReason() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome =
                cleanup().set("protect.sort", "program=sort").run();

        assertThat(outcome.result(family.parent())).isEqualTo(TERMINATED);
        assertThat(outcome.run().message()).endsWith("leaves 1 child behind: " + family.child() + " idle (protected)");
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void aChildWithTheNameOfALivingRegisteredCiStays() {
        SampleProcesses.Family family = family(Map.of("TEKTON_CI_NAME", "worker-ai"));
        tekton.register(zoo.child(tekton.argv("--of", "another"), Map.of("TEKTON_ROOT", tekton.root.toString())));

        Installation.Outcome outcome = cleanup().run();

        assertThat(outcome.result(family.parent())).isEqualTo(TERMINATED);
        assertThat(outcome.run().message()).endsWith("(registered)");
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void aChildThatItsOwnRuleSparesStays() {
        SampleProcesses.Family family = zoo.family(tekton.argv("--root"), Map.of(), tekton.argv("--child"), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .set("match.own", "script=" + tekton.script + " argument=--root with=descendants")
                .set("owner.host", "script=" + tekton.root.resolve("host.py"))
                .set("match.child", "script=" + tekton.script + " argument=--child owner=host")
                .run();

        assertThat(outcome.result(family.parent())).isEqualTo(TERMINATED);
        assertThat(outcome.verdict(family.child()).rule()).isEqualTo("never-owned");
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void whereTheOrphanIsSparedAtTheLastMomentItsChildIsToo() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome = cleanup()
                .afterTermIntents(() -> tekton.register(family.parent()))
                .run();

        assertThat(outcome.result(family.parent())).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.result(family.child())).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.story(family.child())).containsExactly("ENDED");
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void aChildThatIsRegisteredAfterTheOrphanEndedStays() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome = cleanup()
                .at(CleanupListener.Phase.WAITING, () -> tekton.register(family.child()))
                .run();

        assertThat(outcome.result(family.parent())).isEqualTo(TERMINATED);
        assertThat(outcome.result(family.child())).isEqualTo(SPARED_ON_RECHECK);
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void aRegistryThatIsRefusedAfterTheOrphanEndedSparesItsChildAndTheRunIsPartial() {
        SampleProcesses.Family family = family(Map.of());

        Installation.Outcome outcome = cleanup()
                .at(CleanupListener.Phase.WAITING, () -> tekton.register("{"))
                .run();

        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.PARTIAL);
        assertThat(outcome.run().reason()).isEqualTo("registry-unreadable");
        assertThat(outcome.result(family.parent())).isEqualTo(TERMINATED);
        assertThat(outcome.result(family.child())).isEqualTo(NOT_SIGNALLED);
        assertThat(lives(family.child())).isTrue();
    }

    @Test
    void whatAnOwnerLeftIsEndedWithWhatDescendsFromIt() throws Exception {
        Path host = tekton.root.resolve("host.py");
        Files.writeString(host, "");
        SampleProcesses.Family family =
                zoo.family(List.of("python3", host.toString()), Map.of(), tekton.argv("--tool"), Map.of());
        Installation.Cleanup first = tekton.cleanup()
                .set("owner.host", "script=" + host)
                .set("match.own", "script=" + tekton.script + " argument=--tool owner=host with=descendants");
        first.run();
        zoo.end(family.parent());

        Installation.Outcome outcome = tekton.cleanup()
                .set("owner.host", "script=" + host)
                .set("match.own", "script=" + tekton.script + " argument=--tool owner=host with=descendants")
                .run();

        assertThat(outcome.result(family.child())).isEqualTo(TERMINATED);
    }

    @Test
    void whatIsBelowAnOrphanThatIsSparedAtTheLastMomentStaysThoughAnotherAboveItEnds() throws Exception {
        try (Generations three = Generations.start(tekton)) {
            Installation.Outcome outcome = tekton.cleanup()
                    .set("match.own", "script=" + tekton.script + " argument=--root with=descendants")
                    .set("match.middle", "script=" + tekton.script + " argument=--middle")
                    .afterTermIntents(() -> Generations.change(three.middle()))
                    .run();

            assertThat(outcome.result(three.root())).isEqualTo(TERMINATED);
            assertThat(outcome.result(three.middle())).isEqualTo(SPARED_ON_RECHECK);
            assertThat(outcome.result(three.last())).isEqualTo(SPARED_ON_RECHECK);
            assertThat(outcome.story(three.last())).containsExactly("ENDED");
            assertThat(lives(three.last())).isTrue();
        }
    }

    @Test
    void allGenerationsAreEndedWhereNothingChanges() throws Exception {
        try (Generations three = Generations.start(tekton)) {
            Installation.Outcome outcome = tekton.cleanup()
                    .set("match.own", "script=" + tekton.script + " argument=--root with=descendants")
                    .set("match.middle", "script=" + tekton.script + " argument=--middle")
                    .run();

            assertThat(outcome.result(three.root())).isEqualTo(TERMINATED);
            assertThat(outcome.result(three.middle())).isEqualTo(TERMINATED);
            assertThat(outcome.result(three.last())).isEqualTo(TERMINATED);
        }
    }

    @Test
    void anOrphanBelowAMemberThatIsSparedAtTheLastMomentKeepsTheMember() throws Exception {
        try (Generations three = Generations.start(tekton)) {
            Installation.Outcome outcome = tekton.cleanup()
                    .set("match.own", "script=" + tekton.script + " argument=--root with=descendants")
                    .set("match.last", "script=" + tekton.script + " argument=--last")
                    .afterTermIntents(() -> Generations.change(three.last()))
                    .run();

            assertThat(outcome.result(three.root())).isEqualTo(TERMINATED);
            assertThat(outcome.result(three.last())).isEqualTo(SPARED_ON_RECHECK);
            assertThat(outcome.result(three.middle())).isEqualTo(SPARED_ON_RECHECK);
            assertThat(lives(three.middle())).isTrue();
            assertThat(lives(three.last())).isTrue();
        }
    }
}
