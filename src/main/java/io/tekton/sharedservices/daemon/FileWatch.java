package io.tekton.sharedservices.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a file was changed, replaced, removed or made, and says so once it has come to rest. It looks at the file's state twice a second: that costs next
 * to nothing, and sees what a kernel watch misses, such as network file systems, links that are swapped somewhere along the path, and a limit on
 * watches that is used up.
 */
public final class FileWatch implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Path file;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "settings-watch");
    private final @Nullable State first;

    /**
     * Remembers how the file is now; what changes from here on is noticed once it is started.
     *
     * @param changed called on a thread of this watch's own; must not throw
     */
    public FileWatch(Path file, Runnable changed) {
        this.file = file;
        this.changed = changed;
        this.first = state();
    }

    /** What tells one state of a file from another; whose it is and who may write it count too, since they decide whether it is trusted. */
    private record State(
            @Nullable Object key,
            FileTime modified,
            long size,
            @Nullable Object mode,
            @Nullable Object owner) {}

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        State known = first;
        State seen = known;
        try {
            while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                State now = state();
                // At rest for one look: an editor that writes in place is through by then.
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

    private @Nullable State state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Map<String, Object> unix = unix();
            return new State(
                    attributes.fileKey(),
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    unix.get("mode"),
                    unix.get("uid"));
        } catch (IOException e) {
            return null;
        }
    }

    /** Empty where the file system knows no such thing. */
    private Map<String, Object> unix() throws IOException {
        try {
            return Files.readAttributes(file, "unix:mode,uid");
        } catch (UnsupportedOperationException e) {
            return Map.of();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
