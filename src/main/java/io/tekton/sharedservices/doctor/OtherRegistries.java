package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.registry.RegistryFile;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.settings.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Registries in the usual places that {@code registry.files} does not name. Versions of the platform differ: some write
 * below the home folder although {@code TEKTON_ROOT} is set, some below {@code TEKTON_ROOT}.
 */
public final class OtherRegistries {
    private final RegistrySettings settings;
    private final Path ourState;
    private final Set<Path> states = new LinkedHashSet<>();

    public OtherRegistries(RegistrySettings settings, Places places) {
        this.settings = settings;
        this.ourState = places.tektonState();
        states.add(ourState);
        if (places.tektonRoot() != null) {
            states.add(places.tektonRoot().resolve(ourState.getFileName()));
        }
        if (places.home() != null) {
            states.add(places.home().resolve(ourState.getFileName()));
        }
    }

    /** The state folders that are searched for them. */
    public List<Path> states() {
        return List.copyOf(states);
    }

    /**
     * All that are there and not named.
     *
     * @param roots further platform folders to search
     */
    public List<Path> found(Set<String> roots) {
        Set<Path> all = new LinkedHashSet<>(states);
        roots.forEach(root -> all.add(Path.of(root).resolve(ourState.getFileName())));
        return unnamed(all);
    }

    /**
     * What an operator should know before a cleanup: a file of {@code registry.files} is not there, and a registry is
     * at a default place in the same state folder. A sentence each.
     */
    public List<String> warnings() {
        List<Path> missing = settings.files().stream()
                .map(RegistryFile::path)
                .filter(path -> !Files.exists(path))
                .toList();
        return missing.isEmpty()
                ? List.of()
                : unnamed(Set.of(ourState)).stream()
                        .map(path -> "the registry file " + missing.get(0) + " is not there, and the default registry "
                                + path + " is, which registry.files does not name")
                        .toList();
    }

    private List<Path> unnamed(Set<Path> stateFolders) {
        List<Path> found = new ArrayList<>();
        for (Path state : stateFolders) {
            for (RegistryFile usual : RegistrySettings.parseFiles(RegistrySettings.DEFAULT_FILES, state)) {
                if (Files.isRegularFile(usual.path()) && !isNamed(usual.path())) {
                    found.add(usual.path());
                }
            }
        }
        return found;
    }

    private boolean isNamed(Path path) {
        return settings.files().stream()
                .map(RegistryFile::path)
                .anyMatch(named -> named.equals(path) || isSame(named, path));
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }
}
