package io.tekton.sharedservices.cleanup.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.WitnessScope;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.PythonProcess;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.process.linux.TimeNamespace;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Samples of ownership while real owners with tools come and go, without the pauses between them: a day of a daemon has
 * 17,280.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors are counted in /proc")
class SampleTicksIT {
    private static final int WARM_UP = 200;
    private static final int BATCH = 100;
    private static final int OWNERS = 4;
    private static final int SAMPLES_OF_AN_OWNER = 25;
    private static final String OWNER = """
            subprocess.Popen(
                [sys.executable, "-IS", "-c", "import os\\nwhile os.read(0, 4096): pass"], env={})
            ready()
            wait()
            """;

    @TempDir
    Path folder;

    private final Rules rules =
            new Rules(List.of(), List.of(), List.of(RuleParser.owner("ticks", "script=*/zq_ticks_owner.py")));
    private final ProcessTable table = LinuxProcessTable.open(rules.variables(), Clock.systemUTC());
    private final WitnessScope scope = new WitnessScope(table.bootId(), table.pidNamespace(), TimeNamespace.read());
    private Path script;
    private final Deque<PythonProcess> owners = new ArrayDeque<>();

    private record Holdings(int threads, long descriptors, long heapBytes, long fileBytes) {
        static Holdings now(Path folder) throws IOException {
            System.gc();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Holdings(
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        open.count(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                        Files.size(folder.resolve("witnesses")));
            }
        }
    }

    private void change() {
        if (owners.size() == OWNERS) {
            owners.removeFirst().close();
        }
        owners.add(PythonProcess.start(Map.of(), List.of("python3", "-IS", script.toString())));
    }

    @Test
    void samplesLeaveThreadsDescriptorsMemoryAndTheFileFlat() throws Exception {
        script = Files.writeString(folder.resolve("zq_ticks_owner.py"), PythonProcess.script(OWNER));
        Witness witness = new Witness(WitnessMemory.open(folder));
        try (Trials trials = Trials.of("age does no harm", "samples of ownership", BATCH)) {
            for (int i = 0; i < WARM_UP; i++) {
                once(witness, i);
            }
            Holdings first = Holdings.now(folder);
            for (int i = WARM_UP; trials.next(); i++) {
                once(witness, i);
                trials.kept();
            }
            Holdings last = Holdings.now(folder);
            System.out.println("SampleTicksIT: after " + WARM_UP + " " + first + ", at the end " + last);
            assertThat(last.threads()).as("%s %s", first, last).isLessThanOrEqualTo(first.threads() + 4);
            assertThat(last.descriptors()).as("%s %s", first, last).isLessThanOrEqualTo(first.descriptors() + 6);
            assertThat(last.heapBytes()).as("%s %s", first, last).isLessThanOrEqualTo(first.heapBytes() + (16 << 20));
            assertThat(last.fileBytes()).as("%s %s", first, last).isLessThanOrEqualTo(4 * first.fileBytes());
        } finally {
            owners.forEach(PythonProcess::close);
            witness.letGo();
        }
    }

    private void once(Witness witness, int number) {
        if (number % SAMPLES_OF_AN_OWNER == 0) {
            change();
        }
        witness.holdOwners();
        witness.sample(table, rules);
        assertThat(witness.memory().within(scope).below().keySet())
                .as("the tools of %d owners, at sample %d", owners.size(), number)
                .hasSizeGreaterThanOrEqualTo(owners.size());
    }
}
