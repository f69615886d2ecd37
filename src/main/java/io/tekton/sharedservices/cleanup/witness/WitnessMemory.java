package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.cleanup.owner.WitnessScope;
import io.tekton.sharedservices.cleanup.owner.Witnesses;
import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was witnessed in the file {@code witnesses} of the state folder, mode 0600, written whole and synced at
 * each change. It is evidence and no record, so it lies outside of store and audit. The process that holds the store
 * writes it. A missing or damaged file means that nothing was witnessed, so that everything is spared. Thread-safe.
 */
public final class WitnessMemory {
    private static final int MOST_BYTES = 64 << 20;
    private static final WitnessScope NOWHERE = new WitnessScope("", "", "");

    private final Logger logger = LogManager.getLogger("orphan-cleanup");
    private final @Nullable Path file;
    private Witnesses now;
    private @Nullable Witnesses written;
    private @Nullable String damage;

    private WitnessMemory(@Nullable Path file, Witnesses now, @Nullable String damage) {
        this.file = file;
        this.now = now;
        this.written = damage == null ? now : null;
        this.damage = damage;
    }

    /** One that knows nothing and keeps nothing. */
    public static WitnessMemory none() {
        return new WitnessMemory(null, Witnesses.none(NOWHERE), null);
    }

    /** Reads what was witnessed; {@code stateFolder} need not exist yet. */
    public static WitnessMemory open(Path stateFolder) {
        return opened(stateFolder, true);
    }

    /** As {@link #open}, for a program that leaves no trace. */
    public static WitnessMemory readOnly(Path stateFolder) {
        return opened(stateFolder, false);
    }

    private static WitnessMemory opened(Path stateFolder, boolean writes) {
        Path file = stateFolder.resolve("witnesses");
        Path target = writes ? file : null;
        try {
            return new WitnessMemory(target, WitnessText.parse(DurableFiles.text(file, MOST_BYTES)), null);
        } catch (NoSuchFileException e) {
            return new WitnessMemory(target, Witnesses.none(NOWHERE), null);
        } catch (IOException | IllegalArgumentException e) {
            return new WitnessMemory(
                    target,
                    Witnesses.none(NOWHERE),
                    "what was witnessed of owners, " + file + ", cannot be used (" + Causes.of(e)
                            + "); what an owner left behind before now is spared");
        }
    }

    /** What is known within this scope. */
    public synchronized Witnesses within(WitnessScope scope) {
        return now.within(scope);
    }

    /** Whether no owner has been seen, in this scope or another. */
    public synchronized boolean isEmpty() {
        return now.owners().isEmpty();
    }

    /** Why the file could not be used; null where it could, or where a newer one has replaced it. */
    public synchronized @Nullable String damage() {
        return damage;
    }

    /**
     * What is known from now on.
     *
     * @throws UncheckedIOException if it could not be written; it is known in memory all the same, and written with the
     *     next change
     */
    synchronized void keep(Witnesses witnesses) {
        now = witnesses;
        if (file == null || witnesses.equals(written)) {
            return;
        }
        try {
            if (damage != null && Files.exists(file)) {
                Path kept = file.resolveSibling("witnesses.damaged");
                Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
                logger.warn("{}; it is kept as {}", damage, kept);
            }
            DurableFile.replace(file, WitnessText.of(witnesses).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "what was witnessed of owners could not be written to " + file + ": " + Causes.of(e), e);
        }
        written = witnesses;
        damage = null;
    }
}
