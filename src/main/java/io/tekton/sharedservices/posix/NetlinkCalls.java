package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The C library's entries for {@code netlink(7)}, bound when this class is first touched. */
final class NetlinkCalls {
    static final int AF_NETLINK = 16;

    /** SOCK_RAW | SOCK_CLOEXEC. */
    static final int SOCK_RAW = 3 | 02000000;

    /** NETLINK_SOCK_DIAG. */
    static final int SOCK_DIAG = 4;

    static {
        NativeAccess.prepare();
        Native.register(NetlinkCalls.class, NativeLibrary.getProcess());
    }

    private NetlinkCalls() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native long send(int fd, Pointer bytes, long length, int flags) throws LastErrorException;

    static native long recv(int fd, Pointer into, long length, int flags) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
}
