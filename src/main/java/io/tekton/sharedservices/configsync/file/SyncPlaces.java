package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.registry.RegistryFile;
import io.tekton.sharedservices.registry.RegistrySettings;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where a sync finds what it works on. All absolute.
 *
 * @param registry the platform registry
 * @param flag the update flag; claims are put beside it
 * @param config the CI configuration, or a symbolic link to it
 * @param backups the folder of the backups; made when first needed
 * @param trustedUids users besides this one and root whose registry is believed
 */
public record SyncPlaces(Path registry, Path flag, Path config, Path backups, Set<Integer> trustedUids) {
    public SyncPlaces {
        trustedUids = Set.copyOf(trustedUids);
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
        return of(usual(tektonState), ownState, config, Set.of());
    }

    /**
     * The places beside the platform registry that the settings name; where they name none, the usual ones.
     *
     * @param tektonState the platform's state folder
     * @param ownState this program's state folder
     */
    public static SyncPlaces of(RegistrySettings settings, Path tektonState, Path ownState, Path config) {
        Path registry = settings.platformRegistry().map(RegistryFile::path).orElse(usual(tektonState));
        return of(registry, ownState, config, settings.trustedUids());
    }

    private static SyncPlaces of(Path registry, Path ownState, Path config, Set<Integer> trustedUids) {
        return new SyncPlaces(
                registry,
                registry.resolveSibling(".config_update_needed"),
                config,
                ownState.resolve("config-backups"),
                trustedUids);
    }

    private static Path usual(Path tektonState) {
        return tektonState.resolve("ai_registry/platform_ai_registry.json");
    }

    /** Whether a sync took this file, beside a configuration, out of its place, and somebody may still save into it. */
    public static boolean mayBeSavedLate(Path file) {
        String name = file.getFileName().toString();
        return SwapName.isKept(file) && name.startsWith(".") && name.contains(".sync-");
    }

    private static Path absolute(Path path) {
        if (!path.isAbsolute() || path.normalize().getFileName() == null) {
            throw new IllegalArgumentException("the path must be absolute and name a file, not \"" + path + "\"");
        }
        return path.normalize();
    }
}
