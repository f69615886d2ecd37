package io.tekton.sharedservices.registry;

import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which registry files were ever read, so that one that was there and is gone is not taken for one that was
 * never there. Files are named by {@link RegistryFile#path()}.
 */
public interface RegistryMemory {
    /** Whether the file was read before, by this process or an earlier one. */
    boolean wasRead(Path file);

    /** Remembers that the files were read; those already remembered are no fault. */
    void remember(Collection<Path> files);

    /** Why what was known is lost, a sentence for people; null where it is not. */
    default @Nullable String damage() {
        return null;
    }
}
