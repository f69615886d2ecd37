package io.tekton.sharedservices.fleet.settings;

/** How long a host keeps its connection to the centre. */
public enum ConnectionUse {
    /** For as long as it lasts: 1.8 MiB of the centre's memory for each host. */
    HELD,
    /** For one heartbeat or shipment: a new one takes the centre 12 to 15 ms of a core. */
    SHORT
}
