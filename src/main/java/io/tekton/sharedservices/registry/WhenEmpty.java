package io.tekton.sharedservices.registry;

/** What it means that no registered process lives while there would be orphans: {@code registry.when-empty}. */
public enum WhenEmpty {
    /** The registry cannot be true, so nothing may be signalled. */
    REFUSE,
    /** It is true: nobody is meant to run. */
    TRUST
}
