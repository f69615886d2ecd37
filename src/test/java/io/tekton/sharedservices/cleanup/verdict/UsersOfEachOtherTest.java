package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an ended host left behind, each of them holding the pipes of all others: nobody closed them on fork(2). */
class UsersOfEachOtherTest {
    private static final int COUNT = 9;

    private final StatedEvidence evidence = new StatedEvidence();
    private final Map<Integer, Candidate> left = new HashMap<>();
    private int asked;

    UsersOfEachOtherTest() {
        Rules rules = new Rules(List.of(RuleParser.match("mine", "program=python3 owner=host")), List.of());
        ProcessIdentity host = evidence.owner(50, "host", Duration.ofHours(5));
        for (int pid = 101; pid <= 100 + COUNT; pid++) {
            Hosts.Builder process = Hosts.process(pid);
            left.put(
                    pid,
                    Candidate.of(
                            process.snapshot(),
                            rules,
                            Lineage.of(process.node(), this::node),
                            new Candidate.Installation.Ours(),
                            Hosts.SILENT));
            evidence.seen(process.node(), host, host, false);
            evidence.tree.put(pid, process.node());
        }
        left.keySet().forEach(pid -> evidence.clients.put(pid, others(pid)));
    }

    private Set<Evidence.Client> others(int pid) {
        return left.values().stream()
                .filter(other -> other.pid() != pid)
                .map(other -> new Evidence.Client(other.snapshot().node(), "the other end of its standard input"))
                .collect(Collectors.toSet());
    }

    private Reading<ProcessNode> node(int pid) {
        return pid == 1
                ? new Reading.Present<>(
                        Hosts.process(1).parent(0).age(Hosts.UPTIME).node())
                : new Reading.Gone<>();
    }

    private String judged(int pid) {
        Candidate candidate = left.get(pid);
        return Judge.judge(
                        candidate,
                        Hosts.decidedByOwners(
                                this::node,
                                other -> {
                                    asked++;
                                    return Optional.ofNullable(left.get(other));
                                },
                                evidence))
                .rule();
    }

    @Test
    void areOrphansAndEachIsAskedOnce() {
        assertThat(judged(101)).isEqualTo("owner-ended");
        assertThat(asked).isLessThanOrEqualTo(COUNT * COUNT);
    }

    @Test
    void areAllInUseWhereAStrangerHoldsOneOfThem() {
        ProcessNode stranger = Hosts.process(900).name("psql").node();
        evidence.clients.put(105, Set.of(new Evidence.Client(stranger, "a connection to its port 8080")));

        for (int pid : left.keySet()) {
            assertThat(judged(pid)).isEqualTo("in-use");
        }
    }
}
