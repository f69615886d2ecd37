package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The termination of one orphan. For the run's own thread. */
final class TerminationAttempt {
    private final Judge.Verdict verdict;
    private RecordedVerdict recorded;
    private final @Nullable PinnedProcess pinned;
    private long signalledNanos;
    private @Nullable TerminationSignal lastSignal;
    private @Nullable String detail;

    private TerminationAttempt(
            Judge.Verdict verdict, RecordedVerdict recorded, @Nullable PinnedProcess pinned, @Nullable String detail) {
        this.verdict = verdict;
        this.recorded = recorded;
        this.pinned = pinned;
        this.detail = detail;
    }

    static TerminationAttempt held(Judge.Verdict verdict, RecordedVerdict recorded, PinnedProcess pinned) {
        return new TerminationAttempt(verdict, recorded, pinned, null);
    }

    /** An attempt on a process that could not be held; it is already over. */
    static TerminationAttempt unheld(
            Judge.Verdict verdict, RecordedVerdict recorded, TerminationResult result, @Nullable String why) {
        return new TerminationAttempt(verdict, recorded.withResult(result, null), null, why);
    }

    Judge.Verdict verdict() {
        return verdict;
    }

    /** Whether it goes on where the registry is refused: its owners alone judge it. */
    boolean isByOwners() {
        return !verdict.candidate().isByRegistry();
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

    void signalled(TerminationSignal signal, long nanos) {
        if (lastSignal == null) {
            signalledNanos = nanos;
        }
        lastSignal = signal;
    }

    boolean wasSignalled() {
        return lastSignal != null;
    }

    /** It has ended, of its last signal or by itself; the wait runs from its first signal to {@code nanos}. */
    TerminationEvent.Ended gone(Instant at, long nanos) {
        if (lastSignal == null) {
            return end(TerminationResult.GONE, at, null, null);
        }
        return end(
                lastSignal == TerminationSignal.KILL ? TerminationResult.KILLED : TerminationResult.TERMINATED,
                at,
                Math.max(0, (nanos - signalledNanos) / 1_000_000),
                null);
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
