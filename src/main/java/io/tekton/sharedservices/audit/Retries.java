package io.tekton.sharedservices.audit;

import java.util.Objects;

/** Which runs by schedule are tried again soon, and which of them are one record. Pure. */
public final class Retries {
    private static final String OF_A_REGISTRY = "registry-";

    private Retries() {}

    /**
     * Whether a run is to be tried again before its schedule's next turn: it was refused for a registry's reason, or failed before any signal.
     *
     * @param mayHaveSignalled whether a signal of it is on record, or cannot be ruled out
     */
    public static boolean isDueAfter(Run run, boolean mayHaveSignalled) {
        String reason = run.reason();
        return switch (run.outcome()) {
            case REFUSED -> reason != null && reason.startsWith(OF_A_REGISTRY);
            case FAILED -> !mayHaveSignalled;
            case RUNNING, SUCCEEDED, SKIPPED, ABANDONED -> false;
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
