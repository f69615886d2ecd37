package io.tekton.sharedservices.journal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field of the CI configuration that a sync wrote, or would write.
 *
 * @param component whose entry it is, as the configuration names it
 * @param field the field below the entry, with dots between levels: {@code port}, {@code metadata.pid}
 * @param before the JSON text that stood there; null where the field was not there
 * @param after the JSON text that stands there now; null only in an undo, where the field goes again
 */
public record ConfigChange(
        String component,
        String field,
        @Nullable String before,
        @Nullable String after) {
    public ConfigChange {
        Objects.requireNonNull(component, "component");
        Objects.requireNonNull(field, "field");
        if (Objects.equals(before, after)) {
            throw new IllegalArgumentException(component + "." + field + " does not change: " + before);
        }
    }
}
