package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Lists the entries of a folder whose names are numbers, such as the processes in {@code /proc}, with their inode
 * numbers: by {@code getdents64(2)}, without a string for each. Thread-safe.
 */
public final class NumberedEntries {
    private static final int O_CLOEXEC = 0x80000;
    private static final int BUFFER_BYTES = 64 * 1024;

    // struct linux_dirent64: d_ino 8 bytes, d_off 8, d_reclen 2, d_type 1, d_name up to its NUL.
    private static final int LENGTH_AT = 16;
    private static final int NAME_AT = 19;
    private static final int MOST_DIGITS = 9;

    private final byte[] folder;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());

    private static final class Calls {
        static {
            NativeAccess.prepare();
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int open(byte[] path, int flags) throws LastErrorException;

        /** In glibc since 2.30. */
        static native long getdents64(int fd, ByteBuffer entries, long bytes) throws LastErrorException;

        static native int close(int fd) throws LastErrorException;
    }

    public NumberedEntries(Path folder) {
        this.folder = SystemPath.bytes(folder);
    }

    /** Takes the entries, in the order of the folder. */
    public interface Taker {
        /**
         * @param number 0 to 999,999,999
         * @param inode its number in the file system
         */
        void take(int number, long inode);
    }

    /**
     * Hands over all entries.
     *
     * @return false where this system cannot list them so; some may have been handed over then
     */
    public synchronized boolean list(Taker taker) {
        try {
            int fd = Calls.open(folder, O_CLOEXEC);
            try {
                for (long read = more(fd); read > 0; read = more(fd)) {
                    for (int at = 0; at < read; at += Short.toUnsignedInt(buffer.getShort(at + LENGTH_AT))) {
                        int number = number(at + NAME_AT);
                        if (number >= 0) {
                            taker.take(number, buffer.getLong(at));
                        }
                    }
                }
                return true;
            } finally {
                Calls.close(fd);
            }
        } catch (LastErrorException | LinkageError e) {
            // Not a Linux, an older C library, or a sandbox that does not know the call: the caller has another way.
            return false;
        }
    }

    private long more(int fd) {
        return Calls.getdents64(fd, buffer, BUFFER_BYTES);
    }

    /** -1 where the name is no number. */
    private int number(int nameAt) {
        int number = 0;
        for (int i = 0; i <= MOST_DIGITS; i++) {
            byte digit = buffer.get(nameAt + i);
            if (digit == 0 && i > 0) {
                return number;
            }
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return -1;
    }
}
