package io.tekton.sharedservices.leftover.quarantine;

/** Places between two steps, at which tests end the process. */
public interface Failpoints {
    /** The steps, in the order in which they come. */
    enum Step {
        RUN_BEGUN,
        JUDGED,
        INTENDED,
        QUARANTINE_MADE,
        HELD,
        MOVED,
        SYNCED,
        SETTLED,
        DELETE_INTENDED,
        ENTRY_REMOVED,
        DELETED,
        DELETE_SETTLED,
        RESTORE_INTENDED,
        RESTORED,
        PRUNE_INTENDED,
        PRUNED,
        PRUNE_SETTLED
    }

    void reached(Step step);

    static Failpoints unwatched() {
        return step -> {};
    }
}
