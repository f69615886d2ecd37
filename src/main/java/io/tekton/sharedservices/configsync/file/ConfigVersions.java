package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The versions of a configuration that syncs replaced, so that one can be restored. Reads only; no store is needed. */
public final class ConfigVersions {
    private final Backups backups;
    private final Path config;

    public ConfigVersions(SyncPlaces places) {
        this.backups = new Backups(places.backups());
        this.config = places.config();
    }

    /**
     * One version.
     *
     * @param number what {@link UndoRequest#version} takes
     * @param keptAt when it was kept, by the clock of that time
     * @param origin the run that replaced it, or what else kept it
     * @param components how many it names; -1 where it is no configuration
     * @param inPlace whether the configuration says just this now
     */
    public record Version(
            long number, Path file, Instant keptAt, String origin, int components, long bytes, boolean inPlace) {}

    /** Empty before the first. */
    public List<Version> newestFirst() throws IOException {
        byte[] here = Files.isRegularFile(config) ? DurableFiles.read(config, ConfigFile.MOST_BYTES) : new byte[0];
        List<Version> versions = new ArrayList<>();
        for (Path file : backups.newestFirst()) {
            byte[] bytes = DurableFiles.read(file, ConfigFile.MOST_BYTES);
            String name = file.getFileName().toString();
            versions.add(new Version(
                    Backups.number(file),
                    file,
                    Files.getLastModifiedTime(file).toInstant(),
                    name.substring(name.indexOf('-') + 1, name.lastIndexOf('.')),
                    ConfigDocument.read(bytes)
                            .map(document -> document.components().size())
                            .orElse(-1),
                    bytes.length,
                    Arrays.equals(bytes, here)));
        }
        return List.copyOf(versions);
    }
}
