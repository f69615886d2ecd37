package io.tekton.sharedservices.leftover.registry;

import io.tekton.sharedservices.configsync.file.SwapRecovery;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverAction.Result;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Says of the removal of a registry entry that a crash interrupted what came of it. What the removal left beside the
 * registry is settled first: an edit that came out of its place goes back.
 */
public final class PruneRecovery {
    private static final int MOST_BYTES = 64 << 20;

    private final SwapRecovery recovery;
    private final Instant now;

    /** @param backups the folder of the versions that were replaced */
    public PruneRecovery(Path backups, Instant now) {
        this.recovery = RegistryPrune.tools(backups).leftovers();
        this.now = now;
    }

    public LeftoverAction settle(LeftoverAction action) {
        try {
            Path target = Path.of(action.path()).toRealPath();
            recovery.settle(target);
            boolean there = JsonText.parse(DurableFiles.read(target, MOST_BYTES)).root().members().stream()
                    .anyMatch(member -> member.name().equals(action.place()));
            return there
                    ? action.settled(now, Result.NOT_DONE, "the process ended before it was removed")
                    : action.settled(now, Result.DONE, "the process ended before that was on record");
        } catch (IOException | FileFault e) {
            return action.settled(
                    now,
                    Result.UNCERTAIN,
                    "the process ended before the outcome was on record, and the registry cannot be read: "
                            + Causes.of(e));
        }
    }
}
