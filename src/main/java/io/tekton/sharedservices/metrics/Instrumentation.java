package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.schedule.ScheduledJob;

/**
 * Events in this process: counted for the metrics, and reported to open pages. It wraps the parts that do the work,
 * which know nothing of it. Thread-safe.
 */
public final class Instrumentation {
    public final Metrics tally = new Metrics();
    public final Changes changes = new Changes();

    /** The same log; what it has written is counted and reported. */
    public AuditLog watched(AuditLog log) {
        return new InstrumentedAuditLog(log, tally, changes);
    }

    /** The same log; what was done with leftovers is counted. */
    public LeftoverLog counted(LeftoverLog log) {
        return new InstrumentedLeftoverLog(log, tally);
    }

    /** The same table, with its scans measured. */
    public ProcessTable timed(ProcessTable table) {
        return new InstrumentedProcessTable(table, tally.scans);
    }

    /** The same job, with its ticks counted, those with nothing to do included. */
    public ScheduledJob counted(ScheduledJob job) {
        tally.expect(job.name());
        return job.running((trigger, actor, stop) -> {
            tally.ticks.labelValues(job.name()).inc();
            return job.run(trigger, actor, stop);
        });
    }

    /** Something that a page shows is another than before: a pause, a setting, a warning. */
    public void changed() {
        changes.happened();
    }

    /** The store failed where no run had to do with it. */
    public void storeFailed() {
        tally.storeErrors.inc();
        changes.happened();
    }
}
