package io.tekton.sharedservices.posix;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.concurrent.TurnableStopwatch;
import io.tekton.sharedservices.posix.Flock.Mode;
import io.tekton.sharedservices.posix.Flock.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
@SuppressWarnings("try") // a lock or its holder is there to be held
class FlockTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeTheLockFile() throws IOException {
        file = Files.createFile(folder.resolve("registry.lock"));
    }

    @Test
    void keepsAnotherProgramOutUntilItIsClosed() throws IOException {
        Flock lock = locked(Flock.take(file, Mode.SHARED, BOUND));

        assertThat(PythonChild.couldLock(file)).isFalse();
        lock.close();

        assertThat(PythonChild.couldLock(file)).isTrue();
    }

    @Test
    void waitsForTheWholeBoundAndNotLonger() throws IOException {
        TurnableStopwatch stopwatch = new TurnableStopwatch();

        Result result;
        try (PythonChild holder = PythonChild.holding(file)) {
            result = Flock.take(file, Mode.SHARED, BOUND, stopwatch);
        }

        assertThat(result).isEqualTo(new Result.Busy(file, BOUND));
        assertThat(stopwatch.pauses().stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(BOUND);
    }

    @Test
    void isTakenAsSoonAsTheOtherProgramLetsGo() throws IOException {
        PythonChild holder = PythonChild.holding(file);

        Result result = Flock.take(file, Mode.EXCLUSIVE, BOUND, new TurnableStopwatch(holder::close));

        locked(result).close();
    }

    @Test
    void sharesWithASharedOneAndNotWithAnExclusiveOne() {
        try (Flock first = locked(Flock.take(file, Mode.SHARED, Duration.ZERO));
                Flock second = locked(Flock.take(file, Mode.SHARED, Duration.ZERO))) {
            Result third = Flock.take(file, Mode.EXCLUSIVE, Duration.ZERO);

            assertThat(third).isInstanceOf(Result.Busy.class);
        }
    }

    @Test
    void staysHeldWhenTheFileIsOpenedAndClosedElsewhereInTheProgram() throws IOException {
        try (Flock lock = locked(Flock.take(file, Mode.SHARED, BOUND))) {
            Files.readAllBytes(file);

            assertThat(PythonChild.couldLock(file)).isFalse();
        }
    }

    @Test
    void closingTwiceDoesNotCloseAnothersDescriptor() throws IOException {
        Flock first = locked(Flock.take(file, Mode.SHARED, BOUND));
        first.close();
        Flock second = locked(Flock.take(file, Mode.SHARED, BOUND));

        first.close();

        assertThat(PythonChild.couldLock(file)).isFalse();
        second.close();
    }

    @Test
    void isNotInheritedByAChild() throws IOException {
        Flock lock = locked(Flock.take(file, Mode.SHARED, BOUND));

        try (PythonChild child = PythonChild.start("import sys; print('up', flush=True); sys.stdin.readline()")) {
            assertThat(child.line()).isEqualTo("up");
            lock.close();

            assertThat(PythonChild.couldLock(file)).isTrue();
        }
    }

    @Test
    void takesTheNewFileWhenTheLockFileIsReplacedWhileItWaits() throws IOException {
        PythonChild holder = PythonChild.holding(file);
        TurnableStopwatch stopwatch = new TurnableStopwatch(() -> replace(file));

        Result result = Flock.take(file, Mode.SHARED, BOUND, stopwatch);

        holder.close();
        assertThat(PythonChild.couldLock(file)).isFalse();
        locked(result).close();
    }

    @Test
    void saysThatThereIsNoFile() {
        Path none = folder.resolve("none");

        assertThat(Flock.take(none, Mode.SHARED, BOUND)).isEqualTo(new Result.Absent(none));
    }

    @Test
    void refusesAFolderAndALinkToNowhere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));

        assertThat(failure(folder)).isEqualTo("it is not a regular file");
        assertThat(failure(link)).isEqualTo("it is a symbolic link to nowhere");
    }

    @Test
    void saysInTheSystemsWordsThatItMayNotOpenTheFile() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("root may open everything")
                .isNotEqualTo("root");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));

        assertThat(failure(file)).containsIgnoringCase("permission denied");
    }

    @Test
    @Timeout(value = 90, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesAFifoWithoutHanging() throws Exception {
        Path fifo = folder.resolve("fifo");
        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();

        assertThat(failure(fifo)).isEqualTo("it is not a regular file");
    }

    @Test
    void locksAFileWhoseNameIsNotAscii() throws IOException {
        assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
        Path named = Files.createFile(folder.resolve("über замок.lock"));

        try (Flock lock = locked(Flock.take(named, Mode.SHARED, BOUND))) {
            assertThat(PythonChild.couldLock(named)).isFalse();
        }
    }

    @Test
    void failsWhenItIsInterruptedAndStaysInterrupted() throws IOException {
        TurnableStopwatch stopwatch = new TurnableStopwatch(() -> {
            throw new InterruptedException();
        });

        try (PythonChild holder = PythonChild.holding(file)) {
            assertThat(Flock.take(file, Mode.SHARED, BOUND, stopwatch)).isInstanceOf(Result.Failed.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void leavesNoDescriptorOpenWhenTheLockIsBusy() throws IOException {
        try (Flock writer = locked(Flock.take(file, Mode.EXCLUSIVE, BOUND))) {
            long before = openDescriptors();
            for (int i = 0; i < 50; i++) {
                Flock.take(file, Mode.SHARED, Duration.ZERO);
            }

            assertThat(openDescriptors()).isLessThan(before + 25);
        }
    }

    private static void replace(Path file) {
        try {
            Path fresh = file.resolveSibling("fresh");
            Files.writeString(fresh, "", StandardOpenOption.CREATE);
            Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long openDescriptors() throws IOException {
        assumeThat(Path.of("/proc/self/fd")).exists();
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }

    private static Flock locked(Result result) {
        assertThat(result).isInstanceOf(Result.Locked.class);
        return ((Result.Locked) result).lock();
    }

    private static String failure(Path file) {
        Result result = Flock.take(file, Mode.SHARED, BOUND);
        assertThat(result).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).error();
    }
}
