package io.tekton.sharedservices.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notices by the state of a file that it was changed, replaced, removed or made, once it has come to rest. That sees
 * what a kernel watch misses, such as network file systems, links that are swapped somewhere along the path, and a
 * limit on watches that is used up. Used by one thread.
 */
final class RestingFile {
    private static final Duration USUAL = Duration.ofSeconds(1);

    /** An editor that writes in place has finished by then. */
    private static final Duration REST = Duration.ofMillis(500);

    private final Path file;

    /**
     * What distinguishes one state of a file from another. Owner and permissions belong to it, since they decide
     * whether it is trusted.
     */
    private @Nullable Map<String, Object> known;

    private @Nullable Map<String, Object> seen;
    private long seenAt;

    /** Remembers how the file is now. */
    RestingFile(Path file) {
        this.file = file;
        this.known = state();
        this.seen = known;
    }

    /** Whether it is another one than the last time, and has been so for a while. */
    boolean hasChanged() {
        Map<String, Object> now = state();
        long at = System.nanoTime();
        if (!Objects.equals(now, seen)) {
            seen = now;
            seenAt = at;
            return false;
        }
        if (Objects.equals(now, known) || at - seenAt < REST.toNanos()) {
            return false;
        }
        known = now;
        return true;
    }

    Duration untilNextCheck() {
        return Objects.equals(seen, known) ? USUAL : REST;
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
}
