package io.tekton.sharedservices.posix.path;

import com.sun.jna.LastErrorException;
import java.io.IOException;

/**
 * A write lease on a file, {@code fcntl(2)} {@code F_SETLEASE}. The kernel grants one only where nobody has the file
 * open or mapped, of whatever account; from then on every other program that opens it waits until this is closed. For
 * the file's owner or root, on most local file systems. Not thread-safe.
 */
public final class FileLease implements AutoCloseable {
    private static final int F_SETLEASE = 1024;
    private static final int F_GETLEASE = 1025;
    private static final int F_WRLCK = 1;
    private static final int F_SETSIG = 10;

    /** Ignored unless a program asks for it, {@code signal(7)}; without it, a wish to open the file sends SIGIO. */
    private static final int SIGURG = 23;

    private final int descriptor;
    private boolean closed;

    private FileLease(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The outcome of asking for one. */
    public sealed interface Answer {
        /** Nobody has the file open. */
        record Granted(FileLease lease) implements Answer {}

        /** Somebody has it open, or holds a lease on it. */
        record Open() implements Answer {}

        /** The system does not say. */
        record Unknown(String why) implements Answer {}
    }

    /** Asks for one on the file of this name. */
    public static Answer take(Folder folder, String name) {
        int descriptor;
        try {
            descriptor = folder.openForReading(name);
        } catch (SystemCallException e) {
            return e.errno() == SystemCallException.EAGAIN ? new Answer.Open() : unknown(e);
        } catch (IOException e) {
            return unknown(e);
        }
        try {
            PathCalls.fcntl(descriptor, F_SETSIG, SIGURG);
            PathCalls.fcntl(descriptor, F_SETLEASE, F_WRLCK);
            return new Answer.Granted(new FileLease(descriptor));
        } catch (LastErrorException e) {
            Folder.closeQuietly(descriptor);
            return e.getErrorCode() == SystemCallException.EAGAIN
                    ? new Answer.Open()
                    : new Answer.Unknown(String.valueOf(new SystemCallException("no lease", e).getMessage()));
        }
    }

    private static Answer unknown(IOException e) {
        return new Answer.Unknown(String.valueOf(e.getMessage()));
    }

    /** Of the file that the lease is on. */
    public FileStatus status() throws IOException {
        return Folder.status(descriptor, "", PathCalls.AT_EMPTY_PATH);
    }

    /** Whether nobody has asked to open the file since. */
    public boolean isUndisturbed() throws IOException {
        try {
            return PathCalls.fcntl(descriptor, F_GETLEASE, 0) == F_WRLCK;
        } catch (LastErrorException e) {
            throw new SystemCallException("the lease", e);
        }
    }

    /** Lets those who wait open the file. Doing it again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Folder.closeQuietly(descriptor);
        }
    }
}
