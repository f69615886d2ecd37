package io.tekton.sharedservices.cleanup.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable.PidList;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlacesTest {
    /** None of these has its turn within the first fifteen samples. */
    private static final int HOST = 24 * 5 + 16;

    private static final int SHELL = 24 * 6 + 17;
    private static final int TOOL = 24 * 7 + 18;
    private static final int STRANGER = 24 * 8 + 19;

    private final Map<Integer, ProcessNode> running = new TreeMap<>();
    private final Map<Integer, Long> marks = new TreeMap<>();
    private final Set<ProcessIdentity> owners = new HashSet<>();
    private final Set<ProcessIdentity> below = new HashSet<>();
    private final List<Integer> read = new ArrayList<>();
    private final Places places = new Places();
    private Places.Seen seen = new Places.Seen(Map.of(), new int[0]);

    PlacesTest() {
        run(1, 1, 0);
        run(HOST, 100, 1);
        run(SHELL, 110, HOST);
        run(TOOL, 120, SHELL);
        run(STRANGER, 130, 1);
        owners.add(id(HOST, 100));
        below.add(id(SHELL, 110));
        below.add(id(TOOL, 120));
    }

    private static ProcessIdentity id(int pid, long start) {
        return new ProcessIdentity("boot", pid, start);
    }

    private void run(int pid, long start, int parent) {
        running.put(pid, new ProcessNode(id(pid, start), parent, "node", false, false));
        marks.put(pid, 10_000 + start);
    }

    private void end(int pid) {
        running.remove(pid);
        marks.remove(pid);
    }

    /** It has ended, and its parent does not ask for it. */
    private void becomeZombie(int pid) {
        ProcessNode node = running.get(pid);
        running.put(pid, new ProcessNode(node.identity(), node.parentPid(), "node", true, false));
    }

    /** It lost its parent, and nothing else shows that. */
    private void adopt(int pid, int parent) {
        running.put(pid, new ProcessNode(running.get(pid).identity(), parent, "node", false, false));
    }

    private void sample() {
        read.clear();
        seen = places.look(
                new PidList(
                        marks.keySet().stream().mapToInt(pid -> pid).toArray(),
                        marks.values().stream().mapToLong(mark -> mark).toArray()),
                pid -> {
                    read.add(pid);
                    return running.containsKey(pid) ? new Reading.Present<>(running.get(pid)) : new Reading.Gone<>();
                },
                owners,
                below,
                true);
    }

    private void samples(int count) {
        for (int i = 0; i < count; i++) {
            sample();
        }
    }

    @Test
    void readsAndExaminesWhatIsNewThreeTimes() {
        for (int i = 0; i < 3; i++) {
            sample();
            assertThat(read).contains(STRANGER, TOOL);
            assertThat(seen.examined()).contains(STRANGER, TOOL);
        }
        sample();

        assertThat(read).containsExactly(HOST);
        assertThat(seen.examined()).isEmpty();
        assertThat(seen.nodes()).isEqualTo(running);
    }

    @Test
    void readsAndExaminesEachOneInItsTurn() {
        samples(3);
        List<Integer> inTurn = new ArrayList<>();
        List<Integer> examined = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            sample();
            inTurn.addAll(read);
            for (int pid : seen.examined()) {
                examined.add(pid);
            }
        }

        assertThat(inTurn).containsOnlyOnce(1, SHELL, TOOL, STRANGER);
        assertThat(examined).containsExactlyInAnyOrder(1, HOST, SHELL, TOOL, STRANGER);
    }

    /** One of them may have become an owner by execve(2), which nothing else shows until its turn. */
    @Test
    void examinesWhatIsAboveANewProcess() {
        samples(4);
        run(STRANGER + 1, 700, TOOL);
        sample();

        assertThat(seen.examined()).containsExactlyInAnyOrder(STRANGER + 1, TOOL, SHELL, HOST, 1);
    }

    @Test
    void readsWhatIsBelowAnOwnerOnceItsParentHasEnded() {
        samples(4);
        end(SHELL);
        adopt(TOOL, 1);
        sample();

        assertThat(seen.nodes().get(TOOL).parentPid()).isEqualTo(1);
        assertThat(seen.nodes()).doesNotContainKey(SHELL);
    }

    @Test
    void readsWhatIsBelowAnOwnerOnceItsParentsPidWentToAnother() {
        samples(4);
        run(SHELL, 500, 1);
        adopt(TOOL, 1);
        sample();

        assertThat(seen.nodes().get(TOOL).parentPid()).isEqualTo(1);
        assertThat(seen.nodes().get(SHELL).identity()).isEqualTo(id(SHELL, 500));
    }

    @Test
    void readsTheChildrenOfAnOwnerOnceThatIsAZombie() {
        samples(4);
        becomeZombie(HOST);
        adopt(SHELL, 1);
        sample();

        assertThat(seen.nodes()).doesNotContainKey(HOST);
        assertThat(seen.nodes().get(SHELL).parentPid()).isEqualTo(1);
    }

    @Test
    void readsTheChildrenOfAZombieInItsTurnAtTheLatest() {
        samples(4);
        becomeZombie(SHELL);
        adopt(TOOL, 1);
        samples(24);

        assertThat(seen.nodes()).doesNotContainKey(SHELL);
        assertThat(seen.nodes().get(TOOL).parentPid()).isEqualTo(1);
    }

    @Test
    void readsAnOwnersPidInEachSampleAlsoUnderTheSameMark() {
        samples(4);
        long mark = marks.get(HOST);
        run(HOST, 600, 1);
        marks.put(HOST, mark);
        adopt(SHELL, 1);
        sample();

        assertThat(seen.nodes().get(HOST).identity()).isEqualTo(id(HOST, 600));
        assertThat(seen.nodes().get(SHELL).parentPid()).isEqualTo(1);
    }

    @Test
    void aNewParentIsReadInThreeSamplesToo() {
        samples(4);
        end(SHELL);
        adopt(TOOL, HOST);
        sample();
        adopt(TOOL, 1);
        sample();

        assertThat(read).contains(TOOL);
        assertThat(seen.nodes().get(TOOL).parentPid()).isEqualTo(1);
    }

    @Test
    void aParentYoungerThanItsChildIsNoParentToRelyOn() {
        run(SHELL, 900, HOST);
        samples(4);

        assertThat(read).contains(TOOL);
    }

    @Test
    void withoutMarksReadsWhatIsBelowAnOwnerInEachSample() {
        marks.replaceAll((pid, mark) -> PidList.UNMARKED);
        samples(4);

        assertThat(read).containsExactly(HOST, SHELL, TOOL);
    }

    @Test
    void readsEverythingAnewAfterItForgot() {
        samples(4);
        places.forget();
        sample();

        assertThat(read).containsExactlyElementsOf(running.keySet());
    }
}
