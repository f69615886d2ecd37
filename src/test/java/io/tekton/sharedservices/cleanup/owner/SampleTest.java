package io.tekton.sharedservices.cleanup.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static final int HOST = 100;
    private static final int SHELL = 110;
    private static final int TOOL = 120;

    private final Map<Integer, ProcessNode> running = new HashMap<>();
    private final Map<Integer, Reading<ProcessNode>> second = new HashMap<>();
    private final Map<ProcessIdentity, Boolean> held = new HashMap<>();
    private final List<Integer> readAgain = new ArrayList<>();
    private Witnesses known = Witnesses.none(new WitnessScope("boot", "pid:[1]", "time:[1]"));

    private Duration now = Duration.ofHours(1);

    SampleTest() {
        run(1, 0, 1, "systemd");
        run(HOST, 1, HOST, "claude");
        run(SHELL, HOST, HOST, "sh");
        run(TOOL, SHELL, HOST, "node");
    }

    private void run(int pid, int parent, int session, String name) {
        running.put(
                pid,
                new ProcessNode(new ProcessIdentity("boot", pid, pid), parent, name, false, false, session, false));
    }

    private ProcessIdentity id(int pid) {
        return new ProcessIdentity("boot", pid, pid);
    }

    private void sample() {
        known = Sample.taken(
                known,
                running,
                running.containsKey(HOST) ? Map.of(running.get(HOST).identity(), Set.of("host")) : Map.of(),
                owner -> Optional.ofNullable(held.get(owner)),
                this::again,
                now);
    }

    private Reading<ProcessNode> again(int pid) {
        readAgain.add(pid);
        if (second.containsKey(pid)) {
            return second.get(pid);
        }
        return running.containsKey(pid) ? new Reading.Present<>(running.get(pid)) : new Reading.Gone<>();
    }

    @Test
    void witnessesWhatIsBelowAnOwnerAtAnyDepth() {
        sample();

        assertThat(known.below()).containsOnlyKeys(id(SHELL), id(TOOL));
        assertThat(known.below().get(id(TOOL)).ties()).containsEntry(id(HOST), new SeenBelow.Tie(id(SHELL), false));
        assertThat(known.owners().get(id(HOST)).endedAt()).isNull();
    }

    @Test
    void aYoungProcessIsNotSeenTwiceHoweverManySamplesThereAre() {
        now = Duration.ofMillis(10L * TOOL + 20);
        sample();
        sample();
        sample();
        assertThat(known.below().get(id(TOOL)).sightings()).isOne();

        now = now.plusSeconds(1);
        sample();

        assertThat(known.below().get(id(TOOL)).sightings()).isEqualTo(SeenBelow.STABLE);
    }

    @Test
    void theEndOfAnOwnerIsSeenOnceAndKept() {
        sample();
        running.remove(HOST);
        run(SHELL, 1, HOST, "sh");
        sample();

        assertThat(known.owners().get(id(HOST)).endedAt()).isEqualTo(Duration.ofHours(1));
        assertThat(known.below()).containsOnlyKeys(id(SHELL), id(TOOL));
        assertThat(known.below().get(id(SHELL)).ties().get(id(HOST)).left()).isFalse();
    }

    @Test
    void anOwnersPidThatWentToAnotherIsItsEnd() {
        sample();
        running.put(HOST, new ProcessNode(new ProcessIdentity("boot", HOST, 999), 1, "vim", false, false, HOST, false));
        known = Sample.taken(
                known,
                running,
                Map.of(),
                owner -> Optional.empty(),
                pid -> new Reading.Present<>(running.get(pid)),
                Duration.ofHours(2));

        assertThat(known.owners().get(id(HOST)).endedAt()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void theEndOfAnOwnerThatIsHeldIsSeenThoughANewcomerHasItsPidAndItsStart() {
        held.put(id(HOST), false);
        sample();
        held.put(id(HOST), true);
        run(HOST, 1, HOST, "claude");
        run(SHELL, 1, HOST, "sh");
        run(130, HOST, HOST, "node");
        sample();

        assertThat(known.owners().get(id(HOST)).endedAt()).isEqualTo(now);
        assertThat(known.below()).as("below the newcomer").doesNotContainKey(id(130));
    }

    @Test
    void anOwnerThatIsHeldAndNotSeenAnyMoreHasNotEnded() {
        held.put(id(HOST), false);
        sample();
        running.remove(HOST);
        sample();

        assertThat(known.owners().get(id(HOST)).endedAt()).isNull();
    }

    @Test
    void anOwnerThatCannotBeReadHasNotEnded() {
        sample();
        running.remove(HOST);
        second.put(HOST, new Reading.Unreadable<>("hidden"));
        sample();

        assertThat(known.owners().get(id(HOST)).endedAt()).isNull();
    }

    @Test
    void whatLosesItsParentWhileTheOwnerLivesHasLeft() {
        sample();
        running.remove(SHELL);
        run(TOOL, 1, TOOL, "node");
        sample();

        assertThat(known.below().get(id(TOOL)).ties().get(id(HOST)).left()).isTrue();
    }

    @Test
    void theOwnerMustLiveAfterTheProcessWasSeenAway() {
        sample();
        running.remove(SHELL);
        run(TOOL, 1, TOOL, "node");
        second.put(HOST, new Reading.Gone<>());
        sample();

        assertThat(known.below().get(id(TOOL)).ties().get(id(HOST)).left()).isFalse();
    }

    @Test
    void believesNoTieWhoseLinksChangedWhileTheyWereRead() {
        second.put(SHELL, new Reading.Present<>(new ProcessNode(id(SHELL), 1, "sh", false, false)));
        sample();

        assertThat(known.below()).doesNotContainKey(id(TOOL));
    }

    @Test
    void believesNoTieThroughAPidThatWasReused() {
        second.put(
                SHELL,
                new Reading.Present<>(
                        new ProcessNode(new ProcessIdentity("boot", SHELL, 115), HOST, "sh", false, false)));
        sample();

        assertThat(known.below()).isEmpty();
    }

    @Test
    void aParentYoungerThanItsChildIsNone() {
        running.put(
                SHELL, new ProcessNode(new ProcessIdentity("boot", SHELL, 500), HOST, "sh", false, false, HOST, false));
        sample();

        assertThat(known.below()).doesNotContainKey(id(TOOL));
    }

    @Test
    void whatRunsInATerminalMultiplexerBelowAnOwnerIsNotTheOwners() {
        run(SHELL, HOST, SHELL, "tmux: server");
        sample();

        assertThat(known.below()).doesNotContainKey(id(TOOL));
    }

    @Test
    void believesNoTieThroughWhatHasBecomeATerminalMultiplexer() {
        second.put(SHELL, new Reading.Present<>(new ProcessNode(id(SHELL), HOST, "tmux: server", false, false)));
        sample();

        assertThat(known.below()).containsOnlyKeys(id(SHELL));
    }

    @Test
    void readsOnlyOwnersASecondTimeWhereNothingChanged() {
        sample();
        sample();
        readAgain.clear();
        sample();

        assertThat(readAgain).containsOnly(HOST);
        assertThat(known.below()).containsOnlyKeys(id(SHELL), id(TOOL));
    }

    @Test
    void forgetsWhatHasEndedAndOwnersOfNobody() {
        sample();
        running.remove(HOST);
        running.remove(SHELL);
        running.remove(TOOL);
        sample();

        assertThat(known.below()).isEmpty();
        assertThat(known.owners()).isEmpty();
    }

    @Test
    void theFirstNearestOwnerStaysWhenAnotherAdopts() {
        int worker = 105;
        run(worker, HOST, HOST, "worker");
        run(SHELL, worker, HOST, "sh");
        Map<ProcessIdentity, Set<String>> owners = Map.of(id(HOST), Set.of("host"), id(worker), Set.of("host"));
        known = Sample.taken(
                known,
                running,
                owners,
                owner -> Optional.empty(),
                pid -> new Reading.Present<>(running.get(pid)),
                Duration.ofHours(1));
        running.remove(worker);
        run(SHELL, HOST, HOST, "sh");
        sample();

        assertThat(known.below().get(id(SHELL)).nearest()).isEqualTo(id(worker));
        assertThat(known.below().get(id(SHELL)).ties()).containsOnlyKeys(id(HOST), id(worker));
    }

    @Test
    void anotherScopeKnowsNothing() {
        sample();

        assertThat(known.within(new WitnessScope("boot", "pid:[1]", "time:[2]")).below())
                .isEmpty();
        assertThat(known.within(new WitnessScope("other", "pid:[1]", "time:[1]"))
                        .owners())
                .isEmpty();
        assertThat(known.within(known.scope())).isEqualTo(known);
    }
}
