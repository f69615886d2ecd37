package io.tekton.sharedservices.posix.path;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.tekton.sharedservices.posix.NativeAccess;
import java.io.IOException;

/** What the links below {@code /proc/PID} lead to, and which threads share them. */
public final class ProcessLinks {
    private static final long SYS_KCMP = System.getProperty("os.arch", "").startsWith("aarch64") ? 272 : 312;

    private ProcessLinks() {}

    private static final class Calls {
        static {
            NativeAccess.prepare();
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native long syscall(long number, long one, long other, long type, long first, long second)
                throws LastErrorException;
    }

    /** What two threads may have in common; numbers of {@code kcmp(2)}. */
    public enum Shared {
        OPEN_FILES(2),
        /** Working folder and root. */
        FOLDERS(3);

        private final int number;

        Shared(int number) {
            this.number = number;
        }
    }

    /**
     * The status of what a path leads to, links followed. It is answered from what the kernel knows: a network file
     * system that is gone hangs nobody.
     */
    public static FileStatus follow(String path) throws IOException {
        return Folder.status(-100, path, PathCalls.AT_STATX_DONT_SYNC);
    }

    /** Whether two threads are known to share this; false where the system does not say. */
    public static boolean share(int thread, int other, Shared what) {
        try {
            return Calls.syscall(SYS_KCMP, thread, other, what.number, 0, 0) == 0;
        } catch (LastErrorException e) {
            return false;
        }
    }
}
