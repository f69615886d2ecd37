package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.json.FileFault;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole file, and only if it does not change: some writers write in place and take no lock. The file must be
 * the same before and after (size, time of change, inode), and two reads must be equal. A write within one tick of the
 * file system's clock may change neither size nor time. A read during it can combine the head of one version with the
 * tail of another. A writer that is preempted in the middle of a write leaves such a file for some milliseconds, so a
 * new version is read again after a pause.
 */
public final class StableBytes {
    /** The largest file that is read. */
    static final long MOST_BYTES = 64L << 20;

    private static final int CHUNK = 1 << 16;

    /**
     * A writer that another program displaced in the middle of a write has the processor again after this time, as a
     * rule.
     */
    static final Duration SETTLING = Duration.ofMillis(15);

    private final Opening opening;
    private final @Nullable Stopwatch stopwatch;
    private final Map<Path, Version> settled = new ConcurrentHashMap<>();

    /** For files that others may write in place. */
    public StableBytes(Stopwatch stopwatch) {
        this(StableBytes::open, stopwatch);
    }

    /** For files that are only ever replaced whole: without a pause. */
    public StableBytes() {
        this(StableBytes::open, null);
    }

    /** For tests, in which something happens between two steps of the reading. */
    public StableBytes(Opening opening, @Nullable Stopwatch stopwatch) {
        this.opening = opening;
        this.stopwatch = stopwatch;
    }

    /** What identifies a version of a file, as far as its attributes do. */
    private record Version(
            long size, FileTime changed, @Nullable Object inode) {
        static Version of(BasicFileAttributes attributes) {
            return new Version(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    /** How a file is opened. */
    interface Opening {
        /** @throws FileNotFoundException if it is not there or may not be read */
        RandomAccessFile open(Path file) throws FileNotFoundException;
    }

    /**
     * Reads the file; with plain streams, since a channel would be closed by the interrupt of its thread.
     *
     * @throws NoSuchFileException if it is not there, or no longer
     * @throws IOException if it cannot be read
     * @throws FileFault if it is no regular file, too large, or changed meanwhile
     * @throws InterruptedException if the thread is interrupted in the pause
     */
    public byte[] read(Path file) throws IOException, FileFault, InterruptedException {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        if (!before.isRegularFile()) { // opening a FIFO would hang
            throw FileFault.lasting("is not a regular file");
        }
        if (before.size() > MOST_BYTES) {
            throw FileFault.lasting(
                    "has " + before.size() + " bytes; allowed are " + MOST_BYTES + " (" + (MOST_BYTES >> 20) + " MiB)");
        }
        byte[] bytes = new byte[(int) before.size()];
        Version version = Version.of(before);
        boolean still;
        try (RandomAccessFile in = opening.open(file)) {
            still = fills(in, bytes);
            if (still && stopwatch != null && !version.equals(settled.get(file))) {
                stopwatch.pause(SETTLING);
            }
            still = still && saysAgain(in, bytes);
        } catch (FileNotFoundException e) {
            throw precise(file, e);
        }
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
        if (!still || !version.equals(Version.of(after))) {
            throw FileFault.passing("changed while it was read");
        }
        settled.put(file, version);
        return bytes;
    }

    private static RandomAccessFile open(Path file) throws FileNotFoundException {
        return new RandomAccessFile(file.toFile(), "r");
    }

    /** Never reads more than the size that was allowed, however much the file grows. */
    private static boolean fills(RandomAccessFile in, byte[] bytes) throws IOException {
        int length = 0;
        while (length < bytes.length) {
            int count = in.read(bytes, length, bytes.length - length);
            if (count < 0) {
                return false;
            }
            length += count;
        }
        return true;
    }

    /** Also sees a file that has become longer than what was read. */
    private static boolean saysAgain(RandomAccessFile in, byte[] bytes) throws IOException {
        in.seek(0);
        byte[] chunk = new byte[CHUNK];
        int length = 0;
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            if (count > bytes.length - length || !Arrays.equals(chunk, 0, count, bytes, length, length + count)) {
                return false;
            }
            length += count;
        }
        return length == bytes.length;
    }

    /** A {@link FileNotFoundException} also means "permission denied"; the newer calls distinguish the two. */
    private static IOException precise(Path file, FileNotFoundException e) {
        try {
            Files.readAttributes(file, BasicFileAttributes.class);
            return e;
        } catch (IOException newer) {
            newer.addSuppressed(e);
            return newer;
        }
    }
}
