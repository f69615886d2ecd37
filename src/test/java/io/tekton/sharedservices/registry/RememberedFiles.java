package io.tekton.sharedservices.registry;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** A memory that lasts as long as its test. */
final class RememberedFiles implements RegistryMemory {
    private final Set<Path> files = new HashSet<>();

    @Override
    public boolean wasRead(Path file) {
        return files.contains(file);
    }

    @Override
    public void remember(Collection<Path> more) {
        files.addAll(more);
    }
}
