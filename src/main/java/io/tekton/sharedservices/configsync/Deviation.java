package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.ConfigChange;
import java.util.List;

/**
 * How the configuration deviates from the registry while no flag is raised.
 *
 * @param changes what would bring it in line; empty where it is
 */
public record Deviation(Kind kind, List<ConfigChange> changes) {
    /** Nothing to repair and nothing to report. */
    static final Deviation NONE = new Deviation(Kind.NONE, List.of());

    public Deviation {
        changes = List.copyOf(changes);
    }

    /** Who brought it out of line. */
    public enum Kind {
        /** There is none, it is unknown, or it was made by an undo. */
        NONE,
        /** Somebody saved it so since a sync wrote it or saw it in line: what the drift rule repairs. */
        DRIFT,
        /** The registry changed and nobody raised the flag; the configuration is as it was. To be reported. */
        REGISTRY_CHANGED,
        /** No sync has ever written this configuration or seen it in line. To be reported. */
        NEVER_IN_LINE
    }

    public boolean isDrift() {
        return kind == Kind.DRIFT;
    }
}
