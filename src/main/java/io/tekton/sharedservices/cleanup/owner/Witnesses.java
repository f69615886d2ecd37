package io.tekton.sharedservices.cleanup.owner;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.Map;

/** All that was witnessed within one scope. */
public record Witnesses(
        WitnessScope scope, Map<ProcessIdentity, SeenOwner> owners, Map<ProcessIdentity, SeenBelow> below) {
    public Witnesses {
        owners = Map.copyOf(owners);
        below = Map.copyOf(below);
        for (SeenBelow seen : below.values()) {
            if (!owners.keySet().containsAll(seen.ties().keySet())) {
                throw new IllegalArgumentException(seen.identity() + " is tied to an owner that is not known");
            }
        }
    }

    public static Witnesses none(WitnessScope scope) {
        return new Witnesses(scope, Map.of(), Map.of());
    }

    /** The same if the scope is; else nothing. */
    public Witnesses within(WitnessScope now) {
        return scope.equals(now) ? this : none(now);
    }
}
