package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserScope;
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
import org.junit.jupiter.api.Test;

/**
 * What an operator reads of a verdict: each reason names what was found, and no proof is claimed that was not found.
 */
class VerdictReasonsTest {
    private static final Service PORT = new Service.Serves("it listens on port 45012", false);
    private static final Service SOCKET = new Service.Serves("it listens on /tmp/x.sock", true);
    private static final String OVERRIDE = ". --in-service ignore overrides this";

    private final Map<Integer, ProcessNode> table = new HashMap<>();
    private final Map<Integer, Holder> holders = new HashMap<>();
    private final Map<Integer, Candidate> candidates = new HashMap<>();
    private final List<Registration> entries = new ArrayList<>();
    private final List<SeenRegistration> seen = new ArrayList<>();
    private Hosts.Builder process = Hosts.process(4711).parent(4700);
    private ReadingTime first = Hosts.beforeNow(Duration.ofDays(9));
    private Set<String> rulesSeen = Set.of("specialist-module");
    private Service service = Hosts.SILENT;
    private InService mode = InService.AUTO;
    private boolean trustsEmpty;

    VerdictReasonsTest() {
        table.put(
                1, Hosts.process(1).parent(0).name("systemd").age(Hosts.UPTIME).node());
        table.put(4700, Hosts.process(4700).name("bash").age(Duration.ofDays(2)).node());
    }

    private Reading<ProcessNode> node(int pid) {
        ProcessNode node = table.get(pid);
        return node == null ? new Reading.Gone<>() : new Reading.Present<>(node);
    }

    private Candidate candidate(Hosts.Builder builder, Service itsService) {
        return Candidate.of(
                builder.snapshot(),
                Hosts.defaultRules(),
                Lineage.of(builder.node(), this::node),
                new Candidate.Installation.Ours(),
                itsService);
    }

    private JudgementContext around() {
        Registrations registrations = Registrations.of(entries);
        return new JudgementContext(
                registrations,
                RegisteredProcesses.of(registrations.pids(), this::node),
                SelfAndAncestors.of(Set.of(1)),
                new UserScope.Any(),
                "/srv/tekton",
                Duration.ofHours(2),
                new RegistrationHistory(
                        new RememberedRegistrations(Set.of(), first, Hosts.NOW, rulesSeen, seen),
                        Hosts.NOW,
                        "pid:[1]",
                        false),
                new Holders(pid -> holders.getOrDefault(pid, new Holder.Nobody())),
                pid -> Optional.ofNullable(candidates.get(pid)),
                new JudgementContext.Services(mode, trustsEmpty));
    }

    private Judge.Verdict verdict() {
        return Judge.judge(candidate(process, service), around());
    }

    private String finding(VerdictRule rule) {
        return rule.find(candidate(process, service), around()).because();
    }

    private void seenRegistered(Duration unregistered) {
        long at = Hosts.beforeNow(unregistered).bootMillis();
        seen.add(new SeenRegistration(
                process.node().identity(), "pid:[1]", Set.of("apollo-ai", "key"), "/r", at, at, at, true, false));
    }

    private void register(String id, Integer... pids) {
        entries.add(new Registration(id, null, "elsewhere", Set.of(pids), null, Path.of("/r.json")));
    }

    @Test
    void anOrphanIsExplainedByItsProofAlone() {
        assertThat(verdict().explanation())
                .isEqualTo("no registry entry has its pid 4711;"
                        + " no registry entry with a pid has its name apollo-ai or its component apollo;"
                        + " none of its ancestors is registered: 4700 bash < 1 systemd;"
                        + " no registered process descends from it;"
                        + " no earlier reading of the registry saw it registered;"
                        + " it is 9h old, and 2h is the minimum");
    }

    @Test
    void whatWasReadWeaklyIsAddedToTheExplanation() {
        String strong = verdict().explanation();

        process.weaknesses("its start is known to the second", "its folder is gone");

        assertThat(verdict().explanation())
                .isEqualTo(strong + " (its start is known to the second; its folder is gone)");
    }

    @Test
    void anOrphanThatWasRegisteredIsSaidToHaveBeen() {
        seenRegistered(Duration.ofHours(3));

        assertThat(verdict().isOrphan()).isTrue();
        assertThat(verdict().explanation())
                .contains("it was registered as apollo-ai, key, and our readings have seen it unregistered for 3h;");
    }

    @Test
    void whatHasNeitherIdNorComponentIsSaidToHaveNone() {
        String wrapper = "/x/shared/ci_tools/ci_tool_x.py";
        String none = "no registry entry with a pid has ";

        process = Hosts.process(4711).argv("python3", wrapper);
        assertThat(finding(VerdictRule.REGISTERED_ELSEWHERE)).isEqualTo("it names no id and no component");

        process = Hosts.process(4711).argv("python3", wrapper, "--name", "w", "-n", "v");
        assertThat(finding(VerdictRule.REGISTERED_ELSEWHERE)).isEqualTo(none + "its name w, v");

        process = Hosts.process(4711).argv("python3", wrapper, "--component", "Numa");
        assertThat(finding(VerdictRule.REGISTERED_ELSEWHERE)).isEqualTo(none + "its component numa");
    }

    @Test
    void aStaleEntryIsSaidToBeGoneOrTakenOrUnreadable() {
        register("apollo-ai", 31_000);
        String entry = "apollo-ai is registered as pid 31000, ";
        String remedy = ". To have it judged, remove that entry from /r.json";

        assertThat(verdict().explanation())
                .isEqualTo(
                        entry + "and no process has that pid: the entry is stale, and may mean this process" + remedy);

        holders.put(31_000, new Holder.Unknown("permission denied"));
        assertThat(verdict().explanation()).isEqualTo(entry + "which cannot be read (permission denied)" + remedy);

        holders.put(31_000, new Holder.Stranger(new ProcessIdentity("boot", 31_000, 5)));
        assertThat(verdict().explanation())
                .isEqualTo(entry + "and another process has that pid: the entry is stale, and may mean this process"
                        + remedy);
        assertThat(verdict().rule()).isEqualTo("registered-elsewhere");
    }

    /** The parent's pid went to another process since: what is spared with the former parent is not spared for it. */
    @Test
    void aParentWhosePidWasRecycledSparesNothing() {
        register("wrapper", 31_000);
        Hosts.Builder parent = Hosts.process(4700)
                .age(Duration.ofDays(2))
                .argv("python3", "/x/shared/ci_tools/ci_tool_x.py", "--name", "wrapper");
        candidates.put(4700, candidate(parent, Hosts.SILENT));
        assertThat(verdict().explanation()).startsWith("of its ancestor pid 4700: wrapper is registered as pid 31000");

        candidates.put(4700, candidate(parent.age(Duration.ofDays(1)), Hosts.SILENT));

        assertThat(verdict().isOrphan()).isTrue();
    }

    @Test
    void aServiceIsSparedWithWhatItServesAndWhy() {
        service = PORT;
        mode = InService.SPARE;
        assertThat(verdict().explanation()).isEqualTo("it listens on port 45012, and in-service is spare");

        mode = InService.AUTO;
        trustsEmpty = true;
        assertThat(verdict().explanation())
                .isEqualTo("it listens on port 45012, and a missing or empty registry is trusted, which proves little"
                        + " of a process that serves" + OVERRIDE);

        trustsEmpty = false;
        first = Hosts.beforeNow(Duration.ofHours(2));
        assertThat(verdict().explanation())
                .isEqualTo("it listens on port 45012, and little is known of this platform folder yet: its registry was"
                        + " first believed 2h ago, and 2h is the minimum" + OVERRIDE);

        first = Hosts.beforeNow(Duration.ofDays(9));
        rulesSeen = Set.of("launcher");
        assertThat(verdict().explanation())
                .isEqualTo("it listens on port 45012, and no process that its match rule names was ever seen registered"
                        + OVERRIDE);

        rulesSeen = Set.of("specialist-module");
        first = Hosts.beforeNow(Duration.ofHours(8));
        assertThat(verdict().explanation())
                .isEqualTo("it listens on port 45012, and it began before the first believed reading of the registry,"
                        + " and none ever saw it registered" + OVERRIDE);
        assertThat(verdict().rule()).isEqualTo("in-service");
    }

    @Test
    void aWrapperThatWasRegisteredIsSparedForItsSocketOrForOneThatCannotBeRuledOut() {
        seenRegistered(Duration.ofHours(3));
        String alive = ", and it was registered before: a wrapper that still serves its socket is alive, so check the"
                + " registry" + OVERRIDE;

        service = SOCKET;
        assertThat(verdict().explanation()).isEqualTo("it listens on /tmp/x.sock" + alive);

        service = new Service.Unknown("permission denied");
        assertThat(verdict().explanation())
                .isEqualTo("whether it serves a port or socket cannot be read (permission denied)" + alive);

        service = PORT;
        assertThat(verdict().isOrphan()).isTrue();
        assertThat(finding(VerdictRule.IN_SERVICE))
                .isEqualTo(
                        "it listens on port 45012; enough is known of this platform folder to judge it all the same");
    }

    @Test
    void whatIsKnownOfItsPlaceIsDistinguishedFromWhatIsNot() {
        assertThat(finding(VerdictRule.OTHER_NAMESPACE)).isEqualTo("it lives in this PID namespace");
        assertThat(finding(VerdictRule.OTHER_ROOT)).isEqualTo("it belongs to this installation, /srv/tekton");

        process.nesting(-1);
        assertThat(finding(VerdictRule.OTHER_NAMESPACE)).isEqualTo("its PID namespace is not known here");
        Candidate unresolved = new Candidate(
                process.snapshot(),
                List.of(),
                List.of(),
                null,
                Set.of(),
                new Lineage(List.of(), null),
                new Candidate.Installation.Unknown("its TEKTON_ROOT is no path"),
                service);
        assertThat(VerdictRule.OTHER_ROOT.find(unresolved, around()).because())
                .isEqualTo("its installation is not known; see unreadable");
    }

    /** In a container, the first process has no parent that can be seen. */
    @Test
    void aLineageThatEndsAtTheBorderOfItsPidNamespaceIsWhole() {
        ProcessNode border =
                Hosts.process(50).parent(0).name("sh").age(Duration.ofDays(3)).node();
        table.put(50, border);

        Lineage lineage =
                Lineage.of(Hosts.process(60).parent(50).age(Duration.ofDays(1)).node(), this::node);

        assertThat(lineage.unknown()).isNull();
        assertThat(lineage.describe()).isEqualTo("50 sh");
        assertThat(Lineage.of(border, this::node)).isEqualTo(new Lineage(List.of(), null));
    }
}
