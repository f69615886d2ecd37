package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * The C library's entries for pidfds, bound when this class is first touched. {@code syscall(2)} is used since glibc
 * knows {@code pidfd_open} only from 2.36 on; the two numbers are the same on every 64-bit Linux but alpha.
 */
final class PidfdCalls {
    static final long SYS_PIDFD_SEND_SIGNAL = 424;
    static final long SYS_PIDFD_OPEN = 434;

    static {
        NativeAccess.prepare();
        // What this process has loaded already: nothing is searched for along a path.
        Native.register(PidfdCalls.class, NativeLibrary.getProcess());
    }

    private PidfdCalls() {}

    /** {@code syscall(SYS_pidfd_open, pid, flags)}. */
    static native long syscall(long number, long pid, long flags) throws LastErrorException;

    /** {@code syscall(SYS_pidfd_send_signal, pidfd, signal, info, flags)}. */
    static native long syscall(long number, long pidfd, long signal, Pointer info, long flags)
            throws LastErrorException;

    /** {@code poll(2)}; {@code fds} are {@code struct pollfd} of 8 bytes each. */
    static native int poll(Pointer fds, long count, int timeoutMillis) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
}
