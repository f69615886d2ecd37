package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.store.database.StoreHeldException.Holder;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * The one process that has the store: it holds {@code flock(2)} on the store's lock file. The file stays where it is,
 * for a lock on a file that was made anew would exclude nobody; in it the holder says who it is.
 */
public final class StoreLock implements AutoCloseable {
    /** Lines such as {@code 1: FLOCK ADVISORY WRITE 4034 fd:00:131 0 EOF}. */
    private static final Path LOCKS = Path.of("/proc/locks");

    private final Flock lock;

    private StoreLock(Flock lock) {
        this.lock = lock;
    }

    /**
     * @throws StoreHeldException if another process kept it for longer than the patience
     * @throws StoreException if it cannot be taken at all
     */
    public static StoreLock take(StoreFiles files, StoreSettings settings, Clock clock) {
        Path file = files.lock();
        try {
            make(file);
            Flock.Result result = Flock.take(file, Flock.Mode.EXCLUSIVE, settings.patience());
            if (result instanceof Flock.Result.Locked locked) {
                introduce(file, introduction(settings, clock));
                return new StoreLock(locked.lock());
            }
            if (result instanceof Flock.Result.Busy) {
                throw new StoreHeldException(files.folder(), settings.patience(), readHolder(file));
            }
            throw new StoreException("the store's lock " + file + " cannot be taken: " + result);
        } catch (IOException e) {
            throw new StoreException("the store's lock " + file + " cannot be made or read: " + Causes.of(e), e);
        }
    }

    /**
     * Who wrote last that it holds the store of a state folder. Whether it still does, {@link #isHeld} says.
     *
     * @throws IOException if the file cannot be read
     */
    public static Optional<Holder> lastHolder(Path stateFolder) throws IOException {
        Path file = new StoreFiles(stateFolder).lock();
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.ofNullable(readHolder(file))
                : Optional.empty();
    }

    /** Whether some process holds the store of a state folder now; never waits. */
    public static boolean isHeld(Path stateFolder) {
        Flock.Result result = Flock.take(new StoreFiles(stateFolder).lock(), Flock.Mode.SHARED, Duration.ZERO);
        if (result instanceof Flock.Result.Locked locked) {
            locked.lock().close();
        }
        return result instanceof Flock.Result.Busy;
    }

    /**
     * Whether the kernel says that this process of our own PID namespace holds the store ({@code /proc/locks},
     * {@code proc(5)}); false where it says nothing of locks. A pid that is only noted may be another process's by now,
     * or of another namespace.
     */
    public static boolean isHeldBy(Path stateFolder, long pid) {
        try {
            Path file = new StoreFiles(stateFolder).lock();
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            return Files.readString(LOCKS)
                    .lines()
                    .map(line -> line.trim().split(" +"))
                    .anyMatch(words -> words.length > 5
                            && words[1].equals("FLOCK")
                            && words[4].equals(Long.toString(pid))
                            && words[5].endsWith(inode));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void make(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // another process was faster: its file is as good
            return;
        }
    }

    /** Only information: a disk that is full keeps nobody from reading the store. */
    private static void introduce(Path file, String introduction) {
        try {
            Files.writeString(file, introduction, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            LogManager.getLogger(StoreLock.class)
                    .warn("could not note in {} who holds the store: {}", file, Causes.of(e));
        }
    }

    private static String introduction(StoreSettings settings, Clock clock) {
        return new Facts()
                .with("pid", ProcessHandle.current().pid())
                .with("since", clock.instant())
                .with("command", settings.command())
                .canonical();
    }

    private static @Nullable Holder readHolder(Path file) throws IOException {
        try {
            Map<String, String> facts = Facts.read(Files.readString(file));
            String pid = facts.get("pid");
            String since = facts.get("since");
            String command = facts.get("command");
            if (pid == null || since == null || command == null) {
                return null;
            }
            return new Holder(Long.parseLong(pid), Instant.parse(since), command.replaceAll("\\p{C}", "?"));
        } catch (IllegalArgumentException | DateTimeException | CharacterCodingException e) {
            // half-written just now: who it is stays unknown
            return null;
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
