package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.audit.ConfigChange;
import io.tekton.sharedservices.registry.PlatformRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether somebody's save put the configuration out of line. Not thread-safe. */
final class Drift {
    private final SyncParts parts;
    private final UndoMark mark;
    private @Nullable FileStamp known;

    Drift(SyncParts parts, UndoMark mark) {
        this.parts = parts;
        this.mark = mark;
    }

    /** As {@link ConfigSync#drift()}. */
    List<ConfigChange> look() {
        FileStamp now = FileStamp.of(parts.config().target()).orElse(null);
        if (now == null
                || now.equals(known)
                || parts.config().isAsWritten(now)
                || parts.flag().isRaised()) {
            return List.of();
        }
        try {
            List<ConfigChange> changes = changes();
            if (changes.isEmpty()) {
                known = now;
            }
            return changes;
        } catch (SyncFailure e) {
            // in the middle of a save, or broken by one: the next save, or a flag, leads to the next look
            return List.of();
        }
    }

    private List<ConfigChange> changes() throws SyncFailure {
        if (!(parts.config().read() instanceof ConfigFile.Content.Present present) || mark.isSetFor(present.bytes())) {
            return List.of();
        }
        return parts.registry().read() instanceof PlatformRegistry.Reading.Read read
                ? SyncPlan.of(read.entries(), present.document(), parts.localNow())
                        .changes()
                : List.of();
    }
}
