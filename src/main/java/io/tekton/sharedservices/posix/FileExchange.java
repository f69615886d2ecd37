package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Lets two names change places in one step, {@code renameat2(2)} with {@code RENAME_EXCHANGE}: Linux, on most of its
 * own file systems.
 */
public final class FileExchange {
    private static final int AT_FDCWD = -100;
    private static final int RENAME_EXCHANGE = 2;
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int EINVAL = 22;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    private FileExchange() {}

    private static final class Calls {
        static {
            NativeAccess.prepare();
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int renameat2(int fromFolder, byte[] from, int toFolder, byte[] to, int flags)
                throws LastErrorException;
    }

    /** The outcome. */
    public enum Result {
        EXCHANGED,
        /** Neither kernel, C library nor file system need know the call: nothing has happened. */
        UNSUPPORTED
    }

    /**
     * Both names must exist and be in one file system. Symbolic links are not followed.
     *
     * @throws NoSuchFileException if one of the two is not there
     * @throws IOException if the system refuses
     */
    public static Result exchange(Path one, Path other) throws IOException {
        try {
            Calls.renameat2(AT_FDCWD, SystemPath.bytes(one), AT_FDCWD, SystemPath.bytes(other), RENAME_EXCHANGE);
            return Result.EXCHANGED;
        } catch (LinkageError e) {
            return Result.UNSUPPORTED;
        } catch (LastErrorException e) {
            switch (e.getErrorCode()) {
                case EINVAL, ENOSYS, EOPNOTSUPP -> {
                    return Result.UNSUPPORTED;
                }
                case ENOENT ->
                    throw new NoSuchFileException(one.toString(), other.toString(), "one of the two is gone");
                case EACCES, EPERM -> throw new AccessDeniedException(one.toString(), other.toString(), words(e));
                default -> throw new FileSystemException(one.toString(), other.toString(), words(e));
            }
        }
    }

    /** The system's own words, without the number that is put before them. */
    private static String words(LastErrorException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^\\[\\d+] ", "");
    }
}
