package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.Run;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An undo that somebody asked for.
 *
 * @param actor who asked, for the record
 * @param version the number of the version to put back; null for the newest that says something else and has components
 * @param dryRun show what it would put back, write nothing
 */
public record UndoRequest(String actor, @Nullable Long version, boolean dryRun) {
    private static final String RESTORED = "restored ";
    private static final String WOULD_RESTORE = "would restore ";
    private static final String NOTHING = "nothing to restore: ";

    /** Whether this run is an undo that came to a version. */
    public static boolean isOf(Run run) {
        String message = run.message();
        return message != null
                && (message.startsWith(RESTORED) || message.startsWith(WOULD_RESTORE) || message.startsWith(NOTHING));
    }

    /** What the run of this undo says. */
    String message(Path version, boolean inPlace) {
        if (inPlace) {
            return NOTHING + version + " is what is in place already";
        }
        return dryRun ? WOULD_RESTORE + version : RESTORED + version + "; it stays until the next update flag";
    }

    public UndoRequest {
        Objects.requireNonNull(actor, "actor");
        if (version != null && version < 1) {
            throw new IllegalArgumentException("a version's number is at least 1, not " + version);
        }
    }
}
