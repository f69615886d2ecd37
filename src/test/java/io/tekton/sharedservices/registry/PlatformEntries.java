package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.json.FileFault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Entries of a platform registry from its text. */
public final class PlatformEntries {
    private PlatformEntries() {}

    /** @throws IllegalArgumentException if the text is no platform registry */
    public static List<PlatformEntry> of(String registry) {
        try {
            return PlatformRegistry.parse(registry.getBytes(StandardCharsets.UTF_8), Path.of("/srv/registry.json"));
        } catch (FileFault e) {
            throw new IllegalArgumentException(e.line() + ":" + e.column() + " " + e.problem(), e);
        }
    }
}
