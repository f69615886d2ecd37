package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.settings.Durations;
import java.nio.file.Path;

/**
 * What the first live cleanup of a platform folder is about to do, in one line: for people who have not seen one yet.
 */
public final class FirstCleanup {
    /** How many runs are searched for a live one. */
    public static final int LOOKED_AT = 50;

    private FirstCleanup() {}

    public static String sentence(CleanupRequest request, CleanupSettings settings, Path tektonState) {
        return "first cleanup of " + tektonState + ": processes that a match rule names ("
                + (settings.rules().match().size() == 1
                        ? "1 rule"
                        : settings.rules().match().size() + " rules")
                + "), that are older than "
                + Durations.format(request.minAge())
                + " and that no registry protects get SIGTERM, and after "
                + Durations.format(request.grace()) + " SIGKILL; at most " + request.maxTerminations()
                + " in one run. \"cleanup --dry-run\" only lists them";
    }
}
