package io.tekton.sharedservices.posix.path;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.tekton.sharedservices.posix.NativeAccess;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The C library's entries, bound when this class is first touched. {@code openat2(2)} has no wrapper there, so it goes
 * through {@code syscall(2)}; its number is the same on every 64-bit Linux but alpha.
 */
final class PathCalls {
    static final long SYS_OPENAT2 = 437;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    /** Answers from what the kernel knows already: a network file system that is gone hangs nobody. */
    static final int AT_STATX_DONT_SYNC = 0x4000;

    static final int STATX_BASIC_STATS = 0x7ff;
    static final int RENAME_NOREPLACE = 1;
    static final int O_CLOEXEC = 0x80000;
    static final int O_NONBLOCK = 0x800;
    static final int O_PATH = 0x200000;

    /** These two differ between the families of processors, {@code asm/fcntl.h}. */
    static final int O_DIRECTORY = isArm() ? 0x4000 : 0x10000;

    static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x20000;

    static final int RESOLVE_NO_XDEV = 1;
    static final int RESOLVE_NO_MAGICLINKS = 2;
    static final int RESOLVE_NO_SYMLINKS = 4;
    static final int RESOLVE_BENEATH = 8;

    static {
        NativeAccess.prepare();
        Native.register(PathCalls.class, NativeLibrary.getProcess());
    }

    private PathCalls() {}

    private static boolean isArm() {
        return System.getProperty("os.arch", "").startsWith("aarch64");
    }

    static native int open(byte[] path, int flags) throws LastErrorException;

    /** {@code syscall(SYS_openat2, folder, path, how, size)}. */
    static native long syscall(long number, long folder, byte[] path, byte[] how, long size) throws LastErrorException;

    static native int statx(int folder, byte[] path, int flags, int mask, byte[] status) throws LastErrorException;

    static native long getdents64(int folder, byte[] entries, long size) throws LastErrorException;

    static native int renameat2(int fromFolder, byte[] from, int toFolder, byte[] to, int flags)
            throws LastErrorException;

    static native int unlinkat(int folder, byte[] path, int flags) throws LastErrorException;

    static native int mkdirat(int folder, byte[] path, int mode) throws LastErrorException;

    static native long readlinkat(int folder, byte[] path, byte[] target, long size) throws LastErrorException;

    static native long pread(int descriptor, byte[] bytes, long count, long offset) throws LastErrorException;

    static native int fcntl(int descriptor, int command, long argument) throws LastErrorException;

    static native int fsync(int descriptor) throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int connect(int descriptor, byte[] address, int length) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    /** With a zero at its end. Names here are UTF-8, whatever the locale is. */
    static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
