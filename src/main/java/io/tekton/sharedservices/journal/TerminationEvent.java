package io.tekton.sharedservices.journal;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A step in the ending of one orphan. Events are only ever appended. */
public sealed interface TerminationEvent {
    ProcessIdentity process();

    Instant at();

    /** It is about to have this signal. Durable before the signal is sent. */
    record Intended(ProcessIdentity process, Instant at, TerminationSignal signal) implements TerminationEvent {}

    /** It had this signal. */
    record Signalled(ProcessIdentity process, Instant at, TerminationSignal signal) implements TerminationEvent {}

    /**
     * Its ending is over.
     *
     * @param waitMillis from its first signal to its end; null where it had none or did not end
     * @param detail a sentence for people; null where the result says all
     */
    record Ended(
            ProcessIdentity process,
            Instant at,
            TerminationResult result,
            @Nullable Long waitMillis,
            @Nullable String detail)
            implements TerminationEvent {}
}
