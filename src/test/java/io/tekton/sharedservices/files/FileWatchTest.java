package io.tekton.sharedservices.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class FileWatchTest {
    private static final Duration SCAN = Duration.ofMillis(20);

    @TempDir
    private Path temp;

    private final Semaphore reported = new Semaphore(0);
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();

    @Test
    void reportsAtItsStartAndAtEachChange() throws Exception {
        Path file = temp.resolve("flag");

        try (FileWatch watch = watching(file)) {
            assertThat(watch).isNotNull();
            awaitReport();
            Files.writeString(file, "1");
            awaitReport();
            Files.writeString(file, "2");
            awaitReport();
            Files.move(Files.writeString(temp.resolve("other"), "3"), file, StandardCopyOption.REPLACE_EXISTING);
            awaitReport();
        }

        assertThat(warnings).isEmpty();
    }

    @Test
    void findsAFolderThatComesLater() throws Exception {
        Path file = temp.resolve("not/yet/flag");

        try (FileWatch watch = watching(file)) {
            assertThat(watch).isNotNull();
            awaitReport();
            Files.createDirectories(file.getParent());
            awaitReport();
            Files.writeString(file, "1");
            awaitReport();
        }
    }

    @Test
    void followsAFolderThatIsReplaced() throws Exception {
        Path file = Files.createDirectory(temp.resolve("folder")).resolve("flag");

        try (FileWatch watch = watching(file)) {
            assertThat(watch).isNotNull();
            awaitReport();
            Files.move(file.getParent(), temp.resolve("old"));
            Files.createDirectory(file.getParent());
            awaitReport();
            Files.writeString(file, "1");
            awaitReport();
        }
    }

    @Test
    void seesASaveBehindASymbolicLink() throws Exception {
        Path real =
                Files.writeString(Files.createDirectory(temp.resolve("real")).resolve("config"), "1");
        Path link = Files.createSymbolicLink(temp.resolve("link"), real);

        try (FileWatch watch = watching(link)) {
            assertThat(watch).isNotNull();
            awaitReport();
            Files.writeString(real, "2");
            awaitReport();
        }
    }

    @Test
    void saysOnceWhereThereIsNoWatchingAndGoesOnTrying() throws Exception {
        Semaphore tries = new Semaphore(0);

        FileWatch watch = new FileWatch(
                List.of(new WatchedFile(temp.resolve("flag"), reported::release)), warnings::add, SCAN, () -> {
                    tries.release();
                    throw new IOException("User limit of inotify instances reached");
                });
        watch.start();
        assertThat(tries.tryAcquire(3, 120, TimeUnit.SECONDS)).isTrue();
        watch.close();

        assertThat(warnings).singleElement().asString().contains("inotify", "schedule");
    }

    @Test
    void saysOnceThatAFileHasComeToRestWhateverWayItChanged() throws Exception {
        Path first =
                Files.writeString(Files.createDirectory(temp.resolve("first")).resolve("settings"), "1");
        Path second =
                Files.writeString(Files.createDirectory(temp.resolve("second")).resolve("settings"), "2");
        Path way = Files.createSymbolicLink(temp.resolve("way"), first.getParent());

        try (FileWatch watch = new FileWatch(
                List.of(WatchedFile.atRest(way.resolve("settings"), reported::release)), warnings::add, SCAN)) {
            // it is remembered from when the watch was made
            Files.writeString(first, "11");
            watch.start();
            awaitReport();
            Files.move(
                    Files.createSymbolicLink(temp.resolve("other"), second.getParent()),
                    way,
                    StandardCopyOption.ATOMIC_MOVE);
            awaitReport();
            Files.setPosixFilePermissions(second, PosixFilePermissions.fromString("rw-rw-rw-"));
            awaitReport();
            Files.delete(second);
            awaitReport();
            for (int i = 0; i < 30; i++) {
                Files.writeString(second, "x".repeat(i));
                assertThat(reported.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
            }
            awaitReport();
            assertThat(reported.tryAcquire(2, TimeUnit.SECONDS)).isFalse();
        }

        assertThat(warnings).isEmpty();
    }

    @Test
    void goesOnAfterACallThatFails() throws Exception {
        Path file = temp.resolve("flag");
        FileWatch watch = new FileWatch(
                List.of(new WatchedFile(file, () -> {
                    reported.release();
                    throw new IllegalStateException("a fault of the test's");
                })),
                warnings::add,
                SCAN);
        watch.start();

        awaitReport();
        Files.writeString(file, "1");
        awaitReport();

        watch.close();
    }

    private FileWatch watching(Path file) {
        FileWatch watch = new FileWatch(List.of(new WatchedFile(file, reported::release)), warnings::add, SCAN);
        watch.start();
        return watch;
    }

    /** At least once since the last call; repeated reports of one change are discarded. */
    private void awaitReport() throws InterruptedException {
        assertThat(reported.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
        // the same change may be reported twice, as created and as written: wait until some scans report nothing
        while (reported.tryAcquire(SCAN.toMillis() * 5, TimeUnit.MILLISECONDS)) {
            reported.drainPermits();
        }
    }
}
