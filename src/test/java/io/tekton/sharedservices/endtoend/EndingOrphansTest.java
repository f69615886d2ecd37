package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.KILLED;
import static io.tekton.sharedservices.journal.TerminationResult.NOT_SIGNALLED;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static io.tekton.sharedservices.journal.TerminationResult.WOULD_TERMINATE;
import static io.tekton.sharedservices.journal.TerminationSignal.KILL;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** What becomes of each kind of process, and that store and report say the same of it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class EndingOrphansTest {
    private static final int NOBODY = 65534;

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

    @Test
    void endsAPromptOrphanBySigterm() {
        int orphan = zoo.child(tekton.argv("--component", "apollo"), Map.of());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(orphan)).isFalse();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(outcome.run().reason()).isNull();
        assertThat(counts(outcome)).isEqualTo(counts(1, 0, 1, 0, 0));
        assertThat(outcome.result(orphan)).isEqualTo(TERMINATED);
        assertThat(outcome.verdict(orphan).waitMillis()).isNotNull();
        assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
        Termination termination = outcome.termination(orphan);
        assertThat(termination.signals()).containsExactly(TERM);
        assertThat(termination.verdict().result()).isEqualTo(TERMINATED);
        assertThat(termination.verdict().component()).isEqualTo("apollo");
        assertThat(termination.finishedAt()).isNotNull();
        assertThat(outcome.story(orphan)).containsExactly("INTENDED", "SIGNALLED", "ENDED");
    }

    @Test
    void endsAStubbornOneBySigkill() {
        int stubborn = zoo.stubborn(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup().set("grace", "100ms").run();

        assertThat(lives(stubborn)).isFalse();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(counts(outcome)).isEqualTo(counts(1, 0, 0, 1, 0));
        assertThat(outcome.result(stubborn)).isEqualTo(KILLED);
        assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM, KILL);
        assertThat(outcome.verdict(stubborn).waitMillis()).isGreaterThanOrEqualTo(100);
        assertThat(outcome.story(stubborn)).containsExactly("INTENDED", "SIGNALLED", "INTENDED", "SIGNALLED", "ENDED");
    }

    @Test
    void killsOnlyTheStubbornOnes() {
        int prompt = zoo.child(tekton.argv("prompt"), Map.of());
        int stubborn = zoo.stubborn(tekton.argv("stubborn"), Map.of());

        Installation.Outcome outcome = tekton.cleanup().set("grace", "200ms").run();

        assertThat(List.of(prompt, stubborn)).noneMatch(Installation::lives);
        assertThat(counts(outcome)).isEqualTo(counts(2, 0, 1, 1, 0));
        assertThat(outcome.termination(prompt).signals()).containsExactly(TERM);
        assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM, KILL);
    }

    @Test
    void sendsNoSignalToAZombieOfALazyParent() {
        SampleProcesses.Family family = zoo.family(List.of("lazy-parent"), Map.of(), tekton.argv(), Map.of());
        zoo.end(family.child());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(Files.exists(Path.of("/proc/" + family.child()))).isTrue();
        assertThat(outcome.report().verdicts()).isEmpty();
        assertThat(outcome.terminations()).isEmpty();
        assertThat(lives(family.parent())).isTrue();
    }

    @Test
    void countsAnOrphanThatItsLazyParentLeavesAZombieAsEnded() {
        SampleProcesses.Family family = zoo.family(List.of("lazy-parent"), Map.of(), tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(Files.exists(Path.of("/proc/" + family.child()))).isTrue();
        assertThat(lives(family.child())).isFalse();
        assertThat(outcome.result(family.child())).isEqualTo(TERMINATED);
        assertThat(lives(family.parent())).isTrue();
    }

    @Test
    void endsADoubleForkedDaemon() {
        int daemon = zoo.doubleForked(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(daemon)).isFalse();
        assertThat(outcome.result(daemon)).isEqualTo(TERMINATED);
    }

    @Test
    void endsAParentAndItsChildWhereBothAreOrphans() {
        SampleProcesses.Family family = zoo.family(tekton.argv("parent"), Map.of(), tekton.argv("child"), Map.of());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(List.of(family.parent(), family.child())).noneMatch(Installation::lives);
        assertThat(counts(outcome)).isEqualTo(counts(2, 0, 2, 0, 0));
    }

    @Test
    void sparesARegisteredWrapperAndItsChildInASessionOfItsOwn() {
        SampleProcesses.Family family = zoo.wrapperWithChild(tekton.argv("wrapper"), tekton.argv("tool"), "processor");
        tekton.register(family.parent());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(family.parent())).isTrue();
        assertThat(lives(family.child())).isTrue();
        assertThat(outcome.verdict(family.parent()).rule()).isEqualTo("registered");
        assertThat(outcome.verdict(family.child()).rule()).isEqualTo("descendant-of-registered");
        assertThat(counts(outcome)).isEqualTo(counts(0, 2, 0, 0, 0));
        assertThat(outcome.terminations()).isEmpty();
    }

    @Test
    void sparesAReparentedToolByTheNameThatItsWrapperGaveIt() {
        int wrapper = zoo.child(List.of("some-wrapper"), Map.of());
        int tool = zoo.doubleForked(tekton.argv(), Map.of("TEKTON_CI_NAME", "Worker-AI"));
        tekton.register(wrapper);

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(tool)).isTrue();
        assertThat(outcome.verdict(tool).rule()).isEqualTo("registered");

        zoo.end(wrapper);
        Installation.Outcome staleEntry = tekton.cleanup().run();
        boolean livedOn = lives(tool);
        tekton.register(Neighbour.registry());
        Installation.Outcome afterIt = tekton.cleanup().run();

        assertThat(livedOn).isTrue();
        assertThat(staleEntry.verdict(tool).rule()).isEqualTo("registered-elsewhere");
        assertThat(afterIt.result(tool)).isEqualTo(TERMINATED);
    }

    @Test
    void sparesTheAncestorOfARegisteredOne() {
        SampleProcesses.Family family = zoo.family(tekton.argv("shell"), Map.of(), List.of("tool"), Map.of());
        tekton.register(family.child());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(family.parent())).isTrue();
        assertThat(outcome.verdict(family.parent()).rule()).isEqualTo("ancestor-of-registered");
    }

    @Test
    void judgesAnotherUsersProcessesOnlyWhereItIsAskedTo() {
        assumeThat(Installation.isRoot())
                .as("only root can start another user's process")
                .isTrue();
        int other = zoo.childOfUser(NOBODY, tekton.argv(), Map.of());

        Installation.Outcome own = tekton.cleanup().run();

        assertThat(lives(other)).isTrue();
        assertThat(own.report().verdicts()).isEmpty();

        Installation.Outcome any = tekton.cleanup().set("users", "any").run();

        assertThat(lives(other)).isFalse();
        assertThat(any.result(other)).isEqualTo(TERMINATED);
        assertThat(any.verdict(other).user()).isEqualTo("nobody");
    }

    @Test
    void sparesAnotherInstallationsProcesses() throws IOException {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), tekton.root);
        int theirs = zoo.child(tekton.argv(), Map.of("TEKTON_ROOT", elsewhere.toString()));
        int ours = zoo.child(tekton.argv(), Map.of("TEKTON_ROOT", link.toString()));

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(theirs)).isTrue();
        assertThat(outcome.verdict(theirs).rule()).isEqualTo("other-root");
        assertThat(outcome.result(ours)).isEqualTo(TERMINATED);
    }

    @Test
    void sparesAProcessOfANestedPidNamespace() throws IOException, InterruptedException {
        assumeThat(Installation.isRoot())
                .as("only root can make a PID namespace")
                .isTrue();
        Files.writeString(tekton.script, "import time\nprint('up', flush=True)\ntime.sleep(600)\n");
        Process unshare = new ProcessBuilder(
                        "unshare", "--pid", "--fork", "--kill-child", "python3", tekton.script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(unshare.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("up");
            int inside = (int) unshare.children().findFirst().orElseThrow().pid();

            Installation.Outcome outcome = tekton.cleanup().run();

            assertThat(lives(inside)).isTrue();
            assertThat(outcome.verdict(inside).rule()).isEqualTo("other-namespace");
        } finally {
            unshare.destroyForcibly().waitFor();
        }
    }

    @Test
    void signalsNothingInADryRun() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup().dry().run();

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(outcome.result(orphan)).isEqualTo(WOULD_TERMINATE);
        assertThat(counts(outcome)).isEqualTo(counts(1, 0, 0, 0, 0));
        Termination termination = outcome.termination(orphan);
        assertThat(termination.dryRun()).isTrue();
        assertThat(termination.signals()).isEmpty();
        assertThat(outcome.story(orphan)).doesNotContain("INTENDED", "SIGNALLED");
    }

    @Test
    void sparesTheYoung() {
        int young = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup().set("min-age", "2h").run();

        assertThat(lives(young)).isTrue();
        assertThat(outcome.verdict(young).rule()).isEqualTo("too-young");
        assertThat(counts(outcome)).isEqualTo(counts(0, 1, 0, 0, 0));
    }

    @Test
    void sparesTheProtected() {
        int protectedOne = zoo.child(tekton.argv("--keep"), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().set("protect.mine", "argument=--keep").run();

        assertThat(lives(protectedOne)).isTrue();
        assertThat(outcome.verdict(protectedOne).rule()).isEqualTo("protected");
    }

    @Test
    void signalsNobodyWhereThereAreMoreOrphansThanOneRunMayEnd() {
        List<Integer> orphans = List.of(
                zoo.child(tekton.argv("1"), Map.of()),
                zoo.child(tekton.argv("2"), Map.of()),
                zoo.child(tekton.argv("3"), Map.of()));

        Installation.Outcome outcome =
                tekton.cleanup().set("max-terminations", "2").run();

        assertThat(orphans).allMatch(Installation::lives);
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.run().reason()).isEqualTo("too-many-orphans");
        assertThat(outcome.run().message()).contains("cleanup --max-terminations 3");
        assertThat(counts(outcome)).isEqualTo(counts(3, 0, 0, 0, 0));
        assertThat(orphans).allMatch(pid -> outcome.result(pid) == NOT_SIGNALLED);
        assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
        assertThat(outcome.terminations()).isEmpty();

        Installation.Outcome thatFar =
                tekton.cleanup().set("max-terminations", "3").run();

        assertThat(counts(thatFar)).isEqualTo(counts(3, 0, 3, 0, 0));
        assertThat(orphans).noneMatch(Installation::lives);
    }

    @Test
    void endsAndRecordsACommandLineOf100Kilobytes() {
        int long_ = zoo.child(tekton.argv("x".repeat(100 * 1024)), Map.of());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(outcome.result(long_)).isEqualTo(TERMINATED);
        String command = outcome.termination(long_).verdict().command();
        assertThat(command.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(8 * 1024);
        assertThat(command).startsWith("python3 ").endsWith("...");
    }

    @Test
    void endsAndRecordsUncommonArgumentsAsHarmlessText() {
        int empty = zoo.child(tekton.argv("", "", "end"), Map.of());
        int scripts = zoo.child(tekton.argv("привет", "你好"), Map.of());
        int escapes = zoo.child(tekton.argv("a\nb", "\u001b[31mred\u001b[0m", "\u202egnp", "\u2028"), Map.of());
        int bytes = zoo.childOfBytes(
                List.of(
                        "python3".getBytes(StandardCharsets.UTF_8),
                        tekton.script.toString().getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) 0xff, (byte) 0xfe, 'x'}),
                Map.of());

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(counts(outcome)).isEqualTo(counts(4, 0, 4, 0, 0));
        assertThat(outcome.termination(empty).verdict().command()).endsWith("worker.py '' '' end");
        assertThat(outcome.termination(scripts).verdict().command()).endsWith("привет 你好");
        assertThat(outcome.termination(escapes).verdict().command())
                .contains("a\\nb", "\\x1b[31mred", "\\u{202e}", "\\u{2028}")
                .matches(text -> text.codePoints().noneMatch(Character::isISOControl));
        assertThat(outcome.termination(bytes).verdict().command()).contains("x");
    }

    @Test
    void recordsWhyItSpares() {
        int young = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup().set("min-age", "2h").run();

        assertThat(outcome.verdicts()).singleElement().satisfies(verdict -> {
            assertThat(verdict.identity().pid()).isEqualTo(young);
            assertThat(verdict.decision()).isEqualTo(Decision.SPARED);
            assertThat(verdict.explanation()).contains("minimum");
            assertThat(verdict.result()).isNull();
        });
    }

    private static RunCounts counts(Installation.Outcome outcome) {
        RunCounts counts = outcome.run().counts();
        assertThat(counts.scanned()).isPositive();
        return counts(counts.orphans(), counts.spared(), counts.terminated(), counts.killed(), counts.failed());
    }

    private static RunCounts counts(int orphans, int spared, int terminated, int killed, int failed) {
        return new RunCounts(1, orphans + spared, orphans, spared, terminated, killed, failed);
    }
}
