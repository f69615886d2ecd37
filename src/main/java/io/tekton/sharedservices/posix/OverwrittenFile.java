package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * A file that is open for writing in place; opening it never creates or truncates it. While a write lease is held on
 * it, any other process that opens it waits for {@link #close}, {@code fcntl(2)} {@code F_SETLEASE}; programs that take
 * {@code flock(2)} are kept out too. For one thread.
 */
public final class OverwrittenFile implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;
    private static final int MAC_CLOEXEC = 0x1000000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int ENOENT = 2;
    private static final int EINTR = 4;
    private static final int EWOULDBLOCK = 11;
    private static final int MAC_EWOULDBLOCK = 35;

    private final Path file;
    private final int descriptor;
    private boolean closed;

    private OverwrittenFile(Path file, int descriptor) {
        this.file = file;
        this.descriptor = descriptor;
    }

    private static final class Calls {
        static {
            NativeAccess.prepare();
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int open(byte[] path, int flags) throws LastErrorException;

        static native int fcntl(int descriptor, int command, long argument) throws LastErrorException;

        static native int flock(int descriptor, int operation) throws LastErrorException;

        static native long pread(int descriptor, byte[] bytes, long count, long offset) throws LastErrorException;

        static native long pwrite(int descriptor, byte[] bytes, long count, long offset) throws LastErrorException;

        static native int ftruncate(int descriptor, long length) throws LastErrorException;

        static native int fsync(int descriptor) throws LastErrorException;

        static native int close(int descriptor) throws LastErrorException;
    }

    /**
     * Opens it.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException if it may not be written
     */
    public static OverwrittenFile open(Path file) throws IOException {
        try {
            int flags = O_RDWR | (Platform.isLinux() ? O_CLOEXEC | O_NONBLOCK : Platform.isMac() ? MAC_CLOEXEC : 0);
            return new OverwrittenFile(file, Calls.open(SystemPath.bytes(file), flags));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == ENOENT) {
                throw new NoSuchFileException(file.toString());
            }
            throw failure(file, e);
        } catch (LinkageError e) {
            throw new IOException("the file cannot be written in place: the native library does not load", e);
        }
    }

    /**
     * Whether others wait from now on until this is closed. Not where somebody has it open already, or the system gives
     * no lease.
     */
    public boolean lease() {
        if (!Platform.isLinux()) {
            return false;
        }
        try {
            Calls.fcntl(descriptor, OpenWriters.F_SETSIG, OpenWriters.SIGURG);
            Calls.fcntl(descriptor, OpenWriters.F_SETLEASE, OpenWriters.F_WRLCK);
            return true;
        } catch (LastErrorException e) {
            return false;
        }
    }

    /** @return false where another program holds a {@code flock(2)} on it */
    public boolean lock() {
        try {
            Calls.flock(descriptor, LOCK_EX_NB);
            return true;
        } catch (LastErrorException e) {
            // a file system without such locks keeps nobody out
            return e.getErrorCode() != (Platform.isMac() ? MAC_EWOULDBLOCK : EWOULDBLOCK);
        }
    }

    /** Whether the file's name still leads to what is open here. */
    public boolean isStillTheFile() throws IOException {
        Path opened = Path.of("/proc/self/fd/" + descriptor);
        try {
            return !Files.exists(opened)
                    || Objects.equals(
                            Files.readAttributes(opened, "fileKey").get("fileKey"),
                            Files.readAttributes(file, "fileKey").get("fileKey"));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The first bytes, one more than {@code most} where it is longer. */
    public byte[] read(int most) throws IOException {
        byte[] bytes = new byte[most + 1];
        int length = 0;
        try {
            while (length < bytes.length) {
                byte[] part = new byte[bytes.length - length];
                long count = Calls.pread(descriptor, part, part.length, length);
                if (count <= 0) {
                    break;
                }
                System.arraycopy(part, 0, bytes, length, (int) count);
                length += (int) count;
            }
        } catch (LastErrorException e) {
            throw failure(file, e);
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Writes from the beginning, in one call where the system does that; what is behind stays. */
    public void write(byte[] bytes) throws IOException {
        int done = 0;
        while (done < bytes.length) {
            byte[] rest = done == 0 ? bytes : Arrays.copyOfRange(bytes, done, bytes.length);
            try {
                done += (int) Calls.pwrite(descriptor, rest, rest.length, done);
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR) {
                    throw failure(file, e);
                }
            }
        }
    }

    /** Cuts it, and returns when the disk has all of it. */
    public void endAt(long length) throws IOException {
        try {
            Calls.ftruncate(descriptor, length);
            Calls.fsync(descriptor);
        } catch (LastErrorException e) {
            throw failure(file, e);
        }
    }

    private static IOException failure(Path file, LastErrorException e) {
        return new FileSystemException(
                file.toString(), null, String.valueOf(e.getMessage()).replaceFirst("^\\[\\d+] ", ""));
    }

    /** Lease and lock go with it. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Calls.close(descriptor);
        } catch (LastErrorException e) {
            throw failure(file, e);
        }
    }
}
