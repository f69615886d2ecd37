package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the platform registry with all that the CI configuration takes over from it.
 *
 * @param port from 0 to 65535; null where the entry has none
 * @param metadata null where the entry has none
 */
public record PlatformEntry(
        Registration registration, @Nullable Integer port, JsonValue.@Nullable Object metadata) {
    public PlatformEntry {
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("a port must be from 0 to 65535, not " + port);
        }
    }
}
