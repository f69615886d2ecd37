package io.tekton.sharedservices.web;

import io.tekton.sharedservices.audit.AuditLog;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.schedule.ScheduledJob;

/**
 * What goes on in this process: counted for the metrics, and told to the pages that are open. It stands around the parts that do the work, which know
 * nothing of it. Thread-safe.
 */
public final class Activity {
    final Tally tally = new Tally();
    final Changes changes = new Changes();

    /** The same log, with what it has written counted and told. */
    public AuditLog watched(AuditLog log) {
        return new WatchedAuditLog(log, tally, changes);
    }

    /** The same table, with its scans measured. */
    public ProcessTable timed(ProcessTable table) {
        return new TimedProcessTable(table, tally.scans);
    }

    /** The same job, with its ticks counted, those with nothing to do included. */
    public ScheduledJob counted(ScheduledJob job) {
        tally.ticks.expect(job.name());
        return job.running((trigger, actor, stop) -> {
            tally.ticks.add(1, job.name());
            return job.run(trigger, actor, stop);
        });
    }

    /** Something that a page shows is another than before: a pause, a setting, a warning. */
    public void changed() {
        changes.happened();
    }

    /** The store failed where no run had to do with it. */
    public void storeFailed() {
        tally.storeErrors.add(1);
        changes.happened();
    }
}
