package io.tekton.sharedservices.cleanup.hour;

import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.posix.ThisUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One user's file of the minimum hour in a platform's state folder, and the {@code flock(2)} on it. It is never changed
 * in place: a new record is written, synced and locked beside it and then takes its name. So the name always has a
 * whole record, and the holder of the old file holds the new one. A lock holds only on the file that has the name. Not
 * thread-safe.
 */
public final class HourFile implements AutoCloseable {
    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final int LARGEST_BYTES = 4096;

    /**
     * Between reading the file and locking it, its holder may have put a new record in its place, or somebody may have
     * removed it.
     */
    private static final int TRIES = 5;

    private final Path folder;
    private final Path file;
    private @Nullable Flock lock;

    public HourFile(Path platformState) {
        this.folder = platformState.toAbsolutePath();
        this.file = folder.resolve("shared-services-hour-" + Integer.toUnsignedString(ThisUser.uid()));
    }

    /** There is a file, and it cannot be believed. */
    public static final class DoubtfulException extends IOException {
        private static final long serialVersionUID = 1L;

        DoubtfulException(Path file, String what, @Nullable Throwable cause) {
            super(
                    "the file of the minimum hour, " + file + ", " + what
                            + ". Check who changed it, then remove it: the next live cleanup creates it again",
                    cause);
        }
    }

    public Path path() {
        return file;
    }

    /** Whether something has its name; a link does too. */
    boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * What it says now, regardless of who holds it.
     *
     * @return null if the file does not exist
     * @throws DoubtfulException if it is a link, another user's, open to others, or no whole record
     * @throws IOException if it cannot be read
     */
    @Nullable
    public HourRecord read() throws IOException {
        try {
            judge();
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
                if (bytes.length > LARGEST_BYTES) {
                    throw new DoubtfulException(file, "is larger than " + LARGEST_BYTES + " bytes", null);
                }
                return HourRecord.of(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IllegalArgumentException e) {
            throw new DoubtfulException(file, "is damaged: " + e.getMessage(), e);
        }
    }

    private void judge() throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw new DoubtfulException(file, "is not a regular file", null);
        }
        Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(ThisUser.uid())) {
            throw new DoubtfulException(
                    file, "belongs to user " + owner + ", not to this user (" + ThisUser.uid() + ")", null);
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (!EnumSet.copyOf(OURS_ALONE).containsAll(mode)) {
            throw new DoubtfulException(
                    file,
                    "is open to others (" + PosixFilePermissions.toString(mode) + "), and must be rw-------",
                    null);
        }
    }

    /** Whether this holds the lock on the file that has the name now. */
    boolean isHeld() throws IOException {
        return lock != null && lock.isOn(file);
    }

    /**
     * Locks the file, and creates it first if it does not exist. Does nothing if it is held.
     *
     * @param ifNew what a new one says
     * @return whether it is held now; not if another process holds it
     * @throws DoubtfulException as {@link #read} does
     * @throws IOException if it cannot be made or locked
     */
    public boolean take(HourRecord ifNew) throws IOException {
        if (isHeld()) {
            return true;
        }
        close();
        for (int i = 0; i < TRIES; i++) {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                make(ifNew);
            }
            try {
                judge();
            } catch (NoSuchFileException e) {
                continue;
            }
            Flock.Result result = Flock.take(file, Flock.Mode.EXCLUSIVE, Duration.ZERO);
            if (result instanceof Flock.Result.Locked locked) {
                lock = locked.lock();
                if (isHeld()) {
                    return true;
                }
                close();
            } else if (result instanceof Flock.Result.Busy) {
                return false;
            } else if (result instanceof Flock.Result.Failed failed) {
                throw new IOException(
                        "the file of the minimum hour, " + file + ", cannot be locked: " + failed.error());
            }
        }
        throw new IOException("the file of the minimum hour, " + file + ", is removed again and again");
    }

    private void make(HourRecord record) throws IOException {
        Path above = folder.getParent();
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            if (above != null) {
                sync(above);
            }
        }
        Path fresh = Files.createTempFile(
                folder, "." + file.getFileName() + "-", ".new", PosixFilePermissions.asFileAttribute(OURS_ALONE));
        try {
            write(fresh, record);
            // a rename would take the name from a faster process that has it locked
            Files.createLink(file, fresh);
            sync(folder);
        } catch (FileAlreadyExistsException e) {
            // another process was faster: its file is as good
            return;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Puts another record in its place: durable, and held, once this returns.
     *
     * @throws IOException if it is not held, or cannot be written and synced
     */
    public void replace(HourRecord record) throws IOException {
        if (!isHeld()) {
            throw new IOException("the file of the minimum hour, " + file + ", was removed or replaced meanwhile");
        }
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OURS_ALONE));
        write(fresh, record);
        if (!(Flock.take(fresh, Flock.Mode.EXCLUSIVE, Duration.ZERO) instanceof Flock.Result.Locked locked)) {
            throw new IOException("the new file of the minimum hour, " + fresh + ", cannot be locked");
        }
        boolean named = false;
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            named = true;
        } finally {
            if (!named) {
                locked.lock().close();
            }
        }
        close();
        lock = locked.lock();
        sync(folder);
    }

    private static void write(Path fresh, HourRecord record) throws IOException {
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(record.text().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes names in the folder last ({@code fsync(2)}). */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Lets the lock go; the file stays. */
    @Override
    public void close() {
        Flock held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }
}
