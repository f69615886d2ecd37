package io.tekton.sharedservices.process.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.SignalResult;
import io.tekton.sharedservices.process.portable.PortableProcessTable;
import io.tekton.sharedservices.testing.Alone;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holding real processes and signalling them, by a pidfd and by the weaker guards. */
@Alone
@Timeout(400)
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class PinningTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final List<String> CI = List.of("python3", "-m", "shared.ai.generic_specialist", "apollo");
    private static final Map<String, String> ROOT = Map.of("TEKTON_ROOT", "/srv/tekton");
    private static final IntFunction<Pidfd.Opening> NO_PIDFDS = pid -> new Pidfd.Opening.Unsupported("in this test");

    private final SampleProcesses zoo = new SampleProcesses();

    @AfterEach
    void closeTheZoo() {
        zoo.close();
    }

    /** The ways in which a process can be held. */
    enum Guard {
        PIDFD {
            @Override
            ProcessTable table() {
                return linux(Pidfd::open);
            }
        },
        START_TIME {
            @Override
            ProcessTable table() {
                return linux(NO_PIDFDS);
            }
        },
        PORTABLE {
            @Override
            ProcessTable table() {
                return new PortableProcessTable(Clock.systemUTC());
            }
        };

        abstract ProcessTable table();
    }

    private static LinuxProcessTable linux(IntFunction<Pidfd.Opening> pidfds) {
        return LinuxProcessTable.open(
                Path.of("/proc"), Set.of("TEKTON_ROOT"), Clock.systemUTC(), Duration.ofSeconds(10), pidfds);
    }

    private static ProcessSnapshot read(ProcessTable table, int pid) {
        Reading<ProcessSnapshot> reading = table.read(pid);
        assertThat(reading).isInstanceOf(Reading.Present.class);
        return ((Reading.Present<ProcessSnapshot>) reading).value();
    }

    private static PinnedProcess pin(ProcessTable table, int pid) {
        ProcessTable.Pinning pinning = table.pin(read(table, pid));
        assertThat(pinning).isInstanceOf(ProcessTable.Pinning.Pinned.class);
        return ((ProcessTable.Pinning.Pinned) pinning).process();
    }

    private static boolean lives(int pid) {
        return linux(Pidfd::open).node(pid) instanceof Reading.Present<ProcessNode> present
                && !present.value().zombie();
    }

    /** Until the clock tick in which this process started is over: what starts from now on has another identity. */
    private static void outlastItsTick(int pid) {
        LinuxProcessTable table = linux(Pidfd::open);
        Duration start = table.uptime();
        while (table.uptime().minus(start).toMillis() < 30 && lives(pid)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAProcess(Guard guard) {
        ProcessTable table = guard.table();
        try (PinnedProcess pinned = pin(table, zoo.child(CI, ROOT))) {
            boolean before = pinned.exited();

            SignalResult result = pinned.terminate();
            table.awaitAnyExit(List.of(pinned), LONG);

            assertThat(before).isFalse();
            assertThat(result).isEqualTo(SignalResult.SENT);
            assertThat(pinned.exited()).isTrue();
            assertThat(pinned.guard()).isEqualTo(guard == Guard.PIDFD ? "pidfd" : "start-time");
        }
    }

    @ParameterizedTest
    @EnumSource
    void killsAStubbornProcess(Guard guard) {
        ProcessTable table = guard.table();
        try (PinnedProcess pinned = pin(table, zoo.stubborn(CI, ROOT))) {
            SignalResult asked = pinned.terminate();
            boolean after = pinned.exited();

            SignalResult killed = pinned.kill();
            table.awaitAnyExit(List.of(pinned), LONG);

            assertThat(List.of(asked, killed)).containsOnly(SignalResult.SENT);
            assertThat(after).isFalse();
            assertThat(pinned.exited()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReapedProcessIsGone(Guard guard) {
        ProcessTable table = guard.table();
        int pid = zoo.child(CI, ROOT);
        ProcessSnapshot snapshot = read(table, pid);
        try (PinnedProcess pinned = pin(table, pid)) {
            zoo.end(pid);

            assertThat(pinned.exited()).isTrue();
            assertThat(pinned.terminate()).isEqualTo(SignalResult.GONE);
            assertThat(pinned.kill()).isEqualTo(SignalResult.GONE);
            assertThat(table.pin(snapshot)).isEqualTo(new ProcessTable.Pinning.Gone());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PIDFD", "START_TIME"})
    void aZombieHasEnded(Guard guard) {
        ProcessTable table = guard.table();
        int pid = zoo.family(List.of("lazy"), Map.of(), CI, ROOT).child();
        ProcessSnapshot snapshot = read(table, pid);
        try (PinnedProcess pinned = pin(table, pid)) {
            zoo.end(pid);

            assertThat(pinned.exited()).isTrue();
            assertThat(pinned.terminate()).isEqualTo(SignalResult.GONE);
            assertThat(pinned.kill()).isEqualTo(SignalResult.GONE);
            assertThat(table.pin(snapshot)).isEqualTo(new ProcessTable.Pinning.Gone());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherUsersProcessIsDenied(Guard guard) {
        assumeTrue(OtherUser.possible(), "needs root, to become another user");
        int pid = zoo.child(CI, ROOT);
        try (PinnedProcess pinned = pin(guard.table(), pid)) {
            List<SignalResult> results =
                    OtherUser.call(OtherUser.NOBODY, () -> List.of(pinned.terminate(), pinned.kill()));

            assertThat(results).containsOnly(SignalResult.DENIED);
            assertThat(pinned.exited()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PIDFD", "START_TIME"})
    void doesNotHoldWhatExecsIntoAnother(Guard guard) {
        ProcessTable table = guard.table();
        int pid = zoo.execsInto(CI, ROOT, List.of("psql", "production"));
        ProcessSnapshot before = read(table, pid);
        zoo.change(pid);

        ProcessTable.Pinning pinning = table.pin(before);

        assertThat(pinning).isEqualTo(new ProcessTable.Pinning.Changed("it runs another command line now"));
        assertThat(lives(pid)).isTrue();
    }

    @Test
    void doesNotHoldWhatChangedOtherwise() {
        ProcessTable table = linux(Pidfd::open);
        ProcessSnapshot now = read(table, zoo.child(CI, ROOT));
        ProcessIdentity later = new ProcessIdentity(
                now.identity().bootId(), now.pid(), now.identity().startTicks() + 1);
        ProcessIdentity otherBoot =
                new ProcessIdentity("another", now.pid(), now.identity().startTicks());

        assertThat(List.of(
                        table.pin(with(now, later, now.owner(), now.environment())),
                        table.pin(with(now, otherBoot, now.owner(), now.environment())),
                        table.pin(with(now, now.identity(), new Owner(7, 7, "x"), now.environment())),
                        table.pin(with(now, now.identity(), now.owner(), Map.of())),
                        table.pin(with(now, now.identity(), now.owner(), null))))
                .hasOnlyElementsOfType(ProcessTable.Pinning.Changed.class);
    }

    private static ProcessSnapshot with(
            ProcessSnapshot of, ProcessIdentity identity, Owner owner, Map<String, String> environment) {
        ProcessNode node =
                new ProcessNode(identity, of.node().parentPid(), of.node().name(), false, false);
        return new ProcessSnapshot(
                node, of.command(), owner, environment, 0, of.age(), of.startedAt(), of.unread(), List.of());
    }

    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @EnumSource
    void neverSignalsTheNewcomerThatGotThePid(Guard guard) {
        assumeTrue(Files.isWritable(Path.of("/proc/sys/kernel/ns_last_pid")), "needs root, to choose a newcomer's pid");
        ProcessTable table = guard.table();
        int newcomers = Rounds.of(15, 50);
        for (int i = 0; i < newcomers; i++) {
            int pid = zoo.child(CI, ROOT);
            ProcessSnapshot dead = read(table, pid);
            try (PinnedProcess pinned = pin(table, pid)) {
                outlastItsTick(pid);
                zoo.end(pid);
                zoo.newcomer(pid, CI, ROOT);

                assertThat(pinned.terminate()).isEqualTo(SignalResult.GONE);
                assertThat(pinned.kill()).isEqualTo(SignalResult.GONE);
                assertThat(pinned.exited()).isTrue();
                assertThat(table.pin(dead)).isNotInstanceOf(ProcessTable.Pinning.Pinned.class);
                assertThat(lives(pid)).as("newcomer %s of %s", i, newcomers).isTrue();
            }
            zoo.end(pid);
        }
    }

    @Test
    void showsWhatWasReadThroughThePin() {
        ProcessTable table = linux(Pidfd::open);
        ProcessSnapshot first = read(table, zoo.child(CI, ROOT));
        outlastItsTick(first.pid());

        try (PinnedProcess pinned = ((ProcessTable.Pinning.Pinned) table.pin(first)).process()) {
            assertThat(pinned.snapshot().isSameAs(first)).isTrue();
            assertThat(pinned.snapshot().age()).isGreaterThan(first.age());
        }
    }

    @Test
    void leaksNoDescriptors() {
        ProcessTable table = linux(Pidfd::open);
        ProcessSnapshot child = read(table, zoo.child(CI, ROOT));
        ProcessSnapshot changed = with(child, child.identity(), new Owner(7, 7, "x"), child.environment());
        pin(table, child.pid()).close();
        int before = descriptors();

        for (int i = 0; i < 1_000; i++) {
            pin(table, child.pid()).close();
            table.pin(changed);
        }

        assertThat(descriptors()).isLessThan(before + 20);
    }

    @Test
    void letsGoOfAProcessWhenTheReadingFails(@TempDir Path root) throws Exception {
        FakeProc proc = new FakeProc(root);
        int child = zoo.child(CI, ROOT);
        proc.add(child, "ci\0");
        LinuxProcessTable table =
                LinuxProcessTable.open(root, Set.of(), Clock.systemUTC(), Duration.ofSeconds(10), Pidfd::open);
        ProcessSnapshot snapshot = read(table, child);
        Files.writeString(root.resolve("uptime"), "broken ");
        int before = descriptors();

        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> table.pin(snapshot)).isInstanceOf(RuntimeException.class);
        }

        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static int descriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    @ParameterizedTest
    @EnumSource
    void waitsForAnyOfMany(Guard guard) {
        ProcessTable table = guard.table();
        List<PinnedProcess> pinned = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pinned.add(pin(table, zoo.child(CI, ROOT)));
        }
        table.awaitAnyExit(pinned, Duration.ZERO);

        zoo.end(pinned.get(150).snapshot().pid());
        table.awaitAnyExit(pinned, LONG);

        assertThat(pinned.stream().filter(PinnedProcess::exited)).containsExactly(pinned.get(150));
        pinned.forEach(PinnedProcess::close);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptNeitherShortensTheWaitNorIsLost(Guard guard) {
        ProcessTable table = guard.table();
        try (PinnedProcess pinned = pin(table, zoo.child(CI, ROOT))) {
            pinned.terminate();
            Thread.currentThread().interrupt();

            table.awaitAnyExit(List.of(pinned), LONG);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(pinned.exited()).isTrue();
        }
    }

    @Test
    void waitsForNothingAtOnce() {
        linux(Pidfd::open).awaitAnyExit(List.of(), Duration.ofDays(1));
    }
}
