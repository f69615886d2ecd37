package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.ConfigChange;
import java.util.List;

/**
 * How the configuration deviates from the registry while no flag is raised.
 *
 * @param changes what a sync would change; empty if nothing deviates
 */
public record Deviation(Kind kind, List<ConfigChange> changes) {
    /** Nothing to repair and nothing to report. */
    static final Deviation NONE = new Deviation(Kind.NONE, List.of());

    public Deviation {
        changes = List.copyOf(changes);
    }

    /** Who caused the deviation. */
    public enum Kind {
        /** There is none, it is unknown, or it was made by an undo. */
        NONE,
        /** Somebody saved it so after a sync wrote it or found it synchronised: the drift rule repairs this. */
        DRIFT,
        /** The registry changed and nobody raised the flag; the configuration is as it was. To be reported. */
        REGISTRY_CHANGED,
        /** No sync has ever written this configuration or found it synchronised. To be reported. */
        NEVER_IN_LINE
    }

    public boolean isDrift() {
        return kind == Kind.DRIFT;
    }
}
