package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import java.util.List;
import java.util.function.Function;

/** Counts what was done with leftovers after it is recorded. Changes nothing and adds no failure of its own. */
final class InstrumentedLeftoverLog implements LeftoverLog {
    private final LeftoverLog log;
    private final Metrics tally;

    InstrumentedLeftoverLog(LeftoverLog log, Metrics tally) {
        this.log = log;
        this.tally = tally;
    }

    @Override
    public LeftoverRecord of(String runId) {
        return log.of(runId);
    }

    @Override
    public List<LeftoverAction> kept() {
        return log.kept();
    }

    @Override
    public void judge(String runId, List<RecordedLeftover> judged) {
        written(() -> log.judge(runId, judged));
    }

    @Override
    public void intend(List<LeftoverAction> actions) {
        written(() -> log.intend(actions));
    }

    @Override
    public void settle(List<LeftoverAction> actions) {
        written(() -> log.settle(actions));
        actions.forEach(tally::settled);
    }

    @Override
    public void settleOpen(Function<LeftoverAction, LeftoverAction> seenNow) {
        written(() -> log.settleOpen(seenNow));
    }

    private void written(Runnable write) {
        try {
            write.run();
        } catch (AuditException e) {
            tally.storeErrors.inc();
            throw e;
        }
    }
}
