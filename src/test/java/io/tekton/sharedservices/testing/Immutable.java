package io.tekton.sharedservices.testing;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that nobody can write, not even through descriptors that are open ({@code chattr +i}), until this is closed: what a file system that became read-only does to who is at work on it. The
 * kernel remounts none as read-only while a file on it is open for writing. Needs root, and a file system that knows it.
 */
public final class Immutable implements AutoCloseable {
    private final Path file;

    private Immutable(Path file) {
        this.file = file;
    }

    public static boolean possible(Path file) throws IOException {
        return OtherUser.possible() && chattr("+i", file) == 0 && chattr("-i", file) == 0;
    }

    public static Immutable of(Path file) throws IOException {
        if (chattr("+i", file) != 0) {
            throw new IOException(file + " cannot be made immutable");
        }
        return new Immutable(file);
    }

    private static int chattr(String change, Path file) throws IOException {
        Process chattr = new ProcessBuilder("chattr", change, file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return chattr.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during chattr " + change + " " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (chattr("-i", file) != 0) {
            throw new IOException(file + " cannot be made writable again");
        }
    }
}
