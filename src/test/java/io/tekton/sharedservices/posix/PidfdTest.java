package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has pidfds")
class PidfdTest {
    private static final int SIGTERM = 15;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SampleProcesses zoo = new SampleProcesses();

    @AfterEach
    void closeTheZoo() {
        zoo.close();
    }

    private static Pidfd open(int pid) {
        Pidfd.Opening opening = Pidfd.open(pid);
        assertThat(opening).isInstanceOf(Pidfd.Opening.Opened.class);
        return ((Pidfd.Opening.Opened) opening).pidfd();
    }

    @Test
    void signalsTheProcess() {
        try (Pidfd pidfd = open(zoo.child(List.of("prompt"), Map.of()))) {
            boolean before = pidfd.exited();

            Pidfd.Sent sent = pidfd.send(SIGTERM);

            assertThat(before).isFalse();
            assertThat(sent).isEqualTo(Pidfd.Sent.SENT);
            assertThat(Pidfd.awaitAny(List.of(pidfd), LONG)).isTrue();
        }
    }

    @Test
    void saysThatAReapedProcessIsGone() {
        int pid = zoo.child(List.of("prompt"), Map.of());
        try (Pidfd pidfd = open(pid)) {
            zoo.end(pid);

            assertThat(pidfd.send(SIGTERM)).isEqualTo(Pidfd.Sent.GONE);
            assertThat(pidfd.exited()).isTrue();
            assertThat(Pidfd.open(pid)).isEqualTo(new Pidfd.Opening.Gone());
        }
    }

    @Test
    void countsAZombieAsExited() {
        try (Pidfd pidfd = open(zoo.zombie())) {
            assertThat(pidfd.exited()).isTrue();
        }
    }

    @Test
    void takesAThreadsIdForNoProcess() {
        int pid = Math.toIntExact(ProcessHandle.current().pid());
        String[] tasks = Objects.requireNonNull(new File("/proc/self/task").list());

        for (String task : tasks) {
            if (Integer.parseInt(task) != pid) {
                assertThat(Pidfd.open(Integer.parseInt(task))).isEqualTo(new Pidfd.Opening.Gone());
            }
        }
        assertThat(tasks).hasSizeGreaterThan(1);
    }

    @Test
    void saysThatAnotherUsersProcessIsDenied() {
        assumeTrue(OtherUser.possible(), "needs root, to become another user");
        try (Pidfd pidfd = open(zoo.child(List.of("mine"), Map.of()))) {
            Pidfd.Sent sent = OtherUser.call(OtherUser.NOBODY, () -> pidfd.send(SIGTERM));

            assertThat(sent).isEqualTo(Pidfd.Sent.DENIED);
            assertThat(pidfd.exited()).isFalse();
        }
    }

    @Test
    void waitsForAnyOfTwoHundred() {
        List<Pidfd> pidfds = new ArrayList<>();
        int last = 0;
        for (int i = 0; i < 200; i++) {
            last = zoo.child(List.of("one", "of", "200"), Map.of());
            pidfds.add(open(last));
        }
        boolean before = Pidfd.awaitAny(pidfds, Duration.ZERO);

        zoo.end(last);

        assertThat(before).isFalse();
        assertThat(Pidfd.awaitAny(pidfds, LONG)).isTrue();
        assertThat(pidfds.stream().filter(Pidfd::exited)).containsExactly(pidfds.get(199));
        pidfds.forEach(Pidfd::close);
    }

    @Test
    void isNotUsableOnceClosed() {
        Pidfd pidfd = open(zoo.child(List.of("prompt"), Map.of()));

        pidfd.close();
        pidfd.close();

        assertThatThrownBy(() -> pidfd.send(SIGTERM)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(pidfd::exited).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isNotInheritedByChildren() throws Exception {
        try (Pidfd pidfd = open(zoo.child(List.of("held"), Map.of()))) {
            assertThat(pidfd.exited()).isFalse();
            for (Path fd : descriptors()) {
                if (Files.isSymbolicLink(fd)
                        && Files.readSymbolicLink(fd).toString().contains("pidfd")) {
                    String info = Files.readString(
                            Path.of("/proc/self/fdinfo", fd.getFileName().toString()));
                    assertThat(info).as("O_CLOEXEC").containsPattern("flags:\\s*02\\d{6}\\s");
                }
            }
        }
    }

    private static List<Path> descriptors() throws Exception {
        try (var fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.toList();
        }
    }
}
