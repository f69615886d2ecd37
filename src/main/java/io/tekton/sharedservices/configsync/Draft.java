package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.PreparedWrite;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.journal.SyncRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in the configuration's place, and what is to take it.
 *
 * @param in the current content
 * @param bytes the wanted content; null if it is the current content
 * @param warnings what people should know of, in words
 * @param heldBack why the registry that it follows cannot be true; null where nothing speaks against it
 */
record Draft(
        ConfigFile.Content in,
        byte @Nullable [] bytes,
        SyncRecord record,
        List<String> warnings,
        @Nullable SyncFailure heldBack) {
    /** One against which nothing speaks. */
    Draft(ConfigFile.Content in, byte @Nullable [] bytes, SyncRecord record, List<String> warnings) {
        this(in, bytes, record, warnings, null);
    }

    boolean isEmpty() {
        return bytes == null;
    }

    /**
     * Lays it ready.
     *
     * @throws SyncFailure as {@link ConfigFile#prepare}
     */
    PreparedWrite prepare(ConfigFile config, String run) throws SyncFailure {
        byte[] updated = bytes;
        if (updated == null) {
            throw new IllegalStateException("there is nothing to write");
        }
        return config.prepare(in, updated, run);
    }
}
