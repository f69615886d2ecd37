package io.tekton.sharedservices.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.Lineage;
import io.tekton.sharedservices.cleanup.verdict.VerdictRule;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.SeenPaths;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.redaction.Redaction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Two judgements become one, and what comes out of it is fit to keep. */
class ConfirmationTest {
    private final Nodes table = new Nodes();

    @Test
    void keepsWhatIsAnOrphanBothTimes() {
        HostScanner.Judgement both = confirm(List.of(orphan(Hosts.process(7))), List.of(orphan(Hosts.process(7))));

        assertThat(both.orphans()).hasSize(1);
        assertThat(both.spared()).isEmpty();
        assertThat(both.gone()).isEmpty();
    }

    @Test
    void sparesWhatWasNotThereAtTheFirstScan() {
        assertUnconfirmed(confirm(List.of(), List.of(orphan(Hosts.process(7)))), "not found at the first scan");
    }

    @Test
    void sparesWhatWasSparedAtTheFirstScan() {
        assertUnconfirmed(
                confirm(List.of(spared(Hosts.process(7))), List.of(orphan(Hosts.process(7)))), "because of a test");
    }

    @Test
    void sparesWhatIsSparedAtTheSecondScan() {
        HostScanner.Judgement both = confirm(List.of(orphan(Hosts.process(7))), List.of(spared(Hosts.process(7))));

        assertThat(both.orphans()).isEmpty();
        assertThat(both.spared())
                .singleElement()
                .extracting(Judge.Verdict::rule)
                .isEqualTo("too-young");
    }

    @Test
    void sparesWhatRunsAnotherCommandLineNow() {
        assertUnconfirmed(
                confirm(
                        List.of(orphan(Hosts.process(7))),
                        List.of(orphan(Hosts.process(7).argv("python3", "/x/tekton_ai_specialist.py")))),
                "another command line");
    }

    @Test
    void sparesTheNewcomerOfARecycledPidAndRemembersTheOldOne() {
        HostScanner.Judgement both = confirm(
                List.of(orphan(Hosts.process(7))),
                List.of(orphan(Hosts.process(7).age(Duration.ofHours(3)))));

        assertUnconfirmed(both, "not found at the first scan");
        assertThat(both.gone())
                .singleElement()
                .satisfies(gone -> assertThat(gone.candidate().snapshot().age()).isEqualTo(Duration.ofHours(9)));
    }

    @Test
    void remembersTheOldOneAlsoWhereTheNewcomerIsSpared() {
        HostScanner.Judgement both = confirm(
                List.of(orphan(Hosts.process(7))),
                List.of(spared(Hosts.process(7).age(Duration.ofHours(1)))));

        assertThat(both.orphans()).isEmpty();
        assertThat(both.gone()).hasSize(1);
    }

    @Test
    void distinguishesAnEndedOrphanFromOneThatNoRuleNamesAnyMore() {
        table.nodes.put(8, Hosts.process(8).node());
        table.nodes.put(9, Hosts.process(9).zombie().node());

        HostScanner.Judgement both = confirm(
                List.of(orphan(Hosts.process(7)), orphan(Hosts.process(8)), orphan(Hosts.process(9))), List.of());

        assertThat(both.gone()).extracting(verdict -> verdict.candidate().pid()).containsExactly(7, 9);
        assertUnconfirmed(both, "no match rule named it any more");
    }

    @Test
    void recordsNothingThatIsSecretOrObeyedByATerminal() {
        Judge.Verdict verdict = new Judge.Verdict(
                candidate(Hosts.process(7)
                        .name("py\u001b[31m")
                        .argv(
                                "python3",
                                "/x/tekton_ai_specialist.py",
                                "--component",
                                "sk-abcdef123456\u001b",
                                "--token",
                                "hush")),
                Decision.SPARED,
                "registered",
                VerdictRule.OTHER_ROOT.word() + " \\n token=hush " + "😀".repeat(3_000));

        RecordedVerdict recorded = new VerdictRecords(new Redaction(List.of())).of(verdict);

        assertThat(recorded.toString()).doesNotContain("hush", "sk-abcdef").doesNotContain("\u001b");
        assertThat(recorded.explanation())
                .startsWith("other-root \\n token=*** ")
                .hasSizeLessThanOrEqualTo(2_000);
        assertThat(Character.isSurrogate(recorded.explanation().charAt(1_996)))
                .isEqualTo(Character.isLowSurrogate(recorded.explanation().charAt(1_996)));
        assertThat(recorded.match()).isEqualTo("specialist");
        assertThat(recorded.result()).isNull();
    }

    private HostScanner.Judgement confirm(List<Judge.Verdict> first, List<Judge.Verdict> second) {
        return Confirmation.of(
                new HostScanner.Judgement(first, List.of()), new HostScanner.Judgement(second, List.of()), table);
    }

    private static void assertUnconfirmed(HostScanner.Judgement judgement, String because) {
        assertThat(judgement.orphans()).isEmpty();
        assertThat(judgement.spared()).singleElement().satisfies(verdict -> {
            assertThat(verdict.rule()).isEqualTo("unconfirmed");
            assertThat(verdict.explanation()).contains(because);
        });
    }

    private static Judge.Verdict orphan(Hosts.Builder process) {
        return new Judge.Verdict(candidate(process), Decision.ORPHAN, "unregistered", "nobody knows it");
    }

    private static Judge.Verdict spared(Hosts.Builder process) {
        return new Judge.Verdict(candidate(process), Decision.SPARED, "too-young", "because of a test");
    }

    private static Candidate candidate(Hosts.Builder process) {
        return Candidate.of(
                process.snapshot(),
                Hosts.defaultRules(),
                new Lineage(List.of(process.node()), null),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);
    }

    /** A table of which only the places in the tree are asked for. */
    private static final class Nodes implements ProcessTable {
        private final Map<Integer, ProcessNode> nodes = new HashMap<>();

        @Override
        public Reading<ProcessNode> node(int pid) {
            ProcessNode node = nodes.get(pid);
            return node == null ? new Reading.Gone<>() : new Reading.Present<>(node);
        }

        @Override
        public String pidNamespace() {
            return "";
        }

        @Override
        public String bootId() {
            return "boot";
        }

        @Override
        public Duration uptime() {
            return Hosts.UPTIME;
        }

        @Override
        public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
            throw new AssertionError("nobody scans here");
        }

        @Override
        public Reading<ProcessSnapshot> read(int pid) {
            throw new AssertionError("nobody reads here");
        }

        @Override
        public Listeners listeners() {
            throw new AssertionError("nobody asks for listeners here");
        }

        @Override
        public SeenPaths paths() {
            throw new AssertionError("nobody follows paths here");
        }

        @Override
        public Pinning pin(ProcessSnapshot expected) {
            throw new AssertionError("nobody pins here");
        }

        @Override
        public void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
            throw new AssertionError("nobody waits here");
        }
    }
}
