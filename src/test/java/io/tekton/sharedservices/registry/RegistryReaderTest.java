package io.tekton.sharedservices.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.concurrent.TurnableStopwatch;
import io.tekton.sharedservices.posix.PythonChild;
import io.tekton.sharedservices.registry.RegistryReading.Read;
import io.tekton.sharedservices.registry.RegistryReading.Refused;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // a lock or its holder is there to be held
class RegistryReaderTest {
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir
    private Path state;

    private final RememberedFiles memory = new RememberedFiles();
    private final TurnableStopwatch stopwatch = new TurnableStopwatch().ignoring(StableBytes.SETTLING);
    private Path platform;
    private Path wrapped;

    @BeforeEach
    void setUpAHost() throws IOException {
        platform = state.resolve("ai_registry/platform_ai_registry.json");
        wrapped = state.resolve("aish/ci-registry/wrapped_cis.json");
        Files.createDirectories(platform.getParent());
        Files.createDirectories(wrapped.getParent());
        Files.write(platform, Samples.bytes(Samples.PLATFORM));
        Files.write(wrapped, Samples.bytes(Samples.WRAPPED));
    }

    @Test
    void readsAllFilesTogether() {
        Read read = read(reader(stopwatch).read());

        assertThat(read.registrations().pids()).containsExactlyInAnyOrder(42714, 42801, 42960, 51200, 51310);
        assertThat(read.files()).containsExactly(platform, wrapped);
        assertThat(read.absent()).isEmpty();
        assertThat(memory.wasRead(platform) && memory.wasRead(wrapped)).isTrue();
        assertThat(stopwatch.pauses()).isEmpty();
    }

    @Test
    void readsAnEmptyObjectAsNoRegistrations() throws IOException {
        Files.writeString(platform, "{}\n");
        Files.delete(wrapped);

        Read read = read(reader(stopwatch).read());

        assertThat(read.registrations().all()).isEmpty();
        assertThat(read.absent()).containsExactly(wrapped);
    }

    @ParameterizedTest
    @ValueSource(strings = {Samples.PLATFORM, Samples.WRAPPED})
    void refusesEveryBeginningOfARegistry(String sample) throws IOException {
        byte[] whole = Samples.bytes(sample);
        Path file = sample.equals(Samples.PLATFORM) ? platform : wrapped;
        int end = new String(whole, UTF_8).stripTrailing().length();

        for (int length = 0; length < end; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Refused refused = refused(reader(new TurnableStopwatch().ignoring(StableBytes.SETTLING))
                    .read());
            assertThat(refused.reason()).as("prefix of %d bytes", length).isEqualTo("registry-unreadable");
            assertThat(refused.file()).isEqualTo(file);
        }
        Files.write(file, Arrays.copyOf(whole, end));
        read(reader(new TurnableStopwatch().ignoring(StableBytes.SETTLING)).read());
    }

    @Test
    void readsATornFileOnceMore() throws IOException {
        byte[] whole = Files.readAllBytes(wrapped);
        Files.write(wrapped, Arrays.copyOf(whole, 40));
        TurnableStopwatch mending = new TurnableStopwatch(() -> write(wrapped, whole)).ignoring(StableBytes.SETTLING);

        Read read = read(reader(mending).read());

        assertThat(read.registrations().pids()).contains(51200, 51310);
        assertThat(mending.pauses()).containsExactly(PAUSE);
    }

    @Test
    void refusesAFileThatIsTornTwiceAndNamesThePlace() throws IOException {
        Files.writeString(platform, "{\n  \"apollo-ai\": {\"pid\": true}\n}");

        Refused refused = refused(reader(stopwatch).read());

        assertThat(stopwatch.pauses()).containsExactly(PAUSE);
        assertThat(refused)
                .isEqualTo(new Refused(
                        "registry-unreadable",
                        "the registry file " + platform
                                + ", line 2, column 24, has true or false as entry \"apollo-ai\", \"pid\";"
                                + " allowed is a whole number from 1 to 2147483647 or its digits as text",
                        platform,
                        2,
                        24));
    }

    @Test
    void refusesATornFileThatIsGoneAtTheSecondRead() throws IOException {
        Files.writeString(wrapped, "{");
        TurnableStopwatch removing = new TurnableStopwatch(() -> delete(wrapped)).ignoring(StableBytes.SETTLING);

        assertThat(refused(reader(removing).read()).message()).contains("disappeared a moment later");
    }

    @Test
    void refusesAMissingFileThatMustBeThere() throws IOException {
        Files.delete(platform);

        Refused refused = refused(reader(stopwatch).read());

        assertThat(refused.reason()).isEqualTo("registry-missing");
        assertThat(refused.file()).isEqualTo(platform);
    }

    @Test
    void refusesAnOptionalFileThatWasReadBeforeAndIsGone() throws IOException {
        reader(stopwatch).read();
        Files.delete(wrapped);

        Refused refused = refused(reader(stopwatch).read());

        assertThat(refused.reason()).isEqualTo("registry-missing");
        assertThat(refused.message()).contains("it was read before");
    }

    @Test
    void remembersAFileThatWasReadBeforeAnotherOneFailed() throws IOException {
        Files.writeString(wrapped, "torn");

        reader(stopwatch).read();

        assertThat(memory.wasRead(platform)).isTrue();
        assertThat(memory.wasRead(wrapped)).isFalse();
    }

    @Test
    void takesMissingFilesForEmptyWhereTheSettingSaysSo() throws IOException {
        reader(stopwatch).read();
        Files.delete(platform);
        Files.delete(wrapped);

        Read read = read(reader(WhenMissing.EMPTY).read());

        assertThat(read.absent()).containsExactly(platform, wrapped);
    }

    @Test
    void takesAFileInAMissingFolderForMissing() throws IOException {
        Files.delete(platform);
        Files.delete(platform.getParent());

        assertThat(refused(reader(stopwatch).read()).reason()).isEqualTo("registry-missing");
    }

    @Test
    void refusesALinkToNowhereAsUnreadable() throws IOException {
        Files.delete(wrapped);
        Files.createSymbolicLink(wrapped, state.resolve("nowhere"));

        Refused refused = refused(reader(WhenMissing.EMPTY).read());

        assertThat(refused.reason()).isEqualTo("registry-unreadable");
        assertThat(refused.message()).contains("symbolic link to nowhere");
    }

    @Test
    void refusesAFolderThatIsALinkToNowhereAsUnreadable() throws IOException {
        Files.delete(wrapped);
        Files.delete(wrapped.getParent());
        Files.createSymbolicLink(wrapped.getParent(), state.resolve("nowhere"));

        Refused refused = refused(reader(WhenMissing.EMPTY).read());

        assertThat(refused.reason()).isEqualTo("registry-unreadable");
        assertThat(refused.message()).contains("symbolic link to nowhere");
    }

    @Test
    void refusesAFileBelowAFileAsUnreadable() throws IOException {
        Files.delete(wrapped);
        Files.delete(wrapped.getParent());
        Files.createFile(wrapped.getParent());

        assertThat(refused(reader(WhenMissing.EMPTY).read()).reason()).isEqualTo("registry-unreadable");
    }

    @Test
    void refusesAFileThatItMayNotRead() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("root may read everything")
                .isNotEqualTo("root");
        Files.setPosixFilePermissions(platform, PosixFilePermissions.fromString("---------"));

        assertThat(refused(reader(stopwatch).read()).message()).contains("permission denied");
    }

    @Test
    void readsThroughALink() throws IOException {
        Path target = Files.move(platform, state.resolve("elsewhere.json"));
        Files.createSymbolicLink(platform, target);

        assertThat(read(reader(stopwatch).read()).registrations().pids()).contains(42714);
    }

    @Test
    void refusesAFileThatEverybodyMayWrite() throws IOException {
        Files.setPosixFilePermissions(wrapped, PosixFilePermissions.fromString("rw-rw-rw-"));

        Refused refused = refused(reader(stopwatch).read());

        assertThat(refused.reason()).isEqualTo("registry-unreadable");
        assertThat(refused.message()).contains(wrapped.toString(), "everybody");
        assertThat(stopwatch.pauses()).as("a second read changes nothing").isEmpty();
    }

    @Test
    void refusesAFolderAboveThatEverybodyMayWrite() throws IOException {
        Files.setPosixFilePermissions(state.resolve("aish"), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(refused(reader(stopwatch).read()).message()).contains(state.resolve("aish") + " ", "everybody");
    }

    @Test
    void refusesAFileThatIsMissingFromAFolderThatEverybodyMayWrite() throws IOException {
        Files.delete(wrapped);
        Files.setPosixFilePermissions(wrapped.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(refused(reader(WhenMissing.EMPTY).read()).reason()).isEqualTo("registry-unreadable");
    }

    @Test
    void readsFromASharedFolderWithTheStickyBitOnlyWhatIsOursOrRoots() throws Exception {
        new ProcessBuilder("chmod", "1777", state.resolve("aish").toString())
                .start()
                .waitFor();
        read(reader(stopwatch).read());
        assumeThat(System.getProperty("user.name"))
                .as("only root may give a file away")
                .isEqualTo("root");

        new ProcessBuilder("chown", "65534", wrapped.getParent().toString())
                .start()
                .waitFor();

        assertThat(refused(reader(stopwatch).read()).message()).contains("belongs to user 65534");
    }

    @Test
    void readsAGroupWritableFile() throws IOException {
        Files.setPosixFilePermissions(wrapped, PosixFilePermissions.fromString("rw-rw-r--"));

        read(reader(stopwatch).read());
    }

    @Test
    void refusesAFifoWithoutHanging() throws Exception {
        Files.delete(wrapped);
        new ProcessBuilder("mkfifo", wrapped.toString()).start().waitFor();

        assertThat(refused(reader(stopwatch).read()).message()).contains("a FIFO");
    }

    @Test
    void refusesADeviceAndAFolder() {
        for (Path file : List.of(Path.of("/dev/null"), Path.of("/dev/zero"), state)) {
            Refused refused = refused(
                    reader(WhenMissing.EMPTY, new RegistryFile(file, true)).read());

            assertThat(refused.reason()).isEqualTo("registry-unreadable");
        }
    }

    @Test
    void refusesAFileThatIsTooLargeWithoutReadingIt() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(platform.toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }

        assertThat(refused(reader(stopwatch).read()).message()).contains("67108865 bytes", "64 MiB");
    }

    @Test
    void refusesAFileThatSaysMoreThanItsSize() {
        Path growing = Path.of("/proc/self/status"); // its size is 0, and it has text all the same
        assumeThat(growing).exists();

        Refused refused = refused(
                reader(WhenMissing.REFUSE, new RegistryFile(growing, false)).read());

        assertThat(refused.message()).contains("changed while it was read");
    }

    @Test
    void waitsForAWriterAndThenRefuses() throws IOException {
        Path lock = Files.createFile(platform.resolveSibling(".registration.lock"));

        Refused refused;
        try (PythonChild writer = PythonChild.holding(lock)) {
            refused = refused(reader(stopwatch).read());
        }

        assertThat(refused.reason()).isEqualTo("registry-locked");
        assertThat(refused.file()).isEqualTo(lock);
        assertThat(waited()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void readsAsSoonAsTheWriterLetsGo() throws IOException {
        PythonChild writer = PythonChild.holding(wrapped.resolveSibling("registry.lock"));

        RegistryReading reading = reader(new TurnableStopwatch(writer::close)).read();

        read(reading);
    }

    @Test
    void waitsForAllLocksTogetherNoLongerThanForOne() throws IOException {
        PythonChild first = PythonChild.holding(platform.resolveSibling(".registration.lock"));
        TurnableStopwatch slow = new TurnableStopwatch().ignoring(StableBytes.SETTLING);
        TurnableStopwatch freeingTheFirst = new TurnableStopwatch(() -> {
                    if (slow.pauses().size() == 300) {
                        first.close();
                    }
                    slow.pause(Duration.ofMillis(10));
                })
                .ignoring(StableBytes.SETTLING);

        try (PythonChild second = PythonChild.holding(wrapped.resolveSibling("registry.lock"))) {
            Refused refused = refused(reader(freeingTheFirst).read());

            assertThat(refused.file()).isEqualTo(wrapped.resolveSibling("registry.lock"));
        }
        assertThat(freeingTheFirst.pauses().stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void keepsWritersOutUntilTheReadingIsClosed() throws IOException {
        Path first = Files.createFile(platform.resolveSibling(".registration.lock"));
        Path second = Files.createFile(wrapped.resolveSibling("registry.lock"));

        try (HeldRegistry held = reader(stopwatch).readAndHold()) {
            read(held.reading());
            assertThat(PythonChild.couldLock(first)).isFalse();
            assertThat(PythonChild.couldLock(second)).isFalse();
        }

        assertThat(PythonChild.couldLock(first)).isTrue();
        assertThat(PythonChild.couldLock(second)).isTrue();
    }

    @Test
    void holdsTheLockBesideALinkAndBesideItsTarget() throws IOException {
        Path elsewhere = Files.createDirectory(state.resolve("elsewhere"));
        Files.createSymbolicLink(platform, Files.move(platform, elsewhere.resolve("registry.json")));
        Path besideTarget = Files.createFile(elsewhere.resolve(".registration.lock"));
        Path besideLink = Files.createFile(platform.resolveSibling(".registration.lock"));

        try (HeldRegistry held = reader(stopwatch).readAndHold()) {
            assertThat(PythonChild.couldLock(besideTarget)).isFalse();
            assertThat(PythonChild.couldLock(besideLink)).isFalse();
        }
    }

    @Test
    void keepsNoLockWhereItRefusesOrTheMemoryFails() throws IOException {
        Path lock = Files.createFile(platform.resolveSibling(".registration.lock"));
        Files.writeString(wrapped, "torn");
        RegistryMemory full = new RegistryMemory() {
            @Override
            public boolean wasRead(Path file) {
                return false;
            }

            @Override
            public void remember(Collection<Path> files) {
                throw new IllegalStateException("the store is full");
            }
        };

        try (HeldRegistry held = reader(stopwatch).readAndHold()) {
            refused(held.reading());
            assertThat(PythonChild.couldLock(lock)).isTrue();
        }
        RegistryReader forgetful = new RegistryReader(settings(WhenMissing.REFUSE), full, stopwatch);
        assertThatThrownBy(forgetful::readAndHold).hasMessage("the store is full");
        assertThat(PythonChild.couldLock(lock)).isTrue();
    }

    @Test
    void refusesALockFileThatCannotBeLocked() throws IOException {
        Path lock = Files.createDirectory(platform.resolveSibling(".registration.lock"));

        Refused refused = refused(reader(stopwatch).read());

        assertThat(refused.reason()).isEqualTo("registry-unreadable");
        assertThat(refused.file()).isEqualTo(lock);
    }

    @Test
    void refusesWhenItIsInterruptedAndStaysInterrupted() throws IOException {
        Files.writeString(platform, "torn");
        TurnableStopwatch interrupted = new TurnableStopwatch(() -> {
                    throw new InterruptedException();
                })
                .ignoring(StableBytes.SETTLING);

        Refused refused = refused(reader(interrupted).read());

        assertThat(refused.message()).contains("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void escapesThePathInItsMessage() {
        Path odd = state.resolve("a\u001b[2J\n.json");

        assertThat(refused(reader(WhenMissing.REFUSE, new RegistryFile(odd, false))
                                .read())
                        .message())
                .contains("a\\x1b[2J\\n.json");
    }

    private RegistryReader reader(Stopwatch time) {
        return new RegistryReader(settings(WhenMissing.REFUSE), memory, time);
    }

    private RegistryReader reader(WhenMissing whenMissing, RegistryFile... files) {
        RegistrySettings all = settings(whenMissing);
        RegistrySettings settings =
                files.length == 0 ? all : new RegistrySettings(List.of(files), whenMissing, all.readBound());
        return new RegistryReader(settings, memory, stopwatch);
    }

    private RegistrySettings settings(WhenMissing whenMissing) {
        return RegistrySettings.of(RegistrySettings.DEFAULT_FILES, state, whenMissing);
    }

    private Duration waited() {
        return stopwatch.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    }

    private static Read read(RegistryReading reading) {
        assertThat(reading).isInstanceOf(Read.class);
        return (Read) reading;
    }

    private static Refused refused(RegistryReading reading) {
        assertThat(reading).isInstanceOf(Refused.class);
        return (Refused) reading;
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
