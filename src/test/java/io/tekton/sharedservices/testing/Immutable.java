package io.tekton.sharedservices.testing;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that nobody can write, not even through descriptors that are open ({@code chattr +i}), until this is closed:
 * what a file system that became read-only does to who is at work on it. The kernel remounts none as read-only while a
 * file on it is open for writing. Needs root, and a file system that knows it.
 */
public final class Immutable implements AutoCloseable {
    private final Path file;

    private Immutable(Path file) {
        this.file = file;
    }

    public static boolean possible(Path file) {
        return OtherUser.possible() && chattr("+i", file) && chattr("-i", file);
    }

    /** @throws IllegalStateException if it is not {@link #possible} */
    public static Immutable of(Path file) {
        if (!chattr("+i", file)) {
            throw new IllegalStateException(file + " cannot be made immutable");
        }
        return new Immutable(file);
    }

    private static boolean chattr(String change, Path file) {
        try {
            return new ProcessBuilder("chattr", change, file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            // this host has no such tool
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (!chattr("-i", file)) {
            throw new IllegalStateException(file + " cannot be made writable again");
        }
    }
}
