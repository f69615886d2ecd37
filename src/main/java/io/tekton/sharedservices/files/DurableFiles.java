package io.tekton.sharedservices.files;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.Objects;

/** Files that are written so that they outlast the host's power, and read so that nothing hangs. */
public final class DurableFiles {
    private DurableFiles() {}

    /** The folder in which a file is. */
    public static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "only the root lies in no folder");
    }

    /**
     * Makes a file and returns when the disk has it; its name is durable when its folder is {@linkplain #syncFolder
     * synced}.
     *
     * @throws FileAlreadyExistsException if there is something of that name
     * @throws IOException if it could not be written; a part of it may be there
     */
    public static void write(Path file, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        Files.createFile(file, attributes);
        // no channel: the interrupt of a thread would close it
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(bytes);
            out.getFD().sync();
        }
    }

    /** Makes the names in a folder durable. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Whether there is a regular file with these bytes; anything else there is not opened. */
    public static boolean holds(Path file, byte[] bytes) throws IOException {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return seen.isRegularFile()
                    && seen.size() == bytes.length
                    && Arrays.equals(read(file, bytes.length), bytes);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * The text of a file of ours.
     *
     * @throws NoSuchFileException if it is not there
     * @throws IOException if it cannot be read, is no regular file (opening a FIFO would hang), larger than
     *     {@code most} bytes, or not UTF-8
     */
    public static String text(Path file, int most) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        if (!seen.isRegularFile()) {
            throw new IOException("is not a regular file");
        }
        if (seen.size() > most) {
            throw new IOException("has " + seen.size() + " bytes; allowed are " + most);
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(read(file, most)))
                .toString();
    }

    /** The first bytes of a regular file, one more than {@code most} where it is longer. */
    public static byte[] read(Path file, int most) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(in.length(), most + 1L)];
            int length = 0;
            for (int count = 0; count >= 0 && length < bytes.length; length += Math.max(count, 0)) {
                count = in.read(bytes, length, bytes.length - length);
            }
            return Arrays.copyOf(bytes, length);
        }
    }
}
