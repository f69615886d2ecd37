package io.tekton.sharedservices.cleanup.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.posix.PosixException;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real owners, held by real pidfds. */
@EnabledOnOs(OS.LINUX)
class OwnerHoldsTest {
    private final SampleProcesses zoo = new SampleProcesses();
    private final ProcessTable table = LinuxProcessTable.open(Set.of(), Clock.systemUTC());
    private OwnerHolds holds = new OwnerHolds(Pidfd::open, 50);

    @AfterEach
    void close() {
        holds.close();
        zoo.close();
    }

    private ProcessIdentity owner() {
        return identity(zoo.child(List.of("host"), Map.of()));
    }

    private ProcessIdentity identity(int pid) {
        return ((Reading.Present<ProcessNode>) table.node(pid)).value().identity();
    }

    /** What holds a process, among the descriptors of this one. */
    private static long pidfds() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> {
                        try {
                            String what = Files.readSymbolicLink(fd).toString();
                            return what.contains("pidfd");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void knowsOfEachThatItHoldsWhetherItHasEnded() {
        ProcessIdentity one = owner();
        ProcessIdentity other = owner();
        ProcessIdentity unheld = owner();
        holds.hold(Set.of(one, other), table::node);
        zoo.end(one.pid());

        assertThat(holds.ended(one)).contains(true);
        assertThat(holds.ended(other)).contains(false);
        assertThat(holds.ended(unheld)).isEmpty();
    }

    @Test
    void theNewcomerThatHasAnOwnersPidIsNotThatOwner() {
        assumeTrue(Files.isWritable(Path.of("/proc/sys/kernel/ns_last_pid")), "needs root, to choose a newcomer's pid");
        ProcessIdentity owner = owner();
        holds.hold(Set.of(owner), table::node);
        zoo.end(owner.pid());
        zoo.newcomer(owner.pid(), List.of("host"), Map.of());

        assertThat(holds.ended(owner)).contains(true);
    }

    @Test
    void holdsNoneThatEndedBeforeItWasHeld() throws IOException {
        ProcessIdentity ended = owner();
        zoo.end(ended.pid());
        ProcessIdentity living = owner();
        ProcessIdentity earlier = new ProcessIdentity(living.bootId(), living.pid(), living.startTicks() - 1);
        long before = pidfds();
        holds.hold(Set.of(ended, earlier), table::node);

        assertThat(holds.ended(ended)).isEmpty();
        assertThat(holds.ended(earlier))
                .as("the owner that had this pid before")
                .isEmpty();
        assertThat(pidfds()).isEqualTo(before);
    }

    @Test
    void letsGoOfThoseThatHaveEndedAndHoldsNoMoreThanItMay() throws IOException {
        long before = pidfds();
        for (int i = 0; i < 5; i++) {
            Set<ProcessIdentity> owners = new HashSet<>();
            for (int j = 0; j < 60; j++) {
                owners.add(owner());
            }
            holds.hold(owners, table::node);
            assertThat(pidfds() - before).isEqualTo(50);
            owners.forEach(owner -> zoo.end(owner.pid()));
        }
        ProcessIdentity last = owner();
        holds.hold(Set.of(last), table::node);
        assertThat(pidfds() - before).isOne();
        holds.close();

        assertThat(pidfds()).isEqualTo(before);
        assertThat(holds.ended(last)).isEmpty();
    }

    @Test
    void whereNothingCanBeHeldIdentityDecides() {
        ProcessIdentity owner = owner();
        List<IntFunction<Pidfd.Opening>> openers =
                List.of(pid -> new Pidfd.Opening.Unsupported("an old kernel"), pid -> {
                    throw new PosixException("pidfd_open failed", 24, new IOException("too many open files"));
                });
        for (IntFunction<Pidfd.Opening> opener : openers) {
            holds = new OwnerHolds(opener, 50);
            holds.hold(Set.of(owner), table::node);

            assertThat(holds.ended(owner)).isEmpty();
        }
    }
}
