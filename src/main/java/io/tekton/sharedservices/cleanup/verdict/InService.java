package io.tekton.sharedservices.cleanup.verdict;

/** What it means that a process serves its own port or socket: {@code orphan-cleanup.in-service}. */
public enum InService {
    /** It is spared where the registry cannot prove much: see {@link VerdictRule#IN_SERVICE}. */
    AUTO,
    /** It is spared. */
    SPARE,
    /** It means nothing. */
    IGNORE
}
