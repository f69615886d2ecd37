package io.tekton.sharedservices.leftover.rule;

/** What is done with entries of the wrapped-CI registry whose process has ended: {@code registry.prune}. */
public enum Prune {
    OFF,
    /** They are judged and recorded. */
    REPORT,
    /** They are removed. */
    PRUNE
}
