package io.tekton.sharedservices.process.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.UserScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a real {@code /proc} cannot be made to show, or not by everybody. */
@Timeout(400)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the folder imitates Linux")
class FakeProcTableTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration HASTY = Duration.ofSeconds(1);

    @TempDir
    Path root;

    private FakeProc proc;

    @BeforeEach
    void makeTheFolder() throws IOException {
        proc = new FakeProc(root);
    }

    private static List<Integer> pids(Scan scan) {
        return scan.matches().stream().map(ProcessSnapshot::pid).toList();
    }

    private static boolean isCi(CommandLine command) {
        return command.argument(0).equals("ci");
    }

    private static List<Thread> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("process-reader"))
                .toList();
    }

    @Test
    void findsSeveralThousand() throws IOException {
        for (int pid = 5_010_000; pid < 5_015_000; pid += 2) {
            proc.add(pid, "ci\0--component\0apollo\0");
            Files.writeString(Files.createDirectory(proc.folder(pid + 1)).resolve("cmdline"), "other\0");
        }

        Scan scan = proc.open(PATIENT).scan(new UserScope.Any(), FakeProcTableTest::isCi);

        assertThat(pids(scan))
                .isEqualTo(IntStream.range(2_505_000, 2_507_500)
                        .mapToObj(i -> 2 * i)
                        .toList());
        assertThat(scan.scanned()).isEqualTo(5_002);
        assertThat(scan.unreadable()).isEmpty();
    }

    /** Below, at and above the size of the buffer that is read into, and above all that it grows to. */
    @Test
    void findsASecretAtTheEndOfALongCommandLine() throws IOException {
        List<Integer> sizes = List.of(100, 8_191, 8_192, 8_193, 16_384, 1_000_000);
        for (int i = 0; i < sizes.size(); i++) {
            String end = "\0apollo\0";
            proc.add(5_600_000 + i, "x".repeat(sizes.get(i) - end.length()) + end);
        }

        Scan scan = proc.open(PATIENT)
                .scan(
                        new UserScope.Any(),
                        command -> command.size() == 2 && command.argument(1).equals("apollo"));

        assertThat(pids(scan))
                .isEqualTo(IntStream.range(5_600_000, 5_600_000 + sizes.size())
                        .boxed()
                        .toList());
    }

    @Test
    void readsNothingOfAnotherUsersProcess() throws Exception {
        proc.add(5_700_001, "ci\0");
        proc.fifo(5_700_001, "cmdline");
        int uid = (Integer) Files.getAttribute(root, "unix:uid");
        UserScope others = new UserScope.Users(Set.of(new Owner(uid + 1, uid + 1, "another")));

        Scan scan = proc.open(HASTY).scan(others, command -> true);

        // Had it been opened, it would have hung.
        assertThat(scan).isEqualTo(new Scan(3, List.of(), List.of()));
    }

    @Test
    void aReadThatHangsKeepsNoOtherFromBeingFound() throws Exception {
        for (int pid = 5_700_001; pid <= 5_700_003; pid++) {
            proc.add(pid, "ci\0");
        }
        Path fifo = proc.fifo(5_700_002, "cmdline");
        LinuxProcessTable table = proc.open(HASTY);

        Scan first = table.scan(new UserScope.Any(), FakeProcTableTest::isCi);
        List<Thread> left = readersLeft();
        Scan second = table.scan(new UserScope.Any(), FakeProcTableTest::isCi);
        Reading<ProcessSnapshot> alone = table.read(5_700_002);

        assertThat(pids(first)).containsExactly(5_700_001, 5_700_003);
        assertThat(first.unreadable()).containsExactly(5_700_002);
        assertThat(pids(second)).isEqualTo(pids(first));
        assertThat(second.unreadable()).isEqualTo(first.unreadable());
        assertThat(alone).isInstanceOf(Reading.Unreadable.class);
        assertThat(left).hasSize(1);
        assertThat(readers()).as("readers after three scans").containsAll(left);
        assertThat(readers().stream().filter(Thread::isAlive).count()).isLessThanOrEqualTo(2);

        FakeProc.release(fifo);
        left.get(0).join();
    }

    /** The reader that hangs; a finished reader may still be exiting. */
    private static List<Thread> readersLeft() throws InterruptedException {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (readers().size() > 1 && System.nanoTime() - deadline < 0) {
            Thread.sleep(1);
        }
        return readers();
    }

    @Test
    void anEnvironmentThatHangsMakesItUnreadable() throws Exception {
        proc.add(5_700_001, "ci\0");
        proc.add(5_700_002, "ci\0");
        Path fifo = proc.fifo(5_700_001, "environ");
        LinuxProcessTable table = proc.open(HASTY);

        Scan scan = table.scan(new UserScope.Any(), FakeProcTableTest::isCi);

        assertThat(pids(scan)).containsExactly(5_700_002);
        assertThat(scan.unreadable()).containsExactly(5_700_001);
        FakeProc.release(fifo);
    }

    @Test
    void namesWhatCouldNotBeRead() throws IOException {
        Files.delete(proc.add(5_700_001, "ci\0").resolve("environ"));
        Files.delete(proc.add(5_700_002, "ci\0").resolve("status"));
        Files.writeString(proc.add(5_700_003, "ci\0").resolve("status"), "Name:\tx\nUid:\t7\t7\t7\t7\n");

        List<ProcessSnapshot> matches = proc.open(PATIENT)
                .scan(new UserScope.Any(), FakeProcTableTest::isCi)
                .matches();

        assertThat(matches.get(0).unread()).singleElement().asString().startsWith("its environment");
        assertThat(matches.get(0).environment()).isNull();
        assertThat(matches.get(1).unread()).singleElement().asString().startsWith("its status");
        assertThat(matches.get(1).owner()).isNull();
        assertThat(matches.get(2).unread()).containsExactly("its PID namespace");
    }

    @Test
    void aProcessWithoutAReadableCommandLineOrStatIsUnreadable() throws IOException {
        Files.delete(proc.add(5_700_001, "ci\0").resolve("cmdline"));
        Files.writeString(proc.add(5_700_002, "ci\0").resolve("stat"), "5700002 (x) S torn");
        LinuxProcessTable table = proc.open(PATIENT);

        Scan scan = table.scan(new UserScope.Any(), FakeProcTableTest::isCi);

        assertThat(scan.matches()).isEmpty();
        assertThat(scan.unreadable()).containsExactly(5_700_001, 5_700_002);
        assertThat(table.node(5_700_002)).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void computesTheAgeFromTicksWhateverTheClockSays() throws IOException {
        proc.add(5_700_001, "ci\0");
        Instant odd = Instant.parse("1999-12-31T23:59:59Z");
        LinuxProcessTable table = LinuxProcessTable.open(
                root, Set.of(), Clock.fixed(odd, ZoneOffset.UTC), PATIENT, pid -> new Pidfd.Opening.Gone());

        ProcessSnapshot snapshot = ((Reading.Present<ProcessSnapshot>) table.read(5_700_001)).value();

        assertThat(snapshot.age()).isEqualTo(Duration.ofMillis(FakeProc.UPTIME_SECONDS * 1000L + 500 - 1000));
        assertThat(snapshot.startedAt()).isEqualTo(odd.minus(snapshot.age()));
    }

    @Test
    void oneThatStartsInTheFutureHasNoAge() throws IOException {
        Files.writeString(
                proc.add(5_700_001, "ci\0").resolve("stat"), FakeProc.stat(5_700_001, "x", Integer.MAX_VALUE * 100L));

        ProcessSnapshot snapshot =
                ((Reading.Present<ProcessSnapshot>) proc.open(PATIENT).read(5_700_001)).value();

        assertThat(snapshot.age()).isZero();
    }

    @Test
    void aHiddenProcessIsUnreadableNotGone() throws IOException {
        for (String file : List.of("cmdline", "stat", "status", "environ")) {
            Files.delete(proc.folder(1).resolve(file));
        }
        Files.delete(proc.folder(1));
        int hidden = FakeProc.OWN_PID + 1;
        LinuxProcessTable table = LinuxProcessTable.open(
                root,
                Set.of(),
                Clock.systemUTC(),
                PATIENT,
                pid -> pid == hidden ? new Pidfd.Opening.Unsupported("in this test") : new Pidfd.Opening.Gone());

        assertThat(table.node(hidden)).isInstanceOf(Reading.Unreadable.class);
        assertThat(table.read(hidden)).isInstanceOf(Reading.Unreadable.class);
        assertThat(table.node(hidden + 1)).isEqualTo(new Reading.Gone<>());
    }

    @Test
    void whatBeginsToEndAfterItWasMatchedIsNoMatch() throws IOException {
        Path cmdline = proc.add(5_700_001, "ci\0").resolve("cmdline");

        Scan scan = proc.open(PATIENT).scan(new UserScope.Any(), command -> {
            write(cmdline, "");
            return true;
        });

        assertThat(pids(scan)).doesNotContain(5_700_001);
    }

    @Test
    void readsAgainWhereTheProcessChangedMeanwhile() throws IOException {
        for (String file : List.of("cmdline", "environ", "stat")) {
            Path changing = proc.add(5_700_001, "ci\0", "").resolve(file);
            String later = file.equals("stat")
                    ? FakeProc.stat(5_700_001, "later", 100)
                    : file.equals("environ") ? "TEKTON_ROOT=/later\0" : "later\0";

            Reading<ProcessSnapshot> reading =
                    openWith(() -> write(changing, later)).read(5_700_001);

            ProcessSnapshot snapshot = ((Reading.Present<ProcessSnapshot>) reading).value();
            assertThat(List.of(
                            snapshot.command().argument(0),
                            String.valueOf(snapshot.environment()),
                            snapshot.node().name()))
                    .anyMatch(seen -> seen.contains("later"));
        }
    }

    @Test
    void doesNotTrustWhatChangesWithEveryRead() throws IOException {
        Path cmdline = proc.add(5_700_001, "ci\0").resolve("cmdline");
        AtomicInteger reads = new AtomicInteger();

        Reading<ProcessSnapshot> reading =
                openWith(() -> write(cmdline, "ci " + reads.incrementAndGet())).read(5_700_001);

        assertThat(reading).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void aPidThatWentToAnotherMeanwhileIsGone() throws IOException {
        Path stat = proc.add(5_700_001, "ci\0").resolve("stat");

        Reading<ProcessSnapshot> reading = openWith(() -> write(stat, FakeProc.stat(5_700_001, "fake", 101)))
                .read(5_700_001);

        assertThat(reading).isEqualTo(new Reading.Gone<>());
    }

    /** The clock is read in the middle of each scan. */
    private LinuxProcessTable openWith(Runnable inTheMiddle) {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                inTheMiddle.run();
                return Instant.EPOCH;
            }
        };
        return LinuxProcessTable.open(root, Set.of("TEKTON_ROOT"), clock, PATIENT, pid -> new Pidfd.Opening.Gone());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesAFolderOfAnotherPidNamespace() throws IOException {
        Files.delete(root.resolve("self"));
        Files.createSymbolicLink(root.resolve("self"), Path.of("1"));

        assertThatThrownBy(() -> proc.open(PATIENT))
                .isInstanceOf(ProcessTableException.class)
                .hasMessageContaining("another PID namespace");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() ->
                        LinuxProcessTable.open(root.resolve("none"), Set.of(), Clock.systemUTC(), PATIENT, Pidfd::open))
                .isInstanceOf(ProcessTableException.class)
                .hasMessageContaining(root.resolve("none").toString());
    }
}
