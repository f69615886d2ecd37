package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.tekton.sharedservices.text.Causes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A hold on one process that its pid's next owner can never take over: {@code pidfd_open(2)},
 * {@code pidfd_send_signal(2)}. Not for use by several threads at once.
 */
public final class Pidfd implements AutoCloseable {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final int EINTR = 4;
    private static final int EINVAL = 22;
    private static final int ENOSYS = 38;
    private static final int POLLFD_BYTES = 8;
    private static final short POLLIN = 1;

    private final int pid;
    private final int fd;
    private boolean closed;

    private Pidfd(int pid, int fd) {
        this.pid = pid;
        this.fd = fd;
    }

    /** The outcome of trying to open one. */
    public sealed interface Opening {
        record Opened(Pidfd pidfd) implements Opening {}

        /** No such process. */
        record Gone() implements Opening {}

        /** This kernel or its sandbox has no pidfds, or this platform has not. */
        record Unsupported(String why) implements Opening {}
    }

    /** The outcome of a signal. */
    public enum Sent {
        SENT,
        /** The process had ended and been reaped. */
        GONE,
        /** EPERM. */
        DENIED
    }

    /**
     * Opens the process that has this pid now.
     *
     * @throws PosixException if the call failed otherwise, such as for want of file descriptors
     */
    public static Opening open(int pid) {
        if (!supportedPlatform()) {
            return new Opening.Unsupported("pidfds need a 64-bit Linux");
        }
        try {
            return new Opening.Opened(new Pidfd(pid, (int) PidfdCalls.syscall(PidfdCalls.SYS_PIDFD_OPEN, pid, 0)));
        } catch (LastErrorException e) {
            return switch (e.getErrorCode()) {
                // EINVAL, ENOENT since 6.16: the id is a thread's, so no process has it.
                case ESRCH, EINVAL, ENOENT -> new Opening.Gone();
                case ENOSYS, EPERM -> new Opening.Unsupported("pidfd_open: errno " + e.getErrorCode());
                default -> throw new PosixException("pidfd_open of pid " + pid + " failed", e.getErrorCode(), e);
            };
        } catch (LinkageError e) {
            // The first touch says why (UnsatisfiedLinkError); later ones only that there was one
            // (NoClassDefFoundError).
            return new Opening.Unsupported("the native library cannot be loaded: " + Causes.of(e));
        }
    }

    private static boolean supportedPlatform() {
        String arch = System.getProperty("os.arch", "");
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
                && (arch.contains("64") || arch.equals("s390x"));
    }

    /**
     * Sends a signal to this very process, or to none.
     *
     * @param signal a number of {@code signal(7)}
     * @throws PosixException if the call failed for a reason other than ESRCH and EPERM
     */
    public Sent send(int signal) {
        ensureOpen();
        try {
            PidfdCalls.syscall(PidfdCalls.SYS_PIDFD_SEND_SIGNAL, fd, signal, Pointer.NULL, 0);
            return Sent.SENT;
        } catch (LastErrorException e) {
            return switch (e.getErrorCode()) {
                case ESRCH -> Sent.GONE;
                case EPERM -> Sent.DENIED;
                default ->
                    throw new PosixException("signal " + signal + " to pid " + pid + " failed", e.getErrorCode(), e);
            };
        }
    }

    /** Whether the process has ended; a zombie has. */
    public boolean exited() {
        return awaitAny(List.of(this), Duration.ZERO);
    }

    /**
     * Waits until at least one of these has ended, or the time is over.
     *
     * @param atMost rounded up to whole milliseconds
     * @return whether one has ended
     * @throws PosixException if {@code poll(2)} failed
     */
    public static boolean awaitAny(List<Pidfd> pidfds, Duration atMost) {
        if (pidfds.isEmpty()) {
            throw new IllegalArgumentException("nothing to wait for");
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        try (Memory fds = new Memory((long) POLLFD_BYTES * pidfds.size())) {
            fds.clear();
            for (int i = 0; i < pidfds.size(); i++) {
                pidfds.get(i).ensureOpen();
                fds.setInt((long) POLLFD_BYTES * i, pidfds.get(i).fd);
                fds.setShort((long) POLLFD_BYTES * i + 4, POLLIN);
            }
            while (true) {
                long left = Math.max(0, deadline - System.nanoTime());
                long millis = TimeUnit.NANOSECONDS.toMillis(left + 999_999);
                try {
                    return PidfdCalls.poll(fds, pidfds.size(), (int) Math.min(millis, Integer.MAX_VALUE)) > 0;
                } catch (LastErrorException e) {
                    if (e.getErrorCode() != EINTR) {
                        throw new PosixException("poll of " + pidfds.size() + " pidfds failed", e.getErrorCode(), e);
                    }
                }
            }
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the pidfd of pid " + pid + " is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            PidfdCalls.close(fd);
        }
    }
}
