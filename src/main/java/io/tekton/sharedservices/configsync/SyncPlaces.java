package io.tekton.sharedservices.configsync;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a sync finds what it works on. All absolute.
 *
 * @param registry the platform registry
 * @param flag the update flag; claims are laid beside it
 * @param config the CI configuration, or a symbolic link to it
 * @param backups the folder of the backups; made when first needed
 */
public record SyncPlaces(Path registry, Path flag, Path config, Path backups) {
    public SyncPlaces {
        registry = absolute(registry);
        flag = absolute(flag);
        config = absolute(config);
        backups = absolute(backups);
    }

    /**
     * The usual places.
     *
     * @param tektonState the platform's state folder
     * @param ownState this program's state folder
     */
    public static SyncPlaces of(Path tektonState, Path ownState, Path config) {
        Path registries = tektonState.resolve("ai_registry");
        return new SyncPlaces(
                registries.resolve("platform_ai_registry.json"),
                registries.resolve(".config_update_needed"),
                config,
                ownState.resolve("config-backups"));
    }

    /** The folder in which a file of these lies. */
    static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "only the root lies in no folder");
    }

    private static Path absolute(Path path) {
        if (!path.isAbsolute() || path.normalize().getFileName() == null) {
            throw new IllegalArgumentException("the path must be absolute and name a file, not \"" + path + "\"");
        }
        return path.normalize();
    }
}
