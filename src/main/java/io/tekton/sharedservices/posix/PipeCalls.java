package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The C library's entries for pipes, bound when this class is first touched. */
final class PipeCalls {
    static {
        NativeAccess.prepare();
        Native.register(PipeCalls.class, NativeLibrary.getProcess());
    }

    private PipeCalls() {}

    static native int open(String path, int flags) throws LastErrorException;

    /** {@code fds} are {@code struct pollfd} of 8 bytes each. */
    static native int poll(Pointer fds, long count, int timeoutMillis) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
}
