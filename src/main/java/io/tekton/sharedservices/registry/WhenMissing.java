package io.tekton.sharedservices.registry;

/** What a missing registry file means: {@code registry.when-missing}. */
public enum WhenMissing {
    /** The registry is unknown, so nothing may be signalled. */
    REFUSE,
    /** The file holds no registrations. */
    EMPTY
}
