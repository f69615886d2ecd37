package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks a pipe itself whether anybody has its other end open: {@code poll(2)}, {@code pipe(7)}. A search for the holder
 * cannot see all of them.
 */
public final class PipeEnds {
    /** O_NONBLOCK | O_NOCTTY | O_CLOEXEC. */
    private static final int CAREFULLY = 04000 | 0400 | 02000000;

    private static final int O_WRONLY = 1;
    private static final int POLLFD_BYTES = 8;
    private static final short POLLERR = 8;
    private static final short POLLHUP = 16;
    private static final short POLLNVAL = 32;

    private PipeEnds() {}

    /**
     * Whether nobody is left to write what a process reads from a pipe.
     *
     * @param descriptor such as {@code /proc/PID/fd/0}
     * @param pipe where that link led, such as {@code pipe:[4711]}
     * @throws IOException if the link leads elsewhere by now
     * @throws PosixException if a call failed
     * @throws LinkageError if native calls cannot be made
     */
    public static boolean hasNoWriter(String descriptor, String pipe) throws IOException {
        return (events(descriptor, pipe, 0) & POLLHUP) != 0;
    }

    /** Whether nobody is left to read what a process writes to a pipe; as {@link #hasNoWriter}. */
    public static boolean hasNoReader(String descriptor, String pipe) throws IOException {
        // The open succeeds without a reader (ENXIO is for named pipes); poll says POLLERR then.
        return (events(descriptor, pipe, O_WRONLY) & POLLERR) != 0;
    }

    private static int events(String descriptor, String pipe, int access) throws IOException {
        int fd = -1;
        try (Memory polled = new Memory(POLLFD_BYTES)) {
            fd = PipeCalls.open(descriptor, access | CAREFULLY);
            if (!Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd))
                    .toString()
                    .equals(pipe)) {
                throw new IOException(descriptor + " is another file than before");
            }
            polled.clear();
            polled.setInt(0, fd);
            PipeCalls.poll(polled, 1, 0);
            int events = polled.getShort(6);
            if ((events & POLLNVAL) != 0) {
                throw new IOException(descriptor + " cannot be polled");
            }
            return events;
        } catch (LastErrorException e) {
            throw new PosixException("the other end of " + pipe + " cannot be asked for", e.getErrorCode(), e);
        } finally {
            if (fd >= 0) {
                PipeCalls.close(fd);
            }
        }
    }
}
