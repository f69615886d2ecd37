package io.tekton.sharedservices.journal.leftover;

import java.util.List;
import java.util.function.Function;

/**
 * Where a run on leftovers writes what it judged and is about to do, and what came of it; and what is asked of that.
 * Whatever a method has written survives the death of this process and of the host's power once the method returns.
 *
 * <p>Every method throws {@link io.tekton.sharedservices.journal.AuditException} if the record cannot be written
 * durably or read; then nothing may be changed.
 */
public interface LeftoverLog {
    /** What is on record of a run; empty for a run that is not, or of another job. */
    LeftoverRecord of(String runId);

    /** Remembers what a run judged; once a run. */
    void judge(String runId, List<RecordedLeftover> judged);

    /** Remembers what is about to be done. */
    void intend(List<LeftoverAction> actions);

    /** Remembers what came of actions that were intended; all of them are settled. */
    void settle(List<LeftoverAction> actions);

    /**
     * What is in the quarantines of this host by the record: what was moved there and neither put back nor removed; the
     * oldest first.
     */
    List<LeftoverAction> kept();

    /**
     * Settles what a crash left open. To be called before this process begins a run.
     *
     * @param seenNow gives each action back, settled by what is on the disk; it is asked before anything is written
     */
    void settleOpen(Function<LeftoverAction, LeftoverAction> seenNow);
}
