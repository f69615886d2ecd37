package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A held {@code flock(2)}. Tekton's programs lock with {@code flock}; Java's {@code FileChannel.lock} is a record lock
 * of {@code fcntl(2)}, and on Linux the two do not exclude each other. The lock ends with {@link #close()} or with this
 * process; the file is never written, made or removed. Closing is thread-safe, and doing it again does nothing.
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

    /** The outcome of asking for a lock. */
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
     * Opens the file and locks it, trying again until the bound is over; once at least. An interrupted wait fails, with
     * the thread's interrupt flag set. Never hangs on a FIFO or device: only a regular file is locked.
     *
     * @param bound how long to try; zero or less means once
     */
    public static Result take(Path file, Mode mode, Duration bound, Stopwatch stopwatch) {
        long start = stopwatch.nanos();
        try {
            while (true) {
                Result result = tryOnce(file, mode, bound);
                Duration left = bound.minusNanos(stopwatch.nanos() - start);
                if (!(result instanceof Result.Busy) || left.isZero() || left.isNegative()) {
                    return result;
                }
                stopwatch.pause(left.compareTo(BETWEEN_TRIES) < 0 ? left : BETWEEN_TRIES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result.Failed(file, "interrupted while waiting for the lock");
        } catch (LinkageError e) {
            return new Result.Failed(
                    file, "flock(2) cannot be called: the native library does not load (" + Causes.of(e) + ")");
        }
    }

    private static Result tryOnce(Path file, Mode mode, Duration bound) {
        int descriptor;
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                return new Result.Failed(file, "it is not a regular file");
            }
            descriptor = FlockCalls.open(SystemPath.bytes(file), FlockCalls.OPEN_FLAGS);
        } catch (NoSuchFileException e) {
            return Files.isSymbolicLink(file)
                    ? new Result.Failed(file, "it is a symbolic link to nowhere")
                    : new Result.Absent(file);
        } catch (IOException e) {
            return new Result.Failed(file, reason(e));
        } catch (LastErrorException e) {
            return e.getErrorCode() == FlockCalls.ENOENT
                    ? new Result.Absent(file)
                    : new Result.Failed(file, "open: " + e.getMessage());
        }
        Flock lock = new Flock(file, descriptor);
        Result result = new Result.Failed(file, "it was not tried");
        try {
            result = lock.tryLock(mode, bound);
        } finally {
            if (!(result instanceof Result.Locked)) {
                lock.close();
            }
        }
        return result;
    }

    private Result tryLock(Mode mode, Duration bound) {
        int operation = (mode == Mode.SHARED ? FlockCalls.LOCK_SH : FlockCalls.LOCK_EX) | FlockCalls.LOCK_NB;
        try {
            FlockCalls.flock(descriptor, operation);
            return isStillTheFile() ? new Result.Locked(this) : new Result.Busy(file, bound);
        } catch (LastErrorException e) {
            boolean again = e.getErrorCode() == FlockCalls.EWOULDBLOCK || e.getErrorCode() == FlockCalls.EINTR;
            return again ? new Result.Busy(file, bound) : new Result.Failed(file, "flock: " + e.getMessage());
        } catch (IOException e) {
            return new Result.Failed(file, reason(e));
        }
    }

    /**
     * Whether the path still leads to the locked file. A process that removes and recreates a lock file would otherwise
     * leave us with a lock that excludes nobody. Only where the system shows its open files ({@code proc(5)},
     * {@code /proc/self/fd}).
     */
    private boolean isStillTheFile() throws IOException {
        Path opened = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.exists(opened)) {
            return true;
        }
        BasicFileAttributes locked = Files.readAttributes(opened, BasicFileAttributes.class);
        if (!locked.isRegularFile()) {
            throw new IOException("it is not a regular file");
        }
        try {
            return Objects.equals(
                    locked.fileKey(),
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Whether a name, no link followed, now is that of the file that is locked here. A lock on a file that lost its
     * name excludes nobody. Where the system does not show its open files ({@code proc(5)}, {@code /proc/self/fd}), any
     * regular file is taken for it.
     *
     * @throws IOException if the name cannot be looked up
     */
    public boolean isOn(Path name) throws IOException {
        BasicFileAttributes named;
        try {
            named = Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        Path opened = Path.of("/proc/self/fd/" + descriptor);
        if (!named.isRegularFile() || closed.get()) {
            return false;
        }
        return !Files.exists(opened)
                || Objects.equals(
                        named.fileKey(),
                        Files.readAttributes(opened, BasicFileAttributes.class).fileKey());
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : Causes.of(e);
    }

    /** The locked file, as it was given. */
    public Path file() {
        return file;
    }

    /** @throws IllegalStateException if the system could not close the file */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return; // the number may be another file's by now
        }
        try {
            FlockCalls.close(descriptor);
        } catch (LastErrorException e) {
            throw new IllegalStateException("the lock file " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
