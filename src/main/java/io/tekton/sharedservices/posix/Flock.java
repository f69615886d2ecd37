package io.tekton.sharedservices.posix;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A held {@code flock(2)}. Tekton's programs lock with {@code flock}; Java's {@code FileChannel.lock} is a record lock of
 * {@code fcntl(2)}, and on Linux the two do not exclude each other. The lock ends with {@link #close()} or with this process; the
 * file is never written, made or removed. Closing is thread-safe, and doing it again does nothing.
 */
public final class Flock implements AutoCloseable {
    /** How long to wait between two tries; {@code flock} itself cannot be given a bound. */
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

    private final Path file;
    private final int descriptor;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Flock(Path file, int descriptor) {
        this.file = file;
        this.descriptor = descriptor;
    }

    /** With whom the lock may be shared. */
    public enum Mode {
        /** With all other shared ones. */
        SHARED,
        /** With nobody. */
        EXCLUSIVE
    }

    /** What came of asking for a lock. */
    public sealed interface Result {
        /** It is held until {@code lock} is closed. */
        record Locked(Flock lock) implements Result {}

        /** Somebody else held it through the whole bound. */
        record Busy(Path file, Duration bound) implements Result {}

        /** There is no such file. */
        record Absent(Path file) implements Result {}

        /** It could not be taken; {@code error} says why, in the system's words where they are the system's. */
        record Failed(Path file, String error) implements Result {}
    }

    /** As {@link #take(Path, Mode, Duration, Stopwatch)} in the host's time. */
    public static Result take(Path file, Mode mode, Duration bound) {
        return take(file, mode, bound, Stopwatch.system());
    }

    /**
     * Opens the file and locks it, trying again until the bound is over; once at least. An interrupted wait fails, with the
     * thread's interrupt flag set. Never hangs on a FIFO or device: only a regular file is locked.
     *
     * @param bound how long to try; zero or less means once
     */
    public static Result take(Path file, Mode mode, Duration bound, Stopwatch stopwatch) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The locked file, as it was given. */
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        FlockCalls.close(descriptor);
    }
}
