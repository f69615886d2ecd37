package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.Trigger;
import java.util.Objects;

/**
 * One sync that somebody or something asked for.
 *
 * @param actor who asked, for the record
 * @param dryRun plan and record, write nothing, leave the flag as it is
 * @param force also without a flag
 * @param acceptConfig also if the configuration has lost its components: then they are created again from the registry
 * @param acceptRegistry also where the registry has lost most of the components whose processes live
 */
public record SyncRequest(
        Trigger trigger, String actor, boolean dryRun, boolean force, boolean acceptConfig, boolean acceptRegistry) {
    /** A request that accepts no implausible registry. */
    public SyncRequest(Trigger trigger, String actor, boolean dryRun, boolean force) {
        this(trigger, actor, dryRun, force, false, false);
    }

    public SyncRequest {
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(actor, "actor");
    }

    /**
     * The repair of a save that changed an owned field. By SCHEDULE, as no flag caused it; the actor distinguishes it
     * from a tick.
     */
    public static SyncRequest afterDrift() {
        return new SyncRequest(Trigger.SCHEDULE, "drift", false, true);
    }
}
