package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as a sync last wrote it or found it synchronised with the registry: others saved what deviates from
 * it. It is in the folder of the backups, one for each configuration, and survives restarts. Not thread-safe.
 */
public final class LastSyncedConfig {
    private final Backups backups;
    private @Nullable Path known;
    private byte @Nullable [] bytes;

    public LastSyncedConfig(Backups backups) {
        this.backups = backups;
    }

    /** Empty if no sync has found this configuration synchronised yet, or that content cannot be read. */
    public Optional<byte[]> of(Path target) {
        if (!target.equals(known)) {
            known = target;
            bytes = read(target);
        }
        return Optional.ofNullable(bytes);
    }

    private byte @Nullable [] read(Path target) {
        try {
            return isThere(backups.folder(), target) ? DurableFiles.read(file(target), ConfigFile.MOST_BYTES) : null;
        } catch (IOException e) {
            // as if there were none: then nothing is repaired
            return null;
        }
    }

    /** Whether one was kept for this configuration. */
    public static boolean isThere(Path folder, Path target) {
        return Files.isRegularFile(folder.resolve(name(target)));
    }

    /**
     * Keeps these bytes; durable on return.
     *
     * @throws IOException if that could not be done: then no file exists, or an older one with other content
     */
    public void set(Path target, byte[] inLine) throws IOException {
        if (Arrays.equals(inLine, of(target).orElse(null))) {
            return;
        }
        bytes = inLine.clone();
        backups.replace(file(target), inLine);
    }

    private Path file(Path target) {
        return backups.folder().resolve(name(target));
    }

    private static String name(Path target) {
        return "in-line-" + Backups.mark(target) + ".json";
    }
}
