package io.tekton.sharedservices.registry.memory;

import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.StableBytes;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * Remembers across restarts what readings of the registry saw, in a file of the state folder: one for each platform
 * folder, mode 0600. It is beside the store and not in it, so that setting the store aside or restoring it forgets
 * nothing. Who holds the store writes it, so there is one writer. A file that is missing means that nothing is known
 * yet. With a damaged one it is not known what was registered: it stays as it is, and nothing is remembered beyond this
 * object, until {@link #startAgain}. Thread-safe.
 */
public final class RegistrationMemory implements RegistryMemory {
    /** What the name of a damaged file ends with when it is kept aside. */
    private static final String DAMAGED = ".damaged";

    private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);

    /** How old times on the disk may become while nothing else changes. */
    private static final Duration OLDEST_TIMES = Duration.ofMinutes(10);

    private final @Nullable Path file;
    private final String platform;
    private @Nullable String damage;
    private RememberedRegistrations now;
    private RememberedRegistrations written;
    private @Nullable Long writtenNanos;

    private RegistrationMemory(
            @Nullable Path file, String platform, RememberedRegistrations now, @Nullable String damage) {
        this.file = file;
        this.platform = platform;
        this.now = now;
        this.written = now;
        this.damage = damage;
    }

    /** When a change must be on the disk. */
    public enum Writing {
        /** Before the call returns. */
        NOW,
        /** At most once a minute; a change that waits is written with a later one. */
        WHEN_DUE
    }

    /**
     * Reads what is known of a platform folder.
     *
     * @param stateFolder the folder that has the store; it need not exist yet
     * @param tektonState the platform's state folder
     */
    public static RegistrationMemory open(Path stateFolder, Path tektonState) {
        return opened(stateFolder, tektonState, true);
    }

    /** As {@link #open}, for a program that leaves no trace: what it sees is remembered in this object alone. */
    public static RegistrationMemory readOnly(Path stateFolder, Path tektonState) {
        return opened(stateFolder, tektonState, false);
    }

    private static RegistrationMemory opened(Path stateFolder, Path tektonState, boolean writes) {
        String platform = realPath(tektonState);
        Path file = stateFolder.resolve("registrations-" + digest(platform) + ".json");
        Path target = writes ? file : null;
        try {
            return new RegistrationMemory(target, platform, read(found(file, platform, writes)), null);
        } catch (NoSuchFileException e) {
            return new RegistrationMemory(target, platform, RememberedRegistrations.NOTHING, null);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a reading without a pause was interrupted", e);
        } catch (IOException | FileFault e) {
            String why = e instanceof FileFault fault ? words(fault) : "cannot be read: " + Causes.of(e);
            return new RegistrationMemory(
                    target,
                    platform,
                    RememberedRegistrations.NOTHING,
                    "the memory of registrations, " + file + ", " + why
                            + "; what it knew of earlier registrations is lost");
        }
    }

    /** The file, or the one that the platform folder had under an earlier path. */
    private static Path found(Path file, String platform, boolean writes) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return file;
        }
        Path earlier = new EarlierMemory(DurableFiles.folderOf(file), Path.of(platform)).find();
        if (earlier == null || !writes) {
            return earlier == null ? file : earlier;
        }
        Files.move(earlier, file, StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    private static String words(FileFault fault) {
        return fault.line() == null
                ? fault.problem()
                : "line " + fault.line() + ", column " + fault.column() + ", " + fault.problem();
    }

    private static RememberedRegistrations read(Path file) throws IOException, FileFault, InterruptedException {
        if (Files.isSymbolicLink(file)) {
            throw FileFault.lasting("is a symbolic link");
        }
        return RememberedJson.parse(new StableBytes().read(file));
    }

    /** Two names of one folder are one platform. */
    private static String realPath(Path folder) {
        try {
            return folder.toRealPath().toString();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize().toString(); // it does not exist yet
        }
    }

    private static String digest(String platform) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(platform.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What is known now. */
    public synchronized RememberedRegistrations now() {
        return now;
    }

    /** Why the file could not be used, a sentence for people; null where it could, or where it was started again. */
    @Override
    public synchronized @Nullable String damage() {
        return damage;
    }

    /**
     * An operator accepts that what a damaged file knew is lost: the file is kept aside, and remembering begins again.
     * The file keeps its name too until the next step replaces it, so that a crash before that leaves it damaged.
     *
     * @throws UncheckedIOException if it could not be kept aside
     */
    public synchronized void startAgain() {
        if (damage == null) {
            return;
        }
        Path target = file;
        try {
            if (target != null && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                keepAside(target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the damaged memory of registrations, " + target + ", could not be kept aside: " + Causes.of(e), e);
        }
        damage = null;
    }

    private static void keepAside(Path damaged) throws IOException {
        Path aside = damaged.resolveSibling(damaged.getFileName() + DAMAGED);
        if (Files.isRegularFile(damaged, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.deleteIfExists(aside);
                Files.createLink(aside, damaged);
                return;
            } catch (IOException | UnsupportedOperationException e) {
                // a file system without links, or another user's file
                LogManager.getLogger("registry").debug("{} cannot be linked, so it is moved", damaged, e);
            }
        }
        Files.move(damaged, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public synchronized boolean wasRead(Path registry) {
        return now.wasRead(registry);
    }

    /** @throws UncheckedIOException if it could not be written durably */
    @Override
    public synchronized void remember(Collection<Path> registries) {
        now = now.withFiles(registries);
        write(Writing.NOW);
    }

    /**
     * Performs one step; no other step runs in between.
     *
     * @param weigh computes a result from what is known
     * @param after what is known after it
     * @throws UncheckedIOException if it was to be written and could not; it is remembered in memory all the same
     */
    public synchronized <W> W step(
            Function<RememberedRegistrations, W> weigh, Function<W, RememberedRegistrations> after, Writing writing) {
        W weighed = weigh.apply(now);
        now = after.apply(weighed);
        write(writing);
        return weighed;
    }

    private void write(Writing writing) {
        Path target = file;
        if (target == null || damage != null || now.equals(written) || !isDue(writing)) {
            return;
        }
        try {
            DurableFile.replace(target, RememberedJson.bytes(now, platform));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the memory of registrations could not be written to " + target + ": " + Causes.of(e), e);
        }
        written = now;
        writtenNanos = System.nanoTime();
    }

    private boolean isDue(Writing writing) {
        Long last = writtenNanos;
        if (writing == Writing.NOW || last == null) {
            return true;
        }
        Duration since = Duration.ofNanos(System.nanoTime() - last);
        return since.compareTo(now.saysMoreThan(written) ? BETWEEN_WRITES : OLDEST_TIMES) >= 0;
    }
}
