package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.tekton.sharedservices.cleanup.StillServing;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeTest {
    private static final Path FILE = Path.of("/registry.json");
    private static final String[] LAUNCHER = {"python3", "/x/enhanced_tekton_ai_launcher.py", "apollo"};

    /** A candidate and what surrounds it; each trait gives one verdict rule a reason to spare it. */
    private static final class Scene {
        private final Hosts.Builder process = Hosts.process(4711).parent(4700);
        private final Map<Integer, ProcessNode> others = new HashMap<>(Map.of(
                1, Hosts.process(1).parent(0).age(Hosts.UPTIME).node(),
                4700, Hosts.process(4700).age(Duration.ofDays(2)).node(),
                4800,
                        Hosts.process(4800)
                                .parent(4711)
                                .age(Duration.ofSeconds(1))
                                .node()));
        private final List<Registration> entries = new ArrayList<>();
        private Set<Integer> own = Set.of(1, 99);
        private Duration minAge = Duration.ofHours(2);
        private Rules rules = Hosts.defaultRules();
        private Candidate.Installation installation = new Candidate.Installation.Ours();
        private final Map<Integer, Holder> holders = new HashMap<>();
        private final List<SeenRegistration> seen = new ArrayList<>();
        private ReadingTime first = Hosts.beforeNow(Duration.ofDays(9));
        private Set<String> rulesSeen = Set.of("specialist", "specialist-module", "launcher");
        private Service service = Hosts.SILENT;
        private final Map<Integer, Candidate> above = new HashMap<>();
        private InService inService = InService.AUTO;
        private boolean trustsEmpty;
        private boolean accepted;
        private final StatedEvidence owners = new StatedEvidence();

        /** An owner rule names the process beside the others; it was seen below an owner that ended long ago. */
        private Scene owned() {
            if (owners.below.isEmpty()) {
                List<Rule> match = new ArrayList<>(rules.match());
                match.add(RuleParser.match("mine", "program=python3 owner=host"));
                rules = new Rules(match, rules.protect());
                ownedBy("host", Duration.ofHours(5));
            }
            return this;
        }

        private void ownedBy(String name, Duration endedAgo) {
            ProcessIdentity host = owners.owner(50, name, endedAgo);
            owners.seen(process.node(), host, host, false);
        }

        Scene with(VerdictRule rule) {
            switch (rule) {
                case PROTECTED ->
                    rules = new Rules(rules.match(), List.of(RuleParser.protect("keep", "program=python3")));
                case SELF -> own = Set.of(4711);
                case OTHER_USER -> process.owner(new Owner(7, 7, "else"));
                case OTHER_NAMESPACE -> process.nesting(1);
                case OTHER_ROOT -> installation = new Candidate.Installation.Other("/srv/other");
                case ZOMBIE -> process.zombie();
                case UNREADABLE -> process.unread("its environment");
                case REGISTERED -> register("a", 4711);
                case REGISTERED_ELSEWHERE ->
                    entries.add(new Registration("apollo-ai", null, "apollo", Set.of(31_000), null, FILE));
                case IN_SERVICE -> {
                    service = new Service.Serves("it listens on port 45012", false);
                    inService = InService.SPARE;
                }
                case OWNER_LIVES -> owned().owners.owning.put(4700, Set.of("host"));
                case NEVER_OWNED -> {
                    SeenOwner known = owned().owners.owners.get(StatedEvidence.identity(50));
                    Duration ended = known == null || known.endedAt() == null ? Duration.ZERO : known.endedAt();
                    ownedBy("other", Hosts.UPTIME.minus(ended));
                }
                case RELEASED -> {
                    ProcessNode parent = ((Reading.Present<ProcessNode>) node(4700)).value();
                    owned().owners.seen(parent, StatedEvidence.identity(50), StatedEvidence.identity(60), true);
                    owners.ignoreHangup.add(4700);
                }
                case IN_USE ->
                    owned().owners
                            .clients
                            .put(4711, Set.of(new Evidence.Client(null, "a connection to its port 8080")));
                case RECENTLY_ORPHANED -> {
                    SeenOwner known = owned().owners.owners.get(StatedEvidence.identity(50));
                    ownedBy(known == null ? "host" : known.names().iterator().next(), Duration.ofMinutes(1));
                }
                case RECENTLY_REGISTERED -> seen(Duration.ofMinutes(1));
                case DESCENDANT_OF_REGISTERED -> register("b", 4700);
                case ANCESTOR_OF_REGISTERED -> register("c", 4800);
                case TOO_YOUNG -> process.age(Duration.ofMinutes(5));
                case LAUNCHER_GRACE -> {
                    // Young enough for the grace of launchers, and old enough for a minimum that is smaller.
                    process.argv(LAUNCHER).age(Duration.ofMinutes(5));
                    minAge = Duration.ofMinutes(4);
                }
            }
            return this;
        }

        Scene register(String id, Integer... pids) {
            entries.add(new Registration(id, null, "elsewhere", Set.of(pids), null, FILE));
            return this;
        }

        Candidate candidate() {
            ProcessNode node = process.node();
            return Candidate.of(process.snapshot(), rules, Lineage.of(node, this::node), installation, service);
        }

        JudgementContext around() {
            Registrations registrations = Registrations.of(entries);
            return new JudgementContext(
                    registrations,
                    RegisteredProcesses.of(registrations.pids(), this::node),
                    SelfAndAncestors.of(own),
                    new UserScope.Users(Set.of(Hosts.OP)),
                    "/srv/tekton",
                    minAge,
                    new RegistrationHistory(
                            new RememberedRegistrations(Set.of(), first, Hosts.NOW, rulesSeen, seen),
                            Hosts.NOW,
                            "pid:[1]",
                            accepted),
                    new Holders(this::holder),
                    pid -> Optional.ofNullable(above.get(pid)),
                    new JudgementContext.Services(inService, trustsEmpty),
                    owners);
        }

        private Holder holder(int pid) {
            if (holders.containsKey(pid)) {
                return holders.get(pid);
            }
            return node(pid) instanceof Reading.Present<ProcessNode> node
                            && !node.value().zombie()
                    ? new Holder.Stranger(node.value().identity())
                    : new Holder.Nobody();
        }

        /** Readings saw the process registered once, and unregistered for this long. */
        Scene seen(Duration unregistered) {
            long at = Hosts.NOW.bootMillis() - unregistered.toMillis();
            seen.add(new SeenRegistration(
                    process.node().identity(),
                    "pid:[1]",
                    Set.of("apollo-ai"),
                    "/registry.json",
                    at,
                    at,
                    at,
                    true,
                    false));
            return this;
        }

        /** The parent is a CI itself. */
        Scene parentIs(String name, Service itsService) {
            Hosts.Builder parent = Hosts.process(4700)
                    .age(Duration.ofDays(2))
                    .argv("python3", "/x/shared/ci_tools/ci_tool_x.py", "--name", name);
            above.put(
                    4700,
                    Candidate.of(
                            parent.snapshot(), rules, Lineage.of(parent.node(), this::node), installation, itsService));
            return this;
        }

        /** A living CI that an entry may refer to. */
        Scene ci(int pid, String name, String component) {
            ProcessNode node = Hosts.process(pid).age(Duration.ofHours(1)).node();
            others.put(pid, node);
            holders.put(pid, new Holder.Ci(node.identity(), Set.of(name), component, Set.of("specialist")));
            return this;
        }

        Reading<ProcessNode> node(int pid) {
            ProcessNode node = pid == 4711 ? process.node() : others.get(pid);
            return node == null ? new Reading.Gone<>() : new Reading.Present<>(node);
        }

        List<String> warnings() {
            return StillServing.warnings(List.of(verdict()), around(), new Redaction(List.of()));
        }

        Judge.Verdict verdict() {
            return Judge.judge(candidate(), around());
        }

        Scene process(Consumer<Hosts.Builder> change) {
            change.accept(process);
            return this;
        }
    }

    @Test
    void endsWhatNoRuleSpares() {
        Judge.Verdict verdict = new Scene().verdict();

        assertThat(verdict.isOrphan()).isTrue();
        assertThat(verdict.rule()).isEqualTo("unregistered");
        assertThat(verdict.explanation())
                .contains(
                        "no registry entry has its pid 4711",
                        "no registry entry with a pid has its name apollo-ai or its component apollo",
                        "9h");
    }

    @ParameterizedTest
    @EnumSource(VerdictRule.class)
    void eachRuleSparesForItsOwnReason(VerdictRule rule) {
        Judge.Verdict verdict = new Scene().with(rule).verdict();

        assertThat(verdict.isOrphan()).isFalse();
        assertThat(verdict.rule()).isEqualTo(rule.word());
    }

    @Test
    void belongingHasToBeProven() {
        Scene other = new Scene();
        other.installation = new Candidate.Installation.Other("its TEKTON_ROOT names another folder, /srv/other");
        Scene unknown = new Scene();
        unknown.installation = new Candidate.Installation.Unknown("its TEKTON_ROOT cannot be followed");

        assertThat(other.verdict().rule()).isEqualTo("other-root");
        assertThat(other.verdict().explanation()).contains("/srv/other", "this installation is /srv/tekton");
        assertThat(unknown.verdict().rule()).isEqualTo("unreadable");
        assertThat(unknown.verdict().explanation()).contains("its TEKTON_ROOT cannot be followed");
    }

    static Stream<VerdictRule[]> pairs() {
        VerdictRule[] all = VerdictRule.values();
        return IntStream.range(0, all.length)
                .boxed()
                .flatMap(i -> IntStream.range(i + 1, all.length).mapToObj(j -> new VerdictRule[] {all[i], all[j]}));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theEarlierRuleHasTheWord(VerdictRule earlier, VerdictRule later) {
        Scene scene = new Scene().with(later).with(earlier);
        if (earlier == VerdictRule.TOO_YOUNG) {
            scene.minAge = Duration.ofHours(2);
        }

        assertThat(later.find(scene.candidate(), scene.around()).spares()).isTrue();
        assertThat(scene.verdict().rule()).isEqualTo(earlier.word());
    }

    @Test
    void followsTheContractsOrder() {
        assertThat(Stream.of(VerdictRule.values()).map(VerdictRule::word))
                .containsExactly(
                        "protected",
                        "self",
                        "other-user",
                        "other-namespace",
                        "other-root",
                        "zombie",
                        "unreadable",
                        "registered",
                        "registered-elsewhere",
                        "in-service",
                        "descendant-of-registered",
                        "ancestor-of-registered",
                        "recently-registered",
                        "owner-lives",
                        "never-owned",
                        "released",
                        "in-use",
                        "recently-orphaned",
                        "too-young",
                        "launcher-grace");
    }

    @Test
    void explainsWithEveryRuleInOrder() {
        Scene scene = new Scene().with(VerdictRule.SELF).with(VerdictRule.TOO_YOUNG);

        List<Judge.Application> all = Judge.explain(scene.candidate(), scene.around());

        assertThat(all).extracting(Judge.Application::rule).containsExactly(VerdictRule.values());
        assertThat(all)
                .filteredOn(application -> application.finding().spares())
                .extracting(Judge.Application::rule)
                .containsExactly(VerdictRule.SELF, VerdictRule.TOO_YOUNG);
    }

    @Test
    void sparesPid1AndKernelThreads() {
        assertThat(new Scene().process(p -> p.kernelThread()).verdict().rule()).isEqualTo("self");

        ProcessNode init = Hosts.process(1).parent(0).node();
        Candidate candidate = Candidate.of(
                Hosts.process(1).parent(0).snapshot(),
                Hosts.defaultRules(),
                Lineage.of(init, pid -> new Reading.Gone<>()),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);

        assertThat(Judge.judge(candidate, new Scene().around()).rule()).isEqualTo("self");
    }

    @Test
    void sparesWhatIsUnknownEvenWhereNothingSaysWhy() {
        assertThat(new Scene().process(p -> p.owner(null)).verdict().rule()).isEqualTo("unreadable");
        assertThat(new Scene().process(p -> p.environment(null)).verdict().rule())
                .isEqualTo("unreadable");
        assertThat(new Scene().process(p -> p.nesting(-1)).verdict().rule()).isEqualTo("unreadable");
        assertThat(new Scene().process(p -> p.parent(31_000)).verdict().rule()).isEqualTo("unreadable");

        Scene unresolved = new Scene();
        unresolved.installation = new Candidate.Installation.Unknown("its TEKTON_ROOT is no path");
        assertThat(unresolved.verdict().rule()).isEqualTo("unreadable");
    }

    @Test
    void sparesEverythingWhileTheKinOfARegisteredProcessIsUnknown() {
        Scene scene = new Scene().register("other", 600);
        scene.others.put(
                600, Hosts.process(600).parent(31_000).age(Duration.ofDays(1)).node());

        assertThat(scene.verdict().rule()).isEqualTo("unreadable");
        assertThat(scene.verdict().explanation()).contains("600");
    }

    @Test
    void sparesWhoseIdIsRegisteredWithoutAPid() {
        Scene byId = new Scene();
        byId.entries.add(new Registration("APOLLO-AI", null, "else", Set.of(), null, FILE));
        Scene byName = new Scene();
        byName.entries.add(new Registration("key", "Apollo-Ai", "else", Set.of(), null, FILE));
        Scene byComponent = new Scene();
        byComponent.entries.add(new Registration("key", null, "Apollo", Set.of(), null, FILE));
        Scene byComponentOfItsId = new Scene();
        byComponentOfItsId.entries.add(new Registration("Apollo-CI", null, null, Set.of(), null, FILE));
        Scene withPid = new Scene();
        withPid.entries.add(new Registration("apollo-ai", null, "apollo", Set.of(31_000), null, FILE));

        assertThat(Stream.of(byId, byName, byComponent, byComponentOfItsId)
                        .map(scene -> scene.verdict().rule()))
                .containsOnly("registered");
        assertThat(withPid.verdict().rule()).isEqualTo("registered-elsewhere");
    }

    @Test
    void sparesTheDoubleForkedChildOfALiveWrapper() {
        Map<String, String> cookie = Map.of("TEKTON_CI_NAME", "Processor");
        Scene live = new Scene().process(p -> p.environment(cookie)).register("processor", 600);
        live.others.put(600, Hosts.process(600).age(Duration.ofDays(1)).node());
        Scene ended = new Scene().process(p -> p.environment(cookie)).register("processor", 600);
        Scene zombie = new Scene().process(p -> p.environment(cookie)).register("processor", 600);
        zombie.others.put(600, Hosts.process(600).zombie().node());
        Scene pidless = new Scene().process(p -> p.environment(cookie)).register("processor");

        assertThat(live.verdict().rule()).isEqualTo("registered");
        assertThat(ended.verdict().rule()).isEqualTo("registered-elsewhere");
        assertThat(zombie.verdict().rule()).isEqualTo("registered-elsewhere");
        assertThat(pidless.verdict().rule()).isEqualTo("registered");
    }

    @Test
    void sparesTheChildOfARegisteredProgramWhoseFirstThreadHasEnded() {
        Scene scene = new Scene().register("b", 4700);
        scene.others.put(
                4700, Hosts.process(4700).age(Duration.ofDays(2)).zombie().node());

        assertThat(scene.verdict().rule()).isEqualTo("descendant-of-registered");
    }

    @Test
    void takesNoParentThatIsYoungerThanItsChild() {
        Scene stale = new Scene().register("b", 4700);
        stale.others.put(4700, Hosts.process(4700).age(Duration.ofHours(3)).node());
        Scene sameTick = new Scene().register("b", 4700);
        sameTick.others.put(4700, Hosts.process(4700).age(Duration.ofHours(9)).node());

        assertThat(stale.verdict().isOrphan()).isTrue();
        assertThat(sameTick.verdict().rule()).isEqualTo("descendant-of-registered");
    }

    @Test
    void doesNotTrustATableThatGoesInACircle() {
        Scene scene = new Scene();
        scene.others.put(
                4700, Hosts.process(4700).parent(4711).age(Duration.ofHours(9)).node());

        assertThat(scene.verdict().rule()).isEqualTo("unreadable");
        assertThat(scene.verdict().explanation()).contains("circle");
    }

    @Test
    void judgesASecondProcessOfAnIdWhoseRegisteredProcessLives() {
        Scene scene = new Scene().register("apollo-ai", 5000).ci(5000, "apollo-ai", "apollo");

        assertThat(scene.verdict().isOrphan()).isTrue();
        assertThat(scene.verdict().explanation()).contains("apollo-ai is registered as pid 5000, which lives");
    }

    @Test
    void sparesWhoseEntryHasADeadPidAndClaimsNothingThatWasNotChecked() {
        Scene scene = new Scene().register("APOLLO_AI", 31_000);

        assertThat(scene.verdict().rule()).isEqualTo("registered-elsewhere");
        assertThat(scene.verdict().explanation()).contains("APOLLO_AI is registered as pid 31000", "/registry.json");
        assertThat(Judge.explain(scene.candidate(), scene.around()))
                .noneSatisfy(step -> assertThat(step.finding().because()).contains("its name apollo-ai"));
    }

    @Test
    void sparesWhoseEntryHasAPidThatAStrangerHolds() {
        Scene shell = new Scene().register("apollo-ai", 4800);
        Scene otherCi = new Scene().register("apollo-ai", 5000).ci(5000, "numa-ai", "numa");
        Scene unreadable = new Scene().register("apollo-ai", 5000);
        unreadable.holders.put(5000, new Holder.Unknown("permission denied"));
        Scene recycled = new Scene().register("apollo-ai", 5000).ci(5000, "apollo-ai", "apollo");
        recycled.seen.add(new SeenRegistration(
                new ProcessIdentity("boot", 5000, 77), "pid:[1]", Set.of("apollo-ai"), "/r", 1, -1, -1, true, false));

        assertThat(Stream.of(shell, otherCi, unreadable, recycled)
                        .map(scene -> scene.verdict().rule()))
                .hasSize(4)
                .containsOnly("registered-elsewhere");
    }

    @Test
    void comparesNamesWithDashAndUnderscoreEqual() {
        Scene scene = new Scene()
                .process(p -> p.argv(
                        "python3",
                        "/x/tekton_ai_specialist.py",
                        "--component",
                        "Tekton_Core",
                        "--ai-id",
                        "tekton_core-ai"));
        scene.entries.add(new Registration("tekton-core-ai", null, "tekton-core", Set.of(), null, FILE));

        assertThat(scene.verdict().rule()).isEqualTo("registered");
    }

    @Test
    void sparesServicesAsInServiceSays() {
        Service serves = new Service.Serves("it listens on port 45012, which its own --port names", false);
        Scene known = new Scene();
        known.service = serves;
        Scene silent = new Scene();
        silent.inService = InService.SPARE;
        Scene firstRun = new Scene();
        firstRun.service = serves;
        firstRun.first = Hosts.NOW;
        Scene youngMemory = new Scene();
        youngMemory.service = serves;
        youngMemory.first = Hosts.beforeNow(Duration.ofHours(2));
        Scene ruleNeverSeen = new Scene();
        ruleNeverSeen.service = serves;
        ruleNeverSeen.rulesSeen = Set.of("launcher");
        Scene older = new Scene();
        older.service = serves;
        older.first = Hosts.beforeNow(Duration.ofHours(8));
        Scene trusting = new Scene();
        trusting.service = serves;
        trusting.trustsEmpty = true;
        Scene unreadable = new Scene();
        unreadable.service = new Service.Unknown("/proc/4711/fd: permission denied");
        unreadable.trustsEmpty = true;
        Scene wrapper = new Scene().seen(Duration.ofHours(3));
        wrapper.service = new Service.Serves("it listens on /tmp/ci_msg_x.sock", true);
        Scene unreadableWrapper = new Scene().seen(Duration.ofHours(3));
        unreadableWrapper.service = new Service.Unknown("/proc/4711/fd: permission denied");
        Scene registeredSpecialist = new Scene().seen(Duration.ofHours(3));
        registeredSpecialist.service = serves;
        registeredSpecialist.first = Hosts.beforeNow(Duration.ofHours(8));

        assertThat(known.verdict().isOrphan()).isTrue();
        assertThat(silent.verdict().isOrphan()).isTrue();
        assertThat(registeredSpecialist.verdict().isOrphan()).isTrue();
        for (Scene spared : List.of(
                firstRun, youngMemory, ruleNeverSeen, older, trusting, unreadable, wrapper, unreadableWrapper)) {
            assertThat(spared.verdict().rule()).isEqualTo("in-service");
            assertThat(spared.verdict().explanation()).contains("--in-service ignore");
            spared.inService = InService.IGNORE;
            assertThat(spared.verdict().isOrphan()).isTrue();
        }
    }

    @Test
    void warnsOfAWrapperThatTheRegistryLostAndThatStillServesItsSocket() {
        Service socket = new Service.Serves("it listens on its socket /tmp/ci_msg_x.sock", true);
        Scene lost = new Scene().seen(Duration.ofHours(3));
        Scene soon = new Scene().seen(Duration.ZERO);
        Scene trusting = new Scene().seen(Duration.ofHours(3));
        trusting.trustsEmpty = true;
        Scene sparing = new Scene().seen(Duration.ofHours(3));
        sparing.inService = InService.SPARE;
        Scene stale = new Scene().seen(Duration.ofHours(3)).with(VerdictRule.REGISTERED_ELSEWHERE);
        Scene ignored = new Scene().seen(Duration.ofHours(3));
        ignored.inService = InService.IGNORE;
        Scene protectedOne = new Scene().seen(Duration.ofHours(3)).with(VerdictRule.PROTECTED);
        Scene registered = new Scene().seen(Duration.ofHours(3)).register("apollo-ai", 4711);
        Scene neverSeen = new Scene();
        neverSeen.trustsEmpty = true;
        Scene port = new Scene().seen(Duration.ofHours(3));
        port.trustsEmpty = true;
        for (Scene scene :
                List.of(lost, soon, trusting, sparing, stale, ignored, protectedOne, registered, neverSeen)) {
            scene.service = socket;
        }
        port.service = new Service.Serves("it listens on port 45012", false);

        for (Scene warned : List.of(lost, soon, trusting, sparing, stale)) {
            assertThat(warned.verdict().isOrphan()).isFalse();
            assertThat(warned.warnings())
                    .singleElement(STRING)
                    .contains(
                            "pid 4711 was registered as apollo-ai in /registry.json",
                            "it listens on its socket /tmp/ci_msg_x.sock",
                            "register it again",
                            "--in-service ignore");
        }
        for (Scene silent : List.of(ignored, protectedOne, registered, neverSeen, port)) {
            assertThat(silent.warnings()).isEmpty();
        }
    }

    @Test
    void sparesTheDescendantsOfWhatIsSparedForItsRegistrationOrItsService() {
        Scene recently = new Scene();
        recently.seen.add(new SeenRegistration(
                recently.others.get(4700).identity(), "pid:[1]", Set.of("w"), "/r", 5, -1, -1, true, false));
        Scene elsewhere = new Scene().register("wrapper", 31_000).parentIs("wrapper", Hosts.SILENT);
        Scene serving = new Scene().parentIs("wrapper", new Service.Serves("it listens on /tmp/x.sock", true));
        serving.trustsEmpty = true;

        assertThat(recently.verdict().rule()).isEqualTo("recently-registered");
        assertThat(elsewhere.verdict().rule()).isEqualTo("registered-elsewhere");
        assertThat(serving.verdict().rule()).isEqualTo("in-service");
        assertThat(Stream.of(recently, elsewhere, serving)
                        .map(scene -> scene.verdict().explanation()))
                .allSatisfy(text -> assertThat(text).contains("its ancestor pid 4700"));
    }

    @Test
    void drawsTheLineOfRegistrationAtTheMinimumAge() {
        Scene exactly = new Scene().seen(Duration.ofHours(2));
        Scene below = new Scene().seen(Duration.ofHours(2).minusMillis(1));
        Scene firstReading = new Scene();
        firstReading.seen.add(new SeenRegistration(
                firstReading.process.node().identity(), "pid:[1]", Set.of("a"), "/r", 5, -1, -1, true, false));
        Scene otherProcess = new Scene();
        otherProcess.seen.add(new SeenRegistration(
                new ProcessIdentity("boot", 4711, 1), "pid:[1]", Set.of("a"), "/r", 5, -1, -1, true, false));

        assertThat(exactly.verdict().isOrphan()).isTrue();
        assertThat(below.verdict().rule()).isEqualTo("recently-registered");
        assertThat(firstReading.verdict().rule()).isEqualTo("recently-registered");
        assertThat(otherProcess.verdict().isOrphan()).isTrue();
    }

    @Test
    void anOperatorsWordLetsRefusedReadingsCount() {
        long refusedAt = Hosts.beforeNow(Duration.ofHours(3)).bootMillis();
        Scene scene = new Scene();
        scene.seen.add(new SeenRegistration(
                scene.process.node().identity(),
                "pid:[1]",
                Set.of("a"),
                "/r",
                5,
                Hosts.NOW.bootMillis(),
                refusedAt,
                false,
                false));
        boolean sparedBefore = scene.verdict().rule().equals("recently-registered");

        scene.accepted = true;

        assertThat(sparedBefore).isTrue();
        assertThat(scene.verdict().isOrphan()).isTrue();
    }

    @Test
    void drawsTheLineOfAgeAtTheMinimum() {
        Scene exactly = new Scene().process(p -> p.age(Duration.ofHours(2)));
        Scene below = new Scene().process(p -> p.age(Duration.ofHours(2).minusNanos(1)));

        assertThat(exactly.verdict().isOrphan()).isTrue();
        assertThat(below.verdict().rule()).isEqualTo("too-young");
    }

    @Test
    void givesLaunchersSixMinutes() {
        Scene scene = new Scene().process(p -> p.argv(LAUNCHER));
        scene.minAge = Duration.ZERO;

        assertThat(scene.process(p -> p.age(Duration.ofMinutes(6).minusNanos(1)))
                        .verdict()
                        .rule())
                .isEqualTo("launcher-grace");
        assertThat(scene.process(p -> p.age(Duration.ofMinutes(6))).verdict().isOrphan())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(VerdictRule.class)
    void explanationsHoldNothingThatATerminalWouldObey(@Nullable VerdictRule rule) {
        String evil = "e\u001b[31m\n\r\t\u0000\u009b\u202e\u2028\u200f\\";
        Scene scene = new Scene().with(rule).process(p -> p.name(evil).weaknesses(evil));
        scene.installation = new Candidate.Installation.Unknown(evil);
        Scene named = new Scene();
        named.rules = new Rules(named.rules.match(), List.of(RuleParser.protect("k", "program=\"" + evil + "\\\",*")));
        named.installation = new Candidate.Installation.Other(evil);
        named.process(p -> p.owner(new Owner(3, 3, evil))
                .unread(evil)
                .environment(Map.of("TEKTON_CI_NAME", evil))
                .argv("python3", "/x/tekton_ai_specialist.py", "--ai-id", "e\u001b\u202e", "--component", "e\u001b"));
        named.others.put(
                4700, Hosts.process(4700).name(evil).age(Duration.ofDays(2)).node());
        named.entries.add(new Registration(evil, null, null, Set.of(), null, FILE));
        named.entries.add(new Registration("x" + evil, null, "e\u001b", Set.of(4700, 4711), null, FILE));

        List<String> texts = new ArrayList<>();
        for (Scene each : List.of(scene, named)) {
            texts.add(each.verdict().explanation());
            Judge.explain(each.candidate(), each.around())
                    .forEach(application -> texts.add(application.finding().because()));
        }

        assertThat(texts)
                .allSatisfy(text -> assertThat(text).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]"));
        assertThat(CommandText.of(CommandLine.of(List.of(evil)), new Redaction(List.of())))
                .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }
}
