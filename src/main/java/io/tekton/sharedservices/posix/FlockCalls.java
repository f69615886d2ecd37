package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** The C library's calls behind {@link Flock}; loaded, and JNA with it, when the first lock is taken. */
final class FlockCalls {
    static final int LOCK_SH = 1;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;

    /** {@code O_RDONLY | O_NONBLOCK | O_CLOEXEC}, whose numbers differ between the systems ({@code fcntl.h}). */
    static final int OPEN_FLAGS;

    /** {@code EWOULDBLOCK}: another open file holds the lock. */
    static final int EWOULDBLOCK;

    static final int EINTR = 4;
    static final int ENOENT = 2;

    static {
        NativeAccess.prepare();
        OPEN_FLAGS = Platform.isMac() ? 0x4 | 0x1000000 : 0x800 | 0x80000;
        EWOULDBLOCK = Platform.isMac() ? 35 : 11;
        Native.register(FlockCalls.class, NativeLibrary.getProcess());
    }

    private FlockCalls() {}

    /**
     * {@code open(2)}; its third argument is read only where a file is made, which never happens here.
     *
     * @param path bytes of the path, with a zero at the end
     */
    static native int open(byte[] path, int flags) throws LastErrorException;

    /** {@code flock(2)}. */
    static native int flock(int descriptor, int operation) throws LastErrorException;

    /** {@code close(2)}. */
    static native int close(int descriptor) throws LastErrorException;
}
