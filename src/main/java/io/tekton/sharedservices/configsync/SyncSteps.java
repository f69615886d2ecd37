package io.tekton.sharedservices.configsync;

/** Is told of each step of a sync when it is done; a test ends the process there. */
interface SyncSteps {
    /** In the order of a sync that writes. */
    enum Step {
        FLAG_CLAIMED,
        REGISTRY_READ,
        CONFIG_READ,
        BACKUP_KEPT,
        PART_WRITTEN,
        SWAP_READY,
        RUN_BEGUN,
        PLAN_RECORDED,
        EXCHANGED,
        INSPECTED,
        FOLDER_SYNCED,
        SWAP_REMOVED,
        RUN_FINISHED,
        CLAIM_REMOVED
    }

    void reached(Step step);

    static SyncSteps unwatched() {
        return step -> {};
    }
}
