package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.registry.Registrations;
import java.time.Duration;

/**
 * What all candidates of one moment are judged against.
 *
 * @param own this process and its ancestors, and those of the person who asked
 * @param minAge a younger process is never an orphan
 * @param known what earlier readings of the registry saw, and this one
 * @param holders who has which pid
 */
record Surroundings(
        Registrations registrations,
        Kin kin,
        Own own,
        UserScope users,
        String installation,
        Duration minAge,
        Known known,
        Holders holders,
        Services services) {
    /**
     * What it means that a candidate serves its own port or socket.
     *
     * @param trustsEmpty a missing or empty registry is trusted, so that it proves little
     */
    record Services(InService mode, boolean trustsEmpty) {}
}
