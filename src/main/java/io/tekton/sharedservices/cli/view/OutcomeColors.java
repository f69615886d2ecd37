package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The color of each outcome. */
public final class OutcomeColors {
    private OutcomeColors() {}

    public static UnaryOperator<String> of(Terminal terminal, @Nullable TerminationResult result) {
        if (result == null) {
            return UnaryOperator.identity();
        }
        return switch (result) {
            case SURVIVED, DENIED, UNCERTAIN -> terminal::red;
            case WOULD_TERMINATE, NOT_SIGNALLED -> terminal::yellow;
            case TERMINATED, KILLED -> terminal::green;
            case GONE, SPARED_ON_RECHECK -> terminal::dim;
        };
    }

    public static UnaryOperator<String> of(Terminal terminal, RunOutcome outcome) {
        return switch (outcome) {
            case FAILED, ABANDONED -> terminal::red;
            case REFUSED, PARTIAL -> terminal::yellow;
            case SKIPPED, RUNNING -> terminal::dim;
            case SUCCEEDED -> UnaryOperator.identity();
        };
    }
}
