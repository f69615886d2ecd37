package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The order of the program's system calls, as a tracer sees it: what the disk has must precede what a process gets. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class DurableBeforeSignalIT {
    @TempDir
    Path temp;

    @Test
    void syncsTheIntentBeforeEachSignal() throws IOException {
        Path strace = Program.tool("strace");
        assumeThat(strace).as("strace is not installed").isNotNull();
        Installation tekton = new Installation(temp);
        Path trace = temp.resolve("trace.txt");
        try (SampleProcesses zoo = new SampleProcesses()) {
            int stubborn = zoo.stubborn(tekton.argv(), Map.of());

            Program.Ended ended;
            try (Program program = Program.start(
                    List.of(
                            strace.toString(),
                            "-f",
                            "-e",
                            "trace=fsync,fdatasync,pidfd_open,pidfd_send_signal,kill",
                            "-o",
                            trace.toString()),
                    tekton,
                    "cleanup",
                    "--grace",
                    "200ms")) {
                ended = program.await();
            }
            assumeThat(ended.err()).as("tracing is not allowed here").doesNotContain("PTRACE");

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(lives(stubborn)).isFalse();
            List<String> calls = Files.readAllLines(trace).stream()
                    .filter(line -> line.contains("sync(") || line.contains("signal(") || line.contains("pidfd_open("))
                    .toList();
            int term = indexOf(calls, "SIGTERM");
            int kill = indexOf(calls, "SIGKILL");
            // the run's beginning is synced before that; the intents come when the process is held
            int held = lastBefore(calls, term, "pidfd_open(" + stubborn);
            assertThat(calls.subList(held, term)).anyMatch(call -> call.contains("sync("));
            assertThat(calls.subList(term, kill)).anyMatch(call -> call.contains("sync("));
            assertThat(calls.subList(kill, calls.size())).anyMatch(call -> call.contains("sync("));
            // signals go through the hold alone
            assertThat(Files.readAllLines(trace).stream()
                            .filter(line -> line.contains(" kill(") && !line.contains(", 0)")))
                    .isEmpty();
        }
    }

    private static int lastBefore(List<String> calls, int end, String call) {
        for (int i = end - 1; i >= 0; i--) {
            if (calls.get(i).contains(call)) {
                return i;
            }
        }
        throw new AssertionError("no " + call + " in " + calls);
    }

    private static int indexOf(List<String> calls, String signal) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).contains("pidfd_send_signal(") && calls.get(i).contains(signal)) {
                return i;
            }
        }
        throw new AssertionError("no " + signal + " in " + calls);
    }
}
