package io.tekton.sharedservices.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.json.FileFault;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StableBytesTest {
    private static final FileTime CHANGED = FileTime.fromMillis(1_751_562_224_000L);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeTheFirstVersion() throws IOException {
        file = folder.resolve("registry.json");
        write(file, "first");
    }

    @Test
    void readsAFileThatHoldsStill() throws Exception {
        assertThat(new StableBytes().read(file)).asString().isEqualTo("first");
    }

    @Test
    void refusesAFileThatWasWrittenOverWithinOneTickOfTheClock() {
        StableBytes bytes = new StableBytes(path -> new Watched(path, () -> write(path, "other"), () -> {}), null);

        assertChanged(bytes);
    }

    @Test
    void refusesAFileThatHasGrownWithinOneTickOfTheClock() {
        StableBytes bytes =
                new StableBytes(path -> new Watched(path, () -> write(path, "first and more"), () -> {}), null);

        assertChanged(bytes);
    }

    @Test
    void refusesAFileThatWasCutBeforeItWasRead() {
        StableBytes bytes = new StableBytes(
                path -> {
                    write(path, "fir");
                    return new RandomAccessFile(path.toFile(), "r");
                },
                null);

        assertChanged(bytes);
    }

    @Test
    void refusesAFileThatWasReplacedAfterItWasRead() {
        StableBytes bytes = new StableBytes(
                path -> new Watched(path, () -> {}, () -> {
                    write(folder.resolve("fresh"), "other");
                    move(folder.resolve("fresh"), path);
                }),
                null);

        assertChanged(bytes);
    }

    @Test
    void refusesAFileWhoseTimeOfChangeMovedWhileItWasRead() {
        StableBytes bytes = new StableBytes(path -> new Watched(path, () -> {}, () -> touch(path)), null);

        assertChanged(bytes);
    }

    @Test
    void partsAFileThatVanishedFromOneThatCannotBeRead() {
        StableBytes bytes = new StableBytes(
                path -> {
                    delete(path);
                    return new RandomAccessFile(path.toFile(), "r");
                },
                null);

        assertThatThrownBy(() -> bytes.read(file)).isInstanceOf(NoSuchFileException.class);
    }

    /** A writer that lost its turn in the middle of a write goes on a few milliseconds later. */
    @Test
    void refusesANewVersionThatIsStillWrittenAMomentLater() {
        StableBytes bytes = new StableBytes(pausing(() -> write(file, "other")));

        assertChanged(bytes);
    }

    @Test
    void readsAVersionThatHasSettledWithoutAPause() throws Exception {
        AtomicInteger pauses = new AtomicInteger();
        StableBytes bytes = new StableBytes(pausing(pauses::incrementAndGet));

        bytes.read(file);
        bytes.read(file);
        assertThat(pauses).hasValue(1);

        write(file, "longer than before");
        bytes.read(file);
        assertThat(pauses).hasValue(2);
    }

    private static Stopwatch pausing(Step meanwhile) {
        return new Stopwatch() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) {
                attempt(meanwhile);
            }
        };
    }

    private void assertChanged(StableBytes bytes) {
        assertThatThrownBy(() -> bytes.read(file)).isInstanceOfSatisfying(FileFault.class, fault -> {
            assertThat(fault.isPassing()).isTrue();
            assertThat(fault.problem()).isEqualTo("changed while it was read");
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Lets something happen between the first and the second read, and after both. */
    private static final class Watched extends RandomAccessFile {
        private final Step betweenReads;
        private final Step afterwards;

        Watched(Path file, Step betweenReads, Step afterwards) throws FileNotFoundException {
            super(file.toFile(), "r");
            this.betweenReads = betweenReads;
            this.afterwards = afterwards;
        }

        @Override
        public void seek(long position) throws IOException {
            betweenReads.run();
            super.seek(position);
        }

        @Override
        public void close() throws IOException {
            super.close();
            afterwards.run();
        }
    }

    private static void write(Path path, String text) {
        attempt(() -> {
            Files.writeString(path, text);
            Files.setLastModifiedTime(path, CHANGED);
        });
    }

    private static void move(Path from, Path to) {
        attempt(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    private static void touch(Path path) {
        attempt(() -> Files.setLastModifiedTime(path, FileTime.fromMillis(CHANGED.toMillis() + 1)));
    }

    private static void delete(Path path) {
        attempt(() -> Files.delete(path));
    }

    private static void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
