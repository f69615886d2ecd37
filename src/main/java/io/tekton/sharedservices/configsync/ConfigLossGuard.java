package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.file.Backups;
import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.LastSyncedConfig;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether a configuration has lost all its components. If all of them disappeared, the configuration was wiped by
 * accident. Built again from the registry, it would lack all that people wrote in it, so it is left unchanged.
 */
final class ConfigLossGuard {
    private static final int UNKNOWN = -1;

    private final Backups backups;
    private final LastSyncedConfig lastInLine;
    private final boolean dryRun;

    ConfigLossGuard(Backups backups, LastSyncedConfig lastInLine, boolean dryRun) {
        this.backups = backups;
        this.lastInLine = lastInLine;
        this.dryRun = dryRun;
    }

    /**
     * Why the configuration is to be left alone; empty where it has components, or never had any.
     *
     * @param document blank where there is no file
     * @throws SyncFailure if that cannot be determined
     */
    Optional<SyncFailure> lost(ConfigFile.Content content, ConfigDocument document) throws SyncFailure {
        if (components(document) > 0) {
            return Optional.empty();
        }
        Path target = content.target();
        try {
            int lost = lastComponents(target);
            return lost == 0
                    ? Optional.empty()
                    : Optional.of(new SyncFailure(SyncFailure.CONFIG_COLLAPSED, message(content, lost)));
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.CONFIG_COLLAPSED,
                    "the configuration file " + target + " names no component, and what it named before cannot be read",
                    e);
        }
    }

    static int components(ConfigDocument document) {
        return document.components().size();
    }

    /**
     * How many the last known version had: the version that a sync left or found synchronised, else the newest backup.
     * {@link #UNKNOWN} where all that is kept is damaged.
     */
    private int lastComponents(Path target) throws IOException {
        Optional<byte[]> last = lastInLine.of(target);
        Optional<ConfigDocument> known = last.flatMap(ConfigDocument::read);
        boolean damaged = last.isPresent() && known.isEmpty();
        for (Path backup : known.isPresent() ? List.<Path>of() : backups.newestFirst()) {
            known = ConfigDocument.read(DurableFiles.read(backup, ConfigFile.MOST_BYTES));
            if (known.isPresent()) {
                break;
            }
            damaged = true;
        }
        return known.isEmpty() && damaged
                ? UNKNOWN
                : known.map(ConfigLossGuard::components).orElse(0);
    }

    private String message(ConfigFile.Content content, int lost) throws IOException {
        boolean absent = content instanceof ConfigFile.Content.Absent;
        return "the configuration file " + content.target()
                + (absent ? " is not there any more" : " names no component any more")
                + (lost == UNKNOWN
                        ? ", and what " + backups.folder() + " has of its earlier versions is damaged"
                        : ", and its last version named " + lost)
                + "; nothing was rebuilt from the registry. "
                + version(content.target())
                        .map(file -> "Version " + Backups.number(file) + " (" + file
                                + ") has them: \"sync --undo\" puts it back. ")
                        .orElse("")
                + "\"sync --accept-config\" continues without them";
    }

    /** The newest backup that has components; a version that a sync only found synchronised becomes one now. */
    private Optional<Path> version(Path target) throws IOException {
        Optional<byte[]> last =
                lastInLine.of(target).filter(bytes -> ConfigDocument.read(bytes).isPresent());
        if (last.isPresent() && !dryRun) {
            return Optional.of(backups.keep(last.get(), "in-line").file());
        }
        for (Path backup : backups.newestFirst()) {
            boolean has = ConfigDocument.read(DurableFiles.read(backup, ConfigFile.MOST_BYTES))
                    .filter(document -> components(document) > 0)
                    .isPresent();
            if (has) {
                return Optional.of(backup);
            }
        }
        return Optional.empty();
    }
}
