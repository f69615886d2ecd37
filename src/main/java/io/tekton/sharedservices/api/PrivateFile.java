package io.tekton.sharedservices.api;

import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.UserNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A small file that only this user may read and write, and that is always whole or absent. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final int LARGEST = 16 * 1024;

    private final Path file;

    public PrivateFile(Path file) {
        this.file = file;
    }

    /** Replaces the old content; not synced to disk, since after a power failure the content is useless. */
    public void write(String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OURS_ALONE))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws IOException if it cannot be read, is no regular file, or is another user's or open to one
     */
    public String read() throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is not a regular file");
        }
        refuseForeign();
        if (!EnumSet.copyOf(OURS_ALONE).containsAll(mode)) {
            throw new IOException(
                    file + " is open to others (" + PosixFilePermissions.toString(mode) + "), and must be rw-------");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(file + " is larger than " + LARGEST + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void refuseForeign() throws IOException {
        Owner self = new UserNames().self();
        boolean ours = self.uid() == -1
                ? Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(self.name())
                : Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(self.uid());
        if (!ours) {
            throw new IOException(file + " belongs to "
                    + Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName() + ", not to this user ("
                    + self.name() + ")");
        }
    }

    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
