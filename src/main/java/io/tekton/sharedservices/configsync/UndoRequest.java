package io.tekton.sharedservices.configsync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An undo that somebody asked for.
 *
 * @param actor who asked, for the record
 * @param version the number of the version to put back; null for the newest that says something else and has components
 * @param dryRun show what it would put back, write nothing
 */
public record UndoRequest(String actor, @Nullable Long version, boolean dryRun) {
    public UndoRequest {
        Objects.requireNonNull(actor, "actor");
        if (version != null && version < 1) {
            throw new IllegalArgumentException("a version's number is at least 1, not " + version);
        }
    }
}
