package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of the owners that a process (101) was seen below decide about it: of a host (50) and an outer one (40). */
class DecidingOwnersTest {
    private static final Duration LONG_AGO = Duration.ofHours(5);

    private final StatedEvidence evidence = new StatedEvidence();
    private final Map<Integer, Hosts.Builder> running = new HashMap<>();
    private String rule = "program=python3 owner=host";

    DecidingOwnersTest() {
        running.put(1, Hosts.process(1).parent(0).age(Hosts.UPTIME).argv("init"));
        running.put(101, Hosts.process(101));
    }

    private Reading<ProcessNode> node(int pid) {
        return running.containsKey(pid) ? new Reading.Present<>(running.get(pid).node()) : new Reading.Gone<>();
    }

    private Candidate candidate() {
        Hosts.Builder process = running.get(101);
        Rules rules = new Rules(List.of(RuleParser.match("mine", rule)), List.of());
        return Candidate.of(
                process.snapshot(),
                rules,
                Set.of("host", "outer"),
                Lineage.of(process.node(), this::node),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);
    }

    private JudgementContext around() {
        running.values().forEach(process -> evidence.tree.put(process.node().pid(), process.node()));
        return Hosts.decidedByOwners(this::node, pid -> Optional.empty(), evidence);
    }

    private Judge.Verdict verdict() {
        return Judge.judge(candidate(), around());
    }

    private String judged() {
        Judge.Verdict verdict = verdict();
        return verdict.rule() + ": " + verdict.explanation();
    }

    private void seenBelow(ProcessIdentity nearest, ProcessIdentity... others) {
        Map<ProcessIdentity, SeenBelow.Tie> ties = new HashMap<>();
        ties.put(nearest, new SeenBelow.Tie(nearest, false));
        for (ProcessIdentity other : others) {
            ties.put(other, new SeenBelow.Tie(nearest, false));
        }
        ProcessIdentity identity = running.get(101).node().identity();
        evidence.below.put(identity, new SeenBelow(identity, nearest, SeenBelow.STABLE, ties));
    }

    private ProcessIdentity runningOwner(int pid, String name) {
        running.put(pid, Hosts.process(pid).argv(name));
        running.get(101).parent(pid);
        evidence.owning.put(pid, Set.of(name));
        return evidence.livingOwner(pid, name);
    }

    @Test
    void aLivingOwnerAboveItSparesIt() {
        seenBelow(evidence.owner(50, "host", LONG_AGO));
        assertThat(judged()).startsWith("owner-ended: ");

        runningOwner(40, "outer");
        assertThat(judged()).startsWith("owner-lives: ").contains("its ancestor pid 40 is a living owner: outer");
    }

    @Test
    void aLivingOwnerThatItWasSeenBelowSparesItWhereverItIsNow() {
        seenBelow(evidence.owner(50, "host", LONG_AGO), evidence.livingOwner(40, "outer"));

        assertThat(judged()).startsWith("owner-lives: ").contains("it was seen below outer (pid 40), which lives");
    }

    @Test
    void withAllOwnersEndedTheyAreNamedInTheOrderOfTheirPids() {
        seenBelow(evidence.owner(50, "host", LONG_AGO), evidence.owner(40, "outer", LONG_AGO));

        assertThat(OwnerRules.lives(candidate(), around()).because())
                .isEqualTo("it was seen below outer (pid 40) and host (pid 50), which ended");
    }

    @Test
    void theNearestDecidesAloneWhereItsRuleSaysSoOfTheOther() {
        ProcessIdentity host = evidence.owner(50, "host", LONG_AGO);
        seenBelow(host, runningOwner(40, "outer"));
        rule = "program=python3 owner=host,outer:nearest";
        assertThat(judged()).startsWith("owner-ended: ");

        evidence.owning.put(40, Set.of("outer", "host"));
        assertThat(judged())
                .as("a name of the living one that is asked for without :nearest")
                .startsWith("owner-lives: ");
        evidence.owning.put(40, Set.of("outer"));
        evidence.owners.put(
                StatedEvidence.identity(40),
                new SeenOwner(StatedEvidence.identity(40), Set.of("host", "outer"), 40, null));
        assertThat(judged()).as("the same where it was seen").startsWith("owner-lives: ");
    }

    @Test
    void aNearestThatLivesSparesIt() {
        ProcessIdentity host = evidence.livingOwner(50, "host");
        seenBelow(host, evidence.owner(40, "host", LONG_AGO));
        rule = "program=python3 owner=host:nearest";
        assertThat(judged()).startsWith("owner-lives: ").contains("host (pid 50), which lives");

        seenBelow(StatedEvidence.identity(40), host);
        assertThat(judged()).as("the living one was not the nearest").startsWith("owner-ended: ");
    }

    @Test
    void bothWaysInTwoRulesSpareIt() {
        ProcessIdentity host = evidence.owner(50, "host", LONG_AGO);
        seenBelow(host, runningOwner(40, "host"));
        Rules both = new Rules(
                List.of(
                        RuleParser.match("alone", "program=python3 owner=host:nearest"),
                        RuleParser.match("all", "program=python3 owner=host")),
                List.of());
        Candidate named = Candidate.of(
                running.get(101).snapshot(),
                both,
                Lineage.of(running.get(101).node(), this::node),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);

        assertThat(OwnerRules.lives(named, around()).spares()).isTrue();
    }

    @Test
    void whatWasSeenBelowOtherOwnersOnlyIsSpared() {
        seenBelow(evidence.owner(40, "outer", LONG_AGO));

        assertThat(judged()).startsWith("never-owned: ").contains("it was never seen below an owner named host");
    }

    @Test
    void whatWasNeverSeenIsSpared() {
        assertThat(judged()).startsWith("never-owned: ");
        assertThat(OwnerRules.lives(candidate(), around()).because()).isEqualTo("no owner of it is known");
    }

    @Test
    void theOwnerOnRecordIsTheNearestThatTheRuleNames() {
        rule = "program=python3 owner=host,outer";
        seenBelow(evidence.owner(50, "host", LONG_AGO), evidence.owner(40, "outer", LONG_AGO));
        assertThat(verdict().owner()).isEqualTo("host");

        rule = "program=python3 owner=outer";
        assertThat(verdict().owner()).isEqualTo("outer");
    }

    @Test
    void theMinimumAgeSinceItsOwnersEndIsEnough() {
        seenBelow(evidence.owner(50, "host", Duration.ofHours(2)));
        assertThat(judged()).startsWith("owner-ended: ");

        evidence.owner(50, "host", Duration.ofHours(2).minusMillis(1));
        assertThat(judged()).startsWith("recently-orphaned: ");
    }

    /** What is ended together: the family of an orphan, owners among it. */
    @Test
    void anOwnerThatIsEndedWithItDoesNotSpareIt() {
        ProcessIdentity inner = runningOwner(60, "inner");
        ProcessIdentity ancestor = running.get(60).node().identity();
        seenBelow(evidence.owner(50, "host", LONG_AGO), inner);
        assertThat(OwnerRules.lives(candidate(), around()).spares()).isTrue();

        assertThat(OwnerRules.lives(candidate(), around(), Set.of(ancestor)).spares())
                .as("as the one it was seen below")
                .isTrue();
        assertThat(OwnerRules.lives(candidate(), around(), Set.of(inner)).spares())
                .as("as its ancestor")
                .isTrue();
        assertThat(OwnerRules.lives(candidate(), around(), Set.of(ancestor, inner))
                        .because())
                .isEqualTo("it was seen below host (pid 50), which ended");
        assertThat(OwnerRules.recently(candidate(), around(), Set.of()).spares())
                .isTrue();
        assertThat(OwnerRules.recently(candidate(), around(), Set.of(inner)).spares())
                .isFalse();
    }

    @Test
    void whatIsNamedByItsEnvironmentAloneStaysWhereItsSessionIsNotKnown() {
        rule = "env.AGENT=* owner=host";
        running.get(101).argv("vim").environment(Map.of("AGENT", "1"));
        seenBelow(evidence.owner(50, "host", LONG_AGO));
        assertThat(judged()).startsWith("owner-ended: ");

        running.get(101).session(0);
        assertThat(judged()).startsWith("protected: ").contains("its session is not known");
        rule = "program=vim owner=host";
        assertThat(judged()).startsWith("owner-ended: ");
    }

    @Test
    void aRuleWithoutOwnersAsksForNone() {
        rule = "program=python3";
        running.get(101).session(0);

        for (VerdictRule.Finding finding : List.of(
                OwnerRules.lives(candidate(), around()),
                OwnerRules.never(candidate(), around()),
                OwnerRules.recently(candidate(), around()),
                ReleaseRule.find(candidate(), around()),
                UseRule.find(candidate(), around()))) {
            assertThat(finding.spares()).isFalse();
            assertThat(finding.because()).isEqualTo("no match rule with owner= names it");
        }
    }

    /** It left its owner while that lived, as nohup and setsid let it. */
    private void left() {
        ProcessIdentity host = evidence.owner(50, "host", LONG_AGO);
        evidence.seen(running.get(101).node(), host, StatedEvidence.identity(60), true);
    }

    @Test
    void whatLeftAndHasNoKnownSessionWasReleased() {
        left();
        assertThat(judged()).startsWith("owner-ended: ");
        running.get(101).session(0);

        assertThat(judged()).startsWith("released: ").contains("and its session is not known");
    }

    @Test
    void aMemberOfAFamilyIsAskedForItselfAlone() {
        left();
        running.put(102, Hosts.process(102).parent(101).argv("server"));
        evidence.seen(running.get(102).node(), StatedEvidence.identity(50), StatedEvidence.identity(60), true);
        evidence.ignoreHangup.add(102);
        assertThat(ReleaseRule.find(candidate(), around()).because())
                .isEqualTo("its descendant pid 102 left its owner pid 50 while that lived, and ignores SIGHUP");
        assertThat(ReleaseRule.ofMember(candidate(), around()).because())
                .isEqualTo("nobody released it from its owner");

        evidence.ignoreHangup.add(101);
        assertThat(ReleaseRule.ofMember(candidate(), around()).because())
                .isEqualTo("it left its owner pid 50 while that lived, and ignores SIGHUP");
        assertThat(ReleaseRule.ofMember(candidate(), around()).spares()).isTrue();
        rule += " detached=end";
        assertThat(ReleaseRule.ofMember(candidate(), around()).spares()).isFalse();
        assertThat(ReleaseRule.find(candidate(), around()).because())
                .isEqualTo("its rule has detached=end, so it is ended even if it was released");
    }

    /** Below an intermediate process that it still has, it lost nothing but its owner. */
    @Test
    void whatKeptItsParentDidNotLeave() {
        running.put(60, Hosts.process(60).argv("sh"));
        running.get(101).parent(60);
        ProcessIdentity shell = running.get(60).node().identity();
        evidence.seen(running.get(101).node(), evidence.owner(50, "host", LONG_AGO), shell, false);
        evidence.ignoreHangup.add(101);
        assertThat(judged()).startsWith("owner-ended: ");
        assertThat(ReleaseRule.ofMember(candidate(), around()).spares()).isFalse();

        running.get(101).parent(1);
        assertThat(judged()).startsWith("released: ").contains("may have left its owner pid 50");
        assertThat(ReleaseRule.ofMember(candidate(), around()).spares()).isTrue();
    }

    @Test
    void aDescendantThatKeptItsParentDidNotLeave() {
        seenBelow(evidence.owner(50, "host", LONG_AGO));
        running.put(102, Hosts.process(102).parent(101).argv("sh"));
        running.put(103, Hosts.process(103).parent(102).argv("server"));
        for (int pid : List.of(102, 103)) {
            ProcessIdentity parent = running.get(pid == 102 ? 101 : 102).node().identity();
            evidence.seen(running.get(pid).node(), StatedEvidence.identity(50), parent, false);
            evidence.ignoreHangup.add(pid);
        }
        assertThat(judged()).startsWith("owner-ended: ");

        ProcessIdentity gone = StatedEvidence.identity(61);
        evidence.seen(running.get(103).node(), StatedEvidence.identity(50), gone, false);
        assertThat(judged()).startsWith("released: ").contains("its descendant pid 103 may have left");
    }
}
