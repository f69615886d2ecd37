package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An orphan (100) with a child (200), a grandchild (300) and a great-grandchild (400). */
class FamiliesTest {
    private static final ProcessIdentity ORPHAN =
            Hosts.process(100).argv("python3", "/x/wrapper.py").node().identity();

    private static final String WRAPPER = "program=python3 script=wrapper.py with=descendants";

    private final Map<Integer, Hosts.Builder> running = new HashMap<>();
    private final StatedEvidence evidence = new StatedEvidence();
    private final List<Registration> entries = new ArrayList<>();
    private Rules rules = new Rules(List.of(RuleParser.match("wrapper", WRAPPER)), List.of());

    @BeforeEach
    void start() {
        running.put(1, Hosts.process(1).parent(0).age(Hosts.UPTIME).argv("init"));
        running.put(100, Hosts.process(100).argv("python3", "/x/wrapper.py"));
        running.put(200, Hosts.process(200).parent(100).argv("bash").name("bash"));
        running.put(300, Hosts.process(300).parent(200).argv("node").name("node"));
        running.put(400, Hosts.process(400).parent(300).argv("cat").name("cat"));
        // A client of nobody, in another family.
        running.put(900, Hosts.process(900).argv("psql").name("psql"));
    }

    private Reading<ProcessNode> node(int pid) {
        return running.containsKey(pid) ? new Reading.Present<>(running.get(pid).node()) : new Reading.Gone<>();
    }

    private Reading<Candidate> read(int pid) {
        return running.containsKey(pid)
                ? new Reading.Present<>(Candidate.of(
                        running.get(pid).snapshot(),
                        rules,
                        Lineage.of(running.get(pid).node(), this::node),
                        new Candidate.Installation.Ours(),
                        Hosts.SILENT))
                : new Reading.Gone<>();
    }

    private Optional<Candidate> named(int pid) {
        return read(pid) instanceof Reading.Present<Candidate> present
                        && !present.value().matches().isEmpty()
                ? Optional.of(present.value())
                : Optional.empty();
    }

    private JudgementContext around() {
        evidence.tree.clear();
        running.values().forEach(process -> evidence.tree.put(process.node().pid(), process.node()));
        Registrations registrations = Registrations.of(entries);
        return new JudgementContext(
                registrations,
                RegisteredProcesses.of(registrations.pids(), this::node),
                SelfAndAncestors.of(Set.of(1, 99)),
                new UserScope.Users(Set.of(Hosts.OP)),
                "/srv/tekton",
                Duration.ofHours(2),
                new RegistrationHistory(
                        new RememberedRegistrations(
                                Set.of(), Hosts.beforeNow(Duration.ofDays(9)), Hosts.NOW, Set.of("wrapper"), List.of()),
                        ReadingTime.of("boot", Hosts.UPTIME, Hosts.NOW.instant()),
                        "pid:[1]",
                        false),
                new Holders(pid -> new Holder.Nobody()),
                this::named,
                new JudgementContext.Services(InService.AUTO, false),
                evidence);
    }

    private Families judged(@Nullable Families before) {
        return judged(before, this::read, member -> true);
    }

    private Families judged(
            @Nullable Families before, IntFunction<Reading<Candidate>> read, Predicate<Candidate> canBeJudged) {
        JudgementContext around = around();
        List<Judge.Verdict> verdicts = running.keySet().stream()
                .sorted()
                .flatMap(pid -> named(pid).stream())
                .map(candidate -> Judge.judge(candidate, around))
                .toList();
        return Families.of(verdicts, around, read, before, canBeJudged);
    }

    private List<Integer> joining() {
        return pids(judged(null));
    }

    private static List<Integer> pids(Families families) {
        return families.members().stream()
                .map(member -> member.identity().pid())
                .toList();
    }

    private List<String> left() {
        return judged(null).left().stream()
                .map(left -> left.process().pid() + " " + left.rule())
                .toList();
    }

    @Test
    void allThatDescendsFromAnOrphanJoinsItAncestorsFirst() {
        Families families = judged(null);

        assertThat(pids(families)).containsExactly(200, 300, 400);
        assertThat(families.left()).isEmpty();
        assertThat(families.members().get(1).verdict().rule()).isEqualTo("descendant-of-orphan");
        assertThat(families.members().get(1).verdict().explanation())
                .contains("it descends from pid 100", "unregistered", "9h");
    }

    @Test
    void withoutTheRulesWordNothingJoinsAndChildrenAreLeft() {
        rules = new Rules(List.of(RuleParser.match("wrapper", WRAPPER.replace(" with=descendants", ""))), List.of());

        assertThat(joining()).isEmpty();
        assertThat(left()).containsExactly("200 ");
    }

    @Test
    void ofSeveralRulesThatNameAnOrphanEachMustSayIt() {
        rules = new Rules(
                List.of(RuleParser.match("wrapper", WRAPPER), RuleParser.match("mine", "script=wrapper.py")),
                List.of());

        assertThat(joining()).isEmpty();
    }

    @Test
    void whatASafetyRuleSparesStaysWithItsAncestorsAndDescendants() {
        rules = new Rules(rules.match(), List.of(RuleParser.protect("keep", "program=node")));
        running.put(500, Hosts.process(500).parent(100).argv("sort"));

        assertThat(joining()).containsExactly(500);
        assertThat(left()).containsExactly("200 protected");
    }

    @Test
    void whatIsTooYoungStaysAndDoesNotKeepItsAncestors() {
        running.put(400, running.get(400).age(Duration.ofMinutes(1)));

        assertThat(joining()).containsExactly(200, 300);
        assertThat(left()).containsExactly("400 too-young");
    }

    @Test
    void anotherUsersProcessStays() {
        running.put(400, running.get(400).owner(new Owner(7, 7, "else")));

        assertThat(joining()).isEmpty();
        assertThat(left()).containsExactly("200 other-user");
    }

    @Test
    void theLeaderOfATerminalsSessionStays() {
        running.put(300, running.get(300).leader());

        assertThat(joining()).isEmpty();
        assertThat(left()).containsExactly("200 protected");
    }

    @Test
    void whatCarriesTheNameOfALivingRegisteredCiStays() {
        running.put(800, Hosts.process(800).argv("python3", "/y/other.py"));
        entries.add(new Registration("processor", null, "processor", Set.of(800), null, Path.of("/r.json")));
        running.put(300, running.get(300).environment(Map.of("TEKTON_CI_NAME", "processor")));

        assertThat(joining()).isEmpty();
        assertThat(left()).containsExactly("200 registered");
    }

    @Test
    void whatAMatchRuleNamesIsJudgedByThatRuleAndStaysWithItsDescendantsIfItSpares() {
        running.put(300, running.get(300).argv("python3", "/x/specialist.py", "--name", "numa-ai"));
        entries.add(new Registration("numa-ai", null, "numa", Set.of(), null, Path.of("/r.json")));
        List<io.tekton.sharedservices.cleanup.match.Rule> match = new ArrayList<>(rules.match());
        match.add(RuleParser.match("specialist", "script=specialist.py"));
        rules = new Rules(match, List.of());

        assertThat(joining()).isEmpty();
        assertThat(left()).containsExactly("200 registered");
    }

    @Test
    void whatAMatchRuleNamesAndJudgesAnOrphanIsEndedByThatRule() {
        running.put(300, running.get(300).argv("python3", "/x/specialist.py"));
        List<io.tekton.sharedservices.cleanup.match.Rule> match = new ArrayList<>(rules.match());
        match.add(RuleParser.match("specialist", "script=specialist.py"));
        rules = new Rules(match, List.of());

        assertThat(joining()).containsExactly(200, 400);
        assertThat(left()).isEmpty();
    }

    @Test
    void whatALivingStrangerUsesStays() {
        evidence.clients.put(400, Set.of(new Evidence.Client(running.get(900).node(), "its standard input")));

        assertThat(joining()).isEmpty();
        assertThat(left()).containsExactly("200 in-use");
    }

    @Test
    void whatOnlyTheFamilyUsesJoins() {
        evidence.clients.put(400, Set.of(new Evidence.Client(running.get(100).node(), "its standard input")));
        evidence.clients.put(200, Set.of(new Evidence.Client(running.get(300).node(), "its standard output")));

        assertThat(joining()).containsExactly(200, 300, 400);
    }

    @Test
    void whatAMemberThatStaysUsesStaysToo() {
        rules = new Rules(rules.match(), List.of(RuleParser.protect("keep", "program=sort")));
        running.put(500, Hosts.process(500).parent(100).argv("sort"));
        running.put(510, Hosts.process(510).parent(100).argv("server"));
        evidence.clients.put(510, Set.of(new Evidence.Client(running.get(500).node(), "its standard input")));

        assertThat(joining()).containsExactly(200, 300, 400);
        assertThat(left()).containsExactlyInAnyOrder("500 protected", "510 in-use");
    }

    @Test
    void aListenerStaysUnlessTheRuleSaysOtherwise() {
        evidence.listening.put(200, "pid 200 listens on port 80");

        assertThat(joining()).isEmpty();
        rules = new Rules(List.of(RuleParser.match("wrapper", WRAPPER + " listening=end")), List.of());
        assertThat(joining()).containsExactly(200, 300, 400);
    }

    @Test
    void whatALivingOwnerOutsideOfTheFamilyWasAboveStays() {
        ProcessIdentity owner = evidence.livingOwner(50, "agent");
        evidence.seen(running.get(300).node(), owner, running.get(200).node().identity(), false);

        assertThat(joining()).isEmpty();
        assertThat(left()).containsExactly("200 owner-lives");
    }

    @Test
    void anOwnerThatEndsWithTheFamilySparesNobody() {
        ProcessIdentity wrapper = running.get(100).node().identity();
        evidence.owning.put(100, Set.of("wrapper"));
        evidence.owners.put(
                wrapper, new io.tekton.sharedservices.cleanup.owner.SeenOwner(wrapper, Set.of("wrapper"), 100, null));
        evidence.living.add(wrapper);
        evidence.seen(running.get(300).node(), wrapper, running.get(200).node().identity(), false);

        assertThat(joining()).containsExactly(200, 300, 400);
    }

    @Test
    void whatDidNotJoinAtTheFirstJudgementStays() {
        Hosts.Builder later = running.remove(400);
        Families first = judged(null);
        running.put(400, later);

        assertThat(pids(judged(first))).containsExactly(200, 300);
        assertThat(pids(judged(Families.NONE))).isEmpty();
    }

    @Test
    void aRecycledPidIsNotWhatJoinedAtTheFirstJudgement() {
        Families first = judged(null);
        running.put(400, running.get(400).age(Duration.ofHours(3)));

        assertThat(pids(judged(first))).containsExactly(200, 300);
    }

    @Test
    void afterTheOrphansEndItsFamilyIsStillTheOneThatWasJudged() {
        Families families = judged(null);
        running.remove(100);
        running.put(200, running.get(200).parent(1));

        assertThat(Families.staying(families.members(), Set.of(ORPHAN), around(), this::read))
                .isEmpty();
    }

    @Test
    void afterTheOrphansEndTheSafetyRulesSpareAgain() {
        Families families = judged(null);
        running.remove(100);
        running.put(200, running.get(200).parent(1));
        entries.add(new Registration("late", null, "late", Set.of(300), null, Path.of("/r.json")));

        assertThat(Families.staying(families.members(), Set.of(ORPHAN), around(), this::read))
                .hasSize(3)
                .containsValue("ancestor-of-registered: the registered pid 300 descends from it");
    }

    @Test
    void afterTheOrphansEndItMustBeKnownWhoUsesAMember() {
        Families families = judged(null);
        running.remove(100);
        running.put(200, running.get(200).parent(1));
        evidence.unreadable = "as a test has it";

        assertThat(Families.staying(families.members(), Set.of(ORPHAN), around(), this::read))
                .hasSize(3);
    }

    @Test
    void whatEndedByItselfKeepsNobody() {
        Families families = judged(null);
        running.remove(100);
        running.remove(200);
        running.put(300, running.get(300).parent(1));

        assertThat(Families.staying(families.members(), Set.of(ORPHAN), around(), this::read))
                .isEmpty();
    }

    /** It has just ended, so no sample has seen that, and the minimum age is not over. */
    @Test
    void afterTheOrphansEndItSparesNobodyAsTheOwnerOfItsFamily() {
        evidence.owning.put(100, Set.of("wrapper"));
        evidence.owners.put(
                ORPHAN, new io.tekton.sharedservices.cleanup.owner.SeenOwner(ORPHAN, Set.of("wrapper"), 100, null));
        evidence.living.add(ORPHAN);
        evidence.seen(running.get(200).node(), ORPHAN, ORPHAN, false);
        evidence.seen(running.get(300).node(), ORPHAN, running.get(200).node().identity(), false);
        Families families = judged(null);
        running.remove(100);
        running.put(200, running.get(200).parent(1));
        evidence.living.remove(ORPHAN);

        assertThat(pids(families)).containsExactly(200, 300, 400);
        assertThat(Families.staying(families.members(), Set.of(ORPHAN), around(), this::read))
                .isEmpty();
        assertThat(Families.staying(families.members(), Set.of(), around(), this::read))
                .as("an owner that is none of the family and has just ended")
                .isNotEmpty();
    }

    /** What a member says of itself when it is read again, in place of what it is. */
    private IntFunction<Reading<Candidate>> readingAgain(int pid, Reading<Candidate> again) {
        return asked -> asked == pid ? again : read(asked);
    }

    private static List<String> leftOf(Families families) {
        return families.left().stream()
                .map(left -> left.process().pid() + " " + left.rule())
                .toList();
    }

    @Test
    void whatCannotBeReadAgainStaysWithItsAncestorsAndDescendants() {
        Families families =
                judged(null, readingAgain(300, new Reading.Unreadable<>("a test hides it")), member -> true);

        assertThat(pids(families)).isEmpty();
        assertThat(leftOf(families)).containsExactly("200 unreadable");
    }

    @Test
    void whatEndedWhileItWasJudgedKeepsNobody() {
        Families families = judged(null, readingAgain(400, new Reading.Gone<>()), member -> true);

        assertThat(pids(families)).containsExactly(200, 300);
        assertThat(leftOf(families)).containsExactly("400 zombie");
    }

    @Test
    void whatChangedWhileItWasJudgedStays() {
        Hosts.Builder shown = running.get(300);
        Candidate recycled = candidateOf(
                Hosts.process(300).parent(200).argv("node").name("node").age(Duration.ofHours(3)));
        Candidate elsewhere = candidateOf(Hosts.process(300).argv("node").name("node"));
        Candidate namedNow = candidateOf(
                Hosts.process(300).parent(200).argv("python3", "/x/wrapper.py").name("node"));

        assertThat(shown.node().identity()).isEqualTo(elsewhere.snapshot().identity());
        for (Candidate changed : List.of(recycled, elsewhere, namedNow)) {
            Families families = judged(null, readingAgain(300, new Reading.Present<>(changed)), member -> true);

            assertThat(pids(families)).isEmpty();
            assertThat(leftOf(families)).containsExactly("200 unconfirmed");
        }
    }

    private Candidate candidateOf(Hosts.Builder process) {
        return Candidate.of(
                process.snapshot(),
                rules,
                Lineage.of(process.node(), this::node),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);
    }

    @Test
    void whatCannotBeJudgedWithoutTheRegistryStays() {
        Families families = judged(null, this::read, member -> member.pid() != 400);

        assertThat(pids(families)).isEmpty();
        assertThat(leftOf(families)).containsExactly("200 open");
    }

    @Test
    void whatARuleNamesAndNobodyJudgedStays() {
        running.put(300, running.get(300).argv("python3", "/x/wrapper.py", "second"));
        JudgementContext around = around();
        List<Judge.Verdict> onlyTheFirst = List.of(Judge.judge(named(100).orElseThrow(), around));

        Families families = Families.of(onlyTheFirst, around, this::read, null, member -> true);

        assertThat(pids(families)).isEmpty();
        assertThat(leftOf(families)).containsExactly("200 open");
    }

    private Map<ProcessIdentity, String> stayingAfterTheOrphan(
            Families families, IntFunction<Reading<Candidate>> read) {
        running.remove(100);
        running.put(200, running.get(200).parent(1));
        return Families.staying(families.members(), Set.of(ORPHAN), around(), read);
    }

    @Test
    void afterTheOrphansEndWhatCannotBeReadOrRunsSomethingElseStaysAlone() {
        Families families = judged(null);
        ProcessIdentity last = running.get(400).node().identity();

        assertThat(stayingAfterTheOrphan(families, readingAgain(400, new Reading.Unreadable<>("a test hides it"))))
                .containsExactly(Map.entry(last, "unconfirmed: it cannot be read any more: a test hides it"));
        Candidate other = candidateOf(Hosts.process(400).parent(300).argv("vim").name("cat"));
        assertThat(stayingAfterTheOrphan(families, readingAgain(400, new Reading.Present<>(other))))
                .containsExactly(Map.entry(last, "unconfirmed: it runs another command line now"));
    }

    @Test
    void afterTheOrphansEndWhatARuleNamesNowStaysWithAllOfItsLine() {
        Families families = judged(null);
        rules = new Rules(List.of(RuleParser.match("cats", "program=cat")), List.of());

        assertThat(stayingAfterTheOrphan(families, this::read))
                .hasSize(3)
                .containsValue("unconfirmed: a match rule names it now")
                .containsValue("unconfirmed: its descendant pid 400 stays");
    }

    @Test
    void aMemberThatIsAskedForAloneStaysIfItChangedOrARuleSparesIt() {
        Families families = judged(null);
        Families.Member last = families.members().get(2);
        Set<ProcessIdentity> ending = Set.of(ORPHAN);
        Candidate same = ((Reading.Present<Candidate>) read(400)).value();

        assertThat(Families.stays(last, new Reading.Present<>(same), around(), ending))
                .isNull();
        assertThat(Families.stays(last, new Reading.Gone<>(), around(), ending))
                .isEqualTo("it changed after it was judged");
        Candidate other = candidateOf(Hosts.process(400).parent(300).argv("vim").name("cat"));
        assertThat(Families.stays(last, new Reading.Present<>(other), around(), ending))
                .isEqualTo("it changed after it was judged");
        evidence.listening.put(400, "it listens on port 80");
        assertThat(Families.stays(last, new Reading.Present<>(same), around(), ending))
                .startsWith("in-use: it listens on port 80");
    }

    @Test
    void aZombieHasEnded() {
        ProcessIdentity last = running.get(400).node().identity();

        assertThat(FamilySettlement.hasEnded(new Reading.Present<>(candidateOf(running.get(400))), last))
                .isFalse();
        assertThat(FamilySettlement.hasEnded(
                        new Reading.Present<>(candidateOf(Hosts.process(400).zombie())), last))
                .isTrue();
        assertThat(FamilySettlement.hasEnded(
                        new Reading.Present<>(candidateOf(Hosts.process(400).age(Duration.ofHours(3)))), last))
                .as("another process with its pid")
                .isTrue();
        assertThat(FamilySettlement.hasEnded(new Reading.Gone<>(), last)).isTrue();
        assertThat(FamilySettlement.hasEnded(new Reading.Unreadable<>("a test hides it"), last))
                .isFalse();
    }
}
