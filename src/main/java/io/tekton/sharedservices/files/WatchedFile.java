package io.tekton.sharedservices.files;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A file to watch; of a symbolic link both the link and what it leads to.
 *
 * @param beside says of another file in the same folder whether it is watched too
 * @param changed called by the thread of the watch, also once at its beginning; must return soon
 * @param resting by which the file is known that is checked alone, without the kernel; null for most
 */
public record WatchedFile(
        Path file,
        Predicate<Path> beside,
        Runnable changed,
        @Nullable RestingFile resting) {
    public WatchedFile(Path file, Runnable changed) {
        this(file, other -> false, changed);
    }

    public WatchedFile(Path file, Predicate<Path> beside, Runnable changed) {
        this(file, beside, changed, null);
    }

    /**
     * A file whose state is checked once a second, which costs next to nothing: what has changed since now is reported
     * once it has not changed again for half a second. Misses nothing, and needs no kernel watch.
     *
     * @param changed called by the thread of the watch, and not at its beginning
     */
    public static WatchedFile atRest(Path file, Runnable changed) {
        return new WatchedFile(file, other -> false, changed, new RestingFile(file));
    }

    public WatchedFile {
        Objects.requireNonNull(beside, "beside");
        Objects.requireNonNull(changed, "changed");
        if (!file.isAbsolute() || file.getParent() == null) {
            throw new IllegalArgumentException("the path must be absolute and name a file, not \"" + file + "\"");
        }
    }
}
