package io.tekton.sharedservices.registry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads a file whole and only if it holds still: some writers write in place and take no lock. The file must be the same before
 * and after (size, time of change, inode), and must say the same twice: a write within one tick of the file system's clock
 * changes neither size nor time, and what was read then can be the head of one version and the tail of another.
 */
final class StableBytes {
    /** The largest file that is read. */
    static final long MOST_BYTES = 64L << 20;

    private static final int CHUNK = 1 << 16;

    private final Opening opening;

    StableBytes() {
        this(file -> new RandomAccessFile(file.toFile(), "r"));
    }

    /** For tests, in which something happens between two steps of the reading. */
    StableBytes(Opening opening) {
        this.opening = opening;
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
     * @throws RegistryFault if it is no regular file, too large, or changed meanwhile
     */
    byte[] read(Path file) throws IOException, RegistryFault {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        if (!before.isRegularFile()) { // opening a FIFO would hang
            throw RegistryFault.lasting("is not a regular file");
        }
        if (before.size() > MOST_BYTES) {
            throw RegistryFault.lasting(
                    "has " + before.size() + " bytes; allowed are " + MOST_BYTES + " (" + (MOST_BYTES >> 20) + " MiB)");
        }
        byte[] bytes = new byte[(int) before.size()];
        boolean still;
        try (RandomAccessFile in = opening.open(file)) {
            still = fills(in, bytes) && saysAgain(in, bytes);
        } catch (FileNotFoundException e) {
            throw telling(file, e);
        }
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
        if (!still || !isSame(before, after)) {
            throw RegistryFault.passing("changed while it was read");
        }
        return bytes;
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

    private static boolean isSame(BasicFileAttributes before, BasicFileAttributes after) {
        return before.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime())
                && Objects.equals(before.fileKey(), after.fileKey());
    }

    /** A {@link FileNotFoundException} also stands for "permission denied"; the newer calls part the two. */
    private static IOException telling(Path file, FileNotFoundException e) {
        try {
            Files.readAttributes(file, BasicFileAttributes.class);
            return e;
        } catch (IOException newer) {
            newer.addSuppressed(e);
            return newer;
        }
    }
}
