package io.tekton.sharedservices.process.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: a process whose arguments are in a file system that does not answer. */
@Timeout(240)
@EnabledOnOs(value = OS.LINUX, disabledReason = "FUSE is mounted as on Linux")
class HangingCommandLineTest {
    @TempDir
    Path folder;

    @Test
    void theScanPassesOverIt() throws Exception {
        assumeTrue(OtherUser.possible(), "needs root, to mount a file system");
        assumeTrue(Files.exists(Path.of("/dev/fuse")), "this system has no FUSE");
        Path script = folder.resolve("hanging.py");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("hanging.py"))) {
            Files.copy(in, script);
        }
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Process server = new ProcessBuilder("/usr/bin/python3", script.toString(), mount.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (SampleProcesses zoo = new SampleProcesses()) {
            String answer = server.inputReader().readLine();
            assumeTrue(answer != null, "this system refuses the mount");
            int hanging = Integer.parseInt(answer);
            String mark = UUID.randomUUID().toString();
            int other = zoo.child(List.of("ci", mark), Map.of());
            LinuxProcessTable table = LinuxProcessTable.open(
                    Path.of("/proc"), Set.of(), Clock.systemUTC(), Duration.ofSeconds(1), Pidfd::open);

            Scan scan = scan(table, mark);
            long left = readers();
            Scan again = scan(table, mark);
            Reading<ProcessSnapshot> read = table.read(hanging);
            Reading<ProcessNode> node = table.node(hanging);

            assertThat(scan.unreadable()).contains(hanging);
            assertThat(scan.matches().stream().map(ProcessSnapshot::pid)).containsExactly(other);
            assertThat(again.unreadable()).contains(hanging);
            assertThat(again.matches().stream().map(ProcessSnapshot::pid)).containsExactly(other);
            assertThat(read).isInstanceOf(Reading.Unreadable.class);
            assertThat(node).isInstanceOf(Reading.Present.class);
            assertThat(left).isPositive();
            assertThat(readersOnceAtRest(left)).isLessThanOrEqualTo(left);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static Scan scan(LinuxProcessTable table, String mark) {
        return table.scan(
                new UserScope.Any(),
                command -> command.size() == 2 && command.argument(1).equals(mark));
    }

    /** A reader that has come to its end may still be on its way out. */
    private static long readersOnceAtRest(long expected) throws InterruptedException {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (readers() > expected && System.nanoTime() - deadline < 0) {
            Thread.sleep(1);
        }
        return readers();
    }

    private static long readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("process-reader"))
                .count();
    }
}
