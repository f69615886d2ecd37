package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.configsync.Deviation;
import java.util.Objects;

/**
 * A configuration that deviates from the registry while no flag is raised.
 *
 * @param kind who caused the deviation
 * @param what a sync would change, for people: "port of apollo"
 */
public record ConfigDeviation(Deviation.Kind kind, String what) {
    public ConfigDeviation {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(what, "what");
    }

    boolean isDrift() {
        return kind == Deviation.Kind.DRIFT;
    }

    /** Why it is left as it is, and what the reader can do. */
    String sentence(boolean dryRun) {
        String why = switch (kind) {
            case DRIFT -> dryRun ? "config-sync.dry-run leaves it so" : "config-sync.drift = report leaves it so";
            case REGISTRY_CHANGED -> "the registry changed and no update flag was raised, so it is left as it is";
            case NEVER_IN_LINE, NONE ->
                "no sync has written it or seen it in line yet, so it is left as it is until a flag is raised";
        };
        return "the CI configuration is out of line with the registry: " + what + "; " + why
                + ". \"sync --dry-run\" shows the difference, \"sync --force\" brings it in line";
    }
}
