package io.tekton.sharedservices.process.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process folder that begins to hide other users' processes while it is in use. */
@EnabledOnOs(OS.LINUX)
class HiddenProcessesTest {
    @TempDir
    Path temp;

    private final SampleProcesses zoo = new SampleProcesses();
    private Path proc;
    private boolean mounted;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        assumeTrue(OtherUser.possible(), "needs root, to mount a process folder");
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        proc = Files.createDirectory(temp.resolve("proc"));
        mounted = run("mount", "-t", "proc", "proc", proc.toString()) == 0;
        assumeTrue(mounted, "mounting is not allowed here");
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", proc.toString())).isZero();
        }
        zoo.close();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void whatIsHiddenAnewCannotBeReadAndIsNotGone() throws Exception {
        int pid = zoo.child(List.of("host"), Map.of());
        LinuxProcessTable table =
                LinuxProcessTable.open(proc, Set.of(), Clock.systemUTC(), LinuxProcessTable.READ_BOUND, Pidfd::open);
        assertThat(OtherUser.call(OtherUser.NOBODY, () -> table.node(pid))).isInstanceOf(Reading.Present.class);

        // The threads of the test keep group 0, to which all is shown unless another is named.
        assertThat(run("mount", "-o", "remount,hidepid=2,gid=65533", proc.toString()))
                .isZero();

        Reading<ProcessNode> hidden = OtherUser.call(OtherUser.NOBODY, () -> table.node(pid));
        assertThat(hidden).isInstanceOf(Reading.Unreadable.class);
        zoo.end(pid);
        assertThat(OtherUser.call(OtherUser.NOBODY, () -> table.node(pid))).isEqualTo(new Reading.Gone<>());
    }
}
