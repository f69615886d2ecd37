package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs upon runs with the store open all the time: threads, descriptors and memory stay as they were. */
@Tag(Rounds.LONG_ONLY)
@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors are counted in /proc")
class SoakIT {
    private static final int WARM_UP = 40;
    private static final int BATCH = 60;

    @TempDir
    Path temp;

    /** What a process holds. */
    private record Holdings(int threads, long descriptors, long heapBytes) {
        static Holdings now() {
            System.gc();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Holdings(
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        open.count(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void ticksLeaveThreadsDescriptorsAndMemoryFlat() {
        Installation tekton = new Installation(temp);
        try (SampleProcesses zoo = new SampleProcesses();
                Trials trials = Trials.of("age does no harm", "ticks", BATCH)) {
            zoo.child(tekton.argv("--component", "apollo"), Map.of());
            Holdings[] first = new Holdings[1];
            Holdings[] last = new Holdings[1];
            int times = Integer.getInteger("chaos.seconds", 0) > 0 ? 1_000 : BATCH + WARM_UP;
            boolean goesOn = trials.next();
            while (goesOn) {
                tekton.cleanup()
                        .dry()
                        .runMany(
                                times,
                                number -> {
                                    if (number == WARM_UP && first[0] == null) {
                                        first[0] = Holdings.now();
                                    }
                                },
                                outcome -> {
                                    assertThat(outcome.run().counts().orphans()).isEqualTo(1);
                                    trials.oneMore();
                                    trials.kept();
                                });
                last[0] = Holdings.now();
                assertThat(last[0].threads()).as(first[0] + " " + last[0]).isLessThanOrEqualTo(first[0].threads() + 4);
                assertThat(last[0].descriptors())
                        .as(first[0] + " " + last[0])
                        .isLessThanOrEqualTo(first[0].descriptors() + 6);
                assertThat(last[0].heapBytes())
                        .as(first[0] + " " + last[0])
                        .isLessThanOrEqualTo(first[0].heapBytes() + (24L << 20));
                goesOn = Integer.getInteger("chaos.seconds", 0) > 0 && trials.next();
                if (goesOn) {
                    trials.kept();
                }
            }
            trials.kept();
            System.out.println("SoakIT: after " + WARM_UP + " " + first[0] + ", at the end " + last[0]);
        }
    }
}
