package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.RecordedVerdict;
import io.tekton.sharedservices.audit.TerminationEvent;
import io.tekton.sharedservices.audit.TerminationResult;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One orphan on its way out. For the run's own thread. */
final class Ending {
    private final Judge.Verdict verdict;
    private RecordedVerdict recorded;
    private final @Nullable PinnedProcess pinned;
    private long signalledNanos;
    private boolean signalled;
    private @Nullable String detail;

    /** @param pinned null for one that could not be held: then {@code recorded} has its result */
    Ending(Judge.Verdict verdict, RecordedVerdict recorded, @Nullable PinnedProcess pinned) {
        this.verdict = verdict;
        this.recorded = recorded;
        this.pinned = pinned;
        if (pinned == null && recorded.result() == null) {
            throw new IllegalArgumentException("an orphan that is not held must have its result");
        }
    }

    Judge.Verdict verdict() {
        return verdict;
    }

    RecordedVerdict recorded() {
        return recorded;
    }

    ProcessIdentity identity() {
        return recorded.identity();
    }

    PinnedProcess pinned() {
        return Objects.requireNonNull(pinned, "pinned");
    }

    boolean isHeld() {
        return pinned != null;
    }

    /** Held, and without a result yet. */
    boolean isOpen() {
        return recorded.result() == null;
    }

    @Nullable
    String detail() {
        return detail;
    }

    void signalled(long nanos) {
        if (!signalled) {
            signalled = true;
            signalledNanos = nanos;
        }
    }

    boolean wasSignalled() {
        return signalled;
    }

    /** It is over; the wait runs from its first signal to {@code nanos}. */
    TerminationEvent.Ended gone(TerminationResult result, Instant at, long nanos) {
        return end(result, at, signalled ? Math.max(0, (nanos - signalledNanos) / 1_000_000) : null, null);
    }

    TerminationEvent.Ended ended(TerminationResult result, Instant at, @Nullable String why) {
        return end(result, at, null, why);
    }

    private TerminationEvent.Ended end(
            TerminationResult result, Instant at, @Nullable Long waitMillis, @Nullable String why) {
        recorded = recorded.withResult(result, waitMillis);
        detail = why;
        return new TerminationEvent.Ended(recorded.identity(), at, result, waitMillis, why);
    }
}
