package io.tekton.sharedservices.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a file was changed, replaced, removed or made, and says so once it has come to rest. It checks the
 * file's state once a second: that costs next to nothing, and sees what a kernel watch misses, such as network file
 * systems, links that are swapped somewhere along the path, and a limit on watches that is used up.
 */
public final class SettingsFileWatch implements AutoCloseable {
    private static final Duration USUAL = Duration.ofSeconds(1);
    private static final Duration AFTER_A_CHANGE = Duration.ofMillis(500);

    private final Path file;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "settings-watch");

    /**
     * What distinguishes one state of a file from another. Owner and permissions belong to it, since they decide
     * whether it is trusted.
     */
    private final @Nullable Map<String, Object> first;

    /**
     * Remembers how the file is now; what changes from here on is noticed once it is started.
     *
     * @param changed called on a thread of this watch's own; must not throw
     */
    public SettingsFileWatch(Path file, Runnable changed) {
        this.file = file;
        this.changed = changed;
        this.first = state();
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        Map<String, Object> known = first;
        Map<String, Object> seen = known;
        try {
            while (!closed.await(
                    (Objects.equals(seen, known) ? USUAL : AFTER_A_CHANGE).toMillis(), TimeUnit.MILLISECONDS)) {
                Map<String, Object> now = state();
                // Unchanged for one check: an editor that writes in place has finished by then.
                if (!Objects.equals(now, known) && Objects.equals(now, seen)) {
                    known = now;
                    changed.run();
                }
                seen = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Map<String, Object> state() {
        try {
            return Files.readAttributes(file, "unix:fileKey,lastModifiedTime,size,mode,uid");
        } catch (UnsupportedOperationException e) {
            return basicState();
        } catch (IOException e) {
            return null;
        }
    }

    /** Where the file system knows neither mode nor owner. */
    private @Nullable Map<String, Object> basicState() {
        try {
            return Files.readAttributes(file, "fileKey,lastModifiedTime,size");
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
