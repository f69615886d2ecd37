package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import java.util.Objects;
import java.util.Set;

/** Which runs by schedule are tried again soon, and which of them are one record. Pure. */
public final class Retries {
    private static final String OF_A_REGISTRY = "registry-";

    /** Another process holds the platform folder, or its file of the minimum hour cannot be used: both may pass. */
    private static final Set<String> OF_THE_PLATFORM_FOLDER =
            Set.of("platform-held", "platform-unwritable", "hour-unreadable");

    private Retries() {}

    /**
     * Whether a run is to be tried again before its schedule's next turn: it was refused for the state of a registry or
     * of the platform folder, or failed before any signal. {@code begin-of-retries.sql} says the same in SQL.
     *
     * @param mayHaveSignalled whether a signal of it is on record, or cannot be ruled out
     */
    public static boolean isDueAfter(Run run, boolean mayHaveSignalled) {
        String reason = run.reason();
        return switch (run.outcome()) {
            case REFUSED ->
                reason != null && (reason.startsWith(OF_A_REGISTRY) || OF_THE_PLATFORM_FOLDER.contains(reason));
            case FAILED -> !mayHaveSignalled;
            case RUNNING, SUCCEEDED, PARTIAL, SKIPPED, ABANDONED -> false;
        };
    }

    /** Whether a run by schedule ended just as the one before it did. */
    public static boolean isSame(Run before, Run run) {
        return isBySchedule(before)
                && isBySchedule(run)
                && before.job().equals(run.job())
                && before.host().equals(run.host())
                && before.dryRun() == run.dryRun()
                && before.outcome() == run.outcome()
                && Objects.equals(before.reason(), run.reason())
                && Objects.equals(before.message(), run.message());
    }

    private static boolean isBySchedule(Run run) {
        return run.trigger() == Trigger.SCHEDULE || run.trigger() == Trigger.CATCH_UP;
    }
}
