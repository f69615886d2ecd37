package io.tekton.sharedservices.journal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field of the CI configuration that a sync wrote, or would write.
 *
 * @param component whose entry it is, as the configuration names it
 * @param field the field below the entry, with dots between levels: {@code port}, {@code metadata.pid}
 * @param before the JSON text before; null where the field did not exist
 * @param after the JSON text now; null only in an undo that removes the field
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
