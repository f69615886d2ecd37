package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.registry.Registrations;
import java.time.Duration;
import java.util.Set;

/**
 * What all candidates of one moment are judged against.
 *
 * @param own this process and its ancestors, and those of the person who asked
 * @param minAge a younger process is never an orphan
 */
record Surroundings(
        Registrations registrations, Kin kin, Set<Integer> own, UserScope users, String installation, Duration minAge) {
    Surroundings {
        own = Set.copyOf(own);
    }
}
