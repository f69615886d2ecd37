package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.registry.Registrations;
import java.time.Duration;

/**
 * What all candidates of one moment are judged against.
 *
 * @param own this process and its ancestors, and those of the person who asked
 * @param minAge a younger process is never an orphan
 */
record Surroundings(
        Registrations registrations, Kin kin, Own own, UserScope users, String installation, Duration minAge) {}
