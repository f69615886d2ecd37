package io.tekton.sharedservices.cleanup.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class UseReaderTest {
    private static final Use USE = new Use(new Memory(52_428_800, Memory.Kind.PSS), Duration.ofSeconds(7));

    private final List<RuntimeException> failures = new ArrayList<>();
    private final List<Integer> read = new ArrayList<>();
    private long clock;

    private static ProcessIdentity process(int pid) {
        return new ProcessIdentity("boot", pid, 1_000L + pid);
    }

    private static Reading<ProcessNode> node(int pid, long startTicks, boolean zombie) {
        return new Reading.Present<>(
                new ProcessNode(new ProcessIdentity("boot", pid, startTicks), 1, "worker", zombie, false));
    }

    private UseReader reader(IntFunction<Use> uses, IntFunction<Reading<ProcessNode>> nodes) {
        return new UseReader(uses, nodes, failures::add, () -> clock);
    }

    @Test
    void saysWhatAProcessUses() {
        UseReader reader = reader(pid -> USE, pid -> node(pid, 1_000L + pid, false));

        assertThat(reader.of(process(7))).isEqualTo(USE);
    }

    @Test
    void neverSaysWhatAnotherProcessWithThatPidUses() {
        UseReader recycled = reader(pid -> USE, pid -> node(pid, 9_000L + pid, false));
        UseReader gone = reader(pid -> USE, pid -> new Reading.Gone<>());
        UseReader zombie = reader(pid -> USE, pid -> node(pid, 1_000L + pid, true));

        assertThat(recycled.of(process(7))).isEqualTo(Use.UNKNOWN);
        assertThat(gone.of(process(7))).isEqualTo(Use.UNKNOWN);
        assertThat(zombie.of(process(7))).isEqualTo(Use.UNKNOWN);
    }

    @Test
    void aReadingThatFailsIsUnknownAndLogged() {
        UseReader reader = reader(
                pid -> {
                    throw new NumberFormatException("x");
                },
                pid -> node(pid, 1_000L + pid, false));

        assertThat(reader.of(process(7))).isEqualTo(Use.UNKNOWN);
        assertThat(failures).hasSize(1).first().isInstanceOf(NumberFormatException.class);
    }

    @Test
    void afterASecondForAllNoMoreIsRead() {
        UseReader reader = reader(
                pid -> {
                    read.add(pid);
                    clock += Duration.ofMillis(600).toNanos();
                    return USE;
                },
                pid -> node(pid, 1_000L + pid, false));

        assertThat(List.of(reader.of(process(7)), reader.of(process(8)))).containsOnly(USE);
        assertThat(reader.of(process(9))).isEqualTo(Use.UNKNOWN);
        assertThat(read).containsExactly(7, 8);
    }
}
