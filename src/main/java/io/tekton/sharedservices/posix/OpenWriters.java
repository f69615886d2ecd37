package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Path;

/**
 * Whether some process has a file open for writing. Asked by way of a read lease, {@code fcntl(2)} {@code F_SETLEASE}:
 * the kernel grants one only on a file that nobody has open for writing. Linux, for the file's owner or root, on most
 * local file systems. Where there is no lease, the open files that {@code /proc} shows can still prove that there is a
 * writer, but never that there is none.
 */
public final class OpenWriters {
    /** {@code O_RDONLY | O_NONBLOCK | O_CLOEXEC}: a FIFO does not hang. */
    private static final int OPEN_FLAGS = 0x800 | 0x80000;

    static final int F_SETLEASE = 1024;
    static final int F_WRLCK = 1;

    /**
     * Chooses the signal that reports that somebody else opens a leased file. Without it that is {@code SIGIO}, which
     * ends a process.
     */
    static final int F_SETSIG = 10;

    /** A signal that is ignored unless a program asks for it, {@code signal(7)}. */
    static final int SIGURG = 23;

    private static final int F_RDLCK = 0;
    private static final int EAGAIN = 11;

    private OpenWriters() {}

    private static final class Calls {
        static final boolean LINUX;

        static {
            NativeAccess.prepare();
            LINUX = Platform.isLinux();
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int open(byte[] path, int flags) throws LastErrorException;

        static native int fcntl(int descriptor, int command, long argument) throws LastErrorException;

        static native int close(int descriptor) throws LastErrorException;
    }

    /** The possible answers. */
    public enum Answer {
        NONE,
        SOME,
        /** The system does not report it: not Linux, another user's file, or a file system without leases. */
        UNKNOWN
    }

    /** Checks the file now. Never throws; the answer is {@link Answer#UNKNOWN} where the system does not report it. */
    public static Answer of(Path file) {
        Answer byLease = byLease(file);
        return byLease == Answer.UNKNOWN && OpenFiles.hasWriter(file) ? Answer.SOME : byLease;
    }

    private static Answer byLease(Path file) {
        try {
            if (!Calls.LINUX) {
                return Answer.UNKNOWN;
            }
            int descriptor = Calls.open(SystemPath.bytes(file), OPEN_FLAGS);
            try {
                Calls.fcntl(descriptor, F_SETSIG, SIGURG);
                Calls.fcntl(descriptor, F_SETLEASE, F_RDLCK);
                return Answer.NONE;
            } catch (LastErrorException e) {
                return e.getErrorCode() == EAGAIN ? Answer.SOME : Answer.UNKNOWN;
            } finally {
                // the lease goes with it
                Calls.close(descriptor);
            }
        } catch (LastErrorException | LinkageError e) {
            return Answer.UNKNOWN;
        }
    }
}
