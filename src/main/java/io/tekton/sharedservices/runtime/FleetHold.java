package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.ShippedHead;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.record.Hold;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps purges of a fleet's host from what its centre has not. */
public final class FleetHold {
    private FleetHold() {}

    /**
     * From now on, also where a command purges without a daemon: the file in the state folder says what was shipped.
     */
    public static void apply(Store store, Path stateFolder, FleetSettings settings) {
        store.hold(() -> settings.isOn() ? of(store, stateFolder, settings) : Hold.NONE);
    }

    private static Hold of(Store store, Path stateFolder, FleetSettings settings) {
        Optional<ShippedHead> shipped = ShippedHead.read(stateFolder)
                .filter(known -> known.isOf(store.auditReader().head()));
        return new Hold(shipped.map(ShippedHead::sequence).orElse(0L), settings.holdUnshipped());
    }
}
