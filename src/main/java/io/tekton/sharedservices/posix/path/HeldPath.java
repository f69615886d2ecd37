package io.tekton.sharedservices.posix.path;

import java.io.IOException;

/**
 * A file, folder, socket or link that is held by an {@code O_PATH} descriptor: not opened, and the same thing whatever
 * becomes of its name. Not thread-safe.
 */
public final class HeldPath implements AutoCloseable {
    private final int descriptor;
    private boolean closed;

    HeldPath(int descriptor) {
        this.descriptor = descriptor;
    }

    int descriptor() {
        return descriptor;
    }

    /** @throws SystemCallException if the system does not say */
    public FileStatus status() throws IOException {
        return Folder.status(descriptor, "", PathCalls.AT_EMPTY_PATH);
    }

    /** Doing it again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Folder.closeQuietly(descriptor);
        }
    }
}
