package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelfAndAncestorsTest {
    private final Map<Integer, ProcessNode> table = new HashMap<>();

    @Test
    void knowsAllAncestorsUpToPidOne() {
        node(1, 0, 0);
        node(50, 1, 500);
        ProcessNode asker = node(70, 50, 700);

        SelfAndAncestors own = SelfAndAncestors.of(Set.of(70), this::node);

        assertThat(own.pids()).containsExactlyInAnyOrder(70, 50, 1);
        assertThat(own.mayInclude(asker)).isFalse();
        assertThat(own.mayInclude(node(20, 1, 3))).isFalse();
    }

    @Test
    void whatIsOlderThanTheLastKnownLinkMayBeAnAncestorBeyondIt() {
        node(70, 60, 700);
        node(60, 50, 600);
        // 50 belongs to another user and is hidden.

        SelfAndAncestors own = SelfAndAncestors.of(Set.of(70), this::node);

        assertThat(own.pids()).containsExactlyInAnyOrder(70, 60);
        assertThat(own.mayInclude(node(20, 1, 599))).isTrue();
        assertThat(own.mayInclude(node(21, 1, 600))).isTrue();
        assertThat(own.mayInclude(node(80, 1, 601))).isFalse();
    }

    @Test
    void ofAnAskerThatCannotBeSeenAnythingMayBeAnAncestor() {
        SelfAndAncestors own = SelfAndAncestors.of(Set.of(70), this::node);

        assertThat(own.pids()).containsExactly(70);
        assertThat(own.mayInclude(node(999, 1, Long.MAX_VALUE))).isTrue();
    }

    private Reading<ProcessNode> node(int pid) {
        ProcessNode node = table.get(pid);
        return node == null ? new Reading.Gone<>() : new Reading.Present<>(node);
    }

    private ProcessNode node(int pid, int parent, long start) {
        ProcessNode node = new ProcessNode(new ProcessIdentity("boot", pid, start), parent, "name", false, false);
        table.put(pid, node);
        return node;
    }
}
