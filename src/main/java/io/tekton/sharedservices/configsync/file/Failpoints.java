package io.tekton.sharedservices.configsync.file;

/** Is notified of each step of a sync when it is done; a test ends the process there. */
public interface Failpoints {
    /** In the order of a sync that writes, by an exchange or in place. */
    public enum Step {
        FLAG_CLAIMED,
        REGISTRY_READ,
        CONFIG_READ,
        BACKUP_KEPT,
        PART_WRITTEN,
        SWAP_READY,
        JOURNAL_KEPT,
        RUN_BEGUN,
        PLAN_RECORDED,
        LINKED,
        EXCHANGED,
        OVERWRITTEN,
        CUT,
        INSPECTED,
        FOLDER_SYNCED,
        SWAP_REMOVED,
        JOURNAL_REMOVED,
        RUN_FINISHED,
        LAST_IN_LINE_KEPT,
        CLAIM_REMOVED
    }

    void reached(Step step);

    static Failpoints unwatched() {
        return step -> {};
    }
}
