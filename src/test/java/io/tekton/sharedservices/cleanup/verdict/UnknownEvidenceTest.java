package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.Evidence;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an ended owner (50) left behind (101) is spared wherever something about it cannot be known. */
class UnknownEvidenceTest {
    private static final ProcessIdentity HOST = StatedEvidence.identity(50);

    private final StatedEvidence evidence = new StatedEvidence();
    private final Map<Integer, Hosts.Builder> running = new HashMap<>();
    private String rule = "program=python3 owner=host";

    UnknownEvidenceTest() {
        running.put(1, Hosts.process(1).parent(0).age(Hosts.UPTIME).argv("init"));
        running.put(101, Hosts.process(101));
        evidence.owner(50, "host", Duration.ofHours(5));
        evidence.seen(running.get(101).node(), HOST, HOST, false);
    }

    private Reading<ProcessNode> node(int pid) {
        return running.containsKey(pid) ? new Reading.Present<>(running.get(pid).node()) : new Reading.Gone<>();
    }

    private Candidate candidate(int pid) {
        Hosts.Builder process = running.get(pid);
        return Candidate.of(
                process.snapshot(),
                new Rules(List.of(RuleParser.match("mine", rule)), List.of()),
                Lineage.of(process.node(), this::node),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);
    }

    private JudgementContext around() {
        running.values().forEach(process -> evidence.tree.put(process.node().pid(), process.node()));
        return Hosts.decidedByOwners(
                this::node,
                other -> running.containsKey(other)
                                && !candidate(other).matches().isEmpty()
                        ? Optional.of(candidate(other))
                        : Optional.empty(),
                evidence);
    }

    private String judged() {
        Judge.Verdict verdict = Judge.judge(candidate(101), around());
        return verdict.rule() + ": " + verdict.explanation();
    }

    @Test
    void whereAllIsKnownItIsAnOrphan() {
        assertThat(judged()).startsWith("owner-ended: ");
    }

    @ParameterizedTest
    @CsvSource({
        "ended, owner-lives, whether its owner host (pid 50) has ended is not known (a test hides it)",
        "owning, owner-lives, whether its ancestor pid 1 is an owner is not known (a test hides it)",
        "descendants, released, what descends from it is not known (a test hides it)",
        "clients, in-use, it is not known who uses it (a test hides it)",
        "listening, in-use, whether pid 101 listens is not known (a test hides it)"
    })
    void whatCannotBeReadSparesIt(String what, String by, String because) {
        evidence.unknown.add(what);

        assertThat(judged()).startsWith(by + ": ").contains(because);
    }

    @Test
    void aRuleThatEndsReleasedProcessesAsksForDescendantsAllTheSame() {
        rule += " detached=end";
        evidence.unknown.add("descendants");

        assertThat(judged()).startsWith("in-use: ").contains("what descends from it is not known (a test hides it)");
    }

    /** It was seen below its owner with one parent, and with another one while the owner lived. */
    private void mayBeReleased(int pid) {
        evidence.seen(running.get(pid).node(), HOST, StatedEvidence.identity(60), true);
    }

    @Test
    void whetherItIgnoresTheHangupMustBeKnownOfWhatLeftItsOwner() {
        mayBeReleased(101);
        assertThat(judged()).startsWith("owner-ended: ");
        evidence.unknown.add("ignoresHangup");

        assertThat(judged())
                .startsWith("released: ")
                .contains("left its owner pid 50 while that lived, and whether it ignores SIGHUP cannot be read");
        rule += " detached=end";
        assertThat(judged()).startsWith("owner-ended: ");
    }

    @Test
    void aReleasedDescendantKeepsAllAboveIt() {
        running.put(102, Hosts.process(102).parent(101).argv("sh"));
        running.put(103, Hosts.process(103).parent(102).argv("server"));
        mayBeReleased(103);
        assertThat(judged()).startsWith("owner-ended: ");
        evidence.ignoreHangup.add(103);

        assertThat(judged()).startsWith("released: ").contains("its descendant pid 103 left its owner pid 50");
    }

    @Test
    void aReleasedAncestorKeepsAllBelowIt() {
        running.put(60, Hosts.process(60).argv("sh"));
        running.put(101, running.get(101).parent(60));
        mayBeReleased(60);
        assertThat(judged()).startsWith("owner-ended: ");
        evidence.ignoreHangup.add(60);

        assertThat(judged()).startsWith("released: ").contains("its ancestor pid 60 left its owner pid 50");
    }

    private void seenBelow(int sightings, ProcessIdentity parent) {
        ProcessIdentity identity = running.get(101).node().identity();
        evidence.below.put(
                identity, new SeenBelow(identity, HOST, sightings, Map.of(HOST, new SeenBelow.Tie(parent, false))));
    }

    /** The samples saw one parent, and both that and the owner were gone in the next: in which order is not known. */
    @Test
    void inWhichOrderItLostParentAndOwnerMustBeKnown() {
        evidence.ignoreHangup.add(101);
        seenBelow(SeenBelow.STABLE, StatedEvidence.identity(60));
        assertThat(judged()).startsWith("released: ").contains("may have left its owner pid 50");

        seenBelow(SeenBelow.STABLE, HOST);
        assertThat(judged()).as("a child of its owner").startsWith("owner-ended: ");

        seenBelow(SeenBelow.STABLE, StatedEvidence.identity(60));
        evidence.owner(60, "host", Duration.ofHours(4));
        assertThat(judged()).as("a child of another owner").startsWith("owner-ended: ");

        seenBelow(1, StatedEvidence.identity(60));
        assertThat(judged()).as("of one that was seen once only").startsWith("released: ");
    }

    @Test
    void aSessionOfItsOwnOrAnotherOneOfASingleSightingReleasesIt() {
        seenBelow(1, StatedEvidence.identity(60));
        evidence.owners.put(HOST, new SeenOwner(HOST, Set.of("host"), 1, Hosts.UPTIME.minusHours(5)));
        assertThat(judged()).as("the session of its owner").startsWith("owner-ended: ");

        evidence.owners.put(HOST, new SeenOwner(HOST, Set.of("host"), 50, Hosts.UPTIME.minusHours(5)));
        assertThat(judged()).startsWith("released: ").contains("is in another session");
        seenBelow(SeenBelow.STABLE, StatedEvidence.identity(60));
        assertThat(judged()).startsWith("owner-ended: ");

        running.put(101, running.get(101).leader());
        assertThat(judged()).startsWith("released: ").contains("leads a session of its own");
    }

    @Test
    void somebodyWhoIsNotSeenMayUseIt() {
        evidence.clients.put(101, Set.of(new Evidence.Client(null, "the other end of its standard input")));

        assertThat(judged()).startsWith("in-use: ").contains("somebody who is not seen here holds the other end");
    }

    @Test
    void aUserThatAnotherRuleSparesSparesIt() {
        running.put(200, Hosts.process(200).age(Duration.ofMinutes(1)));
        evidence.seen(running.get(200).node(), HOST, HOST, false);
        evidence.clients.put(101, Set.of(new Evidence.Client(running.get(200).node(), "its standard input")));
        assertThat(judged()).startsWith("in-use: ").contains("pid 200 (python3) holds its standard input");

        running.put(200, Hosts.process(200));
        evidence.seen(running.get(200).node(), HOST, HOST, false);
        evidence.clients.put(101, Set.of(new Evidence.Client(running.get(200).node(), "its standard input")));
        assertThat(judged()).as("an orphan itself").startsWith("owner-ended: ");
    }

    @Test
    void anOwnerThatEndedJustNowMayBeFollowedByAnother() {
        evidence.owner(50, "host", Duration.ofMinutes(10));
        assertThat(judged()).startsWith("recently-orphaned: ").contains("10m ago");

        evidence.owner(40, "host", Duration.ofHours(9));
        evidence.seen(running.get(101).node(), StatedEvidence.identity(40), HOST, false);
        assertThat(judged())
                .as("the last one counts")
                .startsWith("recently-orphaned: ")
                .contains("10m ago");
    }

    /** A member of the family of an orphan that is asked for itself. */
    private String member(Set<ProcessIdentity> ending, boolean unknownSpares) {
        VerdictRule.Finding finding = UseRule.ofMember(candidate(101), around(), ending, unknownSpares);
        return (finding.spares() ? "spared: " : "passes: ") + finding.because();
    }

    @Test
    void whoUsesAMemberMustBeKnownOnceItsOrphanHasEnded() {
        assertThat(member(Set.of(), true)).startsWith("passes: ");
        evidence.unknown.add("clients");

        assertThat(member(Set.of(), false)).startsWith("passes: ");
        assertThat(member(Set.of(), true)).isEqualTo("spared: it is not known who uses it (a test hides it)");
        evidence.unknown.add("descendants");
        assertThat(member(Set.of(), false)).isEqualTo("spared: what descends from it is not known");
    }

    @Test
    void aMemberIsUsedByWhoeverDoesNotEndWithIt() {
        running.put(900, Hosts.process(900).argv("psql").name("psql"));
        ProcessNode psql = running.get(900).node();
        evidence.clients.put(101, Set.of(new Evidence.Client(psql, "its standard input")));

        assertThat(member(Set.of(), false)).isEqualTo("spared: pid 900 (psql) holds its standard input");
        assertThat(member(Set.of(psql.identity()), false)).startsWith("passes: ");

        evidence.clients.put(101, Set.of(new Evidence.Client(null, "its standard input")));
        assertThat(member(Set.of(), false)).isEqualTo("spared: somebody who is not seen here holds its standard input");
    }

    @Test
    void aMemberThatListensStaysUnlessEachRuleSaysOtherwise() {
        evidence.listening.put(101, "it listens on port 80");
        assertThat(member(Set.of(), false)).startsWith("spared: it listens on port 80, and only a rule");

        rule += " listening=end";
        assertThat(member(Set.of(), false)).startsWith("passes: ");
    }
}
