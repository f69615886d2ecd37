package io.tekton.sharedservices.journal;

/** What was judged of a process that a match rule named. */
public enum Decision {
    ORPHAN,
    SPARED
}
